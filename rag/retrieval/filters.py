"""The keywords by which a caller narrows a question, as checked `Filters`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, TypedDict, Unpack

from ..arguments import require, several
from ..text.characters import encodable
from ..text.dates import read_day
from ..types import Filters


class FilterKeywords(TypedDict, total=False):
    """Of `Rag.ask` and its siblings: which articles are searched. What is not given, or None, does not filter."""

    articles: str | Iterable[str] | None
    """Article ids, or one."""
    sources: str | Iterable[str] | None
    """Outlets, or one, compared without regard to case."""
    since: str | date | None
    """First day that counts: a text is read as `read_day` does, of a datetime its day counts."""
    until: str | date | None
    """Last day that counts."""
    as_of: str | date | None
    """The day of the reader: nothing that was published or changed later exists."""


def make_filters(**given: Unpack[FilterKeywords]) -> Filters:
    """Raises `SettingsError` for a day that is none: a mistyped filter must not let everything through."""
    names = FilterKeywords.__annotations__
    if unknown := sorted(set(given) - set(names)):
        raise TypeError(f"There is no argument {unknown[0]!r}. The filters are {', '.join(names)}.")
    return Filters(
        articles=_texts("articles", given.get("articles"), "an article's id, or several"),
        sources=_texts("sources", given.get("sources"), "an outlet's name, or several"),
        since=_day("since", given.get("since")),
        until=_day("until", given.get("until")),
        as_of=_day("as_of", given.get("as_of")),
    )


def _texts(name: str, given: Any, meant: str) -> tuple[str, ...]:
    return () if given is None else tuple(map(encodable, several(name, given, str, meant)))


def _day(name: str, given: str | date | None) -> str | None:
    if given is None:
        return None
    require(name, given, str | date, "a date or a text such as 2025-06-08")
    return read_day(given.isoformat()[:10] if isinstance(given, date) else given)
