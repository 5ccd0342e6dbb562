"""Glyphs to words, and words to the rows of a page. Pure geometry.

A row holds what stands on one baseline, across all columns; `columns.py` cuts it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from .glyphs import Glyph, Style

SAME_ROW = 0.12
"""Ems between two baselines of one row."""
_LETTER_GAP = 0.17
"""Ems, beyond the usual gap between two letters of the row, from which a gap without a blank parts two words."""
_SURE_GAP = 0.35
"""The same for a row in which blanks are drawn."""
BULLET = re.compile(r"[•‣◦▪●■□◆►▶✓✔·○⁃\uf000-\uf0ff]$")
"""Those of symbol fonts are in Unicode's private area."""
SMALL = 0.87
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
    spaced: bool = False
    """Whether the file draws a blank in front of it."""


class Line(NamedTuple):
    """Words on one baseline, from the left to the right."""

    words: tuple[Word, ...]
    left: float
    right: float
    y: float
    style: Style
    """Of most of its characters."""
    text: str

    @property
    def size(self) -> float:
        """Points."""
        return self.style.size

    @property
    def top(self) -> float:
        """Roughly the top of its capitals."""
        return self.y - 0.75 * self.style.size


def rows_of(glyphs: Sequence[Glyph]) -> list[list[Word]]:
    """The words of each row, from the top to the bottom."""
    return [_words(row) for row in _baselines(glyphs)]


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
    """Cuts a row into words: at blanks, and where a smaller mark follows without one."""
    found: list[Word] = []
    for run in _runs(row):
        wide = _wide_gap(run)
        word = run[:1]
        glued = (
            bool(found) and run[0].blank != "drawn" and _gap(found[-1].right, found[-1].style, run[0]) <= _LETTER_GAP
        )
        for before, glyph in pairwise(run):
            if wide(before, glyph):
                found.append(_word(word, glued))
                word, glued = [], False
            word.append(glyph)
        found.append(_word(word, glued))
    return _with_glued(found)


def _with_glued(words: list[Word]) -> list[Word]:
    """Words of one size without a blank between them, such as "<b>un</b>seen", as one."""
    found: list[Word] = []
    for word in words:
        if found and word.glued and word.style.size == found[-1].style.size and abs(word.y - found[-1].y) < 0.5:
            before = found[-1]
            style = before.style if len(before.text) >= len(word.text) else word.style
            found[-1] = before._replace(
                text=word.text + before.text if is_right_to_left(word.text + before.text) else before.text + word.text,
                right=max(before.right, word.right),
                style=style,
                first=min(before.first, word.first),
                last=max(before.last, word.last),
            )
        else:
            found.append(word)
    return found


def _runs(row: list[Glyph]) -> Iterator[list[Glyph]]:
    """The glyphs of one style that the file draws one after another."""
    run = row[:1]
    for before, glyph in pairwise(row):
        if glyph.style != before.style or not -_NEAR <= glyph.order - before.order <= _NEAR:
            yield run
            run = []
        run.append(glyph)
    yield run


_NEAR = 5
"""By how much the order of glyphs drawn one after another may differ: there are blanks between them."""


def _gap(right: float, style: Style, after: Glyph) -> float:
    """Ems between the right edge of a text and a glyph."""
    return (after.left - right) / max(0.1, min(style.size, after.style.size))


def _wide_gap(run: list[Glyph]) -> Callable[[Glyph, Glyph], bool]:
    """Tells whether there is a blank between two neighbours of this run."""
    gaps = [(_gap(before.right, before.style, after), after.blank == "drawn") for before, after in pairwise(run)]
    blanks = sum(blank for _, blank in gaps)
    inner = sorted(gap for gap, blank in gaps if not blank and -0.3 < gap < 0.6)
    spelt = len(gaps) >= 4 and blanks >= 0.75 * len(gaps)  # H A R B O U R
    if spelt:
        inner = sorted(gap for gap, _ in gaps if gap < 1.2)
    usual = max(0.0, inner[len(inner) // 2]) if len(inner) >= 3 else 0.0
    drawn = blanks and blanks >= sum(not blank and gap > usual + _LETTER_GAP for gap, blank in gaps)
    limit = usual + (_SURE_GAP if drawn and not spelt else _least_blank([gap - usual for gap, _ in gaps]))

    def wide(before: Glyph, after: Glyph) -> bool:
        gap = _gap(before.right, before.style, after)
        if is_wide(before.text[-1]) and is_wide(after.text[0]) and gap < 1:
            return False
        if spelt or not after.blank:
            return gap > limit
        return gap > min(limit, usual + (0.02 if after.blank == "drawn" else 0.04 + usual / 2))

    return wide


def _least_blank(gaps: Sequence[float]) -> float:
    """Ems of the narrowest blank, where none is drawn: half of what most blanks of the run have, within bounds."""
    blanks = sorted(gap for gap in gaps if _LETTER_GAP < gap < 1)
    return max(0.1, min(_LETTER_GAP, blanks[len(blanks) // 2] / 2)) if blanks else _LETTER_GAP


def _word(glyphs: list[Glyph], glued: bool) -> Word:
    if is_right_to_left("".join(glyph.text for glyph in glyphs)):
        glyphs = sorted(glyphs, key=lambda g: -g.right)
    text = unicodedata.normalize("NFC", "".join(g.text for g in glyphs))
    orders = [g.order for g in glyphs]
    left, right = min(g.left for g in glyphs), max(g.right for g in glyphs)
    spaced = glyphs[0].blank == "drawn"
    return Word(text, left, right, glyphs[0].y, glyphs[0].style, min(orders), max(orders), "plain", glued, spaced)


def is_right_to_left(text: str) -> bool:
    """Whether most of its letters are."""
    return 2 * len(_RIGHT_TO_LEFT.findall(text)) > sum(letter.isalpha() for letter in text)


_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def is_wide(letter: str) -> bool:
    """Whether it is of a script without blanks."""
    return "\u2e80" <= letter <= "\ua4cf" or "\uf900" <= letter <= "\ufaff" or "\uff00" <= letter <= "\uffef"


def with_marks(rows: list[list[Word]]) -> list[list[Word]]:
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
    return [_after_marks(sorted(row, key=lambda w: w.left)) for row in kept if row]


def _after_marks(row: list[Word]) -> list[Word]:
    """A word that touches the mark in front of it is glued to it, such as the comma in "12 km², and"."""
    for n, (mark, word) in enumerate(pairwise(row), 1):
        if mark.set != "plain" and word.set == "plain" and word.left - mark.right < 0.12 * word.style.size:
            row[n] = word._replace(glued=True)
    return row


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
