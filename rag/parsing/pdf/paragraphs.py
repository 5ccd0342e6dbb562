"""Lines to paragraphs: where one ends within a column, and which goes on in the next column or on the next page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from .glyphs import Style
from .hyphens import is_divided
from .line_text import main_style, starts_low
from .lines import BULLET, Line, is_wide
from .reading_order import Stack
from .tables import Row

_DASH = re.compile(r"[–—*-]$")
_NUMBERED = re.compile(r"\(?(?:\d{1,3}|[a-z])[.)]$")
_LABELLED = re.compile(r"[^\W\d_a-z][^.,;:!?]{1,30}:\s")
"""A line of a fact box, `Cost: 4 million`."""
_CLOSED = re.compile(r"[.!?…。！？؟।:;：；][\"'”’»)\]“«‹›」』]*$")


class Paragraph(NamedTuple):
    """Lines that read on, each with the number of its page."""

    lines: tuple[Line, ...]
    pages: tuple[int, ...]
    style: Style
    right: float
    """Where the column of its last line ends."""
    kind: str = "text"
    indented: bool = False
    """Whether its first line begins further to the right than its column."""
    rows: tuple[Row, ...] = ()
    """Of a table."""


def leadings(stacks: Sequence[Sequence[Line]]) -> dict[float, float]:
    """Points between the baselines of one paragraph, for each size of type in the document."""
    found: dict[float, list[float]] = {}
    for stack in stacks:
        for above, below in pairwise(stack):
            distance = below.y - above.y
            if abs(above.size - below.size) < 0.05 * above.size and 0.85 < distance / above.size < 2.6:
                found.setdefault(above.size, []).append(distance)
    return {size: sorted(distances)[len(distances) // 4] for size, distances in found.items()}


def paragraphs_of(whole: Stack, page: int, leading: Mapping[float, float]) -> list[Paragraph]:
    """The paragraphs of lines that stand below each other, or the table that they are."""
    found: list[list[Line]] = []
    stack = whole.lines
    if whole.rows:
        return [Paragraph(stack, (page,) * len(stack), stack[0].style, 0.0, "table", rows=whole.rows)]
    for n, line in enumerate(stack):
        if found and not _ends(stack, n, found[-1], leading):
            found[-1].append(line)
        else:
            found.append([line])
    return [_paragraph(lines, page, stack) for lines in found]


def _paragraph(lines: Sequence[Line], page: int, stack: Sequence[Line]) -> Paragraph:
    kind = "item" if _is_bullet(lines[0]) else "text"
    style, right = main_style(lines), _right(stack, lines)
    column = min(line.left for line in stack if abs(line.size - style.size) < 0.1 * style.size or line is lines[0])
    indented = 0.5 * style.size < lines[0].left - column < 5 * style.size
    return Paragraph(tuple(lines), (page,) * len(lines), style, right, kind, indented)


def _right(stack: Sequence[Line], lines: Sequence[Line]) -> float:
    """Where the column ends: the right edge of the longest line in this size."""
    size = lines[0].size
    return max(line.right for line in stack if abs(line.size - size) < 0.1 * size)


def _is_bullet(line: Line) -> bool:
    return len(line.words) > 1 and bool(BULLET.match(line.words[0].text) or _DASH.match(line.words[0].text))


def _is_dashed(line: Line) -> bool:
    """Whether it begins with a dash and a small letter, as within a sentence: "– said the mayor"."""
    return len(line.words) > 1 and line.words[0].text in ("–", "—") and line.words[1].text[:1].islower()


def _ends(stack: Sequence[Line], n: int, open_lines: Sequence[Line], leading: Mapping[float, float]) -> bool:
    """Whether the paragraph of `open_lines` ends before line `n`."""
    above, line = stack[n - 1], stack[n]
    if _is_unlike(above, line):
        return True
    usual = leading.get(above.size, 1.25 * above.size)
    if line.y - above.y > max(1.3 * usual, usual + 0.25 * above.size) or line.y < above.y - 0.5 * above.size:
        return True
    ended = above.text
    if is_divided(ended) and starts_low(line):
        return False
    inserted = _is_dashed(line) and not _CLOSED.search(ended) and not _is_bullet(open_lines[0])
    if (_is_bullet(line) and not inserted) or (_LABELLED.match(line.text) and _LABELLED.match(above.text)):
        return True
    goes_on = inserted or (not _CLOSED.search(ended) and starts_low(line))
    if goes_on:
        return False
    if _is_restyled(above, line) or _is_indented(stack, n, open_lines):
        return True
    if _NUMBERED.match(line.words[0].text) and _CLOSED.search(ended):
        return True
    return _would_fit(stack, above, line, ended)


def _is_unlike(above: Line, line: Line) -> bool:
    return abs(above.size - line.size) > 0.08 * min(above.size, line.size)


def _is_restyled(above: Line, line: Line) -> bool:
    """Whether both lines are wholly in other type."""
    if above.style.bold != line.style.bold:
        return all(word.style.bold != line.style.bold for word in above.words)
    return above.style.font != line.style.font and not {w.style.font for w in above.words} & {
        w.style.font for w in line.words
    }


def _is_indented(stack: Sequence[Line], n: int, open_lines: Sequence[Line]) -> bool:
    above, line = stack[n - 1], stack[n]
    step = line.left - above.left
    if not 0.5 * line.size <= step <= 5 * line.size:
        return False
    if _is_bullet(open_lines[0]) or _NUMBERED.match(open_lines[0].words[0].text):
        return len(open_lines) > 1  # the second line of an item hangs
    centre = abs((line.left + line.right) - (above.left + above.right)) < 0.8 * line.size
    below = stack[n + 1] if n + 1 < len(stack) else None
    hangs = below is not None and abs(below.left - line.left) < 0.3 * line.size and len(open_lines) == 1
    return not centre and not (hangs and not _CLOSED.search(above.text))


def _would_fit(stack: Sequence[Line], above: Line, line: Line, ended: str) -> bool:
    """Whether the first word of the line had room at the end of the line above, which therefore ends a paragraph."""
    size, first = line.size, line.words[0]
    wide = is_wide(first.text[0])
    width = size if wide else first.right - first.left + 0.25 * size
    room = _right(stack, [line]) - above.right - width
    if wide:
        return room > (0.5 if _CLOSED.search(ended) else 2) * size
    return room > (0.3 if _CLOSED.search(ended) else 1.2) * size


def is_open(paragraph: Paragraph) -> bool:
    """Whether its last line is full and ends within a sentence."""
    if paragraph.rows:
        return False
    last = paragraph.lines[-1]
    ended = last.text
    full = paragraph.right - last.right < 0.25 * (paragraph.right - last.left)
    return is_divided(ended) or (full and any(c.isalpha() for c in ended) and not _CLOSED.search(ended))


def joined_across(paragraphs: Sequence[Paragraph], body: Style) -> list[Paragraph]:
    """Those that go on in another column or on another page as one; what interrupts them comes after."""
    found: list[Paragraph] = []
    taken: set[int] = set()
    for n, paragraph in enumerate(paragraphs):
        if n in taken:
            continue
        at = n
        while is_open(paragraph) and (next_at := _continuation(paragraphs, paragraph, at, taken, body)) is not None:
            rest = paragraphs[next_at]
            paragraph = paragraph._replace(
                lines=paragraph.lines + rest.lines, pages=paragraph.pages + rest.pages, right=rest.right
            )
            taken.add(next_at)
            at = next_at
        found.append(paragraph)
    return found


_AHEAD = 12
"""Paragraphs among which the one that goes on is looked for."""


def _continuation(
    paragraphs: Sequence[Paragraph], paragraph: Paragraph, at: int, taken: set[int], body: Style
) -> int | None:
    """The next paragraph in the same type, if it can go on; else the next one that begins with a small letter."""
    is_body = is_alike(paragraph.style, body) and paragraph.kind == "text"
    headed, first = False, True
    for n in range(at + 1, min(at + 1 + _AHEAD, len(paragraphs))):
        other = paragraphs[n]
        if n in taken or other.rows or _is_label(paragraph, other):
            continue
        if other.pages[0] > paragraph.pages[-1] + 1:
            break
        if not is_alike(other.style, paragraph.style):
            headed = headed or other.style.size > 1.1 * body.size or (other.style.bold and not paragraph.style.bold)
        elif _goes_on_low(paragraph, other, first=first):
            return n
        elif first:
            jumps = other.pages[0] != paragraph.pages[-1] or other.lines[0].y < paragraph.lines[-1].y
            if (
                is_body
                and not headed
                and not other.indented
                and other.kind == "text"
                and (jumps or len(paragraph.lines) > 1)
            ):
                return n
            first = False
    return None


def _goes_on_low(paragraph: Paragraph, other: Paragraph, *, first: bool) -> bool:
    """Whether the other begins as the rest of a sentence does. One with a dash has to be the `first` in this type."""
    line = other.lines[0]
    return starts_low(line) if other.kind == "text" else first and paragraph.kind == "text" and _is_dashed(line)


def _is_label(paragraph: Paragraph, other: Paragraph) -> bool:
    """Whether the first is one line, much shorter than the lines of the other, such as the name of a section."""
    if len(paragraph.lines) > 1 or len(other.lines) == 1 or is_divided(paragraph.lines[0].text):
        return False
    return paragraph.right - paragraph.lines[0].left < 0.75 * (other.right - min(line.left for line in other.lines))


def is_alike(a: Style, b: Style) -> bool:
    """Whether both are the type of one text."""
    return abs(a.size - b.size) <= 0.05 * b.size and a.bold == b.bold
