"""The order in which the lines of a page are read: column by column, band by band. Pure geometry."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from .lines import Line
from .tables import Row, table_of, table_within

_DEEPEST = 40
_TRIED = 4
"""Positions at which a part of a page is cut in two, the best first, before it counts as one stack."""
_POSITIONS, _WEIGHED = 100, 20
"""Positions at which lines end, and those of them for which the lines that cross are counted: this bounds the time."""


class _Pair(NamedTuple):
    """The white between two lines that stand side by side; `y` is the left one's baseline."""

    y: float
    left: float
    right: float


class Stack(NamedTuple):
    """Lines that stand below each other, without a column beside them; or a table, as `rows`."""

    lines: tuple[Line, ...]
    rows: tuple[Row, ...] = ()


def order(lines: Sequence[Line]) -> list[Stack]:
    """The lines in reading order."""
    return [stack for stack in _ordered(sorted(lines, key=lambda line: (line.y, line.left)), 0) if stack.lines]


def _ordered(lines: list[Line], depth: int) -> list[Stack]:
    pairs, alone = _pairs(lines)
    if not pairs or depth > _DEEPEST:
        return [Stack(tuple(lines))]
    if (found := _table(lines, alone)) is not None:
        return found
    bands = _between_separators(lines, pairs, alone)
    if len(bands) > 1:
        return _stacked([_ordered(band, depth + 1) for band in bands])
    if (within := table_within(lines)) is not None and within != (0, len(lines)):
        parts = [lines[: within[0]], lines[within[0] : within[1]], lines[within[1] :]]
        return _stacked([_ordered(part, depth + 1) for part in parts if part])
    for x in _gutters(lines, pairs)[:_TRIED]:
        crossing = [line for line in lines if _crosses(line, x)]
        if crossing:
            parts = _around(lines, crossing)
        else:
            is_left = [line.left + line.right < 2 * x for line in lines]
            parts = [
                [line for line, left in zip(lines, is_left, strict=True) if left is side] for side in (True, False)
            ]
        if all(len(part) < len(lines) for part in parts):
            ordered = [_ordered(part, depth + 1) for part in parts]
            return _stacked(ordered) if crossing else list(chain.from_iterable(ordered))
    return [Stack(tuple(lines))]


def _table(lines: Sequence[Line], alone: Sequence[bool]) -> list[Stack] | None:
    """The stacks of lines that are a table, with what stands alone above and below it; None if they are none."""
    first, last = alone.index(False), len(alone) - alone[::-1].index(False)
    rows = table_of(lines[first:last])
    if not rows:
        return None
    return [Stack(tuple(lines[:first])), Stack(tuple(lines[first:last]), tuple(rows)), Stack(tuple(lines[last:]))]


def _stacked(bands: Sequence[list[Stack]]) -> list[Stack]:
    """The stacks of all bands; bands of one stack that follow one another are one stack."""
    found: list[Stack] = []
    alone = False
    for band in bands:
        single = len(band) == 1 and not band[0].rows
        if single and alone:
            found[-1] = Stack(found[-1].lines + band[0].lines)
        else:
            found += band
        alone = single
    return found


def _pairs(lines: Sequence[Line]) -> tuple[list[_Pair], list[bool]]:
    """The pairs of neighbours in the lines, which are sorted by height, and which lines have none beside them."""
    pairs: list[_Pair] = []
    alone = [True] * len(lines)
    ys = [line.y for line in lines]
    reach = 1.5 * max((line.size for line in lines), default=0.0)
    for at, line in enumerate(lines):
        best = None
        for n in range(bisect_left(ys, line.y - reach), bisect_right(ys, line.y + reach)):
            other = lines[n]
            if other.left >= line.right - 0.2 * line.size and other is not line:
                overlap = _overlap(line, other)
                if overlap > -0.5:
                    alone[at] = alone[n] = False
                if overlap > 0:
                    best = other if best is None or other.left < best.left else best
        if best is not None:
            pairs.append(_Pair(line.y, line.right, max(best.left, line.right)))
    return pairs, alone


