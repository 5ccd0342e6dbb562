from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.types import Span
from rag.verification.wording import exact_words, shown


def found(said: str, quote: str, words: str, nth: int = 0) -> str | None:
    """The text before the words found, and these in brackets."""
    at = -1
    for _ in range(nth + 1):
        at = quote.index(words, at + 1)
    place = exact_words(said, quote, Span(at, at + len(words)))
    return place and f"{said[: place.start]}[{said[slice(*place)]}]"


def test_words_are_found_where_lines_were_joined_and_markdown_was_cut():
    quote = "The [mine\n of](https://mine.example) Lund\nopened in\n1911 [2]."
    said = shown(quote)
    assert said == "The mine of Lund opened in 1911 (2)."
    assert found(said, quote, "1911") == "The mine of Lund opened in [1911]"
    assert found(said, quote, "Lund\nopened") == "The mine of [Lund opened]"
    assert found(said, quote, "mine\n of") == "The [mine of]"


def test_of_words_that_stand_twice_those_are_meant_that_the_quote_means():
    quote = "From 5 to 9 May 5 ships sank."
    assert found(quote, quote, "5", 0) == "From [5]"
    assert found(quote, quote, "5", 1) == "From 5 to 9 May [5]"
    assert found("9 May 5 ships sank.", quote, "5", 1) == "9 May [5]"


def test_of_a_part_of_the_quote_without_its_exact_words_the_same_words_elsewhere_are_not_meant():
    quote = "From 5 to 9 May 5 ships sank."
    assert found("9 May 5 ships sank.", quote, "5", 0) is None


def test_in_other_words_than_the_quotes_only_what_stands_there_once_is_found():
    quote = "Meta may invest $10 billion in Scale AI."
    assert found("Scale AI may get $10 billion.", quote, "$10 billion") == "Scale AI may get [$10 billion]"
    assert found("It may get $10 billion, or another $10 billion.", quote, "$10 billion") is None
    assert found("Scale AI may get ten billion dollars.", quote, "$10 billion") is None


@pytest.mark.parametrize("said", ["It was in 2010.", "It is 10.5 now.", "It is 3,10 now.", "A 10th came."])
def test_a_number_is_not_found_within_another(said: str):
    assert found(said, "There are 10 of them.", "10") is None


texts = st.text(st.sampled_from("ab1. \n\u200b[]()|-é上"), max_size=40)


@given(texts, texts.filter(lambda text: bool(shown(text))), texts, texts)
def test_whatever_is_found_reads_as_the_words_do(before: str, words: str, after: str, other: str):
    quote = before + words + after
    for said in (shown(quote), shown(other + words), shown(other)):
        if place := exact_words(said, quote, Span(len(before), len(before + words))):
            lit = said[slice(*place)]
            assert 0 <= place.start < place.end <= len(said)
            assert any("".join(lit.split()) in "".join(shown(one).split()) for one in (quote, words))
