from __future__ import annotations

import pytest

from rag.answering.sides.disagreement import sides_of
from rag.types import Passage, Sentence, Span
from rag.verification.citations import issue_keys


def passage(name: str, marked: str, published: str | None = None, reads: float = 2.0, score: float = 1.5) -> Passage:
    """A passage of one sentence, whose exact words stand in braces."""
    before, brace, rest = marked.partition("{")
    words, _, after = rest.partition("}")
    text = before + words + after
    answer = Span(len(before), len(before) + len(words)) if brace else None
    sentence = Sentence(0, len(text), text, score=score, reads=reads, answer=answer)
    return Passage(name, name * 64, 0, len(text), text, score, "T", name, published, (sentence,))


def sides(question: str, *passages: Passage) -> list[tuple[str, tuple[str, ...]]]:
    return [(side.value, side.keys) for side in sides_of(question, issue_keys(passages))]


KILLED = "How many people did the Marrow earthquake kill?"


def test_the_newest_comes_first_and_those_who_agree_together():
    assert sides(
        KILLED,
        passage("a", "The Marrow earthquake killed {41} people.", "2026-05-03"),
        passage("b", "The Marrow earthquake killed {63} people.", "2026-05-06"),
        passage("c", "The Marrow earthquake has killed {forty-one} people.", "2026-05-04"),
    ) == [("63 people", ("2.1",)), ("forty-one people", ("3.1", "1.1"))]


def test_articles_that_agree_have_no_sides():
    one, other = "The Marrow earthquake killed {41} people.", "The Marrow earthquake killed {Forty-one} people."
    assert sides(KILLED, passage("a", one), passage("b", other)) == []


def test_one_article_does_not_disagree_with_itself():
    one, other = "The Marrow earthquake killed {41} people.", "The Marrow earthquake killed {63} people."
    assert sides(KILLED, passage("a", one), passage("a", other)) == []


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("How many people were left homeless in Marrow?", "It left {8,940} people homeless.", "It killed {41} people."),
        ("How many people died in Hagen?", "{Twelve} people died in Hagen.", "{40} people died in Lower Marrow."),
        ("How many people died?", "In Hagen {12} people died.", "{40} people died in the state."),
        ("When was Splatoon 2 released?", "Splatoon 1 came out in {2015}.", "Splatoon 2 was released in {2017}."),
        ("What was Acme's revenue?", "Acme's revenue was {$5 million} in 2023.", "Acme's was {$9 million} in 2024."),
        ("Who leads Acme?", "The former head of Acme is {Ida Holm}.", "{Tom Veidt} leads Acme."),
        ("Who won the Tour?", "{Wout Aert} won the final stage of the Tour.", "{Tadej Novak} won the Tour."),
        ("Who leads Acme?", "{Ida Holm} leads Acme.", "{Tom Veidt} leads the bank."),
        ("Which towns have a mine?", "{Halden} has a mine.", "{Oakley} has a mine."),
    ],
)  # fmt: skip
def test_what_is_said_of_something_else_is_no_disagreement(question: str, one: str, other: str):
    assert sides(question, passage("a", one), passage("b", other)) == []


def test_a_name_that_the_other_article_has_too_is_no_disagreement():
    one = passage("a", "{Ida Holm} leads Acme.")
    assert sides("Who leads Acme?", one, passage("b", "{Tom Veidt} leads Acme.")) != []
    assert sides("Who leads Acme?", one, passage("b", "{Tom Veidt} leads Acme with Ida Holm.")) == []


def test_sentences_that_are_the_same_but_for_the_value_disagree_whatever_the_reader_thinks_of_one():
    one = "It was released in Japan on {21 November 1998} and in Europe in December."
    other = "It was released in Japan on 1 November 2020 and in Europe in December."
    found = sides("When was the Ocarina released?", passage("a", one, reads=-1.0), passage("b", other, reads=-5.0))
    assert [value for value, _ in found] == ["21 November 1998", "1 November 2020"]


def test_what_one_affirms_and_another_denies():
    will, will_not = "Holm will appeal against the verdict.", "Holm will not appeal against the verdict."
    found = sides("Will Holm appeal against the verdict?", passage("a", will), passage("b", will_not))
    assert found == [("yes", ("1.1",)), ("no", ("2.1",))]
    assert sides("Will Holm appeal against the verdict?", passage("a", will), passage("b", will)) == []


def test_a_sentence_that_was_not_read_is_on_no_side():
    one, other = "{Ida Holm} leads Acme.", "{Tom Veidt} leads Acme now and has led the old bank in Port Calder before."
    assert sides("Who leads Acme?", passage("a", one), passage("b", other, reads=-4.0)) == []
