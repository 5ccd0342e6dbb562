"""Words to lines with their text, in which the marks of notes are treated as in a web page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..raised_numbers import read_raised
from .glyphs import Style
from .lines import Line, Word, is_right_to_left

_SOFT = "\u00ad"
"""A soft hyphen is seen at the end of a line only."""


def line_of(words: Iterable[Word]) -> Line:
    """One word at least, sorted by position."""
    found = tuple(words)
    style = main_style(found)
    y = next(word.y for word in found if word.style == style)
    left, right = min(word.left for word in found), max(word.right for word in found)
    return Line(found, left, right, y, style, text_of(found))


def main_style(parts: Iterable[Word | Line]) -> Style:
    """How most of the text of these words or lines is set; there is one at least."""
    counts: dict[Style, int] = {}
    for part in parts:
        counts[part.style] = counts.get(part.style, 0) + len(part.text)
    return max(counts, key=counts.__getitem__)


def text_of(words: Sequence[Word]) -> str:
    """The words with blanks where the line has them. A note's mark is dropped, an exponent is a raised digit."""
    if is_right_to_left("".join(word.text for word in words)):
        words = _from_the_right(words)
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


def _from_the_right(words: Sequence[Word]) -> list[Word]:
    """As they are read: from the right to the left, but for words of another script that follow one another."""
    found: list[Word] = []
    foreign: list[Word] = []
    for word in sorted(words, key=lambda word: -word.right):
        if is_right_to_left(word.text) or not any(letter.isalpha() for letter in word.text):
            found += [*foreign, word]
            foreign = []
        else:
            foreign.insert(0, word)
    return found + foreign


def starts_low(line: Line) -> bool:
    """Whether the line begins with a small letter, and not with an address."""
    first = line.text.partition(" ")[0].lstrip("\"'“„«‘(")
    return first[:1].islower() and "@" not in first and not first.startswith(("www.", "http"))
