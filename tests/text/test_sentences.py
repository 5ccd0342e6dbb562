from __future__ import annotations

from rag.text.sentences import split_sentences


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def test_an_abbreviation_does_not_end_a_sentence():
    assert sentences("Dr. Smith of the U.S. Army paid $3.5 billion. He left.") == [
        "Dr. Smith of the U.S. Army paid $3.5 billion.",
        "He left.",
    ]


def test_half_a_character_ends_no_splitting_of_sentences_and_shifts_none():
    assert sentences("The mine was \ud800 sold. It closed \udfff in 2024.") == [
        "The mine was \ud800 sold.",
        "It closed \udfff in 2024.",
    ]
