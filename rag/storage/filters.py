"""The form of a filter that the catalog and both indexes compare. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from ..text.dates import day_number, read_day
from ..types import Filters


@dataclass(frozen=True)
class Where:
    """`Filters` normalised: outlets casefolded, days as numbers like 20250608."""

    articles: tuple[str, ...]
    outlets: tuple[str, ...]
    since: int | None
    until: int | None
    as_of: int | None = None
    rewritten: tuple[str, ...] = ()
    """Articles whose present version is dated after `as_of`, and that had an earlier one by then."""

    @property
    def everything(self) -> bool:
        return self == EVERYTHING


EVERYTHING = Where((), (), None, None)


def where(filters: Filters) -> Where:
    """Raises `SettingsError` for an invalid day: a mistyped filter must not match everything."""
    sources = tuple(sorted({outlet_key(s) for s in filters.sources}))
    articles = tuple(sorted(set(filters.articles)))
    return Where(articles, sources, _bound(filters.since), _bound(filters.until), _bound(filters.as_of))


def outlet_key(outlet: str) -> str:
    return " ".join(outlet.casefold().split())


def _bound(day: str | None) -> int | None:
    return None if day is None else day_number(read_day(day))
