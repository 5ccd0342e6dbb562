from __future__ import annotations

import json
from dataclasses import replace

import pytest
from helpers.scripted_rag import CAPITAL, FIRST, RAIN, asked, known, mixed, unknown

from rag.evaluation.summary import BY_KEY, MEASURES, Row, Summary, summarise


def row(summary: Summary, key: str) -> Row:
    return next(row for row in summary.rows if row.key == key)


def value(summary: Summary, key: str) -> tuple[float | None, int]:
    return row(summary, key).value, row(summary, key).n


def test_the_summary_adds_up() -> None:
    summary = summarise(mixed())
    assert value(summary, "answer") == (1 / 3, 3)  # a of a, b, c
    assert value(summary, "words") == (4.0, 3)  # a, b, e: 4 words each
    assert value(summary, "right") == (2 / 5, 5)  # a and d
    assert value(summary, "coverage") == (3 / 5, 5)  # a, b, e
    assert value(summary, "abstention_precision") == (1 / 2, 2)  # d of c, d
    assert value(summary, "abstention_recall") == (1 / 2, 2)  # d of d, e
    assert value(summary, "over_abstention") == (1 / 3, 3)  # c of a, b, c
    assert value(summary, "recall@1") == (1.0, 3)
    assert value(summary, "citations_valid") == (1.0, 3)  # a, b, e
    assert value(summary, "citations_right") == value(summary, "quote_precision") == (1 / 2, 2)  # a of a, b
    assert value(summary, "quote_recall") == (1 / 2, 2)  # a of a, b
    assert value(summary, "concise") == (1 / 3, 3)  # a of a, b, c
    assert value(summary, "short_exact") == value(summary, "short_f1") == (0, 3)  # a, b, c have no exact words
    assert value(summary, "any_citation_right") == (1 / 2, 2)
    assert value(summary, "claims_supported") == (1.0, 3)
    assert value(summary, "auroc") == value(summary, "ece_floor") == (None, 0)  # none was stated
    assert value(summary, "tokens") == (None, 0)


def test_quotes_weigh_the_same_by_quote_and_answers_the_same_by_answer() -> None:
    two = known("b", evidence=("The capital is Oslo.", "It rains in Bergen."))
    summary = summarise(asked({"a": (FIRST, CAPITAL, RAIN), "b": CAPITAL}, [known("a"), two]))
    assert value(summary, "citations_right") == ((1 + 1) / (3 + 1), 4)
    assert value(summary, "quote_precision") == ((1 / 3 + 1) / 2, 2)
    assert value(summary, "quote_recall") == ((1 + 1) / (1 + 2), 3)


def test_a_refused_answerable_case_counts_in_auroc_but_not_in_calibration_nor_risk() -> None:
    summary = summarise(mixed(confidence=0.5))
    assert value(summary, "auroc") == (0.5, 5)  # all tied
    assert value(summary, "brier") == (0.25, 4)  # a, b, d, e, each .5 off
    assert value(summary, "ece") == (0.25, 4)  # one of four right, .5 said
    assert value(summary, "aurc") == (pytest.approx(2 / 3), 3)  # of a, b, e shown together two are wrong
    # four coins, one bin: |heads/4 - 1/2| is 1/2, 1/4, 0 with 2, 8, 6 of 16 ways, .1875 on average
    assert value(summary, "ece_floor") == (pytest.approx(0.1875, abs=0.01), 4)


def test_the_curve_of_risk_and_coverage_goes_with_its_area() -> None:
    (point,) = summarise(mixed(confidence=0.5)).risk_coverage
    assert point == (3 / 5, 2 / 3)  # a, b and e are equally sure; b and e wrong
    assert summarise(mixed()).risk_coverage == ()


def test_seconds_are_ranked_and_tokens_averaged_over_the_questions_that_say() -> None:
    told = zip(mixed(), (10.0, 30.0, None, None, None), range(1, 6), strict=True)
    results = [
        replace(result, metrics={**result.metrics, "tokens": tokens}, seconds=seconds)
        for result, tokens, seconds in told
    ]
    summary = summarise(results)
    assert value(summary, "tokens") == (20, 2)
    assert (value(summary, "seconds_p50"), value(summary, "seconds_p95")) == ((3, 5), (5, 5))


def test_an_interval_holds_its_value_and_is_the_same_in_every_run() -> None:
    summary = summarise(mixed(confidence=0.5))
    assert all(
        r.low <= r.value <= r.high
        for r in summary.rows
        if r.value is not None and r.low is not None and r.high is not None
    )
    assert row(summary, "answer").low == 0
    assert row(summary, "answer").high == 1
    first, again = (
        json.dumps(s.to_dict()["tags"][0]["rows"][:25]) for s in (summary, summarise(mixed(confidence=0.5)))
    )
    assert first == again


def test_a_crash_is_counted_but_not_scored() -> None:
    summary = summarise(
        asked({"a": CAPITAL, "b": RuntimeError("out of memory"), "c": None}, [known("a"), known("b"), known("c")])
    )
    assert (summary.cases, summary.not_scored) == (3, 1)
    assert value(summary, "answer") == (1 / 2, 2)


def test_tags_show_accuracy_refusals_and_every_metric_of_their_cases() -> None:
    fact, near_miss = summarise(mixed()).tags
    assert (fact.tag, fact.accuracy, fact.abstained, fact.n) == ("fact", 1 / 3, pytest.approx(1 / 3), 3)
    assert (near_miss.tag, near_miss.accuracy, near_miss.abstained, near_miss.n) == ("near-miss", 1 / 2, 1 / 2, 2)
    assert [row.key for row in fact.rows] == [row.key for row in summarise(mixed()).rows]


def test_the_near_misses_refused_are_those_that_nothing_answers() -> None:
    tagged = known("c", tags=("near-miss",))
    results = asked({"a": None, "b": RAIN, "c": None}, [unknown("a"), unknown("b"), tagged])
    (near_miss,) = summarise(results).tags
    refused = next(row for row in near_miss.rows if row.key == "abstention_recall")
    assert (refused.value, refused.n) == (1 / 2, 2)  # a of a, b


def test_nothing_measured_is_none_and_never_zero() -> None:
    summary = summarise(asked({"a": ValueError("no")}, [known("a")]))
    assert {(row.value, row.low, row.high, row.n) for row in summary.rows} == {(None, None, None, 0)}
    assert (summary.tags[0].accuracy, summary.tags[0].n) == (None, 0)
    assert json.loads(json.dumps(summary.to_dict()))["not_scored"] == 1


def test_every_metric_has_a_name_of_its_own_and_the_groups_stand_together() -> None:
    assert len(BY_KEY) == len(MEASURES) == len({measure.label for measure in MEASURES})
    groups = [measure.group for measure in MEASURES]
    assert list(dict.fromkeys(groups)) == [
        "retrieval",
        "answer",
        "citations",
        "sides",
        "abstention",
        "confidence",
        "cost",
    ]
    assert groups == sorted(groups, key=list(dict.fromkeys(groups)).index)
    assert all(measure.each for measure in MEASURES if measure.yes_or_no)
