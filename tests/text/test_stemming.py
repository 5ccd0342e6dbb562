from __future__ import annotations

import pytest

from rag.text.stemming import is_alike, stem, stems


@pytest.mark.parametrize(
    ("one", "other"),
    [("companies", "company"), ("rose", "rises"), ("invested", "investing"), ("Meta’s", "meta"), ("cut", "cuts")],
)
def test_inflections_share_a_stem(one: str, other: str):
    assert stem(one) == stem(other)


def test_words_that_begin_alike_are_alike_and_opposites_are_not():
    assert is_alike(stem("production"), stem("productive"))
    assert not is_alike(stem("rose"), stem("fell"))
    assert not is_alike(stem("profit"), stem("revenue"))


def test_function_words_and_numbers_have_no_stem_here():
    assert stems("The 12 companies didn't grow") == [stem("company"), stem("grow")]
