"""Sets the lines of a page that stands askew straight: a scan whose text layer follows its slope. Pure geometry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from statistics import median

from .glyphs import Glyph

_LEAST = 0.0004
"""Points by which the baseline falls in each point of a line, from which a page counts as askew: a fiftieth degree."""
_STEEPEST = 0.1
_DRIFT = 0.3
"""Ems by which the baselines of neighbouring words of one line differ at most, once the page stands straight."""
_JITTER = 0.015
"""Ems by which baselines differ that count as one."""


def straightened(glyphs: Sequence[Glyph]) -> Sequence[Glyph]:
    """The glyphs, in the order in which the file draws them, on level baselines; the same ones if they are level.

    The page is turned by the slope of its lines. What is left, where a sheet was not flat or a word was set a little
    too high, is levelled within each line as the file draws it.
    """
    slope = _slope(glyphs)
    if abs(slope) < _LEAST:
        return glyphs
    return [glyph for line in _drawn_lines(_turned(glyphs, slope), _DRIFT) for glyph in _levelled(line)]


def _slope(glyphs: Sequence[Glyph]) -> float:
    """Of the lines of most of the text."""
    found = sorted(_slopes(glyphs))
    half, seen = sum(width for _, width in found) / 2, 0.0
    for slope, width in found:
        seen += width
        if seen >= half:
            return slope
    return 0.0


def _slopes(glyphs: Sequence[Glyph]) -> Iterator[tuple[float, float]]:
    """The slope of each line as the file draws it, and the line's width."""
    for line in _drawn_lines(glyphs, _DRIFT + _STEEPEST):
        width = line[-1].left - line[0].left
        if width > 3 * line[0].style.size:
            slope = (line[-1].y - line[0].y) / width
            yield (slope if abs(line[-1].y - line[0].y) > _JITTER * line[0].style.size else 0.0), width


def _drawn_lines(glyphs: Iterable[Glyph], drift: float) -> Iterator[list[Glyph]]:
    """The glyphs that follow one another to the right on nearly one baseline."""
    line: list[Glyph] = []
    for glyph in glyphs:
        if line:
            before, size = line[-1], glyph.style.size
            ahead = -0.5 * size < glyph.left - before.left < 3 * size + before.right - before.left
            if not ahead or abs(glyph.y - before.y) > drift * size or before.style.size > 1.3 * size:
                yield line
                line = []
        line.append(glyph)
    if line:
        yield line


def _turned(glyphs: Sequence[Glyph], slope: float) -> list[Glyph]:
    """Around the page's corner, by an angle so small that lengths stay."""
    return [
        glyph._replace(left=glyph.left + slope * glyph.y, right=glyph.right + slope * glyph.y, y=glyph.y - slope * x)
        for glyph in glyphs
        for x in (glyph.left,)
    ]


def _levelled(line: Sequence[Glyph]) -> list[Glyph]:
    y = median(glyph.y for glyph in line)
    return [glyph._replace(y=y) for glyph in line]
