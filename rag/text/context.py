"""The text before and after a quote in its article."""

from __future__ import annotations

import re
from typing import NamedTuple

from .paragraphs import Piece, is_row, pieces

BESIDE = 700
"""The most characters of a paragraph that are shown on either side of a quote."""


class Context(NamedTuple):
    """A quote, with the text before and after it in its paragraph."""

    before: str
    quote: str
    after: str


def context(text: str, start: int, end: int) -> Context:
    """The paragraphs in which the characters [start, end) lie; the far ends of a long one are cut at a word.

    The paragraph of a table's row is the row, with the header of the table.
    """
    found = list(pieces(text))
    at = [n for n, piece in enumerate(found) if piece.start < end and start < piece.end]
    touched = [found[n] for n in at]
    first = min([start, *(piece.start for piece in touched)])
    last = max([end, *(piece.end for piece in touched)])
    before, after = text[first:start], text[end:last]
    if at and first == start and (header := _header(text, found, at[0])):
        return Context(f"{header} … ", text[start:end], beginning(after))
    return Context(ending(before), text[start:end], beginning(after))


def _header(text: str, found: list[Piece], at: int) -> str:
    """The first row of the table of which this piece is a later row; else empty."""
    first = at
    while first and all(is_row(text[piece.start : piece.end]) for piece in found[first - 1 : first + 1]):
        if re.search(r"\w", text[found[first - 1].end : found[first].start]):
            break
        first -= 1
    return text[found[first].start : found[first].end] if first < at else ""


def beginning(text: str, room: int = BESIDE) -> str:
    """The first `room` characters of the text at most, cut after a word if the text has blanks."""
    return text if len(text) <= room else (re.sub(r"\s+\S{0,30}$", "", text[:room]) or text[:room]) + "…"


def ending(text: str, room: int = BESIDE) -> str:
    """The last `room` characters of the text at most, cut before a word if the text has blanks."""
    return text if len(text) <= room else "…" + (re.sub(r"^\S{0,30}\s+", "", text[-room:]) or text[-room:])
