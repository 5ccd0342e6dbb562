"""What the two indexes are told of a chunk, the keys by which both filter, and what both say when they cannot be used. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import SettingsError
from ..text.dates import day
from ..types import Filters

if TYPE_CHECKING:
    pass


@dataclass(frozen=True)
class Where:
    """`Filters` in the form in which they are compared: outlets casefolded, days as the number 20250608."""

    articles: tuple[str, ...]
    outlets: tuple[str, ...]
    since: int | None
    until: int | None

    @property
    def everything(self) -> bool:
        return self == EVERYTHING


EVERYTHING = Where((), (), None, None)


def where(filters: Filters) -> Where:
    """Raises `SettingsError` for a day that is none: a mistyped filter must not silently let everything through."""
    outlets = tuple(sorted({outlet_key(o) for o in filters.sources}))
    return Where(tuple(sorted(set(filters.articles))), outlets, _bound(filters.since), _bound(filters.until))


def outlet_key(outlet: str) -> str:
    return " ".join(outlet.casefold().split())


def _bound(text: str | None) -> int | None:
    if text is not None and day(text) is None:
        raise SettingsError(f"The date {text!r} is not a day.", "Write it as 2025-06-08.")
    return day(text)
