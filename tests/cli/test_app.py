"""Every command through the front door: `main` with its arguments, or the program itself in a terminal."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from helpers.command_line import Door
from helpers.forked_program import Started
from helpers.openai_server import OpenAIServer, Script, openai_server

from rag import __version__

REVENUE = "What was the revenue of Scale AI in 2024?"
OFF_TOPIC = "Which volcano erupted near Reykjavik?"
ONE, TWO = "000_dbff6c9ee408745f", "001_d04b8c93f494b523"
COMMANDS = ("ingest", "ask", "chat", "check", "list", "show", "remove", "rebuild", "doctor", "eval")
PROGRAM = [sys.executable, "-m", "rag"]


@pytest.fixture
def rag(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Door:
    return Door(capsys, monkeypatch)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, subject in (("copper", "The copper mine"), ("ferry", "The old ferry")):
        text = f"{subject} closed\n\n{subject} closed in 2024 after a hundred years. Nobody in the town wants to see it go.\n"
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


# Help and usage


def test_help_is_there_at_once_and_names_every_command():
    program = "import sys; from rag.cli.app import main; code = main(['--help']); print(code, *sys.modules)"
    began = time.perf_counter()
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert time.perf_counter() - began < 5  # a fiftieth of that on an idle machine
    assert all(f"\n  {command} " in shown for command in COMMANDS)
    code, *modules = shown.splitlines()[-1].split()
    assert code == "0"
    heavy = {
        "torch",
        "transformers",
        "sentence_transformers",
        "chromadb",
        "langchain",
        "langchain_core",
        "openvino",
        "numpy",
        "rich",
    }
    assert not heavy & set(modules)


def test_an_ingest_of_unchanged_articles_loads_nothing_heavy(rag: Door, articles: Path):
    rag("ingest", articles)
    program = f"import sys; from rag.cli.app import main; main(['ingest', {str(articles)!r}]); print(*sys.modules)"
    summary, modules = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert summary == "2 unchanged"
    assert not {"torch", "sentence_transformers", "chromadb", "langchain_core", "openvino", "tantivy", "numpy"} & set(
        modules.split()
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_its_common_options(rag: Door, command: str):
    done = rag(command, *(["run"] if command == "eval" else []), "--help")
    assert done.code == 0
    assert "--home" in done.out
    assert "--json" in done.out


def test_the_version_is_the_packages(rag: Door):
    assert rag("--version") == (0, f"rag {__version__}\n", "")


@pytest.mark.parametrize(
    "arguments",
    [["frobnicate"], ["ask"], ["ask", "x", "-k", "0"], ["show"], ["list", "--colour"], ["ingest", "x", "--set", "y=z"]],
)
def test_a_wrong_command_line_is_a_usage_error(rag: Door, arguments: list[str]):
    done = rag(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "Error: " in done.err
    in_json = rag(*arguments, "--json")
    assert in_json.code == 2
    assert in_json.document["error"]


# Ingest


def test_ingest_adds_and_says_how_many(rag: Door, articles: Path):
    assert rag("ingest", articles) == (0, "2 added\n", "")
    assert rag("ingest", articles) == (0, "2 unchanged\n", "")


def test_what_cannot_be_ingested_is_named_and_the_rest_is_in(rag: Door, articles: Path):
    (articles / "empty.txt").touch()
    (articles / "picture.txt").write_bytes(b"\x89PNG" + bytes(99))
    done = rag("ingest", articles, articles / "nowhere.txt")
    assert done.code == 1
    assert done.out == "2 added, 3 failed\n"
    assert "empty.txt" in done.err
    assert "picture.txt is a binary file or in an unknown encoding, not text. Save it as UTF-8 text" in done.err
    assert "nowhere.txt" in done.err
    assert len(rag("list", "--json").document) == 2


def test_ingest_in_json_is_one_document_with_every_outcome(rag: Door, articles: Path):
    done = rag("ingest", "--json", articles, "/nowhere")
    assert done.code == 1
    assert done.document["counts"] == {"failed": 1, "added": 2}
    assert {o["status"] for o in done.document["outcomes"]} == {"added", "failed"}
    assert set(done.document["outcomes"][0]) == {"status", "article_id", "origin", "detail"}


def test_duplicates_and_files_that_are_gone_are_reported(rag: Door, articles: Path):
    (articles / "second.txt").write_bytes((articles / "copper.txt").read_bytes())
    done = rag("ingest", articles)
    assert done.out == "2 added, 1 duplicate\n"
    assert "duplicate" in done.err
    (articles / "ferry.txt").unlink()
    done = rag("ingest", articles)
    assert done.code == 0
    assert "gone       ferry is still in the library" in done.err
    assert "--prune" in done.err
    assert "1 removed" in rag("ingest", articles, "--prune").out
    assert "ferry" not in {entry["id"] for entry in rag("list", "--json").document}


def test_what_is_set_holds_for_the_articles_and_can_be_filtered_by(rag: Door, articles: Path):
    rag("ingest", articles / "copper.txt", "--set", "published=2025-06-08", "--set", "source=The Herald")
    entry = rag("list", "--json").document[0]
    assert (entry["published"], entry["source"]) == ("2025-06-08", "The Herald")
    question = "What closed in 2024 after a hundred years?"
    assert rag(
        "ask", "--json", question, "--since", "2025-06-08", "--until", "2025-06-08", "--source", "the herald"
    ).document["passages"]
    assert not rag("ask", "--json", question, "--since", "2025-06-09").document["passages"]


def test_standard_input_can_be_ingested(rag: Door, monkeypatch: pytest.MonkeyPatch):
    text = (
        "The copper mine closed\n\nThe copper mine closed in 2024 after a hundred years. Nobody wants to see it go.\n"
    )
    done = rag("ingest", "-", "--json", stdin=text.encode())
    assert done.code == 0
    assert done.document["outcomes"][0]["article_id"].startswith("stdin-")


# Ask


def test_an_answer_is_printed_with_its_sources(rag: Door, seeds_home: Path):
    done = rag("ask", REVENUE)
    assert (done.code, done.err) == (0, "")
    text, _, sources = done.out.partition("\n\n")
    assert "870 million" in text
    assert "[1]" in text
    assert sources.startswith("[1] ")
    assert "    “" in sources
    assert "Confidence: " in done.out


def test_the_json_answer_points_into_the_stored_article(rag: Door, seeds_home: Path):
    answer = rag("ask", "--json", REVENUE).document
    assert set(answer) >= {
        "question",
        "answer",
        "abstained",
        "confidence",
        "model",
        "citations",
        "passages",
        "rejected",
        "seconds",
    }
    for citation in answer["citations"]:
        stored = rag("show", citation["article_id"], "--json").document
        assert stored["text"][citation["start"] : citation["end"]] == citation["quote"]
        assert stored["sha256"] == citation["sha256"]


def test_words_need_no_quotation_marks_and_a_hyphen_reads_standard_input(rag: Door, seeds_home: Path):
    asked = rag("ask", "--json", *REVENUE.split()).document
    assert asked["question"] == REVENUE
    assert rag("ask", "--json", "-", stdin=REVENUE.encode()).document["answer"] == asked["answer"]


def test_with_context_each_quote_stands_in_its_paragraph(rag: Door, seeds_home: Path):
    shown = rag("ask", "--context", REVENUE).out
    assert "**" in shown
    citations = rag("ask", "--context", "--json", REVENUE).document["citations"]
    assert all(c["quote"] in c["context"] for c in citations)


def test_an_abstention_is_a_result_and_shows_what_is_closest(rag: Door, seeds_home: Path):
    done = rag("ask", OFF_TOPIC)
    assert done.code == 0
    assert "Closest passages, which are not an answer:" in done.out
    assert "[1]" not in done.out
    assert rag("ask", OFF_TOPIC, "--json").document["abstained"] is True


def test_filters_keep_to_an_article(rag: Door, seeds_home: Path):
    passages = rag("ask", "--json", REVENUE, "--article", TWO, "-k", "2").document["passages"]
    assert {p["article_id"] for p in passages} == {TWO}
    assert len(passages) <= 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ask", " "], "question is empty"),
        (["ask", "x", "--since", "yesterday"], "'yesterday' is not a date"),
        (["ask", "x", "--article", "nobody"], "'nobody'"),
        (["show", "nobody"], "'nobody'"),
        (["show", ONE, "--version", "zzz"], "'zzz'"),
        (["remove", ONE, "nobody"], "'nobody'"),
        (["check", "nowhere.json"], "nowhere.json cannot be read"),
        (["eval", "nowhere.jsonl"], "nowhere.jsonl cannot be read"),
        (["eval", "--out", "/dev/null/logs"], "/dev/null/logs for the log cannot be made"),
        (["ingest", "x.txt", "--set", "published=yesterday"], "'yesterday' is not a date"),
        (["list", "--home", f"/tmp/{'x' * 300}"], "cannot be read"),
        (["ask", "caf\udce9"], "is not valid UTF-8"),
    ],
)
def test_what_the_user_can_mend_is_said_in_a_sentence(rag: Door, seeds_home: Path, arguments: list[str], words: str):
    done = rag(*arguments)
    assert (done.code, done.out) == (1, "")
    assert words in done.err
    assert "Traceback" not in done.err
    in_json = rag(*arguments, "--json")
    assert in_json.code == 1
    assert words in in_json.document["error"]
    assert in_json.document["error"] in done.err
    assert set(in_json.document) == {"error", "hint"}


@pytest.mark.parametrize("arguments", [["ask", "x"], ["show", "x"], ["remove", "x"], ["chat"], ["rebuild"]])
def test_an_empty_library_says_what_to_type(rag: Door, arguments: list[str]):
    done = rag(*arguments)
    assert done.code == 1
    assert "rag ingest PATH" in done.err


def test_a_broken_setting_is_named(rag: Door, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RAG_KK", "8")
    assert rag("list").code == 1
    assert "'kk'" in rag("list", "--json").document["error"]


# With a chat model


def model_at(server: OpenAIServer) -> dict[str, str]:
    return {"RAG_MODEL": "openai:scripted", "RAG_BASE_URL": server.url}


@pytest.fixture
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("seeds_home", "no_keys")
class TestAModel:
    def test_it_answers_and_what_is_not_so_is_withheld(self, rag: Door, monkeypatch: pytest.MonkeyPatch):
        with openai_server(Script("Scale AI made $999 million [1.1].")) as server:
            monkeypatch.setenv("RAG_BASE_URL", server.url)
            done = rag("ask", REVENUE, "--model", "openai:scripted")
            assert done.code == 0
            assert "$999" not in done.out
            assert "1 claim withheld; --show-rejected shows what and why." in done.err
            shown = rag("ask", REVENUE, "--model", "openai:scripted", "--show-rejected").err
            assert shown.startswith("Withheld: Scale AI made $999 million. (")
            document = rag("ask", REVENUE, "--model", "openai:scripted", "--json").document
            assert (document["model"], document["confidence"]) == ("openai:scripted", None)
            assert document["usage"] == {"input_tokens": 200, "output_tokens": 20}
            assert document["rejected"][0]["text"] == "Scale AI made $999 million."

    def test_one_that_fails_says_why_and_with_fallback_quotes(self, rag: Door, monkeypatch: pytest.MonkeyPatch):
        with openai_server(Script(status=401, error={"message": "no"})) as server:
            for name, value in model_at(server).items():
                monkeypatch.setenv(name, value)
            done = rag("ask", REVENUE)
            assert (done.code, done.out) == (1, "")
            assert "The key for the model openai:scripted was refused" in done.err
            quoted = rag("ask", REVENUE, "--fallback")
            assert quoted.code == 0
            assert "870 million" in quoted.out
            assert quoted.err.startswith(
                "Answered offline, with quotes: The key for the model openai:scripted was refused"
            )
            assert "was refused" in rag("ask", REVENUE, "--fallback", "--json").document["fallback"]
            assert "870 million" in rag("ask", REVENUE, "--model", "extractive").out

    def test_it_answers_in_the_chat_too(self, rag: Door, monkeypatch: pytest.MonkeyPatch):
        with openai_server(Script("NO ANSWER")) as server:
            monkeypatch.setenv("RAG_BASE_URL", server.url)
            (answer,) = rag("chat", "--model", "openai:scripted", "--json", stdin=REVENUE.encode()).document
            assert (answer["model"], answer["abstained"]) == ("openai:scripted", True)

    def test_a_key_alone_asks_nobody(self, rag: Door, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
        with openai_server(Script("Yes [1.1].")) as server:
            monkeypatch.setenv("OPENAI_BASE_URL", server.url)
            assert rag("ask", REVENUE, "--json").document["model"] == "extractive"
            assert server.requests == []

    def test_a_model_that_is_none_is_refused(self, rag: Door):
        done = rag("ask", REVENUE, "--model", "gpt")
        assert done.code == 1
        assert "No answerer is called 'gpt'" in done.err


# The library


def test_the_list_is_a_table_for_people_and_a_list_for_machines(rag: Door, seeds_home: Path):
    lines = rag("list").out.splitlines()
    assert lines[0].split() == ["id", "title", "outlet", "date", "characters"]
    assert [line.split()[0] for line in lines[1:]] == [ONE, TWO]
    entries = rag("list", "--json").document
    assert [entry["id"] for entry in entries] == [ONE, TWO]
    assert set(entries[0]) >= {"id", "title", "source", "published", "characters", "sha256"}


def test_an_empty_list_is_no_error(rag: Door):
    done = rag("list")
    assert (done.code, done.out) == (0, "")
    assert "rag ingest PATH" in done.err
    assert rag("list", "--json").document == []


@pytest.mark.parametrize(
    "order",
    [["--home", "{}", "--json", "list"], ["--json", "list", "--home", "{}"], ["list", "--home", "{}", "--json"]],
)
def test_home_and_json_may_stand_before_or_after_the_command(
    rag: Door, seeds_home: Path, tmp_path: Path, order: list[str]
):
    assert rag(*(part.format(tmp_path / "another") for part in order)).document == []
    assert len(rag(*(part.format(seeds_home) for part in order)).document) == 2


def test_show_prints_the_text_and_in_json_all_that_is_stored(rag: Door, seeds_home: Path):
    stored = rag("show", ONE, "--json").document
    assert set(stored) >= {"id", "text", "title", "source", "author", "published", "url", "origin", "sha256"}
    assert rag("show", ONE).out.rstrip("\n") == stored["text"].rstrip("\n")


def test_an_earlier_version_can_still_be_read(rag: Door, articles: Path):
    rag("ingest", articles)
    first = rag("show", "copper", "--json").document
    (articles / "copper.txt").write_text(first["text"].replace("2024", "2025"), encoding="utf-8")
    assert rag("ingest", articles).out == "1 updated, 1 unchanged\n"
    assert "2025" in rag("show", "copper").out
    assert rag("show", "copper", "--version", first["sha256"][:12], "--json").document["text"] == first["text"]


def test_what_is_removed_is_gone(rag: Door, seeds_home: Path):
    assert rag("remove", ONE, ONE) == (0, "1 removed\n", "")
    assert rag("remove", TWO, "--json").document == {"removed": [TWO]}
    assert rag("list", "--json").document == []


def test_rebuild_leaves_the_answers_as_they_were(rag: Door, seeds_home: Path):
    before = rag("ask", "--json", REVENUE).document
    assert rag("rebuild") == (0, "The indexes of 2 articles are made anew.\n", "")
    assert rag("rebuild", "--json").document == {"rebuilt": 2}
    after = rag("ask", "--json", REVENUE).document
    assert before | {"seconds": None} == after | {"seconds": None}


# Check


def test_a_saved_answer_is_valid_then_stale_then_broken(rag: Door, articles: Path, tmp_path: Path):
    rag("ingest", articles)
    saved = tmp_path / "answer.json"
    saved.write_text(
        rag("ask", "--json", "When did the copper mine close, after a hundred years?").out, encoding="utf-8"
    )
    assert json.loads(saved.read_text(encoding="utf-8"))["citations"]
    done = rag("check", saved)
    assert done.code == 0
    assert done.out.splitlines()[0].split() == ["marker", "article", "status", "reason"]
    assert "valid" in done.out.splitlines()[-1]
    text = (articles / "copper.txt").read_text(encoding="utf-8")
    (articles / "copper.txt").write_text(
        text + "\nIt will be a museum, said the mayor of the town.\n", encoding="utf-8"
    )
    rag("ingest", articles)
    stale = rag("check", saved, "--json")
    assert stale.code == 0
    assert stale.document["counts"]["stale"] >= 1
    rag("remove", "copper")
    broken = rag("check", "-", "--json", stdin=saved.read_bytes())
    assert broken.code == 1
    assert broken.document["counts"]["broken"] >= 1
    assert broken.document["verdicts"][0]["reason"]


def test_one_digit_changed_in_a_saved_quote_is_broken(rag: Door, seeds_home: Path):
    saved = rag("ask", "--json", REVENUE).out
    done = rag("check", "-", stdin=saved.replace("870 million", "871 million").encode())
    assert done.code == 1
    assert "the quote is not what the article says" in done.out


def test_half_a_character_in_a_saved_id_is_broken(rag: Door, seeds_home: Path):
    citation = {"marker": 1, "article_id": "\ud800", "sha256": "\ud800", "start": 0, "end": 1, "quote": "x"}
    done = rag("check", "-", stdin=json.dumps({"citations": [citation]}).encode())
    assert (done.code, done.out.splitlines()[-1]) == (1, "1 broken")


def test_an_abstention_has_nothing_to_check(rag: Door, seeds_home: Path):
    saved = rag("ask", "--json", OFF_TOPIC).out
    assert rag("check", "-", stdin=saved.encode()) == (0, "The answer has no citations.\n", "")


@pytest.mark.parametrize(
    "text", [b"", b"{", b"[1]", b'{"citations": 1}', b'{"citations": [{}]}', b"[" * 100_000, b"\xff\xfe"]
)
def test_what_is_no_answer_is_refused(rag: Door, seeds_home: Path, text: bytes):
    done = rag("check", "-", stdin=text)
    assert done.code == 1
    assert done.err
    assert "Traceback" not in done.err


# Chat, doctor, eval


def test_each_piped_line_is_a_question_and_nothing_but_answers_is_on_standard_output(rag: Door, seeds_home: Path):
    done = rag("chat", stdin=f"{REVENUE}\n\n/nope\n{OFF_TOPIC}\n".encode())
    assert done.code == 1  # for the line that came to nothing
    assert "870 million" in done.out.partition("\n")[0]
    assert "The articles do not answer this question." in done.out
    assert done.err == "There is no command /nope. Type /help for those there are.\n"


@pytest.mark.parametrize("mode", [[], ["--json"]])
def test_a_piped_chat_leaves_with_1_where_a_question_could_not_be_answered(
    rag: Door, seeds_home: Path, mode: list[str]
):
    assert rag("chat", *mode, stdin=f"{REVENUE}\n{OFF_TOPIC}".encode()).code == 0
    next(seeds_home.glob("index-*/lexical/meta.json")).unlink()
    done = rag("chat", *mode, stdin=f"{REVENUE}\n{OFF_TOPIC}".encode())
    assert done.code == 1
    assert "rag rebuild" in done.out + done.err


def test_a_piped_chat_in_json_is_one_list(rag: Door, seeds_home: Path):
    answers = rag("chat", "--json", stdin=f"{REVENUE}\n\xff{OFF_TOPIC}".encode("latin-1")).document
    assert [answer["abstained"] for answer in answers] == [False, True]


def test_the_doctor_finds_a_good_library_good(rag: Door, seeds_home: Path):
    done = rag("doctor", "--json")
    assert done.code == 0, done.out
    assert done.document["ok"] is True
    whats = {
        "Python",
        "packages",
        "home",
        "space",
        "embedding model",
        "chat model",
        "catalog",
        "writer",
        "indexes",
        "library",
    }
    assert {check["what"] for check in done.document["checks"]} == whats
    lines = rag("doctor").out.splitlines()
    assert all(line.startswith("ok ") for line in lines)
    assert any("2 articles" in line for line in lines)


def test_the_doctor_reaches_the_chat_model_and_asks_it_nothing(
    rag: Door, seeds_home: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("RAG_MODEL", "openai:scripted")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    done = rag("doctor")
    assert done.code == 1
    assert "openai:scripted needs a key, and none is set. Set OPENAI_API_KEY" in done.out
    with openai_server(Script("x")) as server:
        monkeypatch.setenv("RAG_BASE_URL", server.url)
        assert "openai:scripted can be reached" in rag("doctor").out
        assert server.requests == []


def test_the_doctor_says_how_to_mend_what_is_wrong(rag: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "file").touch()
    done = rag("doctor", "--home", tmp_path / "file" / "library")
    assert done.code == 1
    assert "fail" in done.out
    assert "--home" in done.out
    assert "cannot be read" in rag("doctor", "--home", tmp_path / ("x" * 300)).out
    assert "rag ingest PATH" in rag("doctor").out
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    assert "is not a folder" in rag("doctor", "--home", tmp_path / "link").out
    monkeypatch.setenv("RAG_K", "many")
    done = rag("doctor", "--json")
    assert done.code == 1
    assert done.document["checks"][-1]["status"] == "fail"


def test_the_doctor_sees_what_no_question_meets(rag: Door, seeds_home: Path):
    (chroma,) = seeds_home.glob("index-*/chroma/chroma.sqlite3")
    with closing(sqlite3.connect(chroma)) as db:
        db.execute("DELETE FROM embeddings WHERE id = (SELECT min(id) FROM embeddings)")
        db.commit()
    assert rag("ask", REVENUE).code == 0
    done = rag("doctor", "--json")
    assert done.code == 1
    (failed,) = [check for check in done.document["checks"] if check["status"] == "fail"]
    assert failed["what"] == "indexes"
    assert "rag rebuild" in failed["fix"]
    assert rag("rebuild").code == 0
    assert rag("doctor").code == 0


def test_the_doctor_compares_nothing_while_another_writes_and_warns_of_a_home_open_to_others(
    rag: Door, seeds_home: Path
):
    from rag.storage.locks import WriterLock

    seeds_home.chmod(0o755)
    with WriterLock(seeds_home / "writer.lock").hold():
        done = rag("doctor", "--json")
    assert done.code == 0
    warnings = {check["what"]: check for check in done.document["checks"] if check["status"] == "warn"}
    assert "try again" in warnings["writer"]["fix"]
    assert os.name != "posix" or f"chmod 700 {seeds_home}" in warnings["home"]["fix"]


def cases(path: Path, *records: dict[str, Any]) -> Path:
    common = {"answers": [], "articles": [], "evidence": [], "answerable": True}
    path.write_text("".join(json.dumps(common | record) + "\n" for record in records), encoding="utf-8")
    return path


SOLD = {
    "id": "closed",
    "question": "When did the copper mine close?",
    "answers": ["2024"],
    "articles": ["copper"],
    "tags": ["mine"],
}


def test_eval_asks_a_throw_away_library_and_says_where_the_log_is(
    rag: Door, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    suite = cases(
        tmp_path / "mine.jsonl", SOLD, {"id": "off", "question": OFF_TOPIC, "answerable": False, "tags": ["off"]}
    )
    done = rag("eval", suite, "--articles", articles, "--out", tmp_path / "logs")
    assert done.code == 0, done.err
    assert "answer accuracy" in done.out
    assert "mine" in done.out
    (log,) = (tmp_path / "logs").iterdir()
    assert str(log) in done.err
    assert log.name.startswith("mine-")
    lines = log.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3
    assert set(json.loads(lines[0])["prompts"]) == {"answer.md", "condense.md"}
    assert list(temporary.iterdir()) == []
    assert rag("list", "--json").document == []


def test_eval_of_cases_without_tags_has_no_table_of_them(rag: Door, articles: Path, tmp_path: Path):
    suite = cases(tmp_path / "mine.jsonl", SOLD | {"tags": []})
    assert "abstained" not in rag("eval", suite, "--articles", articles, "--out", tmp_path / "logs").out


def test_eval_in_json_is_the_summary(rag: Door, articles: Path, tmp_path: Path):
    suite = cases(tmp_path / "mine.jsonl", SOLD, SOLD | {"id": "again"})
    for order in (["eval", "run", "--json"], ["eval", "--json", "run"], ["--json", "eval"]):
        done = rag(*order, suite, "--articles", articles, "--limit", "1", "--out", tmp_path / "logs")
        assert done.document["cases"] == 1
        assert Path(done.document["log"]).is_file()
    assert len(list((tmp_path / "logs").iterdir())) == 3


def test_eval_without_articles_asks_the_users_own_library(rag: Door, articles: Path, tmp_path: Path):
    rag("ingest", articles)
    suite = cases(tmp_path / "mine.jsonl", SOLD, SOLD | {"id": "lost", "articles": ["nobody"]})
    done = rag("eval", suite, "--json")
    assert done.code == 0
    assert done.document["cases"] == 2
    assert "The case 'lost' does not fit: it names the article 'nobody', which is not there." in done.err


def test_eval_alone_takes_the_seeds_of_the_current_folder(rag: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(Path(__file__).parents[2])
    assert rag("eval", "--limit", "2", "--json", "--out", tmp_path / "logs").document["cases"] == 2
    (tmp_path / "evals").mkdir()
    (tmp_path / "evals" / "seeds.jsonl").write_text("{}")
    (tmp_path / "seeds").mkdir()
    monkeypatch.chdir(tmp_path)
    assert "evals/seeds.jsonl, line 1" in rag("eval", "--limit", "2").err.replace("\\", "/")


def test_eval_of_two_files_with_the_same_ids_or_of_no_articles_is_refused(rag: Door, articles: Path, tmp_path: Path):
    suite = cases(tmp_path / "a.jsonl", SOLD)
    done = rag("eval", suite, cases(tmp_path / "b.jsonl", SOLD), "--articles", articles)
    assert done.code == 1
    assert "'closed'" in done.err
    assert rag("eval", suite, "--articles", tmp_path / "nowhere").code == 1


# As a program


def test_a_reader_that_has_seen_enough_is_no_error(seeds_home: Path):
    for arguments in (["show", TWO], ["show", TWO, "--json"], ["list"]):
        done = subprocess.Popen([*PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert done.stdout is not None
        assert done.stderr is not None
        done.stdout.close()
        assert done.stderr.read() == b""
        done.stderr.close()
        assert done.wait() == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's device that is always full")
@pytest.mark.parametrize("arguments", [["list"], ["list", "--json"], ["show", TWO]])
def test_a_full_disk_is_said_in_a_sentence(seeds_home: Path, arguments: list[str]):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*PROGRAM, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("The output cannot be written: No space left on device.\n")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
def test_ctrl_c_leaves_with_130_and_no_traceback(seeds_home: Path):
    done = subprocess.Popen(
        [*PROGRAM, "chat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert done.stdin is not None
    assert done.stdout is not None
    done.stdin.write(f"{REVENUE}\n")
    done.stdin.flush()
    assert "870 million" in done.stdout.readline()
    done.send_signal(signal.SIGINT)
    _, err = done.communicate(timeout=20)
    assert (done.returncode, err) == (130, "Interrupted.\n")


def in_terminal(columns: int, *arguments: str, environment: dict[str, str] | None = None) -> str:
    """What the program shows in a terminal of that width."""
    import termios

    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (50, columns))
    process = Started(
        "from rag.__main__ import run; run()", *arguments, terminal=theirs, env={**os.environ, **(environment or {})}
    )
    os.close(theirs)
    seen = b""
    try:
        while part := os.read(ours, 65536):
            seen += part
    except OSError:  # Linux says EIO when the other end is closed
        pass
    os.close(ours)
    process.communicate()
    return seen.decode().replace("\r\n", "\n")


on_posix = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")


@on_posix
def test_in_a_terminal_there_is_colour_unless_the_user_wants_none(seeds_home: Path):
    assert "\x1b[1;31mNo article is called 'nobody'.\x1b[0m" in in_terminal(80, "show", "nobody")
    assert "\x1b[1mNo article" in in_terminal(80, "show", "nobody", environment={"NO_COLOR": "1"})
    assert "\x1b" not in in_terminal(80, "show", "nobody", environment={"TERM": "dumb"})


@on_posix
@pytest.mark.parametrize("columns", [40, 80])
def test_in_a_terminal_nothing_is_wider_than_it(seeds_home: Path, columns: int):
    for arguments in (["ask", "--context", REVENUE], ["list"], ["show", ONE], ["show", "nobody" * 20]):
        shown = in_terminal(columns, *arguments, environment={"TERM": "dumb"})
        assert max(len(line) for line in shown.splitlines()) <= columns


@on_posix
def test_in_a_terminal_ingest_shows_its_progress_and_clears_it(articles: Path):
    shown = in_terminal(80, "ingest", str(articles))
    assert "Ingesting" in shown
    assert shown.endswith("2 added\n")
