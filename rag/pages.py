"""The pages of a document as ranges of its text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from operator import attrgetter

from .types import PageStart


def pages_within(pages: Sequence[PageStart], start: int, end: int) -> tuple[PageStart, ...]:
    """The records that say on which page each of the characters [start, end) stands."""
    first = max(bisect_right(pages, start, key=attrgetter("start")) - 1, 0)
    return tuple(record for record in pages[first:] if record.start < end)


def page_text(text: str, pages: Sequence[PageStart], page: int) -> str:
    """What stands on a page, its parts separated by a blank line; empty where no text does."""
    ends = [*(record.start for record in pages[1:]), len(text)]
    parts = (text[r.start : end].strip() for r, end in zip(pages, ends, strict=False) if r.page == page)
    return "\n\n".join(filter(None, parts))
