"""The formats of files that hold several articles, the record of such a file, and the error of one without any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ...errors import SourceError

Several = Literal["jsonl", "json", "table", "feed", "mailbox"]
SEVERAL: Mapping[str, Several] = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "table",
    ".tsv": "table",
    ".rss": "feed",
    ".atom": "feed",
    ".xml": "feed",
    ".mbox": "mailbox",
}
"""Suffix -> how such a file is split."""

CONTENT_TYPES: Mapping[str, Several] = {
    "application/json": "json",
    "application/feed+json": "json",
    "application/ld+json": "json",
    "application/x-ndjson": "jsonl",
    "application/jsonl": "jsonl",
    "text/csv": "table",
    "application/csv": "table",
    "text/tab-separated-values": "table",
    "application/rss+xml": "feed",
    "application/atom+xml": "feed",
    "application/rdf+xml": "feed",
    "application/xml": "feed",
    "text/xml": "feed",
    "application/mbox": "mailbox",
}
"""What servers call them."""


class NoArticles(SourceError):
    """A sound file of another purpose, such as `package.json`: skipped in a folder, an error where it is named."""


@dataclass(frozen=True)
class Part:
    """One article of a file of several, not read yet."""

    number: int
    """Its place in the file, from 1: a line, an item, a spreadsheet's row, an entry or a message."""
    data: bytes = field(repr=False)
    kind: Literal["row", "mail"] = "row"
    key: str = ""
    """What tells it from the others of an earlier or later file: an entry's guid or a Message-ID."""
    link: str = ""
    """The address of the article's own page."""
    is_whole: bool = True
    """False: the text is only at `link`, and `data` is what the feed says of it."""
    fault: str = ""
    """Why it is no article, as a clause without its subject; mostly empty."""


@dataclass(frozen=True)
class Parts:
    """`called`: what one is to its reader: Line, Item, Row, Entry or Message."""

    called: str
    parts: tuple[Part, ...]
