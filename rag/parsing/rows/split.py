"""The formats of files that hold several articles, and such a file to its articles."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from ...errors import SourceError
from ..encoding import decode_markup
from .feed import split_feed
from .feed_xml import is_feed
from .json_lists import split_json, split_jsonl
from .mailbox import is_mailbox, split_mailbox
from .record import CONTENT_TYPES, SEVERAL, Parts, Several
from .table import is_table, split_table

SHARED = frozenset({".json", ".csv", ".tsv", ".xml"})
"""Suffixes of which a folder may hold files of another purpose."""
_SPLIT: Mapping[Several, Callable[[bytes, str], Parts]] = {
    "jsonl": split_jsonl,
    "json": split_json,
    "table": split_table,
    "mailbox": split_mailbox,
}


def split(kind: Several, data: bytes, name: str, base: str = "") -> Parts:
    """The articles, unread; `base` is the address of a feed. Raises `SourceError` for a file without articles."""
    if not data.strip():
        raise SourceError(f"{name} is empty.")
    return split_feed(data, name, base) if kind == "feed" else _SPLIT[kind](data, name)


def declared_several(data: bytes, content_type: str, suffix: str) -> Several | None:
    """The format of an answer of a server; None for a page or another file of one article."""
    declared = CONTENT_TYPES.get(re.split("[;,]", content_type)[0].strip().lower())
    if declared == "feed" or "html" in content_type.lower():
        return "feed" if _is_feed(data, at_top=declared != "feed") else None
    return declared or SEVERAL.get(suffix) or guessed_several(data)


def guessed_several(data: bytes) -> Several | None:
    """The format by the bytes, for standard input; None where they are rather a single article."""
    if is_mailbox(data):
        return "mailbox"
    if _is_feed(data):
        return "feed"
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        try:
            return "jsonl" if split_json(data, "").parts else None
        except SourceError:
            return None
    return "table" if is_table(data) else None


def _is_feed(data: bytes, *, at_top: bool = True) -> bool:
    try:
        return is_feed(decode_markup(data[: data.rfind(b">", 0, 8192) + 1], ""), at_top=at_top)
    except SourceError:
        return False
