from __future__ import annotations

import dataclasses
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from rag.errors import CaseError, LibraryEmpty
from rag.evaluation.cases import Case
from rag.evaluation.runner import Run, Summary, run, summarise, write_log
from rag.evaluation.scoring import CaseResult, score
from rag.evaluation.table import render, render_tags
from rag.types import Answer, Article, Citation, Passage, Span

NORWAY = Article("norway", "Norway is long. The capital is Oslo. It rains in Bergen.", "Norway")
FIRST, CAPITAL, RAIN = (Span(0, 15), Span(16, 36), Span(37, 56))


class Scripted:
    """Answers each question as the script says, from one article; the whole of it is the only passage."""

    def __init__(self, script: Mapping[str, Span | Exception | None], confidence: float | None = None) -> None:
        self.script = script
        self.confidence = confidence
        self.histories: list[Sequence[tuple[str, str]]] = []

    def ask(self, question: str, *, history: Sequence[tuple[str, str]] = ()) -> Answer:
        self.histories.append(history)
        cited = self.script[question]
        if isinstance(cited, Exception):
            raise cited
        passage = Passage(NORWAY.id, NORWAY.sha256, 0, len(NORWAY.text), NORWAY.text, 0.5, NORWAY.title)
        if cited is None:
            return Answer(question, "The articles do not say.", True, self.confidence, "scripted", passages=(passage,))
        quote = NORWAY.text[cited.start : cited.end]
        citation = Citation(1, NORWAY.id, "Norway", None, None, NORWAY.sha256, *cited, quote, (Span(0, len(quote)),))
        return Answer(question, f"{quote}[1]", False, self.confidence, "scripted", (citation,), (passage,))

    def text_of(self, article_id: str, sha256: str) -> str | None:
        return NORWAY.text if (article_id, sha256) == (NORWAY.id, NORWAY.sha256) else None


def known(name: str = "capital", **changes: Any) -> Case:
    case = Case(name, name, ("Oslo",), ("norway",), ("The capital is Oslo.",), tags=("fact",))
    return dataclasses.replace(case, **changes)


def unknown(name: str) -> Case:
    return Case(name, name, answerable=False, tags=("near-miss",))


def measure(cited: Span | None, case: Case) -> Mapping[str, float | None]:
    return run(Scripted({case.question: cited}), [case]).results[0].metrics


def value(summary: Summary, metric: str) -> tuple[float | None, int]:
    return next((row.value, row.n) for row in summary.rows if row.metric == metric)


def test_a_right_answer_scores_in_every_respect() -> None:
    metrics = measure(CAPITAL, known())
    ones = ("correct", "answered", "recall@1", "mrr", "hit@500", "citations_valid", "citations_right", "placement_f1")
    assert [metrics[name] for name in ones] == [1.0] * len(ones)
    assert metrics["words"] == 4  # The capital is Oslo.
    assert metrics["f1"] == 2 * 1 / (3 + 1)  # "capital is oslo" against "oslo"


def test_a_wrong_answer_is_still_a_valid_pointer() -> None:
    metrics = measure(RAIN, known())
    assert (metrics["correct"], metrics["citations_right"], metrics["citations_overlapping"]) == (0, 0, 0)
    assert (metrics["citations_valid"], metrics["recall@1"]) == (1, 1)


def test_refusing_an_answerable_question_is_a_miss_and_has_no_citations_to_judge() -> None:
    metrics = measure(None, known())
    assert (metrics["correct"], metrics["f1"], metrics["answered"]) == (0, 0, 0)
    assert metrics["words"] is metrics["citations_right"] is metrics["placement_f1"] is None
    assert metrics["hit@500"] == 1


def test_an_unanswerable_question_is_right_only_when_refused() -> None:
    assert measure(None, unknown("king"))["correct"] == 1
    answered = measure(RAIN, unknown("king"))
    assert answered["correct"] == 0
    assert answered["recall@1"] is answered["hit@500"] is answered["citations_right"] is answered["f1"] is None


