"""The geometry of a report's plots: from results to lines, dots and bars on a canvas, which the template draws as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ..metrics import statistics
from .summary import judged, shown

if TYPE_CHECKING:
    from .scoring import CaseResult

WIDTH, HEIGHT = 380, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 12, 12, 40
_BARS = 20


class Tick(NamedTuple):
    """Where on its axis, in pixels, and what stands there."""

    at: float
    label: str


class Dot(NamedTuple):
    x: float
    y: float
    radius: float
    title: str


class Bar(NamedTuple):
    x: float
    y: float
    width: float
    height: float
    title: str


@dataclass(frozen=True)
class Plot:
    """In pixels, y downwards. `says` is the plot in a sentence, for who cannot see it."""

    title: str
    says: str
    x_label: str
    y_label: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    line: str = ""
    """The `d` of an SVG path."""
    reference: str = ""
    """Likewise: what a perfect model would give."""
    dots: tuple[Dot, ...] = ()
    bars: tuple[Bar, ...] = ()
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    top: int = _TOP
    bottom: int = HEIGHT - _BOTTOM


def plots(results: Sequence[CaseResult]) -> list[Plot]:
    """Those of risk and coverage, of calibration and of seconds that there is something to draw of. Crashed cases are left out."""
    scored = [result for result in results if result.error is None]
    found = (_risk_coverage(scored), _calibration(scored), _latency(scored))
    return [plot for plot in found if plot is not None]


def _x(share: float) -> float:
    return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)


def _y(share: float) -> float:
    return round(HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM), 1)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_x(x)} {_y(y)}" for x, y in points)


_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
_X_SHARES = tuple(Tick(_x(share), f"{share:.0%}") for share in _SHARES)
_Y_SHARES = tuple(Tick(_y(share), f"{share:.0%}") for share in _SHARES)


def _risk_coverage(results: Sequence[CaseResult]) -> Plot | None:
    points = statistics.risk_coverage(*shown(results), cases=len(results))
    if not points:
        return None
    highest = max(0.1, math.ceil(max(risk for _, risk in points) * 10) / 10)
    coverage, risk = points[-1]
    half = _risk_at(points, 0.5)
    says = f"{coverage:.0%} of the questions are answered, {risk:.0%} of the answers are wrong; of the surer half, {half:.0%}."
    return Plot(
        "Risk and coverage",
        says,
        "share of the questions answered, surest first",
        "of these wrong",
        _X_SHARES,
        tuple(Tick(_y(share), f"{share * highest:.0%}") for share in _SHARES),
        line=_path([(x, y / highest) for x, y in points]),
        dots=(
            Dot(_x(coverage), _y(risk / highest), 4, f"as it is: {coverage:.0%} answered, {risk:.1%} of them wrong"),
        ),
    )


def _risk_at(points: Sequence[tuple[float, float]], share: float) -> float:
    """When that share of the shown answers is kept."""
    return next(risk for coverage, risk in points if coverage >= share * points[-1][0])


def _calibration(results: Sequence[CaseResult]) -> Plot | None:
    bins = statistics.calibration(*judged(results))
    if not bins:
        return None
    most = max(each.n for each in bins)
    dots = tuple(
        Dot(
            _x(b.confidence),
            _y(b.right),
            round(3 + 5 * math.sqrt(b.n / most), 1),
            f"said {b.confidence:.0%}, {b.right:.0%} right, n = {b.n}",
        )
        for b in bins
    )
    return Plot(
        "Calibration",
        "What was stated against how many were right, in bins of equal size; on the diagonal where confidence is what it says.",
        "stated confidence",
        "right",
        _X_SHARES,
        _Y_SHARES,
        line=_path([(b.confidence, b.right) for b in bins]),
        reference=_path([(0, 0), (1, 1)]),
        dots=dots,
    )


def _latency(results: Sequence[CaseResult]) -> Plot | None:
    """Bars of equal width on a logarithmic axis: the slowest answers take many times as long as most."""
    seconds = [max(result.seconds, 1e-4) for result in results]
    if not seconds:
        return None
    low, high = math.floor(math.log10(min(seconds)) * 4) / 4, math.ceil(math.log10(max(seconds)) * 4 + 0.01) / 4
    counts = [0] * _BARS
    for value in seconds:
        counts[min(_BARS - 1, int((math.log10(value) - low) / (high - low) * _BARS))] += 1
    tallest = max(counts)
    edges = [10 ** (low + (high - low) * i / _BARS) for i in range(_BARS + 1)]
    labels = [f"{_time(low)}–{_time(high)}: {n}" for low, high, n in zip(edges, edges[1:], counts, strict=False)]
    wide = _x(1 / _BARS) - _x(0) - 2
    bars = tuple(
        Bar(_x(i / _BARS) + 1, _y(n / tallest), wide, _y(0) - _y(n / tallest), labels[i])
        for i, n in enumerate(counts)
        if n
    )
    ticks = tuple(Tick(_x(share), _time(10 ** (low + (high - low) * share))) for share in _SHARES)
    middle, late = (statistics.percentile(seconds, percent).value(len(seconds)) or 0 for percent in (50, 95))
    says = f"Half of the questions took at most {_time(middle)}, 95 % at most {_time(late)}."
    sizes = tuple(Tick(_y(share), f"{share * tallest:.0f}") for share in (0.0, 0.5, 1.0))
    return Plot("Seconds by question", says, "time, logarithmic", "questions", ticks, sizes, bars=bars)


def _time(seconds: float) -> str:
    if seconds < 1:
        return f"{seconds * 1000:.2g} ms" if seconds < 0.1 else f"{seconds * 1000:.0f} ms"
    return f"{seconds:.2g} s" if seconds < 100 else f"{seconds:.0f} s"
