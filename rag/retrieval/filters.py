"""The keywords by which a caller narrows a question, as checked `Filters`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from ..text.characters import encodable
from ..text.dates import read_day
from ..types import Filters


class FilterKeywords(TypedDict, total=False):
    """Of `Rag.ask` and its siblings: which articles are searched. What is not given does not filter."""

    articles: Sequence[str]
    """Article ids."""
    sources: Sequence[str]
    """Outlets, compared without regard to case."""
    since: str | None
    """First day that counts, as `read_day` reads it."""
    until: str | None
    """Last day that counts."""


def make_filters(
    *, articles: Sequence[str] = (), sources: Sequence[str] = (), since: str | None = None, until: str | None = None
) -> Filters:
    """Raises `SettingsError` for a day that is none: a mistyped filter must not let everything through."""
    return Filters(
        articles=tuple(map(encodable, articles)),
        sources=tuple(map(encodable, sources)),
        since=None if since is None else read_day(since),
        until=None if until is None else read_day(until),
    )
