from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.chat_lines import ARTICLES, META, META_SAYS, VOLCANO, Talk
from helpers.library_builders import rag_with

from rag import Rag
from rag.chat import feedback
from rag.chat.turn import Turn
from rag.errors import CaseError, RagError
from rag.evaluation.cases import misfits, read_cases
from rag.evaluation.runner import measure
from rag.types import Filters


@pytest.fixture(scope="module")
def rag(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rag]:
    opened = rag_with(tmp_path_factory.mktemp("feedback"), ARTICLES)
    yield opened
    opened.close()


def turn(rag: Rag, question: str = META, **fields: object) -> Turn:
    return replace(Turn(question, rag.ask(question)), **fields)  # type: ignore[arg-type]


def test_a_good_answer_is_a_case_with_the_evidence_that_it_cited(rag: Rag):
    case = feedback.approved(turn(rag, history=(("What is Scale AI?", "A startup."),)))
    assert (case.question, case.answers, case.articles, case.evidence) == (
        META,
        ("ten billion dollars",),
        ("one",),
        (META_SAYS,),
    )
    assert case.answerable
    assert case.history == (("What is Scale AI?", "A startup."),)


def test_a_good_abstention_is_a_case_without_an_answer(rag: Rag):
    case = feedback.approved(turn(rag, VOLCANO))
    assert (case.answerable, case.answers, case.evidence) == (False, (), ())


def test_an_abstention_from_a_narrowed_search_is_no_case(rag: Rag):
    with pytest.raises(CaseError, match="put to all articles"):
        feedback.approved(turn(rag, VOLCANO, filters=Filters(articles=("two",))))


def test_bad_asks_for_what_a_case_needs(rag: Rag):
    assert "/fix CORRECT ANSWER, or /fix -" in feedback.unkept(turn(rag)).hint
    assert feedback.unkept(turn(rag, VOLCANO)).hint == "Type /fix CORRECT ANSWER."


@pytest.mark.parametrize("right", ["ten billion", "over ten billion dollars", "Ten billion."])
def test_a_correction_that_the_cited_quote_states_keeps_it_as_evidence(rag: Rag, right: str):
    case = feedback.corrected(turn(rag), right)
    assert (case.answers, case.evidence, case.articles) == ((right,), (META_SAYS,), ("one",))


def test_a_correction_that_stands_elsewhere_takes_its_evidence_from_there(rag: Rag):
    case = feedback.corrected(turn(rag), "thirteen billion dollars")
    assert case.evidence == (ARTICLES["two"].partition(" Both")[0],)
    assert case.articles == ("two",)


@pytest.mark.parametrize("right", ["999 dollars", "twenty billion dollars", "nothing at all"])
def test_what_was_wrongly_cited_is_no_evidence_so_that_the_wrong_answer_stays_wrong(rag: Rag, right: str):
    wrong = turn(rag)
    case = feedback.corrected(wrong, right)
    assert (case.evidence, case.articles) == ((), ("one",))
    assert measure(rag, case, wrong.answer).metrics["correct"] == 0


def test_a_correction_that_there_is_no_answer(rag: Rag):
    case = feedback.corrected(turn(rag), "-")
    assert (case.answerable, case.answers, case.evidence) == (False, (), ())


def test_a_correction_needs_an_answer(rag: Rag):
    with pytest.raises(CaseError, match="is missing"):
        feedback.corrected(turn(rag), "")


def test_an_abstention_can_be_corrected(rag: Rag):
    case = feedback.corrected(turn(rag, VOLCANO), "thirteen billion dollars")
    assert case.answerable
    assert case.articles == ("two",)


def test_every_case_fits_the_articles_and_the_right_answer_passes_it(rag: Rag, tmp_path: Path):
    given = turn(rag)
    path = tmp_path / "feedback.jsonl"
    texts = {name: rag.article(name).text for name in ARTICLES}
    for case in (feedback.approved(given), feedback.approved(turn(rag, VOLCANO))):
        feedback.keep(path, case)
    cases = read_cases(path)
    assert [misfits(case, texts) for case in cases] == [[], []]
    assert [measure(rag, case, rag.ask(case.question)).metrics["correct"] for case in cases] == [1, 1]


def test_a_second_verdict_takes_the_place_of_the_first_and_the_rest_stays(rag: Rag, tmp_path: Path):
    path = tmp_path / "feedback.jsonl"
    mine = '{"id": "mine", "question": "é"}'
    path.write_text(f"{mine}\n\nno json", encoding="utf-8")
    assert not feedback.keep(path, feedback.approved(turn(rag)))
    assert feedback.keep(path, feedback.corrected(turn(rag), "ten billion"))
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[:2] == [mine, "no json"]
    assert [json.loads(line)["answers"] for line in lines[2:]] == [["ten billion"]]
    assert [file.name for file in tmp_path.iterdir()] == ["feedback.jsonl"]


def test_the_same_question_after_other_words_is_another_case(rag: Rag):
    one, other = (feedback.approved(turn(rag, history=history)) for history in ((), (("a", "b"),)))
    assert one.id != other.id


@pytest.mark.skipif(sys.platform == "win32", reason="no such modes")
def test_nobody_else_reads_it_and_a_question_may_hold_any_code_unit(rag: Rag, tmp_path: Path):
    path = tmp_path / "feedback.jsonl"
    feedback.keep(path, feedback.approved(turn(rag, question="\udc80 é?")))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_cases(path)[0].question == "\udc80 é?"


def test_a_file_that_cannot_be_written_is_said(rag: Rag, tmp_path: Path):
    (tmp_path / "feedback.jsonl").mkdir()
    with pytest.raises(RagError, match="cannot be written"):
        feedback.keep(tmp_path / "feedback.jsonl", feedback.approved(turn(rag)))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files")
def test_a_pipe_in_its_place_is_not_waited_at(rag: Rag, tmp_path: Path):
    os.mkfifo(tmp_path / "feedback.jsonl")
    with pytest.raises(RagError, match="it is no file"):
        feedback.keep(tmp_path / "feedback.jsonl", feedback.approved(turn(rag)))


@pytest.mark.model
def test_rag_eval_runs_what_the_chat_kept_as_it_is(seeds_home: Path):
    seeds = Rag()
    Talk(seeds)(
        "When was Scale AI founded?",
        "/fix 2016",
        "And who leads it?",
        "/good",
        VOLCANO,
        "/good",
        "How much revenue did Scale AI make last year?",
        "/good",
    )
    seeds.close()
    command = [sys.executable, "-m", "rag", "eval", str(seeds_home / "feedback.jsonl"), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    summary = json.loads(done.stdout)
    values = {row["metric"]: (row["value"], row["n"]) for row in summary["rows"]}
    assert (summary["cases"], summary["not_scored"]) == (4, 0)
    assert values["answer accuracy"] == (1.0, 3)
    assert values["abstention recall"] == (1.0, 1)
    assert values["answers with a right citation"] == (1.0, 3)
