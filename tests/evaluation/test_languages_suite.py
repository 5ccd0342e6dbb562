"""The integrity of the suite in other languages: a case that is wrong measures nothing."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from rag.evaluation.cases import Case, misfits, read_cases
from rag.metrics.answers import contains_answer, spelled_out
from rag.text.language import is_english

EVALS = Path(__file__).parents[2] / "evals"
CASES = read_cases(EVALS / "languages.jsonl")
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in (EVALS / "languages").glob("*.txt")}
LANGUAGES = ("de", "fr", "es", "zh", "ja")
KINDS = {"fact", "paraphrase", "negation", "rise-or-fall", "near-miss"}


def test_each_language_has_six_questions_with_an_answer_and_two_without():
    asked = Counter((case.tags[0], case.answerable) for case in CASES)
    assert asked == {(language, yes): 6 if yes else 2 for language in LANGUAGES for yes in (True, False)}
    assert {tag for case in CASES for tag in case.tags[1:]} == KINDS
    assert all(case.answerable != ("near-miss" in case.tags) for case in CASES)


def test_every_article_is_asked_about_and_has_a_title_an_outlet_and_a_day():
    assert {name for case in CASES for name in case.articles} == TEXTS.keys()
    head = re.compile(r'---\ntitle: ".+"\nsource: .+\npublished: \d{4}-\d\d-\d\d\n---\n')
    assert all(head.match(text) for text in TEXTS.values())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_evidence_stands_word_for_word_in_an_article_of_the_questions_language_and_spells_the_answer_out(case: Case):
    assert not is_english(case.question)
    assert misfits(case, TEXTS) == []
    assert all(name.startswith(case.tags[0]) and case.id.startswith(case.tags[0]) for name in case.articles)
    assert bool(spelled_out(case.answers, case.evidence)) is case.answerable
    assert all(any(contains_answer(sentence, answer) for answer in case.answers) for sentence in case.evidence)


def test_the_guide_says_how_to_run_it():
    assert "rag eval run evals/languages.jsonl --articles evals/languages" in (EVALS / "README.md").read_text("utf-8")
