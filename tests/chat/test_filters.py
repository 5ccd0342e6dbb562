from __future__ import annotations

from dataclasses import replace

import pytest

from rag.chat.filters import articles_named, described, effect, searched
from rag.errors import UnknownArticle
from rag.storage.records import Entry
from rag.types import Filters

ONE = Entry("2025/one", "T", None, None, "2025-06-08", None, "", "", 1, "", 1, None)
ENTRIES = [ONE, replace(ONE, id="2025/two", published=None), replace(ONE, id="O'Brien says", published="2024-01-01")]
COPY = replace(ONE, id="copy", duplicate_of="2025/one")


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("", ()),
        ("2025/one", ("2025/one",)),
        ("2025/o 2025/two 2025/one", ("2025/one", "2025/two")),
        ("O'Brien says", ("O'Brien says",)),
        ('"O\'Brien says" 2025/one', ("O'Brien says", "2025/one")),
        ("O'B", ("O'Brien says",)),
        ("copy", ("2025/one",)),
    ],
)
def test_articles_are_named_by_ids_or_beginnings_of_them(words: str, ids: tuple[str, ...]):
    assert articles_named(words, [*ENTRIES, COPY]) == ids


def test_a_beginning_of_several_ids_names_them():
    with pytest.raises(UnknownArticle, match="Several ids begin with '2025': 2025/one, 2025/two"):
        articles_named("2025", ENTRIES)


def test_of_many_ids_with_the_same_beginning_the_rest_is_counted():
    many = [replace(ENTRIES[0], id=f"2025/{n}") for n in range(9)]
    with pytest.raises(UnknownArticle, match="'2025': 2025/0, 2025/1, 2025/2 and 6 more"):
        articles_named("2025", many)


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (Filters(), ["2025/one", "2025/two", "O'Brien says"]),
        (Filters(since="2025-06-08"), ["2025/one"]),
        (Filters(until="2025-06-08"), ["2025/one", "O'Brien says"]),
        (Filters(articles=("2025/two",), until="2030-01-01"), []),
        (Filters(as_of="2025-06-07"), ["O'Brien says"]),
    ],
)
def test_what_is_searched_is_counted_as_the_search_does(filters: Filters, ids: list[str]):
    assert [entry.id for entry in searched(filters, [*ENTRIES, COPY])] == ids


def test_the_effect_is_a_sentence_that_says_what_dates_leave_out():
    assert effect(Filters(), ENTRIES) == "All 3 articles are searched."
    assert effect(Filters(), [ONE]) == "The one article is searched."
    assert effect(Filters(since="2025-01-01"), ENTRIES) == (
        "1 of 3 articles is searched: since 2025-01-01. 1 without a date is left out."
    )


def test_many_ids_are_counted_rather_than_named():
    assert (
        described(Filters(articles=("a", "b", "c", "d"), until="2025-01-01"))
        == "only a, b and 2 more · until 2025-01-01"
    )
