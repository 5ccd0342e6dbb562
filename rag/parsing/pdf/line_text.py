"""The text of a line, with the marks of notes treated as in a web page."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from ..raised_numbers import read_raised
from .lines import Line, Word


def text_of(words: Sequence[Word]) -> str:
    """The words with blanks where the line has them. A note's mark is dropped, an exponent is a raised digit."""
    if _is_right_to_left(words):
        words = sorted(words, key=lambda word: word.first)
    text = ""
    for n, word in enumerate(words):
        part = word.text
        if word.set == "raised":
            after = words[n + 1] if n + 1 < len(words) else None
            following = "" if after is None else ("" if after.glued else " ") + after.text
            read = read_raised(part, text if word.glued else f"{text} " if text else "", following)
            part = part if read is None else read
        glued = word.glued or not text or not part
        text += part if glued else f" {part.lstrip()}"
    text = " ".join(text.split())
    return text[:-1].replace(_SOFT, "") + text[-1:]


_SOFT = "\u00ad"
"""A soft hyphen is seen at the end of a line only."""


def _is_right_to_left(words: Sequence[Word]) -> bool:
    letters = [unicodedata.bidirectional(c) for word in words for c in word.text[:3] if c.isalpha()]
    return 2 * sum(kind in ("R", "AL") for kind in letters) > len(letters)


def starts_low(line: Line) -> bool:
    """Whether the line begins with a small letter."""
    return line.words[0].text.lstrip("\"'“„«‘(")[:1].islower()
