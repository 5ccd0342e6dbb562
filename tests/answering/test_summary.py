from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answering import extractive
from rag.answering.extractive import Models
from rag.types import Draft, Passage, Sentence

LATE = "The harbour of Graven was closed on Monday after a crane fell into the water."
EARLY = "A new crane of sixty metres was put up in the harbour of Graven last week."


def article(name: str, day: str | None, *paragraphs: str, sure: float = 0.8, start: int = 0) -> Passage:
    """A passage whose paragraphs are one sentence each, the last of which scores best."""
    sentences, at = [], start
    for n, text in enumerate(paragraphs):
        sentences.append(Sentence(at, at + len(text), text, sure, sure, score=1.0 + n / 10))
        at += len(text) + 2
    text = "\n\n".join(paragraphs)
    return Passage(
        name,
        "0" * 64,
        start,
        start + len(text),
        text,
        1.0,
        name,
        sentences=tuple(sentences),
        dense=sure,
        lexical=sure,
        published=day,
    )


def draft(question: str, passages: Sequence[Passage]) -> Draft:
    return extractive.draft(question, passages, Models(lambda *_: passages[0].dense, lambda _, seen: tuple(seen)))


def said(question: str, *passages: Passage) -> list[str]:
    return [claim.text for claim in draft(question, passages).claims]


def test_a_summary_gives_the_lead_of_each_article_about_the_topic_the_newest_first():
    old = article("a", "2026-05-01", EARLY, "Its colour is blue, said the harbour of Graven.")
    new = article("b", "2026-05-09", LATE, "Divers looked at the harbour of Graven for a whole day.")
    assert said("What is happening at the harbour of Graven?", old, new) == [LATE, EARLY]
    assert said("Summarise the news about the harbour of Graven", new, old) == [LATE, EARLY]


def test_an_article_that_only_mentions_the_topic_late_is_not_summed_up():
    passing = [f"The mill of Holte has made paper for {n} years without a pause." for n in ("40", "50", "60")]
    other = article("b", "2026-05-20", *passing, "Its owner came from the harbour of Graven.")
    assert said("What is happening at the harbour of Graven?", article("a", None, LATE), other) == [LATE]


def test_of_a_single_article_the_lead_and_the_opening_of_its_next_paragraph_are_told():
    points = [LATE, "Nobody was hurt in the fall.", "The ferries sail from Holte for now."]
    assert said("What are the main points about the harbour of Graven?", article("a", None, *points)) == points[:2]


def test_an_article_whose_opening_was_not_found_has_no_lead_to_give():
    later = article("b", "2026-05-20", f"{EARLY[:-1]} and fell.", f"{EARLY[:-1]} by night.", start=4000)
    question = "What is happening at the harbour of Graven?"
    assert said(question, later, article("a", None, LATE)) == [LATE]
    assert said(question, later)[0] == f"{EARLY[:-1]} by night."


def test_a_heading_and_a_line_about_the_page_are_no_lead():
    live = article("a", None, "Crane falls in Graven harbour", "This live page is now closed.", LATE)
    assert said("What happened at the harbour of Graven?", live)[0] == LATE


def test_of_two_articles_that_say_the_same_the_first_is_told():
    again = "After a crane fell into the water the harbour of Graven was closed on Monday."
    one, other = article("a", "2026-05-09", LATE), article("b", "2026-05-08", again)
    assert said("What is happening at the harbour of Graven?", one, other) == [again]


def test_what_copies_say_has_the_citations_of_all():
    one, other = article("a", "2026-05-09", LATE), article("b", "2026-05-10", LATE)
    (claim,) = draft("What is happening at the harbour of Graven?", [one, other]).claims
    assert sorted(claim.keys) == ["1.1", "2.1"]


def test_without_a_topic_the_newest_articles_that_were_found_are_told_whatever_the_confidence():
    mill = "The mill of Holte will hire forty people for its new hall in June."
    found = [
        article("a", "2026-05-01", EARLY, sure=0.05),
        article("b", "2026-05-09", mill, sure=0.05),
        article("c", "2026-05-20", "It then went on for a whole week without a pause.", sure=0.05, start=4000),
    ]
    assert said("What's the news?", *found) == [mill, EARLY]
    assert said("What's the news about Nvidia?", *found) == []
    assert draft("What's the news?", []).claims == ()


def test_a_question_for_a_fact_is_answered_as_before():
    one = article("a", "2026-05-01", EARLY, "The crane of Graven cost 2 million.")
    best = replace(one, sentences=(one.sentences[0], replace(one.sentences[1], score=2.0)))
    assert said("How much did the crane of Graven cost?", best) == ["The crane of Graven cost 2 million."]
