from __future__ import annotations

import pytest

from rag.answering.corrections import corrects, is_error, updates
from rag.types import Article

CORRECTION = Article("c", "Correction", "Correction: Linden pool", "Wire", published="2025-06-08")
NEWS = Article("n", "The council met. Nobody spoke.", "Council meets", "Wire", published="2025-06-05")


@pytest.mark.parametrize(
    "sentence",
    [
        "We wrote that the museum would charge 12 crowns.",
        'In our report "Museum names its price" (16 May, page 3) we said that it costs 12 crowns.',
        "A picture caption on the sports pages gave the rower as Felix Auer.",
        "The name of the chairwoman was misspelt.",
        "An earlier version of this article described her as a senator.",
    ],
)
def test_a_correction_first_tells_the_error(sentence: str):
    assert is_error(CORRECTION, sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The correct price is 9 crowns.",
        "She has never belonged to any party.",
        "Our article said 12 crowns, not 9.",
        "We apologise to Ms Brandvold.",
    ],
)
def test_what_is_right_is_no_error(sentence: str):
    assert not is_error(CORRECTION, sentence)


def test_news_may_tell_what_was_written():
    assert not is_error(NEWS, "The report said that 12 people had died.")


def article(title: str, day: str = "2025-06-08", outlet: str | None = "Wire") -> Article:
    return Article(title, "", title, outlet, published=day)


def test_an_update_has_the_headline_of_what_it_updates_and_is_of_the_same_outlet():
    old, new = article("Grid failure in Osterby city", "2025-06-07"), article("Grid failure hits Osterby city")
    assert updates(new, old)
    assert not updates(old, new)
    assert not updates(article("Grid failure hits Osterby city", outlet="Other"), old)
    assert not updates(article("Grid failure hits Osterby city", outlet=None), old)
    assert not updates(article("Storm hits Osterby city"), old)
    assert not updates(article("Grid failure hits Osterby city", "2025-06-07"), old)
    assert updates(article("UPDATE 1-Grid failure in Osterby city", "2025-06-07"), old)


def test_a_correction_repeats_the_quote_that_it_corrects():
    said = ["We wrote that the Linden pool would cost 4 million crowns.", "It will cost 6 million."]
    old = article("Linden pool to close", "2025-06-05")
    assert corrects(CORRECTION, said, old, "The new pool would cost 4 million crowns.")
    assert not corrects(CORRECTION, said, old, "The pool closes at Easter.")
    assert not corrects(
        CORRECTION, said, article("Linden pool", "2025-06-05", "Other"), "The pool would cost 4 million."
    )
