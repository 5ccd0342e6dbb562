"""`rag eval` on the command line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from helpers.command_line import Done, Door
from helpers.scripted_rag import CAPITAL, MIXED, RAIN, SCRIPT, asked, head, write_log

from rag.cli.app import main
from rag.evaluation.logs import read_log

COMMON: dict[str, Any] = {"answers": [], "evidence": [], "answerable": True}
SOLD = COMMON | {
    "id": "closed",
    "question": "When did the copper mine close?",
    "answers": ["2024"],
    "articles": ["copper"],
    "tags": ["mine"],
}
SANK = COMMON | {
    "id": "sank",
    "question": "When did the old ferry sink?",
    "answers": ["1987"],
    "articles": ["ferry"],
    "tags": ["ship"],
}
OFF = COMMON | {
    "id": "off",
    "question": "Who painted The Night Watch?",
    "articles": [],
    "answerable": False,
    "tags": ["off"],
}


RagEval = Callable[..., Done]


@pytest.fixture
def rag_eval(rag: Door) -> RagEval:
    return partial(rag, "eval")


@pytest.fixture
def suite(tmp_path: Path) -> tuple[Path, ...]:
    """The arguments of a run: a file of cases, and their articles."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "copper.txt").write_text(
        "The copper mine closed\n\nThe copper mine closed in 2024 after a hundred years of work.\n"
    )
    (folder / "ferry.txt").write_text(
        "The old ferry sank\n\nThe old ferry sank near Malta in 1987 with forty sacks of rice.\n"
    )
    cases = write(tmp_path / "mine.jsonl", SOLD, SANK, OFF)
    return cases, Path("--articles"), folder, Path("--out"), tmp_path / "logs"


def write(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def log_of(path: Path, **script: Any) -> Path:
    write_log(path, head(MIXED, model="scripted"), asked({**SCRIPT, **script}, MIXED, confidence=0.5))
    return path


# What needs no library


def test_compare_shows_the_flips_and_then_the_figures(rag_eval: RagEval, tmp_path: Path) -> None:
    done = rag_eval("compare", log_of(tmp_path / "before.jsonl"), log_of(tmp_path / "after.jsonl", a=RAIN, b=CAPITAL))
    assert done.code == 0
    assert (
        done.out.index("worse  a")
        < done.out.index("better  b")
        < done.out.index("2 of 5 questions flipped: 1 worse, 1 better.")
    )
    assert "A: before   B: after" in done.out


def test_compare_in_json_is_one_document(rag_eval: RagEval, tmp_path: Path) -> None:
    found = rag_eval("compare", "--json", log_of(tmp_path / "a.jsonl"), log_of(tmp_path / "b.jsonl", a=None)).document
    assert [flip["id"] for flip in found["flips"]] == ["a"]
    answer = next(row for row in found["rows"] if row["key"] == "answer")
    assert (answer["difference"], answer["p"]) == (pytest.approx(-1 / 3), 1)


def test_runs_that_cannot_be_compared_are_said_to_be_so(rag_eval: RagEval, tmp_path: Path) -> None:
    write_log(tmp_path / "fewer.jsonl", head(MIXED[:2]), asked(SCRIPT, MIXED[:2]))
    done = rag_eval("compare", log_of(tmp_path / "a.jsonl"), tmp_path / "fewer.jsonl")
    assert (done.code, done.out) == (1, "")
    assert "These two runs cannot be compared: they are of different cases (5 and 2 cases)." in done.err


def test_rescore_gives_the_figures_again_and_asks_nobody(rag_eval: RagEval, tmp_path: Path) -> None:
    done = rag_eval("rescore", log_of(tmp_path / "a.jsonl"))
    assert done.code == 0
    assert "answer accuracy" in done.out
    assert rag_eval("rescore", tmp_path / "a.jsonl", "--json").document["cases"] == 5
    assert rag_eval("rescore", tmp_path / "nowhere.jsonl").code == 1


def test_rescore_of_an_interrupted_run_says_how_to_continue(rag_eval: RagEval, tmp_path: Path) -> None:
    write_log(tmp_path / "a b.jsonl", head(MIXED), asked(SCRIPT, MIXED[:2]))
    assert (
        f"interrupted with 3 cases left. To continue: rag eval --resume '{tmp_path}/a b.jsonl'"
        in rag_eval("rescore", tmp_path / "a b.jsonl").err
    )


def test_a_report_lies_beside_its_log_or_where_it_is_wanted(rag_eval: RagEval, tmp_path: Path) -> None:
    log = log_of(tmp_path / "a.jsonl")
    assert str(tmp_path / "a.html") in rag_eval("report", log).err
    assert rag_eval("report", log, "-o", tmp_path / "x.html", "--json").document == {"report": str(tmp_path / "x.html")}
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "x.html").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--max-drop", "answer=.02"], "no --gate"),
        (["--gate", "baseline.json", "--max-drop", "answer"], "not METRIC=AMOUNT"),
        (["--gate", "baseline.json", "--max-drop", "answer=nan"], "not METRIC=AMOUNT"),
        (["--gate", "baseline.json", "--max-drop", "answer=-1"], "not METRIC=AMOUNT"),
        (["--gate", "baseline.json", "--max-drop", "speed=1"], "'speed' is none of recall@6"),
        (["--resume", "log.jsonl", "--tag", "x"], "nothing beside it"),
        (["--resume", "log.jsonl", "cases.jsonl"], "nothing beside it"),
    ],
)
def test_options_that_make_no_sense_are_refused(rag_eval: RagEval, arguments: list[str], says: str) -> None:
    done = rag_eval(*arguments)
    assert done.code == 2
    assert says in " ".join(done.err.replace("│", " ").split())


