"""The sums are written out beside what is expected; scikit-learn is asked where it has the same metric."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from rag.metrics import statistics as e
from rag.metrics.statistics import Bin, Statistic

SHARES = st.floats(0, 1)
PAIRS = st.lists(st.tuples(SHARES, st.booleans()), min_size=2, max_size=30)


def at(statistic: Statistic, *weights: list[float]) -> list[float]:
    return statistic.at(np.array(weights, dtype=np.float64)).tolist()


def test_an_average_leaves_out_what_was_not_measured_and_counts_a_case_as_often_as_it_was_drawn() -> None:
    statistic = e.average([1.0, None, 0.0])
    assert (statistic.n, statistic.value(3)) == (2, 1 / 2)
    assert at(statistic, [3, 5, 1], [0, 0, 2]) == [3 / 4, 0]  # three times 1 and once 0; twice 0
    assert np.isnan(at(statistic, [0, 3, 0])).all()
    assert e.average([None]).value(1) is None


def test_a_ratio_is_the_sum_of_the_parts_over_the_sum_of_the_wholes() -> None:
    statistic = e.ratio([1.0, 2.0, None], [1.0, 4.0, None])
    assert (statistic.n, statistic.value(3)) == (5, 3 / 5)
    assert at(statistic, [2, 1, 7]) == [4 / 6]  # (2*1 + 2) / (2*1 + 4)


def test_auroc_is_the_share_of_pairs_in_the_right_order_ties_half() -> None:
    # .9 beats .8 and .1 (2), .8 ties .8 and beats .1 (1.5), .3 beats .1 (1): 4.5 of 6 pairs
    statistic = e.auroc([0.9, 0.8, 0.3, 0.8, 0.1, None], [True, True, True, False, False, True])
    assert (statistic.n, statistic.value(6)) == (5, 4.5 / 6)
    assert at(statistic, [2, 0, 0, 0, 1, 9]) == [1.0]  # of each resample its own pairs
    assert e.auroc([0.5], [True]).value(1) is None


@given(PAIRS, st.integers(0, 5))
def test_auroc_is_scikit_learns_with_weights_too(pairs: list[tuple[float, bool]], seed: int) -> None:
    scores, labels = [score for score, _ in pairs], [label for _, label in pairs]
    weights = e.resamples(len(pairs), seed, 3)
    for row, ours in zip(weights, e.auroc(scores, labels).at(weights), strict=True):
        if len({label for label, w in zip(labels, row, strict=True) if w}) == 2:
            assert ours == pytest.approx(roc_auc_score(labels, scores, sample_weight=row))
        else:
            assert np.isnan(ours)


def test_calibration_error_weighs_each_bin_by_its_cases() -> None:
    # two bins of two: |(.2+.2)/2 - .5| = .3 and |(.9+.7)/2 - 1| = .2; half of each
    statistic = e.ece([0.9, 0.2, 0.7, None, 0.2], [1, 0, 1, 1, 1], bins=2)
    assert (statistic.n, statistic.value(5)) == (4, pytest.approx(0.25))
    # the last .2 drawn thrice, .9 once: bins of two become one of three .2s and one of .9: 3/4 |.2 - 1| + 1/4 |.9 - 1|
    assert at(statistic, [1, 0, 0, 4, 3]) == pytest.approx([0.75 * 0.8 + 0.25 * 0.1])
    assert e.ece([], []).value(0) is None


def test_equal_confidences_share_a_bin_whatever_their_order() -> None:
    assert e.ece([0.5] * 10, [1, 0] * 5).value(10) == 0
    assert e.calibration([0.5] * 10, [1, 0] * 5) == [Bin(0.5, 0.5, 10)]


@given(PAIRS, st.randoms())
def test_calibration_error_is_the_weighted_gap_of_the_bins_that_are_plotted(
    pairs: list[tuple[float, bool]], chance: object
) -> None:
    shuffled = list(pairs)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    bins = e.calibration([c for c, _ in shuffled], [o for _, o in shuffled])
    assert sum(b.n for b in bins) == len(pairs)
    by_hand = sum(b.n * abs(b.confidence - b.right) for b in bins) / len(pairs)
    assert e.ece([c for c, _ in pairs], [o for _, o in pairs]).value(len(pairs)) == pytest.approx(by_hand)


def test_a_perfect_model_has_a_calibration_error_too_and_less_of_it_the_more_cases_there_are() -> None:
    spread = [i / 99 for i in range(100)]
    few, many = e.calibrated_ece(spread), e.calibrated_ece(spread * 20)
    # a bin of ten is off by sqrt(p(1-p)/10), whose mean is (pi/8)/sqrt(10) = .12; times sqrt(2/pi) = .80 for its
    # absolute value: .10
    assert few.mean() == pytest.approx(0.10, abs=0.01)
    assert many.mean() == pytest.approx(0.10 / 20**0.5, abs=0.003)
    assert (e.calibrated_ece(spread) == few).all()
    assert (e.calibrated_ece([0.0, 1.0, None]) == 0).all()  # what is certain cannot be off by chance


def test_risk_is_the_share_of_wrong_answers_among_the_surest() -> None:
    # by confidence: right, wrong, then a right and a wrong one tied: risks 0, 1/2, and 2/4 for both of the tied
    confidences, right = [0.9, 0.8, 0.3, 0.3, None], [1, 0, 1, 0, 1]
    statistic = e.aurc(confidences, right)
    assert (statistic.n, statistic.value(5)) == (4, (0 + 1 / 2 + 2 / 4 + 2 / 4) / 4)
    assert at(statistic, [1, 0, 0, 1, 9]) == [(0 + 1 / 2) / 2]
    assert e.risk_coverage(confidences, right, cases=8) == [(1 / 8, 0), (2 / 8, 1 / 2), (4 / 8, 2 / 4)]
    assert e.risk_coverage([None], [1], cases=1) == []


def test_percentiles_are_nearest_rank() -> None:
    statistic = e.percentile([float(v) for v in range(20, 0, -1)], 95)
    assert (statistic.n, statistic.value(20)) == (20, 19)  # the 19th of 20
    assert at(statistic, [0] * 18 + [1, 1]) == [2]
    assert e.percentile([None, 3.0], 50).value(2) == 3
    assert e.percentile([], 50).value(0) is None


@given(st.lists(st.floats(0, 100), min_size=1, max_size=30), st.sampled_from([0, 10, 50, 95, 100]))
def test_percentiles_are_numpys_inverted_cdf(values: list[float], percent: float) -> None:
    assert e.percentile(values, percent).value(len(values)) == np.percentile(values, percent, method="inverted_cdf")


def test_a_resample_draws_as_many_cases_as_there_are_and_the_same_ones_for_the_same_seed() -> None:
    drawn = e.resamples(7)
    assert drawn.shape == (e.RESAMPLES, 7)
    assert (drawn.sum(axis=1) == 7).all()
    assert (drawn == e.resamples(7)).all()
    assert (drawn != e.resamples(7, seed=1)).any()
    assert e.resamples(0).shape == (e.RESAMPLES, 0)


def test_an_interval_is_the_middle_of_what_the_resamples_gave() -> None:
    assert e.interval(np.arange(1001.0)) == (25, 975)
    assert e.interval(np.array([1.0, np.nan, np.nan])) is None


def test_the_interval_of_a_share_is_about_that_of_the_binomial() -> None:
    found = e.interval(e.average([1.0] * 80 + [0.0] * 20).at(e.resamples(100)))
    assert found == pytest.approx((0.8 - 1.96 * 0.04, 0.8 + 1.96 * 0.04), abs=0.011)  # sqrt(.8 * .2 / 100) = .04


def test_mcnemar_counts_how_often_a_coin_is_as_one_sided_as_the_flips() -> None:
    # 1 lost, 5 won: 2 * (1 + 6) of 64 ways
    assert e.mcnemar(1, 5) == pytest.approx(14 / 64)
    assert e.mcnemar(3, 3) == 1
    assert e.mcnemar(0, 0) is None
