"""What stands before and after a quote in its article."""

from __future__ import annotations

import re
from typing import NamedTuple

from .paragraphs import pieces

BESIDE = 700
"""Characters of a paragraph shown on either side of a quote, at most."""


class Context(NamedTuple):
    """A quote between what stands before and after it in its paragraph."""

    before: str
    quote: str
    after: str


def context(text: str, start: int, end: int) -> Context:
    """The paragraph, or paragraphs, in which the characters [start, end) lie; far ends of a long one are cut at a word."""
    touched = [piece for piece in pieces(text) if piece.start < end and start < piece.end]
    first = min([start, *(piece.start for piece in touched)])
    last = max([end, *(piece.end for piece in touched)])
    before, after = text[first:start], text[end:last]
    return Context(ending(before), text[start:end], beginning(after))


def beginning(text: str, room: int = BESIDE) -> str:
    """The text, or as many of its first characters as there is room for, to the end of a word where words have blanks."""
    return text if len(text) <= room else (re.sub(r"\s+\S{0,30}$", "", text[:room]) or text[:room]) + "…"


def ending(text: str, room: int = BESIDE) -> str:
    """The same of its last characters."""
    return text if len(text) <= room else "…" + (re.sub(r"^\S{0,30}\s+", "", text[-room:]) or text[-room:])