def test_a_baseline_that_is_not_there_is_said_before_anything_is_asked(
    rag_eval: RagEval, suite: tuple[Path, ...], tmp_path: Path
) -> None:
    done = rag_eval(*suite, "--gate", tmp_path / "none.json")
    assert done.code == 1
    assert "rag eval --write-baseline" in done.err
    assert not (tmp_path / "logs").exists()


def test_drafting_without_a_chat_model_says_what_is_missing(rag_eval: RagEval, tmp_path: Path) -> None:
    done = rag_eval("draft", "--articles", tmp_path, "-n", "3")
    assert done.code == 1
    assert "No chat model is set" in done.err


def test_every_subcommand_is_in_the_help(rag_eval: RagEval) -> None:
    shown = rag_eval("--help").out
    assert all(f" {command} " in shown for command in ("run", "compare", "rescore", "report", "draft"))


# What asks


@pytest.mark.model
def test_a_run_is_gated_on_the_baseline_that_it_wrote(
    rag_eval: RagEval, suite: tuple[Path, ...], tmp_path: Path
) -> None:
    baseline = tmp_path / "baseline.json"
    done = rag_eval(*suite, "--write-baseline")
    assert done.code == 0
    assert str(baseline) in done.err
    done = rag_eval(*suite, "--gate", baseline, "--report")
    assert done.code == 0
    assert "No metric is below the baseline" in done.out
    assert len(list((tmp_path / "logs").glob("*.html"))) == 1
    better = json.loads(baseline.read_text())
    better["by_case"]["off"]["abstention_recall"] = 2.0
    better["metrics"]["abstention_recall"] = 2.0
    baseline.write_text(json.dumps(better))
    done = rag_eval(*suite, "--gate", baseline)
    assert done.code == 1
    assert "abstention recall: 2.000 in the baseline, 1.000 now; 0.03 worse is allowed.\n  off\n" in done.out
    done = rag_eval(*suite, "--gate", baseline, "--max-drop", "abstention_recall=1", "--json")
    assert done.code == 0
    assert done.document["gate"] == {"passed": True, "falls": []}
    done = rag_eval(*suite, "--gate", baseline, "--limit", "1")
    assert done.code == 1
    assert "This run and the baseline cannot be compared" in done.err


@pytest.mark.model
def test_a_tag_chooses_and_another_model_is_asked(rag_eval: RagEval, suite: tuple[Path, ...]) -> None:
    found = rag_eval(*suite, "--tag", "ship", "--jobs", "2", "--model", "extractive", "--json").document
    assert found["cases"] == 1
    assert read_log(Path(found["log"])).fingerprint["asked"]["tags"] == ["ship"]
    done = rag_eval(*suite, "--model", "nobody")
    assert done.code == 1
    assert "nobody" in done.err


@pytest.mark.model
def test_answers_kept_from_a_chat_run_as_they_are(rag_eval: RagEval, suite: tuple[Path, ...], tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert main(["ingest", str(suite[2]), "--home", str(home)]) == 0
    write(home / "feedback.jsonl", SOLD, SANK)
    assert rag_eval(home / "feedback.jsonl", "--home", home, "--json").document["cases"] == 2


@pytest.mark.model
@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent otherwise there")
def test_ctrl_c_says_what_to_type_and_that_goes_on(rag_eval: RagEval, suite: tuple[Path, ...], tmp_path: Path) -> None:
    write(
        suite[0],
        *(SOLD | {"id": str(n), "question": f"When did the copper mine number {n} close?"} for n in range(3000)),
    )
    program = [sys.executable, "-m", "rag", "eval", *map(str, suite)]
    running = subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ)
    while not (logs := list((tmp_path / "logs").glob("*.jsonl"))) or logs[0].read_bytes().count(b"\n") < 5:
        assert running.poll() is None
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (130, "")
    assert "of 3000 cases are answered. To continue, type:" in err
    (command,) = [line for line in err.splitlines() if line.startswith("rag eval --resume")]
    assert command.removeprefix("rag eval --resume ") == str(logs[0])
    assert 4 <= len(read_log(logs[0]).results) < 3000


