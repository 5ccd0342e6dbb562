"""The suite's own integrity: a case that is wrong measures nothing."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from rag.evaluation.baseline import read_baseline
from rag.evaluation.cases import Case, misfits, parse_case, read_cases
from rag.evaluation.compare import require_comparable
from rag.evaluation.provenance import fingerprint
from rag.metrics.answers import contains_answer, spelled_out

TOP = Path(__file__).parents[2]
CASES = read_cases(TOP / "evals" / "seeds.jsonl")
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in (TOP / "seeds").glob("*.txt")}
KINDS = set("fact both paraphrase typo follow-up differs near-miss off-topic boilerplate injection".split())
BOILERPLATE = re.compile(r"Tekedia|Related Articles|Leave a Reply|Your email address|Back to top|Bitcoin")
COMMON = set(
    """a an the of to in on at by for with and or is are was were be been it its this that what who which when where
    how why has have had do does did not no than as from up so s t can will could would yet since into out""".split()
)


def tagged(tag: str) -> list[Case]:
    return [case for case in CASES if tag in case.tags]


def key_words(text: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", text.lower())) - COMMON


def by_id(cases: list[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.id)


ANSWERABLE = [case for case in CASES if case.answerable]


def test_the_suite_is_large_and_varied_enough() -> None:
    unanswerable = [case for case in CASES if not case.answerable]
    assert len(CASES) >= 120
    assert len(unanswerable) >= 20
    assert 2 * len(tagged("near-miss")) >= len(unanswerable)
    assert len([case for case in CASES if case.history]) >= 8
    assert min(len(tagged(kind)) for kind in KINDS) >= 5


def test_every_case_has_a_known_kind_and_a_question_of_its_own() -> None:
    assert {tag for case in CASES for tag in case.tags} == KINDS
    assert all(case.tags for case in CASES)
    asked = [(case.question.casefold(), case.history) for case in CASES]
    assert len(set(asked)) == len(asked)


def test_tags_and_history_go_together() -> None:
    assert all(bool(case.history) == ("follow-up" in case.tags) for case in CASES)
    assert all(not case.answerable for tag in ("near-miss", "off-topic", "boilerplate") for case in tagged(tag))
    assert all(set(case.articles) == set(TEXTS) for tag in ("both", "differs") for case in tagged(tag))


def test_the_baseline_is_of_these_cases_and_articles() -> None:
    corpus = [(name, hashlib.sha256(text.encode()).hexdigest()) for name, text in TEXTS.items()]
    require_comparable(read_baseline(TOP / "evals" / "baseline.json"), fingerprint({}, corpus, CASES))


def test_the_guide_shows_a_case_of_the_suite_and_two_that_are_read_but_bad() -> None:
    guide = (TOP / "evals" / "README.md").read_text(encoding="utf-8")
    good, *bad = (parse_case(json.loads(block)) for block in re.findall(r"```json\n(.*?)\n```", guide, re.DOTALL))
    assert good in CASES
    assert [misfits(case, TEXTS) for case in bad] == [[], []]
    assert set(re.findall(r"^\| `([a-z-]+)` \|", guide, re.MULTILINE)) >= KINDS


@by_id(ANSWERABLE)
def test_evidence_stands_word_for_word_in_the_articles_it_names(case: Case) -> None:
    assert misfits(case, TEXTS) == []
    assert all(any(sentence in TEXTS[name] for sentence in case.evidence) for name in case.articles)
    assert not any(BOILERPLATE.search(sentence) for sentence in case.evidence)


@by_id(ANSWERABLE)
def test_every_answer_is_spelled_out_and_every_evidence_sentence_spells_one_out(case: Case) -> None:
    assert spelled_out(case.answers, case.evidence) == case.answers
    assert all(any(contains_answer(sentence, answer) for answer in case.answers) for sentence in case.evidence)


@by_id(tagged("paraphrase"))
def test_a_paraphrase_shares_no_key_word_with_its_evidence(case: Case) -> None:
    assert not key_words(case.question) & key_words(" ".join(case.evidence))
