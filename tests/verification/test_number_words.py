from __future__ import annotations

import pytest

from rag.verification.number_words import digits_for_words


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("twenty-five firms", "25 firms"),
        ("Two hundred and fifty ships", "250 ships"),
        ("three and a half years", "3.5 years"),
        ("a dozen eggs", "12 eggs"),
        ("two thirds of them", "2/3 of them"),
        ("half a million", "0.5 million"),
        ("the second quarter", "the 2th quarter"),
        ("it doubled", "it 2 times"),
        ("zwölf Schiffe", "12 Schiffe"),
        ("5½", "5.5"),
    ],
)
def test_number_words_become_digits(words: str, digits: str):
    assert " ".join(digits_for_words(words).split()).replace("2nd", "2th") == digits


@pytest.mark.parametrize(
    "text", ["no one else", "one of the largest", "wait a second of time", "the first to go", "a half-hearted try"]
)
def test_words_that_only_look_like_numbers_are_left(text: str):
    assert digits_for_words(text) == text
