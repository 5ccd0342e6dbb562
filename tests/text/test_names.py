from __future__ import annotations

import pytest

from rag.text.names import capitalised_words, mentions, name_runs, named_words, names


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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It goes to London. From there to Leeds.", ["London", "Leeds"]),
        ("Judge Harriet Moss of the Senate of Orvana spoke on Tuesday.", ["Harriet Moss", "Senate of Orvana"]),
        ("Meta's CEO Mark Zuckerberg flew a Boeing 747 and won 3-1.", ["Meta", "Mark Zuckerberg", "Boeing 747"]),
        ("Biologists saw U.S. Steel.", ["U.S. Steel"]),
    ],
)
def test_a_mention_is_a_name_within_a_sentence_and_without_the_office_before_it(text: str, found: list[str]):
    assert [name.name for name in mentions(text)] == found
    assert all(text[name.start : name.end] == name.name for name in mentions(text))


def test_a_question_names_what_has_a_digit_or_a_capital_after_its_first_word():
    assert named_words("Did Tesla sell 500 cars in Élancourt?") == ["500", "Tesla", "Élancourt"]
    assert named_words("DID TESLA SELL 500 CARS?") == ["500"]


def test_function_words_are_not_counted_among_the_capitalised():
    assert [match[0] for match in capitalised_words("The X-1 and Anna’s car")] == ["X-1", "Anna’s"]
