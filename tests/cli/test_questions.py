"""The commands that ask: ask, chat and check."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers.command_line import Door
from helpers.openai_server import OpenAIServer, Script, openai_server
from helpers.sample_answers import TEXT, answered, refused
from helpers.seed_questions import OFF_TOPIC, REVENUE, TWO

from rag.cli.questions import with_contexts


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


def test_the_document_with_contexts_is_the_answers_with_one_more_field():
    document = with_contexts(answered(), lambda _id, _sha: TEXT)
    assert (
        document["citations"][0].pop("context")
        == "The mine opened in 1911. It closed in 2024, after a long strike. Nobody was hurt."
    )
    assert document == answered().to_dict()
    assert with_contexts(answered(), lambda _id, _sha: None)["citations"][0]["context"] is None


def test_an_abstention_is_a_result_and_shows_what_is_closest(rag: Door, seeds_home: Path):
    done = rag("ask", "Where is Anduril based?")
    assert done.code == 0
    assert "Closest passages, which are not an answer:" in done.out
    assert "[1]" not in done.out


def test_an_abstention_names_the_office_that_is_nearest(rag: Door, seeds_home: Path):
    done = rag("ask", "Who is the CFO of Scale AI?")
    assert done.code == 0
    assert done.out.startswith("The articles do not say who the CFO of Scale AI is. Nearest: ")
    assert "CEO Alexandr Wang" in done.out
    assert "Nearest, but no answer:\n[1]" in done.out


def test_an_abstention_from_what_the_articles_are_not_about_shows_no_passages(rag: Door, seeds_home: Path):
    assert "Closest passages" not in rag("ask", OFF_TOPIC).out
    assert rag("ask", OFF_TOPIC, "--json").document["abstained"] is True


def test_filters_keep_to_an_article(rag: Door, seeds_home: Path):
    passages = rag("ask", "--json", REVENUE, "--article", TWO, "-k", "2").document["passages"]
    assert {p["article_id"] for p in passages} == {TWO}
    assert len(passages) <= 2


def test_two_sources_of_one_title_are_told_apart_by_their_ids_and_addresses(rag: Door, tmp_path: Path):
    sentence = "The old tram of Velm carried its last passenger in 1967."
    for name in ("monday", "friday"):
        (tmp_path / f"{name}.txt").write_text(f"The tram\n\n{sentence} A {name} crowd waved.\n", encoding="utf-8")
        rag("ingest", tmp_path / f"{name}.txt", "--set", "title=The tram", "--set", f"url=https://velm.example/{name}")
    out = rag("ask", "When did the old tram of Velm carry its last passenger?").out
    titles = [line for line in out.splitlines() if line.endswith("] The tram")]
    beside = {line.strip() for line in out.splitlines() if "velm.example" in line}
    assert len(titles) == 2
    assert beside == {f"{name} · https://velm.example/{name}" for name in ("monday", "friday")}


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


def test_each_piped_line_is_a_question_and_nothing_but_answers_is_on_standard_output(rag: Door, seeds_home: Path):
    done = rag("chat", stdin=f"{REVENUE}\n\n/nope\n{OFF_TOPIC}\n".encode())
    assert done.code == 1  # because of the unknown command
    assert "870 million" in done.out.partition("\n")[0]
    assert "The articles do not say which volcano erupted near Reykjavik." in done.out
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
            assert document["model"] == "openai:scripted"
            assert 0 < document["confidence"] < 1
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


def test_the_short_answer_is_one_line_alone_and_the_document_is_as_without_it(rag: Door, seeds_home: Path):
    whole = rag("ask", REVENUE, "--json").document
    done = rag("ask", REVENUE, "--short")
    first, *_ = whole["citations"]
    assert done == (0, f"{whole['short'] or whole['answer'][slice(*first['claims'][0])]}\n", "")
    assert rag("ask", REVENUE, "--short", "--json").document | {"seconds": 0} == whole | {"seconds": 0}


def test_a_short_abstention_is_its_text(rag: Door, seeds_home: Path):
    done = rag("ask", OFF_TOPIC, "--short")
    assert done == (0, f"{rag('ask', OFF_TOPIC, '--json').document['answer']}\n", "")


def test_the_check_names_what_is_nearest_as_such(rag: Door, seeds_home: Path):
    saved = rag("ask", "--json", REVENUE).document
    document = json.dumps({**saved, "citations": [], "nearest": saved["citations"][:1]}).encode()
    done = rag("check", "-", stdin=document)
    assert done.code == 0
    assert done.out.splitlines()[1].split()[:2] == ["nearest", "[1]"]
    assert rag("check", "-", "--json", stdin=document).document["verdicts"][0]["nearest"] is True


def test_with_contexts_what_is_nearest_has_its_paragraph_too():
    document = with_contexts(refused(), lambda _id, _sha: TEXT)
    assert document["nearest"][0]["context"].startswith("The mine opened in 1911. It closed in 2024")