def test_a_free_form_answer_is_right_by_overlapping_the_evidence() -> None:
    case = known(answers=("It is a city by the sea.",))
    assert measure(CAPITAL, case)["correct"] == measure(CAPITAL, case)["citations_right"] == 1
    assert measure(RAIN, case)["correct"] == measure(RAIN, case)["citations_right"] == 0


def test_without_evidence_the_answers_are_looked_for_and_places_are_not_judged() -> None:
    metrics = measure(CAPITAL, known(evidence=()))
    assert metrics["correct"] == metrics["hit@500"] == metrics["citations_right"] == 1
    assert metrics["recall@1"] is metrics["citations_overlapping"] is metrics["placement_f1"] is None
    assert measure(RAIN, known(evidence=()))["citations_right"] == 0


def test_the_history_of_a_case_is_asked_with_it() -> None:
    rag = Scripted({"capital": CAPITAL})
    run(rag, [known(history=(("What is Norway?", "A country."),))])
    assert rag.histories == [(("What is Norway?", "A country."),)]


def test_a_crash_is_counted_but_not_scored() -> None:
    rag = Scripted({"a": CAPITAL, "b": RuntimeError("out of memory"), "c": RAIN})
    seen: list[CaseResult] = []
    done = run(rag, [known("a"), known("b"), known("c")], on_case=seen.append)
    summary = summarise(done.results)
    assert seen == list(done.results)
    assert done.results[1].error == "RuntimeError: out of memory"
    assert (summary.cases, summary.not_scored) == (3, 1)
    assert value(summary, "answer accuracy") == (1 / 2, 2)


def test_a_library_that_cannot_answer_anything_ends_the_run() -> None:
    with pytest.raises(LibraryEmpty):
        run(Scripted({"a": LibraryEmpty("Nothing has been ingested yet.")}), [known("a"), known("b")])


def test_limit_asks_the_first_cases_only() -> None:
    done = run(Scripted({"a": CAPITAL}), [known("a"), known("b")], limit=1)
    assert [r.case.id for r in done.results] == ["a"]
    assert done.fingerprint["cases"]["n"] == 1


def mixed(confidence: float | None = None) -> Run:
    script = {"a": CAPITAL, "b": RAIN, "c": None, "d": None, "e": RAIN}
    return run(Scripted(script, confidence), [known("a"), known("b"), known("c"), unknown("d"), unknown("e")])


def test_the_summary_adds_up() -> None:
    summary = summarise(mixed().results)
    assert value(summary, "answer accuracy") == (1 / 3, 3)  # a of a, b, c
    assert value(summary, "answer length in words") == (4.0, 3)  # a, b, e: 4 words each
    assert value(summary, "abstention precision") == (1 / 2, 2)  # d of c, d
    assert value(summary, "abstention recall") == (1 / 2, 2)  # d of d, e
    assert value(summary, "over-abstention") == (1 / 3, 3)  # c of a, b, c
    assert value(summary, "recall@1") == (1.0, 3)
    assert value(summary, "pointer validity, by citation") == (1.0, 3)  # a, b, e
    assert value(summary, "right citations, by citation") == (1 / 2, 2)  # a of a, b
    assert value(summary, "answers with a right citation") == (1 / 2, 2)
    assert value(summary, "AUROC of confidence") == (None, 0)  # none was stated


def test_a_refused_answerable_case_counts_in_auroc_but_not_in_calibration() -> None:
    summary = summarise(mixed(confidence=0.5).results)
    assert value(summary, "AUROC of confidence") == (0.5, 5)  # all tied
    assert value(summary, "Brier score") == (0.25, 4)  # a, b, d, e, each .5 off
    assert value(summary, "ECE, 10 bins") == (0.25, 4)  # one of four right, .5 said


def test_tags_show_accuracy_and_refusals_of_their_cases() -> None:
    fact, near_miss = summarise(mixed().results).tags
    assert (fact.tag, fact.accuracy, fact.abstained, fact.n) == ("fact", 1 / 3, 1 / 3, 3)
    assert (near_miss.tag, near_miss.accuracy, near_miss.abstained, near_miss.n) == ("near-miss", 1 / 2, 1 / 2, 2)