def test_eval_asks_a_throw_away_library_and_says_where_the_log_is(
    rag: Door, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    suite = write(tmp_path / "mine.jsonl", SOLD, OFF)
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
    suite = write(tmp_path / "mine.jsonl", SOLD | {"tags": []})
    assert "abstained" not in rag("eval", suite, "--articles", articles, "--out", tmp_path / "logs").out


def test_eval_in_json_is_the_summary(rag: Door, articles: Path, tmp_path: Path):
    suite = write(tmp_path / "mine.jsonl", SOLD, SOLD | {"id": "again"})
    for order in (["eval", "run", "--json"], ["eval", "--json", "run"], ["--json", "eval"]):
        done = rag(*order, suite, "--articles", articles, "--limit", "1", "--out", tmp_path / "logs")
        assert done.document["cases"] == 1
        assert Path(done.document["log"]).is_file()
    assert len(list((tmp_path / "logs").iterdir())) == 3


def test_eval_without_articles_asks_the_users_own_library(rag: Door, articles: Path, tmp_path: Path):
    rag("ingest", articles)
    suite = write(tmp_path / "mine.jsonl", SOLD, SOLD | {"id": "lost", "articles": ["nobody"]})
    done = rag("eval", suite, "--json")
    assert done.code == 0
    assert done.document["cases"] == 2
    assert "The case 'lost' does not fit: it names the article 'nobody', which is not there." in done.err
    assert (done.document["unfit"], done.document["right"], done.document["not_scored"]) == (1, 1, 0)
    assert [(each["id"], "which is not there" in each["why"]) for each in done.document["failed"]] == [("lost", True)]


@pytest.mark.model
def test_cases_that_do_not_fit_their_article_are_in_no_figure(
    rag_eval: RagEval, suite: tuple[Path, ...], tmp_path: Path
) -> None:
    absent = SANK | {"id": "absent", "articles": ["nobody"]}
    misquoted = SANK | {"id": "misquoted", "evidence": ["The old ferry sank near Corfu."]}
    write(suite[0], SOLD, absent, SANK, misquoted, OFF)
    baseline = tmp_path / "baseline.json"
    done = rag_eval(*suite, "--gate", baseline, "--write-baseline", "--report")
    assert done.code == 0, done.err
    assert "5 cases, 2 not fitting the articles and not asked" in done.out
    assert "3 of 3 right.\n  absent: When did the old ferry sink? It does not fit" in done.out
    assert "none of its articles holds 'The old ferry sank near Corfu.'" in done.out
    assert set(json.loads(baseline.read_text())["by_case"]) == {"closed", "sank", "off"}
    (log,) = (tmp_path / "logs").glob("*.jsonl")
    assert 'class="case unfit"' in log.with_suffix(".html").read_text()
    again = rag_eval("rescore", log)
    assert done.out.startswith(again.out)
    before = log.read_bytes()
    assert rag_eval("--resume", log).code == 0
    assert log.read_bytes() == before
    assert rag_eval(*suite, "--gate", baseline).code == 0
    assert rag_eval("compare", log, log).code == 0


def test_eval_alone_takes_the_seeds_of_the_current_folder(rag: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(Path(__file__).parents[2])
    assert rag("eval", "--limit", "2", "--json", "--out", tmp_path / "logs").document["cases"] == 2
    (tmp_path / "evals").mkdir()
    (tmp_path / "evals" / "seeds.jsonl").write_text("{}")
    (tmp_path / "seeds").mkdir()
    monkeypatch.chdir(tmp_path)
    assert "evals/seeds.jsonl, line 1" in rag("eval", "--limit", "2").err.replace("\\", "/")


def test_eval_of_two_files_with_the_same_ids_or_of_no_articles_is_refused(rag: Door, articles: Path, tmp_path: Path):
    suite = write(tmp_path / "a.jsonl", SOLD)
    done = rag("eval", suite, write(tmp_path / "b.jsonl", SOLD), "--articles", articles)
    assert done.code == 1
    assert "'closed'" in done.err
    assert rag("eval", suite, "--articles", tmp_path / "nowhere").code == 1
