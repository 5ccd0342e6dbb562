"""Tells a table among lines that stand side by side from columns of prose, and finds its rows. Pure geometry."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from .line_text import line_of, starts_low
from .lines import Line

Row = tuple[tuple[Line, ...], ...]
"""The cells of a row, each the lines in it; an empty cell has none."""
_FIGURE = re.compile(
    r"[^\w]*(?:[\d.,:/%€$£+−–-]|\s)*\d(?:[\d.,:/%€$£+−–-]|\s)*[^\W\d]{0,4}[^\w]*|[–—-]|n/?a", re.IGNORECASE
)
_FEWEST = 3
"""Rows of a table of words; two suffice where a column has figures."""
_FEWEST_CELLS = 3
"""Cells of each row of a table that is looked for among columns, of which most pages have two."""
_LONGEST = 60
"""Characters from which a cell is long. Most cells of a table are shorter."""


def table_of(lines: Sequence[Line]) -> list[Row]:
    """The rows, if the lines, sorted by height, are one table; else none."""
    rows = _rows(lines)
    several = [row for row in rows if len(row) > 1]
    if len(several) < 2 or 10 * len(several) < 6 * len(rows):
        return []
    columns = _columns(several)
    if len(columns) < 2:
        return []
    placed = [_placed(row, columns) for row in rows]
    if any(cells is None for cells in placed):
        return []
    table = _with_wrapped([cells for cells in placed if cells is not None])
    return table if _is_table(table) else []


def table_within(lines: Sequence[Line]) -> tuple[int, int] | None:
    """The first and last index + 1 of a table of three columns or more, with white above and below it; None if none.

    It stands alone below columns of prose, though no line crosses their gutter: a gap between cells may be there.
    """
    rows = _rows(lines)
    first = 0
    while first < len(rows):
        last = first
        while last < len(rows) and len(rows[last]) >= _FEWEST_CELLS:
            last += 1
        if last - first >= _FEWEST and _is_apart(rows, first) and _is_apart(rows, last):
            start = sum(map(len, rows[:first]))
            end = start + sum(map(len, rows[first:last]))
            if table_of(lines[start:end]):
                return start, end
        first = max(last, first + 1)
    return None


def _is_apart(rows: Sequence[Sequence[Line]], n: int) -> bool:
    """Whether there is more white above row `n` than between the lines of a paragraph."""
    if n in (0, len(rows)):
        return True
    return min(line.top for line in rows[n]) - max(line.y for line in rows[n - 1]) > 0.8 * rows[n][0].size


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in lines:
        if rows and line.y - rows[-1][0].y < 0.45 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def _columns(rows: Sequence[Sequence[Line]]) -> list[tuple[float, float]]:
    """The ends of the columns, taken from the rows with the usual number of cells."""
    counts = Counter(len(row) for row in rows)
    usual = max(counts, key=lambda n: (counts[n], n))
    full = [row for row in rows if len(row) == usual]
    columns = [(min(row[n].left for row in full), max(row[n].right for row in full)) for n in range(usual)]
    return columns if all(a[1] < b[0] for a, b in pairwise(columns)) else []


def _placed(row: Sequence[Line], columns: Sequence[tuple[float, float]]) -> list[list[Line]] | None:
    """The row's lines by column; None if one is in no column, or in two and cannot be cut."""
    cells: list[list[Line]] = [[] for _ in columns]
    for line in (part for whole in row for part in _cut(whole, columns)):
        shared = [min(line.right, right) - max(line.left, left) for left, right in columns]
        best = max(range(len(columns)), key=shared.__getitem__)
        others = [share for n, share in enumerate(shared) if n != best and share > 0.5 * line.size]
        if shared[best] <= 0 or others or cells[best]:
            return None
        cells[best].append(line)
    return cells


def _cut(line: Line, columns: Sequence[tuple[float, float]]) -> list[Line]:
    """The line cut in the white between columns, where it has a gap in each; else at the words that begin or end one.

    Headings in the middle of their columns begin and end elsewhere than the cells.
    """
    inner = [column for column in columns if line.left < column[1] and column[0] < line.right]
    gaps = [(before.right, word.left) for before, word in pairwise(line.words)]
    cuts = [at for at, gap in enumerate(gaps, 1) if _is_white(gap, inner, line.size)]
    if len(cuts) != len(inner) - 1:
        near = 0.25 * line.size
        cuts = [
            at
            for at, (end, start) in enumerate(gaps, 1)
            if any(abs(start - left) < near for left, _ in inner[1:])
            or any(abs(end - right) < near for _, right in inner[:-1])
        ]
    return [line_of(line.words[start:end]) for start, end in pairwise([0, *cuts, len(line.words)])]


def _is_white(gap: tuple[float, float], columns: Sequence[tuple[float, float]], size: float) -> bool:
    """Whether a gap of more than an em is in the white between two columns, though not all of it."""
    return gap[1] - gap[0] > size and any(
        min(gap[1], after[0]) - max(gap[0], before[1]) > 0.5 * size for before, after in pairwise(columns)
    )


def _with_wrapped(rows: Sequence[list[list[Line]]]) -> list[Row]:
    """Joins a row that only goes on with cells of the row above."""
    tops = [min(line.y for cell in row for line in cell) for row in rows]
    steps = [b - a for a, b in pairwise(tops)]
    usual = median(steps) if steps else 0.0
    found: list[list[list[Line]]] = []
    for n, row in enumerate(rows):
        filled = sum(map(bool, row))
        line = next(line for cell in row for line in cell)
        close = n > 0 and steps[n - 1] < min(0.8 * usual, 1.5 * line.size)
        if found and close and (not row[0] or filled < len(row)) and filled <= sum(map(bool, found[-1])):
            found[-1] = [above + below for above, below in zip(found[-1], row, strict=True)]
        else:
            found.append([list(cell) for cell in row])
    return [tuple(tuple(cell) for cell in row) for row in found]


def _is_table(rows: Sequence[Row]) -> bool:
    columns = list(zip(*rows, strict=True))
    cells = [[cell[0].text for cell in column if cell] for column in columns]
    if any(not column for column in cells):
        return False
    flat = [text for column in cells for text in column]
    if sum(len(text) > _LONGEST for text in flat) > 0.1 * len(flat):
        return False
    figures = [sum(bool(_FIGURE.fullmatch(text)) for text in column) / len(column) for column in cells[1:]]
    if max(figures) >= 0.5 and len(rows) >= 2:
        return True
    low = sum(starts_low(cell[0]) for row in rows for cell in row if cell) / len(flat)
    widths = [[cell[0].right - cell[0].left for cell in column if cell] for column in columns]
    fill = sum(sum(width) / max(width) for width in widths) / sum(map(len, widths))
    divided = sum(text.endswith("-") for text in flat)
    return len(rows) >= _FEWEST and low < 0.2 and fill < 0.8 and not divided
