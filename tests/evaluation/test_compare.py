from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers.scripted_rag import CAPITAL, MIXED, RAIN, SCRIPT, asked, head, known, unknown

from rag.errors import CaseError
from rag.evaluation.compare import Comparison, Difference, compare
from rag.evaluation.logs import Log


def log(script: dict[str, object], **settings: object) -> Log:
    return Log(Path("run.jsonl"), head(MIXED, **settings), tuple(asked({**SCRIPT, **script}, MIXED)))  # type: ignore[dict-item]


def row(found: Comparison, key: str) -> Difference:
    return next(row for row in found.rows if row.key == key)


def test_the_flipped_questions_come_worse_ones_first_with_both_answers() -> None:
    found = compare(log({}), log({"a": RAIN, "b": CAPITAL, "e": None}))
    assert [(flip.id, flip.better) for flip in found.flips] == [("a", False), ("b", True), ("e", True)]
    worse = found.flips[0]
    assert (worse.one, worse.other, worse.expected) == ("The capital is Oslo.", "It rains in Bergen.", "Oslo")
    assert found.flips[2].expected == "a refusal"


def test_a_difference_has_a_paired_interval_and_an_exact_test() -> None:
    found = row(compare(log({}), log({"b": CAPITAL, "c": CAPITAL})), "answer")
    assert (found.one, found.other, found.n) == (pytest.approx(1 / 3), 1, 3)
    assert found.difference == pytest.approx(2 / 3)
    assert found.p == pytest.approx(0.5)  # two flips one way: 2 * 1/4
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= 2 / 3 <= found.high


def test_concise_answers_have_an_exact_test_and_quotes_a_difference() -> None:
    found = compare(log({}), log({"a": (CAPITAL, RAIN)}))
    assert (row(found, "concise").difference, row(found, "concise").p) == (pytest.approx(-1 / 3), 1)
    assert row(found, "quote_precision").difference == pytest.approx((1 / 2 - 1) / 2)
    assert row(found, "answer").difference == 0


def test_a_run_against_itself_differs_in_nothing_and_nothing_is_clear() -> None:
    found = compare(log({}), log({}))
    assert found.flips == found.changed == ()
    assert {
        (row.difference, row.low, row.high) for row in found.rows if row.one is not None and row.group != "cost"
    } == {(0, 0, 0)}
    assert not any(row.is_clear for row in found.rows if row.group != "cost")  # how long the two took differs by chance
    assert row(found, "auroc").difference is None
    assert json.loads(json.dumps(found.to_dict()))["cases"] == 5


def test_questions_that_flip_one_way_only_are_a_clear_difference() -> None:
    cases = [known(str(n)) for n in range(20)]
    before, after = ({case.id: what for case in cases} for what in (None, CAPITAL))
    one, other = (Log(Path("x"), head(cases), tuple(asked(script, cases))) for script in (before, after))
    found = row(compare(one, other), "answer")
    assert found.is_clear
    assert found.p == pytest.approx(2 / 2**20)


def test_a_case_that_crashed_in_either_run_is_left_out_of_both() -> None:
    found = compare(log({"b": ValueError("no")}), log({"a": RAIN}))
    assert (found.cases, found.left_out) == (4, 1)
    assert row(found, "answer").n == 2
    assert [flip.id for flip in found.flips] == ["a"]


def test_what_was_changed_between_the_runs_is_said() -> None:
    found = compare(log({}, k=8, home="/a"), log({}, k=6, home="/b"))
    assert found.changed == ("k: 8 → 6",)


def test_runs_of_other_cases_or_articles_are_not_compared() -> None:
    one = log({})
    fewer = Log(Path("x"), head(MIXED[:3]), one.results[:3])
    with pytest.raises(CaseError, match=r"different cases \(5 and 3 cases\)"):
        compare(one, fewer)
    with pytest.raises(CaseError, match="different articles"):
        compare(one, Log(Path("x"), head(MIXED, [("norway", "11")]), one.results))
    assert unknown("d") in MIXED
