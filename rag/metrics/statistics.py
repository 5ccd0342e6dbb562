"""Metrics over many cases, each written as a function of how often every case counts: its value is the formula at "once each", its
bootstrap the same formula at the counts of a resample, and a paired bootstrap that of two runs at the same counts. Pure; numpy.

Weights are (resamples, cases); results are by resample, NaN where a resample holds
nothing to measure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Values = Sequence[float | None]
"""By case; None where nothing was measured, which becomes NaN."""

SEED = 0
RESAMPLES = 1000
"""The ends of a 95 % interval then rest on 25 resamples each."""
BINS = 10
_LEVELS = (2.5, 97.5)


class Statistic(NamedTuple):
    """`at(weights)` gives the metric for each row of weights; `n` is what it was measured on."""

    n: int
    at: Callable[[Array], Array]

    def value(self, cases: int) -> float | None:
        """With every one of the `cases` counting once; None of nothing."""
        return _known(float(self.at(np.ones((1, cases)))[0])) if self.n else None


def average(values: Values) -> Statistic:
    """The mean of what was measured."""
    return ratio(values, [1.0] * len(values))


def ratio(parts: Values, wholes: Values) -> Statistic:
    """Sum over sum, so that a case weighs by its whole. `n` is the sum of the wholes."""
    part, whole = _array(parts), _array(wholes)
    left_out = np.isnan(part) | np.isnan(whole)
    part, whole = np.where(left_out, 0.0, part), np.where(left_out, 0.0, whole)
    return Statistic(round(float(whole.sum())), lambda w: _divide(w @ part, w @ whole))


def auroc(scores: Values, positive: Sequence[bool]) -> Statistic:
    """The chance that a positive scores above a negative, ties counting half (Mann and Whitney 1947; Hanley and McNeil 1982)."""
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

    Weighted mean of |mean confidence - share right| by bin. Equal confidences share a bin, so that order cannot matter. It favours a
    system that is always unsure, hence Brier beside it, and it is above zero for a perfect one: see `calibrated_ece`.
    """
    confidence, outcome = _both_known(confidences, outcomes)
    kept, order = np.flatnonzero(~np.isnan(confidence)), np.argsort(confidence[~np.isnan(confidence)], kind="stable")
    at = kept[order]
    return Statistic(len(at), lambda w: _ece(confidence[at], outcome[at], w[:, at], bins))


def _ece(confidence: Array, outcome: Array, weights: Array, bins: int) -> Array:
    """Of ascending confidences; `outcome` and `weights` may have a row a resample."""
    sums = np.zeros((max(len(weights), len(np.atleast_2d(outcome))), bins))
    for at, gaps in enumerate(_binned(confidence, weights, bins)):
        sums[:, at] = (weights * gaps * (confidence - outcome)).sum(axis=1)
    return _divide(np.abs(sums).sum(axis=1), weights.sum(axis=1))


def _binned(confidence: Array, weights: Array, bins: int) -> list[Array]:
    """For each bin 1 where the case is in it, by resample. A bin holds a like share of the weight, and every case of one confidence."""
    first = np.searchsorted(confidence, confidence, side="left")
    before = (np.cumsum(weights, axis=1) - weights)[:, first]
    number = np.floor(_divide(before * bins, weights.sum(axis=1, keepdims=True))).clip(max=bins - 1)
    return [(number == at).astype(np.float64) for at in range(bins)]


class Bin(NamedTuple):
    """Cases of like confidence: what was said on average, how many were right, how many there are."""

    confidence: float
    right: float
    n: int


def calibration(confidences: Values, outcomes: Values, bins: int = BINS) -> list[Bin]:
    """The bins that `ece` is made of, for a plot; empty ones are left out."""
    confidence, outcome = _both_known(confidences, outcomes)
    order = np.argsort(confidence[~np.isnan(confidence)], kind="stable")
    confidence, outcome = confidence[~np.isnan(confidence)][order], outcome[~np.isnan(outcome)][order]
    members = (chosen[0] > 0 for chosen in _binned(confidence, np.ones((1, len(confidence))), bins))
    return [Bin(float(confidence[m].mean()), float(outcome[m].mean()), int(m.sum())) for m in members if m.any()]


def calibrated_ece(confidences: Values, bins: int = BINS, rounds: int = RESAMPLES, seed: int = SEED) -> Array:
    """The ECE that a perfectly calibrated model would show by chance: its answers right as often as it says, `rounds` times over."""
    known = np.sort(_array([confidence for confidence in confidences if confidence is not None]))
    right = np.random.default_rng(seed).random((rounds, len(known))) < known
    return _ece(known, right.astype(np.float64), np.ones((1, len(known))), bins)


def aurc(confidences: Values, right: Values) -> Statistic:
    """Area under the risk-coverage curve (Geifman and El-Yaniv 2017): the share of wrong answers among the surest ones, averaged over
    how many are shown. 0 is best; a confidence that says nothing gives the overall share of wrong answers.
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
    """The points (coverage, risk): of `cases` questions, show the answers with at least some confidence; how many of these are wrong?"""
    confidence, outcome = _both_known(confidences, right)
    at, last = _surest_first(confidence)
    wrong = np.cumsum(1 - outcome[at])
    return [(float((i + 1) / cases), float(wrong[i] / (i + 1))) for i in np.unique(last)]


def _surest_first(confidence: Array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The known ones in order, and for each the place of the last one with the same confidence: ties are shown together."""
    kept = np.flatnonzero(~np.isnan(confidence))
    at = kept[np.argsort(-confidence[kept], kind="stable")]
    return at, np.searchsorted(-confidence[at], -confidence[at], side="right") - 1


def percentile(values: Values, percent: float) -> Statistic:
    """Nearest rank: the smallest measured value such that at least `percent` % of all are no greater."""
    known = _array(values)
    at = np.flatnonzero(~np.isnan(known))
    at = at[np.argsort(known[at], kind="stable")]

    def ranked(weights: Array) -> Array:
        reached = np.cumsum(weights[:, at], axis=1)
        found = known[at][np.argmax(reached * 100 >= percent * reached[:, -1:], axis=1)]
        return np.where(reached[:, -1] > 0, found, np.nan)

    return Statistic(len(at), ranked)


# --- chance -------------------------------------------------------------------------------------------------------------------


def resamples(cases: int, seed: int = SEED, rounds: int = RESAMPLES) -> Array:
    """How often each case is drawn when as many as there are are drawn with replacement (Efron 1979). The same for the same seed."""
    drawn = (
        np.random.default_rng(seed).multinomial(cases, np.full(cases, 1 / cases), size=rounds)
        if cases
        else np.zeros((rounds, 0))
    )
    return drawn.astype(np.float64)


def interval(values: Array) -> tuple[float, float] | None:
    """The middle 95 % (the percentile bootstrap); None where most resamples held nothing to measure."""
    known = values[~np.isnan(values)]
    if 2 * len(known) <= len(values):
        return None
    low, high = np.percentile(known, _LEVELS)
    return float(low), float(high)


def mcnemar(lost: int, won: int) -> float | None:
    """The chance, were neither run better, of flips at least as one-sided as these: McNemar's exact test (McNemar 1947), two-sided.

    `lost` and `won` are the questions that only one of two runs got right. None without a flip.
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
