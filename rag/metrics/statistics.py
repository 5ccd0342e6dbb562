"""Metrics over many cases, each a function of how often every case counts. Pure; numpy.

At "once each" the function gives the metric, at the counts of a resample its bootstrap, and at the same counts for
two runs the paired bootstrap. Weights have the shape (resamples, cases), results (resamples,); a result is NaN where
the resample holds nothing to measure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Values = Sequence[float | None]
"""One per case; None, which becomes NaN, where nothing was measured."""

SEED = 0
RESAMPLES = 1000
"""So that 25 resamples lie beyond each end of a 95 % interval."""
BINS = 10
_LEVELS = (2.5, 97.5)


class Statistic(NamedTuple):
    """`at(weights)` gives the metric for each row of weights; `n` is the number of things it was measured on."""

    n: int
    at: Callable[[Array], Array]

    def value(self, cases: int) -> float | None:
        """The metric with each of the `cases` counting once; None if nothing was measured."""
        return _known(float(self.at(np.ones((1, cases)))[0])) if self.n else None


def average(values: Values) -> Statistic:
    """The mean of the values that are not None."""
    return ratio(values, [1.0] * len(values))


def ratio(parts: Values, wholes: Values) -> Statistic:
    """Sum of parts over sum of wholes, so that a case weighs as much as its whole. `n` is the sum of the wholes."""
    part, whole = _array(parts), _array(wholes)
    left_out = np.isnan(part) | np.isnan(whole)
    part, whole = np.where(left_out, 0.0, part), np.where(left_out, 0.0, whole)
    return Statistic(round(float(whole.sum())), lambda w: _divide(w @ part, w @ whole))


def auroc(scores: Values, positive: Sequence[bool]) -> Statistic:
    """The chance that a positive scores above a negative; a tie counts half (Hanley and McNeil 1982)."""
    score, is_positive = _array(scores), np.asarray(positive, dtype=bool)
    known = ~np.isnan(score)
    for_, against = np.flatnonzero(known & is_positive), np.flatnonzero(known & ~is_positive)
    wins = np.sign(score[for_][:, None] - score[against][None, :]) / 2 + 0.5

    def at(weights: Array) -> Array:
        w, v = weights[:, for_], weights[:, against]
        return _divide(((w @ wins) * v).sum(axis=1), w.sum(axis=1) * v.sum(axis=1))

    return Statistic(int(known.sum()) if len(for_) and len(against) else 0, at)


def ece(confidences: Values, outcomes: Values, bins: int = BINS) -> Statistic:
    """Expected calibration error (Naeini et al. 2015) in bins of equal mass (Nguyen and O'Connor 2015).

    The weighted mean of |mean confidence - share right| over the bins. Equal confidences share a bin, so the order of
    cases does not matter. ECE favours a system that is always unsure, hence Brier beside it; and it is above zero for
    a perfect model too: see `calibrated_ece`.
    """
    confidence, outcome = _both_known(confidences, outcomes)
    kept, order = np.flatnonzero(~np.isnan(confidence)), np.argsort(confidence[~np.isnan(confidence)], kind="stable")
    at = kept[order]
    return Statistic(len(at), lambda w: _ece(confidence[at], outcome[at], w[:, at], bins))


def _ece(confidence: Array, outcome: Array, weights: Array, bins: int) -> Array:
    """The ECE of ascending confidences; `outcome` and `weights` may have one row per resample."""
    sums = np.zeros((max(len(weights), len(np.atleast_2d(outcome))), bins))
    for at, gaps in enumerate(_binned(confidence, weights, bins)):
        sums[:, at] = (weights * gaps * (confidence - outcome)).sum(axis=1)
    return _divide(np.abs(sums).sum(axis=1), weights.sum(axis=1))


def _binned(confidence: Array, weights: Array, bins: int) -> list[Array]:
    """For each bin an array (resamples, cases): 1 where the case is in the bin, else 0.

    Bins hold about the same weight, and all cases of one confidence are in one bin.
    """
    first = np.searchsorted(confidence, confidence, side="left")
    before = (np.cumsum(weights, axis=1) - weights)[:, first]
    number = np.floor(_divide(before * bins, weights.sum(axis=1, keepdims=True))).clip(max=bins - 1)
    return [(number == at).astype(np.float64) for at in range(bins)]


class Bin(NamedTuple):
    """Cases of similar confidence: their mean confidence, the share that was right, their number."""

    confidence: float
    right: float
    n: int


def calibration(confidences: Values, outcomes: Values, bins: int = BINS) -> list[Bin]:
    """The bins of `ece`, for a plot; empty bins are left out."""
    confidence, outcome = _both_known(confidences, outcomes)
    order = np.argsort(confidence[~np.isnan(confidence)], kind="stable")
    confidence, outcome = confidence[~np.isnan(confidence)][order], outcome[~np.isnan(outcome)][order]
    members = (chosen[0] > 0 for chosen in _binned(confidence, np.ones((1, len(confidence))), bins))
    return [Bin(float(confidence[m].mean()), float(outcome[m].mean()), int(m.sum())) for m in members if m.any()]


def calibrated_ece(confidences: Values, bins: int = BINS, rounds: int = RESAMPLES, seed: int = SEED) -> Array:
    """The ECE of a perfectly calibrated model, `rounds` times: each answer is right by chance, as often as it says."""
    known = np.sort(_array([confidence for confidence in confidences if confidence is not None]))
    right = np.random.default_rng(seed).random((rounds, len(known))) < known
    return _ece(known, right.astype(np.float64), np.ones((1, len(known))), bins)


def aurc(confidences: Values, right: Values) -> Statistic:
    """Area under the risk-coverage curve (Geifman and El-Yaniv 2017).

    This is the share of wrong answers among the surest ones, averaged over how many are shown. 0 is best; a
    confidence that says nothing gives the overall share of wrong answers.
    """
    confidence, outcome = _both_known(confidences, right)
    at, last = _surest_first(confidence)
    wrong = 1 - outcome[at]

    def area(weights: Array) -> Array:
        w = weights[:, at]
        risk = _divide(np.cumsum(w * wrong, axis=1)[:, last], np.cumsum(w, axis=1)[:, last])
        return _divide((w * np.nan_to_num(risk)).sum(axis=1), w.sum(axis=1))

    return Statistic(len(at), area)


def risk_coverage(confidences: Values, right: Values, cases: int) -> list[tuple[float, float]]:
    """The points (coverage, risk), one per threshold of confidence.

    Coverage is the share of `cases` that is answered at or above it, and risk the share of these answers that is wrong.
    """
    confidence, outcome = _both_known(confidences, right)
    at, last = _surest_first(confidence)
    wrong = np.cumsum(1 - outcome[at])
    return [(float((i + 1) / cases), float(wrong[i] / (i + 1))) for i in np.unique(last)]


def _surest_first(confidence: Array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The known cases, surest first, and for each the place of the last one tied with it: ties are shown together."""
    kept = np.flatnonzero(~np.isnan(confidence))
    at = kept[np.argsort(-confidence[kept], kind="stable")]
    return at, np.searchsorted(-confidence[at], -confidence[at], side="right") - 1


def percentile(values: Values, percent: float) -> Statistic:
    """Nearest rank: the smallest value such that at least `percent` % of all values are no greater."""
    known = _array(values)
    at = np.flatnonzero(~np.isnan(known))
    at = at[np.argsort(known[at], kind="stable")]

    def ranked(weights: Array) -> Array:
        reached = np.cumsum(weights[:, at], axis=1)
        found = known[at][np.argmax(reached * 100 >= percent * reached[:, -1:], axis=1)]
        return np.where(reached[:, -1] > 0, found, np.nan)

    return Statistic(len(at), ranked)


def resamples(cases: int, seed: int = SEED, rounds: int = RESAMPLES) -> Array:
    """How often each case is drawn when `cases` are drawn with replacement (Efron 1979); the same for the same seed."""
    if not cases:
        return np.zeros((rounds, 0))
    drawn = np.random.default_rng(seed).multinomial(cases, np.full(cases, 1 / cases), size=rounds)
    return drawn.astype(np.float64)


def interval(values: Array) -> tuple[float, float] | None:
    """The middle 95 % (percentile bootstrap); None if half of the resamples or more held nothing to measure."""
    known = values[~np.isnan(values)]
    if 2 * len(known) <= len(values):
        return None
    low, high = np.percentile(known, _LEVELS)
    return float(low), float(high)


def mcnemar(lost: int, won: int) -> float | None:
    """The p-value of McNemar's exact test (McNemar 1947), two-sided; None without a flip.

    It is the chance of flips at least as one-sided as these if neither run were better. `lost` and `won` count the
    questions that only one of the two runs got right.
    """
    if not lost + won:
        return None
    from scipy.stats import binomtest

    return float(binomtest(lost, lost + won, 0.5).pvalue)


def _array(values: Values) -> Array:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _both_known(one: Values, other: Values) -> tuple[Array, Array]:
    a, b = _array(one), _array(other)
    left_out = np.isnan(a) | np.isnan(b)
    return np.where(left_out, np.nan, a), np.where(left_out, np.nan, b)


def _divide(part: Array, whole: Array) -> Array:
    found = np.full(np.broadcast_shapes(part.shape, whole.shape), np.nan)
    np.divide(part, whole, out=found, where=np.broadcast_to(whole > 0, found.shape))
    return found


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value
