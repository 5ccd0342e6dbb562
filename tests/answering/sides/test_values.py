from __future__ import annotations

import pytest

from rag.answering.sides.values import Kind, Value, same, value_of
from rag.types import Passage, Sentence, Span


def value(marked: str, kind: Kind | None = None, published: str | None = "2026-05-06") -> Value | None:
    """The value of a sentence whose exact words stand in braces."""
    before, _, rest = marked.partition("{")
    words, _, after = rest.partition("}")
    text = before + words + after
    answer = Span(len(before), len(before) + len(words))
    sentence = Sentence(0, len(text), text, answer=answer)
    return value_of(Passage("a", "0" * 64, 0, len(text), text, 1.0, "T", published=published), sentence, kind)


def are_same(one: str, other: str, kind: Kind | None = None) -> bool | None:
    mine, theirs = value(one, kind), value(other, kind)
    assert mine is not None
    assert theirs is not None
    return same(mine, theirs)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It costs {1.2 billion} euros.", "It costs {1,200 million} euros."),
        ("More than {a thousand} people came.", "{1,036} people came."),
        ("About {9,000 people} fled.", "{8,940 people} fled."),
        ("{Forty-one} people died.", "{41 people} died."),
        ("At least {41} people died.", "{41 people} died."),
        ("He got {six years}.", "He got {72 months}."),
        ("It was {78 per cent} effective.", "It helped {nearly four in five} children."),
        ("The deal is worth over {$10 billion}.", "The deal is worth {$14 billion}."),
        ("It struck on {2 May 2026}.", "It struck on {3 May 2026}."),
        ("It struck on {Saturday}.", "It struck on {2 May}."),
        ("It runs until {2030}.", "It runs until {30 June 2030}."),
        ("It was won by {Simona Halep}.", "{Halep} won it."),
        ("The {World Health Organization} said so.", "The {WHO} said so."),
        ("It was in {Tampa, Florida}.", "It was in {Tampa Bay}."),
    ],
)
def test_one_value_in_two_wordings_is_the_same(one: str, other: str):
    assert are_same(one, other) is True


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{235 people} died.", "{1,450 people} died."),
        ("At least {235} people died.", "{1,450 people} died."),
        ("It has a magnitude of {6.1}.", "It has a magnitude of {6.3}."),
        ("It costs {$24 million}.", "It costs {$31 million}."),
        ("{200 people} died.", "{235 people} died."),
        ("It was founded in {2016}.", "It was founded in {2017}."),
        ("It closes on {30 June 2026}.", "It closes on {30 September 2026}."),
        ("It was released in {June 2010}.", "It was released in {June 2020}."),
        ("{Ruth Abelard} leads it.", "{Tomas Veidt} leads it."),
        ("The {University of Sennay} did it.", "The {University of Halden} did it."),
    ],
)
def test_two_values_are_not(one: str, other: str):
    assert are_same(one, other) is False


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It costs {$10 million}.", "It costs {9 million euros}."),
        ("{9,000 people} are homeless.", "{1,800 families} are homeless."),
        ("It was founded in {2016}.", "It was founded by {Ida Holm}."),
    ],
)
def test_what_cannot_be_compared_is_neither(one: str, other: str):
    assert are_same(one, other) is None


def test_a_number_is_shown_with_what_bounds_it_and_what_it_counts():
    found = value("It killed at least {41} people on Sunday.")
    assert found is not None
    assert found.words == "at least 41 people"


def test_words_that_are_no_value_and_several_numbers_are_none():
    assert value("He sold {a cart of herring}.") is None
    assert value("{Two adults and 3 children} died.") is None


def test_a_value_of_another_kind_than_is_asked_for_is_replaced_by_the_only_one_in_the_sentence():
    found = value("Jun 4, 2023 ... The phone, {released} on September 21, 2021, is old.", "date")
    assert found is not None
    assert found.words == "September 21, 2021"
    assert value("{It} was released in 2010 and again in 2014.", "date") is None
