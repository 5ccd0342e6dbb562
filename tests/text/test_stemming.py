from __future__ import annotations

import pytest

from rag.text.language import language
from rag.text.stemming import is_alike, stem, stems


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The company was founded in the spring.", "en"),
        ("Die Firma wurde im Frühjahr gegründet.", "de"),
        ("La société a été fondée au printemps.", "fr"),
        ("La empresa fue fundada en la primavera.", "es"),
        ("Выручка выросла", "other"),
        ("売上高は増加した", "other"),
        ("Meta", None),
        ("", None),
    ],
)
def test_the_language_is_told_by_its_commonest_words_or_not_at_all(text: str, code: str | None):
    assert language(text) == code


@pytest.mark.parametrize(
    ("one", "other"),
    [("companies", "company"), ("rose", "rises"), ("invested", "investing"), ("Meta’s", "meta"), ("cut", "cuts")],
)
def test_inflections_share_a_stem(one: str, other: str):
    assert stem(one) == stem(other)


def test_synonyms_are_alike_and_opposites_are_not():
    assert is_alike(stem("bought"), stem("acquired"))
    assert not is_alike(stem("rose"), stem("fell"))
    assert not is_alike(stem("profit"), stem("revenue"))


def test_function_words_and_numbers_have_no_stem_here():
    assert stems("The 12 companies didn't grow") == [stem("company"), stem("grow")]
