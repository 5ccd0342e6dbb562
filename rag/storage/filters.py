"""What the two indexes are told of a chunk, the keys by which both filter, and what both say when they cannot be used. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..text.dates import day_number, read_day
from ..types import Filters

if TYPE_CHECKING:
    pass


@dataclass(frozen=True)
class Where:
    """`Filters` in the form in which they are compared: outlets casefolded, days as the number 20250608."""

    articles: tuple[str, ...]
    sources: tuple[str, ...]
    since: int | None
    until: int | None

    @property
    def everything(self) -> bool:
        return self == EVERYTHING


EVERYTHING = Where((), (), None, None)


def where(filters: Filters) -> Where:
    """Raises `SettingsError` for a day that is none: a mistyped filter must not silently let everything through."""
    sources = tuple(sorted({source_key(s) for s in filters.sources}))
    return Where(tuple(sorted(set(filters.articles))), sources, _bound(filters.since), _bound(filters.until))


def source_key(source: str) -> str:
    return " ".join(source.casefold().split())


def _bound(day: str | None) -> int | None:
    return None if day is None else day_number(read_day(day))
