"""Which articles the chat searches: what `/only`, `/since`, `/until` and `/as-of` mean, and their description. Pure."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..errors import UnknownArticle, listed
from ..text.dates import day_number
from ..types import Filters

if TYPE_CHECKING:
    from ..storage.records import Entry

NAMED = 2
"""Ids named in the line above the prompt; of any more, only the number is shown."""
BEGUN = 3
"""Ids named when what was typed begins several."""


def articles_named(words: str, entries: Sequence[Entry]) -> tuple[str, ...]:
    """The ids after `/only`, each whole or an unambiguous beginning; an id with blanks must be quoted or stand alone.

    For a duplicate it gives the id of the article with the same text, which is the one searched.
    Raises `UnknownArticle` for a word that fits no id or several.
    """
    held = {entry.id: entry.duplicate_of or entry.id for entry in entries}
    named = [words] if words in held else _split(words)
    return tuple(dict.fromkeys(held[_one(name, list(held))] for name in named))


def _split(words: str) -> list[str]:
    try:
        return shlex.split(words)
    except ValueError:  # shlex takes an apostrophe for an opening quote
        return words.split()


def _one(name: str, ids: Sequence[str]) -> str:
    if name in ids:
        return name
    begun = [held for held in ids if held.startswith(name)] if name else []
    if len(begun) == 1:
        return begun[0]
    if begun:
        raise UnknownArticle(
            f"Several ids begin with {name!r}: {listed(begun, BEGUN)}.", "Type more of it, or press Tab."
        )
    from difflib import get_close_matches

    near = get_close_matches(name, ids, n=1)
    raise UnknownArticle(
        f"No article is called {name!r}.", f"Did you mean {near[0]!r}?" if near else "Type /articles to see the ids."
    )


def searched(filters: Filters, entries: Sequence[Entry]) -> list[Entry]:
    """The articles that a question searches, without duplicates: the article with the same text stands for them."""
    since, until, as_of = (day_number(bound) for bound in (filters.since, filters.until, filters.as_of))
    return [
        entry
        for entry in entries
        if entry.duplicate_of is None
        and (not filters.articles or entry.id in filters.articles)
        and (since is None or ((at := day_number(entry.published)) is not None and at >= since))
        and (until is None or ((at := day_number(entry.published)) is not None and at <= until))
        and (as_of is None or ((at := day_number(entry.published or entry.ingested_at)) is not None and at <= as_of))
    ]


def described(filters: Filters) -> str:
    """`only a, b · since 2025-06-08`; empty without filters."""
    parts = [f"only {listed(filters.articles, NAMED)}"] if filters.articles else []
    bounds = (("since", filters.since), ("until", filters.until), ("as of", filters.as_of))
    parts += [f"{word} {bound}" for word, bound in bounds if bound]
    return " · ".join(parts)


def effect(filters: Filters, entries: Sequence[Entry]) -> str:
    """A sentence: how many articles are searched now, and how many are left out because they have no date."""
    asked, distinct = len(searched(filters, entries)), [entry for entry in entries if entry.duplicate_of is None]
    if filters == Filters():
        return f"All {counted(len(distinct))} are searched." if len(distinct) != 1 else "The one article is searched."
    text = f"{asked} of {counted(len(distinct))} {'is' if asked == 1 else 'are'} searched: {described(filters)}."
    undated = sum(day_number(entry.published) is None for entry in distinct) if filters.since or filters.until else 0
    return f"{text} {undated} without a date {'is' if undated == 1 else 'are'} left out." if undated else text


def counted(number: int) -> str:
    """`1 article`, `2 articles`."""
    return f"{number:,} article{'s' * (number != 1)}"
