"""Cuts the rows of a page where columns, or the cells of a table, part. Pure geometry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from .line_text import line_of
from .lines import BULLET, Line, Word

NARROWEST = 0.6
"""Ems of the narrowest white between two columns."""
_SURE = 3.0
"""Ems from which a gap in a row always parts it."""
_BESIDE = 5.0
"""Ems above and below a gap within which the edges of columns are looked for."""
_MARK = re.compile(r"(?:[–—*+-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)])$")
"""What a list item begins with, beside bullets."""
_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?$")
"""The number of a heading."""


class _Gap(NamedTuple):
    row: int
    at: int
    """The index of the word behind it."""
    left: float
    right: float
    size: float
    jumps: bool
    """Whether the file does not draw the word behind it next."""
    even: bool
    """Whether other gaps of the row are as wide and none is narrower, as in a justified line."""
    lone: bool
    """Whether the row, as far as the file draws it in one go, has no other gap."""


def segments_of(rows: Sequence[Sequence[Word]]) -> list[Line]:
    """The rows, cut at the gaps between columns and between the cells of a table."""
    gaps = [_gaps(n, row) for n, row in enumerate(rows)]
    sure = [[gap for gap in row if _parts(gap, rows, gaps)] for row in gaps]
    edges = [(gap.right, rows[gap.row][0].y) for row in sure for gap in row]
    found: list[Line] = []
    for row, all_gaps, cuts in zip(rows, gaps, sure, strict=True):
        start = 0
        for gap in all_gaps:
            if gap in cuts or _is_on_edge(gap, row[0].y, edges):
                found.append(line_of(row[start : gap.at]))
                start = gap.at
        found.append(line_of(row[start:]))
    return found


def _is_on_edge(gap: _Gap, y: float, edges: Sequence[tuple[float, float]]) -> bool:
    """Whether a column that rows nearby are cut at begins in or at the end of this gap."""
    if gap.right - gap.left < NARROWEST * gap.size or (gap.even and not gap.jumps):
        return False
    reach = 10 * gap.size
    near = [x for x, at in edges if abs(at - y) < reach and gap.left + 0.4 * gap.size < x < gap.right + 0.2 * gap.size]
    return any(sum(abs(x - other) < 0.2 * gap.size for other in near) >= 3 for x in near)


def _gaps(n: int, row: Sequence[Word]) -> list[_Gap]:
    found: list[_Gap] = []
    right = row[0].right
    for at, (before, after) in enumerate(pairwise(row), 1):
        size = min(before.style.size, after.style.size)
        bullet = at == 1 and (BULLET.match(before.text) or _MARK.match(before.text)) and after.left - right < 4 * size
        if after.left - right > 0.2 * size and after.set == "plain" and not bullet:
            jumps = not 0 <= after.first - before.last <= 4
            found.append(_Gap(n, at, right, after.left, size, jumps, False, False))
        right = max(right, after.right)
    marked = [gap for part in _drawn_parts(found) for gap in _with_even(part)]
    return [gap for gap in marked if gap.right - gap.left > 0.45 * gap.size]


def _drawn_parts(gaps: Sequence[_Gap]) -> Iterator[list[_Gap]]:
    """The gaps of a row between those at which the file jumps, and each of these alone."""
    part: list[_Gap] = []
    for gap in gaps:
        if gap.jumps:
            yield part
            yield [gap]
            part = []
        else:
            part.append(gap)
    yield part


def _with_even(part: Sequence[_Gap]) -> Iterator[_Gap]:
    """Marks the gaps of a justified line: half of them or more are equal, and none is narrower."""
    least = min((gap.right - gap.left for gap in part), default=0.0)
    for gap in part:
        alike = sum(abs((gap.right - gap.left) - (other.right - other.left)) < 0.06 * gap.size for other in part)
        narrow = gap.right - gap.left < least + 0.1 * gap.size
        yield gap._replace(even=narrow and alike >= max(2, len(part) / 2), lone=len(part) == 1)


def _parts(gap: _Gap, rows: Sequence[Sequence[Word]], gaps: Sequence[Sequence[_Gap]]) -> bool:
    """Whether a gap parts columns: a wide one, or one of several that stand below each other and begin alike."""
    ems = (gap.right - gap.left) / gap.size
    if gap.even and not gap.jumps and ems < 2:
        return False
    seen, aligned, width = _corridor(gap, rows, gaps)
    if seen == 1 and gap.at == 1 and ems < 4 and _NUMBER.match(rows[gap.row][0].text):
        return False
    if gap.even and not gap.jumps:
        return seen >= 3 and aligned == seen - 1 and not _is_justified(gap, rows, gaps, _BESIDE)
    if ems >= _SURE or (gap.jumps and ems >= 1.5):
        return gap.jumps or not gap.lone or not _is_justified(gap, rows, gaps)
    if gap.jumps and (seen >= 2 or _is_between(gap, rows)):
        return width >= NARROWEST
    if not (seen >= 3 and width >= NARROWEST and 2 * aligned >= seen - 1):
        return False
    return gap.jumps or ems >= 1 or not _is_justified(gap, rows, gaps)


def _is_between(gap: _Gap, rows: Sequence[Sequence[Word]]) -> bool:
    """Whether rows nearby end or begin where the gap does, and none crosses it: baselines of columns often differ."""
    edges = 0
    for step in (-1, 1):
        n = gap.row + step
        while 0 <= n < len(rows) and abs(rows[n][0].y - rows[gap.row][0].y) < _BESIDE * gap.size:
            if any(w.left < gap.right - 0.1 * gap.size and w.right > gap.left + 0.1 * gap.size for w in rows[n]):
                break
            edges += any(min(abs(w.left - gap.right), abs(w.right - gap.left)) < 0.1 * gap.size for w in rows[n])
            n += step
    return edges >= 3


def _corridor(gap: _Gap, rows: Sequence[Sequence[Word]], gaps: Sequence[Sequence[_Gap]]) -> tuple[int, int, float]:
    """Of the rows above and below that have a gap at this place: how many, how many begin or end alike, their white."""
    left, right, size = gap.left, gap.right, gap.size
    seen, aligned = 1, 0
    for step in (-1, 1):
        n, y, misses = gap.row + step, rows[gap.row][0].y, 0
        while 0 <= n < len(rows) and abs(rows[n][0].y - y) < 2.5 * size and seen < 12 and misses <= 3:
            beside = next((g for g in gaps[n] if min(right, g.right) - max(left, g.left) >= 0.4 * size), None)
            if beside is not None:
                left, right = max(left, beside.left), min(right, beside.right)
                seen += 1
                aligned += abs(beside.right - gap.right) < 0.15 * size or abs(beside.left - gap.left) < 0.1 * size
                misses = 0
            elif any(w.left < right - 0.1 * size and w.right > left + 0.1 * size for w in rows[n]):
                break
            else:
                misses += 1
            y = rows[n][0].y
            n += step
    return seen, aligned, (right - left) / size


_ROWS = 6
"""Rows above and below; the lines of three columns may all stand at different heights."""


def _is_justified(
    gap: _Gap, rows: Sequence[Sequence[Word]], gaps: Sequence[Sequence[_Gap]], reach: float = 2.5
) -> bool:
    """Whether a line within so many ems above or below has no gap here, though it begins and ends as the gap's does."""
    left, right = _part(gap.row, gap.left, rows, gaps)
    for n in range(max(0, gap.row - _ROWS), min(gap.row + _ROWS + 1, len(rows))):
        if n != gap.row and abs(rows[n][0].y - rows[gap.row][0].y) < reach * gap.size:
            other = _part(n, gap.left, rows, gaps)
            across = any(word.left < gap.right - 1 and word.right > gap.left + 1 for word in rows[n])
            aligned = any(
                min(abs(each.right - gap.right), abs(each.left - gap.left)) < 0.2 * gap.size
                and each.right - each.left >= NARROWEST * gap.size
                for each in gaps[n]
            )
            if across and not aligned and abs(other[0] - left) < 1.5 and abs(other[1] - right) < 1.5:
                return True
    return False


def _part(n: int, x: float, rows: Sequence[Sequence[Word]], gaps: Sequence[Sequence[_Gap]]) -> tuple[float, float]:
    """The ends of what the file draws in one go around `x` in a row."""
    jumps = [gap for gap in gaps[n] if gap.jumps]
    left = max((gap.right for gap in jumps if gap.right <= x), default=rows[n][0].left)
    right = min((gap.left for gap in jumps if gap.left >= x), default=max(word.right for word in rows[n]))
    return left, right
