"""The text before and after a quote in its article."""

from __future__ import annotations

import re
from typing import NamedTuple

from .paragraphs import pieces

BESIDE = 700
"""The most characters of a paragraph that are shown on either side of a quote."""


class Context(NamedTuple):
    """A quote, with the text before and after it in its paragraph."""

    before: str
    quote: str
    after: str


def context(text: str, start: int, end: int) -> Context:
    """The paragraphs in which the characters [start, end) lie; the far ends of a long one are cut at a word."""
    touched = [piece for piece in pieces(text) if piece.start < end and start < piece.end]
    first = min([start, *(piece.start for piece in touched)])
    last = max([end, *(piece.end for piece in touched)])
    before, after = text[first:start], text[end:last]
    return Context(ending(before), text[start:end], beginning(after))


def beginning(text: str, room: int = BESIDE) -> str:
    """The first `room` characters of the text at most, cut after a word if the text has blanks."""
    return text if len(text) <= room else (re.sub(r"\s+\S{0,30}$", "", text[:room]) or text[:room]) + "…"


def ending(text: str, room: int = BESIDE) -> str:
    """The last `room` characters of the text at most, cut before a word if the text has blanks."""
    return text if len(text) <= room else "…" + (re.sub(r"^\S{0,30}\s+", "", text[-room:]) or text[-room:])
