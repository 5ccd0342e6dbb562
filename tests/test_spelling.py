from __future__ import annotations

import pytest

from rag.spelling import respelt

LIBRARY = {
    "committed": "committed",
    "Zuckerberg": "zuckerberg",
    "clients": "client",
    "client": "client",
    "Scale": "scale",
    "round": "round",
    "CEO": "ceo",
}
ENGLISH = {"valuation", "india", "contract"}


def mended(question: str) -> str:
    def stem(word: str) -> str:
        return word.casefold().removesuffix("s")

    return respelt(
        question,
        is_known=lambda word: word in LIBRARY or word.casefold() in ENGLISH,
        stem=stem,
        nearby=lambda _: LIBRARY,
        english=lambda: ENGLISH,
    )


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("how mutch is zuckerburg giving", "how much is Zuckerberg giving"),
        ("who are scael cleints", "who are Scale clients"),
        ("the funding ruond", "the funding round"),
    ],
)
def test_a_misspelt_word_becomes_the_nearest_known_one(question: str, expected: str):
    assert mended(question) == expected


@pytest.mark.parametrize(
    "question", ["Who is the CFO?", "What is Nvidia worth?", "Is Valuaton a firm?", "x86 or 10bn", "clients", "", "😀 ?!"]
)
def test_short_words_names_numbers_and_known_words_stay(question: str):
    assert mended(question) == question
