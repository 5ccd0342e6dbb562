from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.confidence import Signals, probability, signals
from rag.types import Passage, Sentence


def passage(*sentences: Sentence, dense: float = 0.5, lexical: float = 0.5) -> Passage:
    return Passage("a", "0" * 64, 0, 9, "Some text", 1.0, "T", sentences=sentences, dense=dense, lexical=lexical)


def test_the_signals_are_those_of_the_best_sentence():
    poor, best = Sentence(0, 4, "Some", 0.1, 0.2, 0.3), Sentence(5, 9, "text", 0.7, 0.8, 0.9)
    assert signals([passage(poor, dense=0.9), passage(poor, best, dense=0.4, lexical=0.6)]) == Signals(0.7, 0.8, 0.4, 0.6)


def test_nothing_found_is_certainly_no_answer():
    assert signals([]) is None
    assert probability(None) == 0


@given(st.tuples(*[st.floats(-1, 1)] * 4), st.integers(0, 3), st.floats(0, 1))
def test_more_of_any_signal_never_lowers_the_probability(seen: tuple[float, ...], which: int, more: float):
    raised = [*seen]
    raised[which] += more
    assert 0 < probability(Signals(*seen)) <= probability(Signals(*raised)) < 1


def test_a_sentence_that_matches_in_everything_is_likely_and_one_that_matches_in_nothing_is_not():
    assert probability(Signals(0.8, 1.0, 0.8, 1.0)) > 0.9
    assert probability(Signals(0.1, 0.0, 0.1, 0.0)) == pytest.approx(0, abs=0.05)
