"""What the two indexes are told of a chunk, the keys by which both filter, and what both say when they cannot be used. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import LibraryDamaged, SettingsError
from .text.dates import day
from .types import Filters

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class IndexEntry:
    """One chunk as Chroma and the lexical index get it. `id` is never given to another chunk, of this or a later version."""

    id: str
    article_id: str
    title: str
    text: str
    source: str | None
    published: str | None
    vector: NDArray[np.float32]


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


NO_ROOM = ("no space", "disk i/o", "quota", "full", "too large")
"""In what the system says of a disk without room, in small letters."""


def unusable(which: str, folder: Path, why: str) -> LibraryDamaged:
    """`which` index it is, and what its library said of it."""
    again = "`rag rebuild` to make it again from the catalog."
    remedy = f"See that the disk has room, then type {again}" if any(sign in why.lower() for sign in NO_ROOM) else f"Type {again}"
    return LibraryDamaged(f"The {which} index {folder} cannot be used: {why}.", remedy)


def _bound(text: str | None) -> int | None:
    if text is not None and day(text) is None:
        raise SettingsError(f"The date {text!r} is not a day.", "Write it as 2025-06-08.")
    return day(text)
