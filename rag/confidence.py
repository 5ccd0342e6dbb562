"""The probability that the best sentence answers the question, from what retrieval saw of it. Fitted, not guessed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from .types import Passage, Sentence


class Signals(NamedTuple):
    """What the fit sees. All in [-1, 1]."""

    sentence_dense: float
    sentence_lexical: float
    passage_dense: float
    passage_lexical: float


WEIGHTS = Signals(5.0, 1.0, 5.0, 5.0)
BIAS = -8.0
THRESHOLD = 0.3
"""Below this an answer is withheld."""


def signals(passages: Sequence[Passage]) -> Signals | None:
    """Of the best sentence; None where there is no sentence at all."""
    best: tuple[Passage, Sentence] | None = None
    for passage in passages:
        for sentence in passage.sentences:
            if best is None or sentence.score > best[1].score:
                best = passage, sentence
    if best is None:
        return None
    passage, sentence = best
    return Signals(sentence.dense, sentence.lexical, passage.dense, passage.lexical)


def probability(seen: Signals | None) -> float:
    """Logistic regression on the signals, in (0, 1); 0 without any."""
    if seen is None:
        return 0.0
    return 1 / (1 + math.exp(-BIAS - sum(w * x for w, x in zip(WEIGHTS, seen, strict=True))))
