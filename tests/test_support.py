from __future__ import annotations

import pytest

from rag.support import numbers, same_fact, unsupported


def test_a_claim_that_a_cited_sentence_says_word_for_word_is_supported():
    assert unsupported("could exceed $10 billion", ["The deal could exceed\n$10 billion."]) is None


def test_a_quote_with_one_digit_changed_is_not_supported():
    assert unsupported("could exceed $11 billion", ["The deal could exceed $10 billion."])


def test_thousands_separators_do_not_make_another_number():
    assert numbers("$10,000 and 3.5 and 2025") == {"10000", "3.5", "2025"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "The investment amount could exceed $10 billion, one of the largest.",
            "The deal could exceed $10 billion, one of the largest ever.",
        ),
        ("Scale AI labels data for training.", "For training, Scale AI labels the data."),
    ],
)
def test_two_wordings_of_one_fact_are_the_same(one: str, other: str):
    assert same_fact(one, other)
    assert same_fact(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The company was valued at $14 billion.", "The company was valued at $25 billion."),
        ("Meta is in talks with Scale AI.", "OpenAI bought a startup by the former designer of Apple."),
        ("", "Meta is in talks."),
    ],
)
def test_other_numbers_or_other_words_are_another_fact(one: str, other: str):
    assert not same_fact(one, other)
