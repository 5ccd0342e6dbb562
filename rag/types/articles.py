"""An article, what an ingest makes of it, and what narrows a search to some."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Literal, NamedTuple


class Span(NamedTuple):
    """The characters `text[start:end]` of an article, or of an answer where a field says so."""

    start: int
    end: int


class PageStart(NamedTuple):
    """The text from character `start` on, up to the next such record, stands on page `page` of a document."""

    start: int
    page: int
    """Counted from 1."""


def page_at(pages: Sequence[PageStart], at: int) -> int | None:
    """The page on which character `at` stands; None where that is not known. `pages` ascend in `start`."""
    before = bisect_right(pages, at, key=attrgetter("start"))
    return pages[before - 1].page if before else None


@dataclass(frozen=True)
class Article:
    """An article as its reader delivered it. The text is never rewritten; a changed text is another version."""

    id: str
    text: str
    title: str
    source: str | None = None
    """The outlet that published it."""
    author: str | None = None
    published: str | None = None
    """ISO 8601 date, `2025-06-08`."""
    url: str | None = None
    origin: str = ""
    """Where it was read from: an absolute path, `path.csv:3`, a URL, `-`, or `memory#ID`."""
    pages: tuple[PageStart, ...] = ()
    """Where its pages begin, ascending in `start`; a page may begin twice. Empty for what has no pages."""

    @cached_property
    def sha256(self) -> str:
        """Names this version: the SHA-256 of the text in UTF-8, 64 hexadecimal digits."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()


@dataclass(frozen=True)
class Outcome:
    """What became of one input of an ingest."""

    status: Literal["added", "updated", "unchanged", "duplicate", "failed", "gone", "removed"]
    """`gone`: its file is no longer there; `removed`: it was gone and is now out of the library (`--prune`)."""
    article_id: str
    origin: str
    detail: str = ""
    """`failed`: why. `duplicate`: the id of the article with the same text. `updated`: `text` or `metadata`.

    `added`, and `updated` after a semicolon: what of its metadata was not understood.
    """


@dataclass(frozen=True)
class Filters:
    """Which articles are searched. Empty fields do not filter; an article without a date is in no range of dates."""

    articles: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """Outlets, compared without regard to case."""
    since: str | None = None
    """First day that counts, ISO 8601."""
    until: str | None = None
    """Last day that counts, ISO 8601."""
    as_of: str | None = None
    """The day of the reader: what was published later, or changed later, does not exist. An article without a date
    counts from the day of its first ingest."""


@dataclass(frozen=True)
class Chunk:
    """A range of an article that is indexed as one unit: whole sentences, with `article.text[start:end] == text`."""

    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]
    """In article coordinates, ascending, within [start, end]; what lies between (boilerplate) is not quoted."""

    def __post_init__(self) -> None:
        if len(self.text) != self.end - self.start:
            raise ValueError(f"a chunk of {len(self.text)} characters cannot span [{self.start}, {self.end})")
        if any(not self.start <= s.start < s.end <= self.end for s in self.sentences):
            raise ValueError(f"a sentence lies outside its chunk [{self.start}, {self.end})")
