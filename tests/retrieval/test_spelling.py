from __future__ import annotations

import pytest

from rag.retrieval.spelling import respelt

LIBRARY = (
    "committed",
    "Zuckerberg",
    "clients",
    "client",
    "Scale",
    "round",
    "CEO",
    "another",
    "header",
    "finch",
    "helmet",
)


def mended(question: str) -> str:
    return respelt(question, is_known=lambda word: word in LIBRARY, nearby=lambda _: LIBRARY)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("how mutch is zuckerburg giving", "how much is Zuckerberg giving"),
        ("who are scael cleints", "who are Scale clients"),
        ("the funding ruond", "the funding round"),
        ("how much was comited", "how much was committed"),
        ("a valuaton of the copmany", "a valuation of the company"),
    ],
)
def test_a_misspelt_word_becomes_the_nearest_known_one(question: str, expected: str):
    assert mended(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Who is the CFO?",
        "What is Nvidia worth?",
        "Is Valuaton a firm?",
        "x86 or 10bn",
        "clients",
        "",
        "😀 ?!",
        "who moderates chatbots",
        "fintech",
    ],
)
def test_short_words_names_numbers_and_known_words_stay(question: str):
    assert mended(question) == question


@pytest.mark.parametrize("word", ["annotation", "headgear", "conversational", "labelling", "annotate"])
def test_an_english_word_that_the_library_lacks_is_not_taken_for_a_slip(word: str):
    assert mended(f"the {word} firm") == f"the {word} firm"