def test_nothing_measured_is_none_and_never_zero() -> None:
    summary = summarise(run(Scripted({"a": ValueError("no")}), [known("a")]).results)
    assert {row.value for row in summary.rows} == {None}
    assert {row.n for row in summary.rows} == {0}
    assert (summary.tags[0].accuracy, summary.tags[0].n) == (None, 0)
    assert json.loads(json.dumps(summary.to_dict()))["not_scored"] == 1


def test_the_log_holds_what_made_it_and_enough_to_score_again(tmp_path: Path) -> None:
    done = run(Scripted({"capital": CAPITAL}), [known()], settings={"home": Path("/home"), "k": 6}, corpus=[("norway", "00")])
    path = tmp_path / "logs" / "run.jsonl"
    write_log(path, done)
    head, line = (json.loads(text) for text in path.read_text(encoding="utf-8").splitlines())
    assert head["settings"] == {"home": "/home", "k": 6}
    assert head["versions"]["python"]
    assert head["corpus"]["n"] == head["cases"]["n"] == 1
    assert set(head) == {"format", "date", "settings", "versions", "commit", "corpus", "cases"}
    assert (line["valid"], line["gold"]) == ([True], [[["norway", 16, 36]]])
    assert line["answer"]["citations"][0]["quote"] == line["plain"] == "The capital is Oslo."
    assert score(done.results[0]) == line["metrics"]


def test_hashes_follow_the_content_and_not_the_order() -> None:
    def prints(cases: list[Case], corpus: list[tuple[str, str]]) -> tuple[str, str]:
        head = run(Scripted({"a": CAPITAL, "b": CAPITAL}), cases, corpus=corpus).fingerprint
        return head["cases"]["sha256"], head["corpus"]["sha256"]

    one, other = ("x", "00"), ("y", "11")
    assert prints([known("a"), known("b")], [one, other]) == prints([known("b"), known("a")], [other, one])
    assert prints([known("a")], [one])[0] != prints([known("a", answers=("Bergen",))], [one])[0]
    assert prints([known("a")], [one])[1] != prints([known("a")], [("x", "11")])[1]


def test_a_second_log_replaces_the_first_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    odd = known(question="what is \ud800?")  # a lone half of an emoji, as a terminal may send it
    for case in (known(), odd):
        write_log(path, run(Scripted({case.question: CAPITAL}), [case]))
    assert [p.name for p in tmp_path.iterdir()] == ["run.jsonl"]
    assert json.loads(path.read_text(encoding="utf-8").splitlines()[1])["case"]["question"] == odd.question


def test_a_log_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CaseError, match=r"The log .* cannot be written"):
        write_log(tmp_path / "file" / "run.jsonl", mixed())
    (tmp_path / "folder.jsonl").mkdir()
    with pytest.raises(CaseError):
        write_log(tmp_path / "folder.jsonl", mixed())
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "folder.jsonl"]


def printed(table: object) -> str:
    console = Console(file=io.StringIO(), width=100)
    console.print(table)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_table_shows_a_dash_for_what_was_not_measured() -> None:
    lines = printed(render(summarise(mixed().results))).splitlines()
    assert next(line for line in lines if "AUROC" in line).split()[-2:] == ["–", "0"]
    assert next(line for line in lines if "answer accuracy" in line).split()[-2:] == ["0.333", "3"]


def test_the_table_says_how_many_were_not_scored() -> None:
    done = run(Scripted({"a": ValueError("no"), "b": CAPITAL}), [known("a"), known("b")])
    assert "2 cases, 1 of them crashed and not scored" in printed(render(summarise(done.results)))


def test_a_tag_is_text_and_not_markup() -> None:
    done = run(Scripted({"a": CAPITAL}), [known("a", tags=("[bold]x",))])
    assert "[bold]x" in printed(render_tags(summarise(done.results)))
