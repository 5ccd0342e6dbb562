"""The geometry of a report's plots: results become lines, dots and bars in pixels, which the template draws as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..metrics import statistics
from .summary import judged, shown

if TYPE_CHECKING:
    from .scoring import CaseResult

WIDTH, HEIGHT = 380, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 12, 12, 40
_BARS = 20


class Tick(NamedTuple):
    """A label of an axis and its place on it, in pixels."""

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
    """A plot in pixels, y downwards. `says` is the sentence below it, which screen readers read in its place."""

    title: str
    says: str
    x_label: str
    y_label: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    line: str = ""
    """The `d` of an SVG path."""
    reference: str = ""
    """The path that a perfect model would give."""
    dots: tuple[Dot, ...] = ()
    bars: tuple[Bar, ...] = ()
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    top: int = _TOP
    bottom: int = HEIGHT - _BOTTOM


def plots(results: Sequence[CaseResult]) -> list[Plot]:
    """The plots of risk and coverage, calibration and seconds for which there is data, without crashed cases."""
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
    title = f"as it is: {coverage:.0%} answered, {risk:.1%} of them wrong"
    return Plot(
        title="Risk and coverage",
        says=f"{coverage:.0%} of the questions are answered, {risk:.0%} of the answers are wrong; "
        f"of the surer half, {_risk_at(points, 0.5):.0%}.",
        x_label="share of the questions answered, surest first",
        y_label="share wrong",
        x_ticks=_X_SHARES,
        y_ticks=tuple(Tick(_y(share), f"{100 * share * highest:.3g}%") for share in _SHARES),
        line=_path([(x, y / highest) for x, y in points]),
        dots=(Dot(_x(coverage), _y(risk / highest), 4, title),),
    )


def _risk_at(points: Sequence[tuple[float, float]], share: float) -> float:
    """The risk when only that share of the shown answers is kept."""
    return next(risk for coverage, risk in points if coverage >= share * points[-1][0])


def _calibration(results: Sequence[CaseResult]) -> Plot | None:
    bins = statistics.calibration(*judged(results))
    if not bins:
        return None
    most = max(each.n for each in bins)
    return Plot(
        title="Calibration",
        says="Stated confidence and the share of right answers, in bins of equal size; "
        "a confidence that is what it says lies on the diagonal.",
        x_label="stated confidence",
        y_label="share right",
        x_ticks=_X_SHARES,
        y_ticks=_Y_SHARES,
        line=_path([(b.confidence, b.right) for b in bins]),
        reference=_path([(0, 0), (1, 1)]),
        dots=tuple(_bin_dot(b, most) for b in bins),
    )


def _bin_dot(b: statistics.Bin, most: int) -> Dot:
    title = f"said {b.confidence:.0%}, {b.right:.0%} right, n = {b.n}"
    return Dot(_x(b.confidence), _y(b.right), round(3 + 5 * math.sqrt(b.n / most), 1), title)


def _latency(results: Sequence[CaseResult]) -> Plot | None:
    """Bars of equal width on a logarithmic axis: the slowest answers take many times as long as most."""
    seconds = [max(result.seconds, 1e-4) for result in results]
    if not seconds:
        return None
    powers = np.log10(seconds)
    low, high = math.floor(powers.min() * 4) / 4, math.ceil(powers.max() * 4 + 0.01) / 4
    counts, edges = np.histogram(powers, bins=_BARS, range=(low, high))
    tallest = int(counts.max())
    middle, late = (statistics.percentile(seconds, percent).value(len(seconds)) or 0 for percent in (50, 95))
    return Plot(
        title="Seconds by question",
        says=f"Half of the questions took at most {_time(middle)}, 95 % at most {_time(late)}.",
        x_label="time, logarithmic",
        y_label="questions",
        x_ticks=tuple(Tick(_x(share), _time(10 ** (low + (high - low) * share))) for share in _SHARES),
        y_ticks=tuple(Tick(_y(n / tallest), str(n)) for n in sorted({0, tallest // 2, tallest})),
        bars=_bars(counts.tolist(), [_time(10**edge) for edge in edges.tolist()]),
    )


def _bars(counts: Sequence[int], edges: Sequence[str]) -> tuple[Bar, ...]:
    """A bar for each count above zero, side by side over the whole width."""
    width, tallest = _x(1 / _BARS) - _x(0) - 2, max(counts)
    return tuple(
        Bar(_x(i / _BARS) + 1, _y(n / tallest), width, _y(0) - _y(n / tallest), f"{edges[i]}–{edges[i + 1]}: {n}")
        for i, n in enumerate(counts)
        if n
    )


def _time(seconds: float) -> str:
    if seconds < 1:
        return f"{seconds * 1000:.2g} ms" if seconds < 0.1 else f"{seconds * 1000:.0f} ms"
    return f"{seconds:.2g} s" if seconds < 100 else f"{seconds:.0f} s"
