from __future__ import annotations

import pytest

from rag.text.names import capitalised_words, name_runs, named_words, names


def test_german_nouns_are_no_names_but_persons_are():
    assert names("Der Umsatz stieg, sagte Sprecherin Jana Holt.", "de") == [("Jana", "Holt")]


def test_other_scripts_have_no_capitals_that_tell():
    assert names("Выручка выросла", "other") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Who leads Scale AI?", ["Scale AI"]),
        ("The Boeing 747 flew", ["Boeing 747"]),
        ("Is the CEO rich?", []),
        ("Meta's deal", ["Meta"]),
    ],
)
def test_runs_of_capitals_are_names(text: str, found: list[str]):
    assert name_runs(text) == found


def test_a_question_names_what_has_a_digit_or_a_capital_after_its_first_word():
    assert named_words("Did Tesla sell 500 cars in Élancourt?") == ["500", "Tesla", "Élancourt"]
    assert named_words("DID TESLA SELL 500 CARS?") == ["500"]


def test_function_words_are_not_counted_among_the_capitalised():
    assert [match[0] for match in capitalised_words("The X-1 and Anna’s car")] == ["X-1", "Anna’s"]
