"""What an origin tells of its article: `path.csv:3` and `path.csv#ID` are parts of `path.csv`. Pure."""

from __future__ import annotations

import re

from ..parsing.rows.record import SEVERAL

_PART = re.compile(rf"({'|'.join(map(re.escape, SEVERAL))})(?P<part>[:#].*)", re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(r"(?<=[^/]/)([^/]*):\d+$")
_ENTRY = re.compile(r"\.(?:rss|atom|xml)#", re.IGNORECASE)


def file_of(origin: str) -> str:
    """The path or URL of a source, which may be one part of it."""
    if origin.startswith(("http://", "https://")):
        return _NUMBER.sub(r"\1", origin.partition("#")[0])
    return _PART.sub(r"\1", origin)


def has_own_id(origin: str) -> bool:
    """Whether it is a part that its file gives an id."""
    found = _PART.search(origin)
    return found is not None and found["part"].startswith("#")


def is_entry(origin: str) -> bool:
    """Whether it is a part of a feed's file. A feed holds the newest entries only: the others are not gone."""
    return _ENTRY.search(origin) is not None
