"""The reading order of a page: rows are cut where columns part, and the parts ordered column by column. Pure geometry."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from .lines import Line, Word, line_of

NARROWEST = 0.6
"""Ems of the narrowest white between two columns."""
_SURE = 3.0
"""Ems from which a gap in a row always parts it."""
_BULLET = re.compile(r"(?:[•‣◦▪●■□–—*·○►▶✓✔-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)])$")


class _Gap(NamedTuple):
    row: int
    at: int
    """The index of the word behind it."""
    left: float
    right: float
    size: float
    jumps: bool
    """Whether the file does not draw the word behind it next."""


def segments_of(rows: Sequence[Sequence[Word]]) -> list[Line]:
    """The rows, cut at the gaps between columns and between the cells of a table."""
    found: list[Line] = []
    gaps = [_gaps(n, row) for n, row in enumerate(rows)]
    for n, row in enumerate(rows):
        start = 0
        for gap in gaps[n]:
            if _parts(gap, rows, gaps):
                found.append(line_of(row[start : gap.at]))
                start = gap.at
        found.append(line_of(row[start:]))
    return found


def _gaps(n: int, row: Sequence[Word]) -> list[_Gap]:
    found: list[_Gap] = []
    right = row[0].right
    for at, (before, after) in enumerate(pairwise(row), 1):
        size = min(before.style.size, after.style.size)
        if after.left - right > 0.45 * size and after.set == "plain":
            bullet = at == 1 and _BULLET.match(before.text) and after.left - right < 4 * size
            if not bullet:
                found.append(_Gap(n, at, right, after.left, size, not 0 <= after.first - before.last <= 4))
        right = max(right, after.right)
    return found


def _parts(gap: _Gap, rows: Sequence[Sequence[Word]], gaps: Sequence[Sequence[_Gap]]) -> bool:
    """Whether a gap parts columns: a wide one, or one of several that stand below each other and begin alike."""
    ems = (gap.right - gap.left) / gap.size
    if ems >= _SURE or (gap.jumps and ems >= 1.5):
        return True
    left, right, size = gap.left, gap.right, gap.size
    seen, aligned = 1, 0
    for step in (-1, 1):
        n, y, misses = gap.row + step, rows[gap.row][0].y, 0
        while 0 <= n < len(rows) and abs(rows[n][0].y - y) < 2.5 * size and seen < 12:
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
                if misses > 3:
                    break
            y = rows[n][0].y
            n += step
    width = (right - left) / size
    if gap.jumps and seen >= 2:
        return width >= NARROWEST
    return seen >= 3 and width >= NARROWEST and 2 * aligned >= seen - 1


def order(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines in reading order, in stacks: the lines of a stack stand below each other, without a column beside."""
    return [stack for stack in _ordered(sorted(lines, key=lambda line: (line.y, line.left)), 0) if stack]


def _ordered(lines: list[Line], depth: int) -> list[list[Line]]:
    for x in _gutters(lines)[:_TRIED] if depth < _DEEPEST else []:
        crossing = [line for line in lines if _crosses(line, x)]
        if crossing:
            parts = _bands(lines, crossing)
        else:
            is_left = [line.left + line.right < 2 * x for line in lines]
            parts = [
                [line for line, left in zip(lines, is_left, strict=True) if left is side] for side in (True, False)
            ]
        if all(len(part) < len(lines) for part in parts):
            return [stack for part in parts for stack in _ordered(part, depth + 1)]
    return [lines]


_DEEPEST = 40
_TRIED = 4
"""Positions at which a part of a page is cut in two, the best first, before it counts as one stack."""


def _crosses(line: Line, x: float) -> bool:
    return line.left < x - 0.3 * line.size and line.right > x + 0.3 * line.size


def _gutters(lines: Sequence[Line]) -> list[float]:
    """The positions of white between lines that stand side by side, the one with the most lines for its crossings first."""
    edges: list[tuple[float, float]] = []
    ys = [line.y for line in lines]
    for line in lines:
        best = None
        for n in range(bisect_left(ys, line.y - line.size), bisect_right(ys, line.y + line.size)):
            other = lines[n]
            if other.left >= line.right - 0.2 * line.size and other is not line and _beside(line, other):
                best = other if best is None or other.left < best.left else best
        if best is not None:
            edges.append((line.right, max(best.left, line.right)))
    if not edges:
        return []
    candidates: dict[float, int] = {}
    for x in {round(right) for _, right in edges}:
        near = [edge for edge in edges if edge[0] <= x <= edge[1] + 1]
        if near:
            left, right = max(edge[0] for edge in near), min(edge[1] for edge in near)
            candidates[(left + right) / 2] = len(near)
    crossings = {x: sum(_crosses(line, x) for line in lines) for x in candidates}
    return sorted(candidates, key=lambda x: (-candidates[x] / (1 + crossings[x]), x))


def _beside(a: Line, b: Line) -> bool:
    return min(a.y, b.y) - max(a.top, b.top) > 0.3 * min(a.size, b.size)


def _bands(lines: list[Line], crossing: list[Line]) -> list[list[Line]]:
    """Cuts at the lines that cross a gutter: what is above, they and what is beside them, what is below."""
    spans: list[list[float]] = []
    for line in crossing:
        if (
            spans
            and line.top <= spans[-1][1] + 1.2 * line.size
            and not any(
                spans[-1][1] < other.y - 0.3 * other.size
                and other.y < line.top + 0.3 * line.size
                and other not in crossing
                for other in lines
            )
        ):
            spans[-1][1] = max(spans[-1][1], line.y)
        else:
            spans.append([line.top, line.y])
    bands: list[list[Line]] = [[] for _ in range(2 * len(spans) + 1)]
    bottoms = [span[1] for span in spans]
    for line in lines:
        middle = (line.top + line.y) / 2
        n = bisect_left(bottoms, middle)
        bands[2 * n + (n < len(spans) and middle >= spans[n][0])].append(line)
    return [band for band in bands if band]