def _overlap(a: Line, b: Line) -> float:
    """By how much two lines overlap in height, as a share of the smaller size; negative if there is white between."""
    return (min(a.y, b.y) - max(a.top, b.top)) / min(a.size, b.size)


def _crosses(line: Line, x: float) -> bool:
    return line.left < x - 0.3 * line.size and line.right > x + 0.3 * line.size


def _between_separators(lines: Sequence[Line], pairs: Sequence[_Pair], alone: Sequence[bool]) -> list[list[Line]]:
    """The bands between lines that stand alone and span the columns above them, or below if there are none above."""
    kinds = _kinds(lines, pairs, alone)
    for n in range(len(lines) - 2, -1, -1):
        if kinds[n] == "lonely" and (kinds[n + 1] == "spans" or not _is_near(lines[n], lines[n + 1])):
            kinds[n] = "spans" if "spans" in kinds[:n] and _last(kinds[:n]) == "spans" else "beside"
        elif kinds[n] == "lonely":
            kinds[n] = kinds[n + 1] if kinds[n + 1] != "lonely" else "beside"
    bands: list[list[Line]] = []
    for n, line in enumerate(lines):
        if not bands or (kinds[n] == "spans") != (kinds[n - 1] == "spans"):
            bands.append([])
        bands[-1].append(line)
    return bands


def _last(kinds: Sequence[str]) -> str:
    """The last kind that is not `lonely`."""
    return next((kind for kind in reversed(kinds) if kind != "lonely"), "")


def _kinds(lines: Sequence[Line], pairs: Sequence[_Pair], alone: Sequence[bool]) -> list[str]:
    """Of each line: whether it `spans` columns, has others `beside` it, or neither: `lonely`."""
    kinds: list[str] = []
    last: list[_Pair] = []
    at = 0
    for n, (line, lonely) in enumerate(zip(lines, alone, strict=True)):
        while at < len(pairs) and pairs[at].y < line.y:
            last = [pair for pair in last if pairs[at].y - pair.y < 2 * line.size] + [pairs[at]]
            at += 1
        near = last or [pair for pair in pairs[at : at + 6] if pair.y - pairs[at].y < line.size]
        spans = lonely and any(line.left < pair.left and pair.right < line.right for pair in near)
        spans = spans or (lonely and n > 0 and kinds[-1] == "spans" and _goes_on(lines[n - 1], line))
        kinds.append("spans" if spans else "lonely" if lonely else "beside")
    return kinds


def _is_near(above: Line, below: Line) -> bool:
    return below.y - above.y < 2.2 * max(above.size, below.size)


def _goes_on(above: Line, line: Line) -> bool:
    """Whether it may be the last, short line of a paragraph."""
    return (
        above.style == line.style
        and abs(above.left - line.left) < 0.5 * line.size
        and line.y - above.y < 1.6 * line.size
    )


def _gutters(lines: Sequence[Line], pairs: Sequence[_Pair]) -> list[float]:
    """The positions of white between neighbours: first the one with the most pairs for the lines that cross it."""
    candidates: dict[float, int] = {}
    for x, _ in Counter(round(pair.left) for pair in pairs).most_common(_POSITIONS):
        near = [pair for pair in pairs if pair.left - 1 <= x <= pair.right + 1]
        candidates[(max(pair.left for pair in near) + min(pair.right for pair in near)) / 2] = len(near)
    likely = sorted(candidates, key=lambda x: -candidates[x])[:_WEIGHED]
    crossings = {x: sum(_crosses(line, x) for line in lines) for x in likely}
    return sorted(likely, key=lambda x: (-candidates[x] / (1 + crossings[x]), x))


def _around(lines: Sequence[Line], crossing: Sequence[Line]) -> list[list[Line]]:
    """Cuts at the lines that cross a gutter: what is above, they and what is beside them, what is below."""
    crosses = set(map(id, crossing))
    spans: list[list[float]] = []
    for line in crossing:
        if (
            spans
            and line.top <= spans[-1][1] + 1.2 * line.size
            and not any(
                spans[-1][1] < other.y - 0.3 * other.size
                and other.y < line.top + 0.3 * line.size
                and id(other) not in crosses
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
