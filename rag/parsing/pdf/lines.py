"""Glyphs to words, and words to the rows of a page. Pure geometry.

A row holds what stands on one baseline, across all columns; `columns.py` cuts it.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Literal, NamedTuple

from .glyphs import Glyph, Style

SAME_ROW = 0.12
"""Ems between two baselines of one row."""
_LETTER_GAP = 0.17
"""Ems, beyond the usual gap between two letters of the row, from which a gap without a blank parts two words."""
_SURE_GAP = 0.35
"""The same for a row in which blanks are drawn."""
SMALL = 0.82
"""The greatest size of a raised or lowered mark, as a share of its neighbour's."""


class Word(NamedTuple):
    """Glyphs without a blank between them. `set` tells whether it is a raised or lowered mark."""

    text: str
    left: float
    right: float
    y: float
    style: Style
    first: int
    last: int
    set: Literal["plain", "raised", "lowered"] = "plain"
    glued: bool = False
    """Whether no blank stands in front of it."""


class Line(NamedTuple):
    """Words on one baseline, from the left to the right."""

    words: tuple[Word, ...]
    left: float
    right: float
    y: float
    style: Style
    """Of most of its characters."""

    @property
    def size(self) -> float:
        """Points."""
        return self.style.size

    @property
    def top(self) -> float:
        """Roughly the top of its capitals."""
        return self.y - 0.75 * self.style.size


def line_of(words: Iterable[Word]) -> Line:
    found = tuple(words)
    return Line(
        found,
        found[0].left,
        max(w.right for w in found),
        median(w.y for w in found if w.set == "plain" or len(found) == 1)
        if any(w.set == "plain" for w in found)
        else found[0].y,
        main_style(found),
    )


def main_style(words: Iterable[Word]) -> Style:
    """The style of most characters."""
    counts: dict[Style, int] = {}
    for word in words:
        counts[word.style] = counts.get(word.style, 0) + len(word.text)
    return max(counts, key=counts.__getitem__)


def rows_of(glyphs: Sequence[Glyph]) -> list[list[Word]]:
    """The words of each row, from the top to the bottom; a raised mark is in the row of what it marks."""
    rows = [_words(row) for row in _baselines(glyphs)]
    return [row for row in _with_marks(rows) if row]


def _baselines(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    row: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda g: g.y):
        if row and glyph.y - row[0].y > SAME_ROW * min(glyph.style.size, row[0].style.size):
            yield _in_order(row)
            row = []
        row.append(glyph)
    if row:
        yield _in_order(row)


def _in_order(row: list[Glyph]) -> list[Glyph]:
    """By position, and a second drawing of the same letter, which makes it look bold, left out."""
    row.sort(key=lambda g: (round(g.left, 2), g.order))
    kept: list[Glyph] = []
    for glyph in row:
        if any(
            before.text == glyph.text
            and glyph.left - before.left < 0.08 * glyph.style.size
            and glyph.order != before.order + 1
            for before in kept[-3:]
        ):
            continue
        kept.append(glyph)
    return kept


def _words(row: list[Glyph]) -> list[Word]:
    """Cuts a row into words at the blanks that are drawn, and at gaps that are wide for this row."""
    gaps = [
        (after.left - before.right) / max(min(before.style.size, after.style.size), 0.1)
        for before, after in pairwise(row)
    ]
    letters = sorted(gap for gap, after in zip(gaps, row[1:], strict=True) if -0.3 < gap < 0.6 and not after.blank)
    blanks = sum(glyph.blank for glyph in row[1:])
    spelt = blanks >= 3 and blanks >= 0.75 * sum(gap < 2 for gap in gaps)  # H A R B O U R
    if spelt:
        letters = sorted(gap for gap in gaps if gap < 1.2)
    usual = letters[len(letters) // 2] if letters else 0.0
    usual = min(max(usual, 0.0), 0.6 if spelt or len(letters) >= 4 else 0.1)
    wide = usual + (_SURE_GAP if blanks and not spelt else _LETTER_GAP)
    words: list[list[Glyph]] = [row[:1]]
    for gap, glyph in zip(gaps, row[1:], strict=True):
        before = words[-1][-1]
        mark = _sets(before, glyph)
        if gap > wide or (glyph.blank and not spelt and gap > 0.02) or mark:
            words.append([])
        words[-1].append(glyph)
    return [
        _word(glyphs, before[-1] if before else None, wide) for before, glyphs in zip([[], *words], words, strict=False)
    ]


def _sets(before: Glyph, after: Glyph) -> bool:
    """Whether one of these neighbours is a mark in smaller type."""
    small, large = sorted((before.style.size, after.style.size))
    return small <= SMALL * large


def _word(glyphs: list[Glyph], before: Glyph | None, wide: float) -> Word:
    if sum(unicodedata.bidirectional(g.text[0]) in ("R", "AL") for g in glyphs) * 2 > len(glyphs):
        glyphs = sorted(glyphs, key=lambda g: g.order)  # PDFium gives right-to-left text as it is read
    sizes: dict[Style, int] = {}
    for glyph in glyphs:
        sizes[glyph.style] = sizes.get(glyph.style, 0) + 1
    style = max(sizes, key=sizes.__getitem__)
    left, right = min(g.left for g in glyphs), max(g.right for g in glyphs)
    glued = (
        before is not None and not glyphs[0].blank and left - before.right <= wide * min(style.size, before.style.size)
    )
    orders = [g.order for g in glyphs]
    text = unicodedata.normalize("NFC", "".join(g.text for g in glyphs))
    return Word(text, left, right, glyphs[0].y, style, min(orders), max(orders), "plain", glued)


def _with_marks(rows: list[list[Word]]) -> list[list[Word]]:
    """Moves raised and lowered marks to the row of their neighbour."""
    heights = [row[0].y for row in rows]
    largest = [max(word.style.size for word in row) for row in rows]
    kept: list[list[Word]] = [[] for _ in rows]
    for at, row in enumerate(rows):
        for word in row:
            size = word.style.size
            near = range(bisect_left(heights, word.y - size), bisect_left(heights, word.y + 2.2 * size))
            marked = (
                next((n for n in near if largest[n] * SMALL >= size and _touches(word, rows[n])), None)
                if _is_mark(word.text)
                else None
            )
            if marked is None:
                kept[at].append(word)
            else:
                kept[marked].append(_marked(word, rows[marked]))
    return [sorted(row, key=lambda w: w.left) for row in kept]


def _touches(mark: Word, row: list[Word]) -> bool:
    return any(_rise(mark, word) is not None for word in row)


def _rise(mark: Word, word: Word) -> float | None:
    """Ems of the word by which a smaller mark beside it is raised; None if it is not beside it."""
    size = word.style.size
    if mark.style.size > SMALL * size or word is mark:
        return None
    rise = (word.y - mark.y) / size
    behind, before = (mark.left - word.right) / size, (word.left - mark.right) / size
    beside = -0.25 <= behind <= 0.3 or -0.1 <= before <= 0.25
    return rise if beside and (0.1 <= rise <= 0.8 or -0.35 <= rise <= -0.08) else None


def _marked(mark: Word, row: list[Word]) -> Word:
    word = next(word for word in row if _rise(mark, word) is not None)
    behind = mark.left - word.right <= 0.3 * word.style.size and mark.left > word.left
    raised = (_rise(mark, word) or 0) > 0
    return mark._replace(set="raised" if raised else "lowered", glued=behind, y=word.y)


def _is_mark(text: str) -> bool:
    return len(text) <= 12 and (any(c.isdigit() for c in text) or len(text) <= 3 or text[0] in "[(*†‡§")
