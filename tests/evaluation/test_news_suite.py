"""The integrity of the suite of news: a case that is wrong measures nothing."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from rag.evaluation.cases import Case, misfits, read_cases
from rag.metrics.answers import contains_answer, spelled_out
from rag.text.stemming import is_alike, stems

EVALS = Path(__file__).parents[2] / "evals"
CASES = read_cases(EVALS / "news.jsonl")
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in (EVALS / "news").glob("*.txt")}
VOCABULARIES = [set(stems(text)) for text in TEXTS.values()]
ANSWERABLE = [case for case in CASES if case.answerable]
KINDS = {"who", "when", "how-much", "where", "why", "how", "yes-no", "compare", "list", "two-in-one", "what-did-x-say"}
TRAITS = {"summary", "denied", "zero", "paraphrase", "sides", "agree", "speaker"}
TIMES = {"as-of", "newest", "correction", "update", "relative-date"}
STORIES = {"copies": 12, "edited": 4, "two-reports": 5, "story": 4}
"""Tags of stories that several articles tell, with the least number of cases."""
HEAD = re.compile(r'---\ntitle: "(.+)"\nsource: (.+)\npublished: 2026-\d\d-\d\d\n---\n\1\n\n')
START = r"(?:^|\n|\n- |[.?!][\"']? )"


def test_each_kind_has_six_questions_and_there_are_twenty_six_near_misses():
    asked = Counter(tag for case in CASES for tag in case.tags)
    assert asked.keys() == KINDS | TRAITS | TIMES | STORIES.keys() | {"near-miss"}
    assert all(asked[kind] >= 6 for kind in KINDS | TRAITS | TIMES)
    assert asked["near-miss"] >= 26
    assert all(asked[tag] >= least for tag, least in STORIES.items())
    assert all(case.answerable != ("near-miss" in case.tags) for case in CASES)


def test_no_question_is_asked_twice():
    plain = Counter((*re.findall(r"\w+", case.question.casefold()), case.as_of) for case in CASES)
    assert [question for question, count in plain.items() if count > 1] == []


def test_every_article_is_asked_about_and_is_a_short_one_with_its_headline_its_outlet_and_its_day():
    assert {name for case in CASES for name in case.articles} == TEXTS.keys()
    heads = {name: HEAD.match(text) for name, text in TEXTS.items()}
    assert [name for name, head in heads.items() if head is None] == []
    sizes = {name: len(text[head.end() :].split()) for name, text in TEXTS.items() if (head := heads[name])}
    assert {name: size for name, size in sizes.items() if not 150 <= size <= 450} == {}


def test_three_events_or_more_are_reported_by_two_outlets_each():
    pairs = {case.articles for case in CASES if len(case.articles) == 2}
    outlets = [{match[2] for name in pair if (match := HEAD.match(TEXTS[name]))} for pair in pairs]
    assert len(pairs) >= 3
    assert all(len(names) == 2 for names in outlets)


@pytest.mark.parametrize("case", ANSWERABLE, ids=lambda case: case.id)
def test_evidence_is_whole_sentences_of_the_articles_and_spells_every_answer_out(case: Case):
    assert misfits(case, TEXTS) == []
    whole = [re.compile(START + re.escape(sentence) + r"(?:\s|$)") for sentence in case.evidence]
    assert case.evidence
    assert all(any(one.search(TEXTS[name]) for name in case.articles) for one in whole)
    assert all(re.search(r"[.?!][\"']?$", sentence) or f"\n{sentence}\n" in _texts(case) for sentence in case.evidence)
    if "summary" in case.tags:  # a reference in other words: any of the evidence answers
        assert spelled_out(case.answers, case.evidence) == ()
    else:
        assert spelled_out(case.answers, case.evidence) == case.answers
        assert all(any(contains_answer(sentence, answer) for answer in case.answers) for sentence in case.evidence)


def _texts(case: Case) -> str:
    return "\n".join(TEXTS[name] for name in case.articles)


@pytest.mark.parametrize("case", [case for case in CASES if "paraphrase" in case.tags], ids=lambda case: case.id)
def test_a_paraphrase_shares_no_content_word_with_its_evidence(case: Case):
    evidence = stems(" ".join(case.evidence))
    assert [word for word in stems(case.question) if any(is_alike(word, other) for other in evidence)] == []


@pytest.mark.parametrize("case", [case for case in CASES if not case.answerable], ids=lambda case: case.id)
def test_a_near_miss_shares_two_content_words_with_an_article(case: Case):
    asked = set(stems(case.question))
    assert max(len(asked & words) for words in VOCABULARIES) >= 2


def test_sides_are_marked_where_articles_disagree_and_where_they_agree():
    marked = {tag: [case for case in CASES if tag in case.tags] for tag in ("sides", "agree", "speaker")}
    assert all(len(case.sides or ()) > 1 for case in marked["sides"])
    assert all(case.sides == () for case in marked["agree"])
    assert len(marked["sides"]) + len(marked["agree"]) >= 25
    assert all(case.speaker for case in marked["speaker"])
    assert len(marked["speaker"]) >= 30
    spoken = [(name, case) for case in marked["speaker"] for name in case.speaker]
    assert [case.id for name, case in spoken if name not in _texts(case)] == []


def test_the_guide_says_how_to_run_it():
    assert "rag eval run evals/news.jsonl --articles evals/news" in (EVALS / "README.md").read_text("utf-8")
