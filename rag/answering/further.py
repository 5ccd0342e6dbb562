"""Whether a further sentence serves beside the first one of an answer: a logistic regression on what the reader says."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from ..text.stemming import stem
from ..text.stopwords import FUNCTION_WORDS
from ..types import Passage, Sentence

NEAR = 60
"""Most characters between neighbours: a heading may stand there."""

Place = tuple[Passage, Sentence]


class Further(NamedTuple):
    """Features of a further sentence; `first` is the first one of the answer."""

    reads: float
    """The reader's logit that it answers."""
    first_reads: float
    """The first one's: where that is sure, little else serves."""
    behind: float
    """How far its score lies behind the first one's."""
    beside: float
    """1 if it stands next to the first."""
    same_article: float
    repeated: float
    """The share of its words that the first has, in [0, 1]."""
    several: float
    """1 if the question asks for several things."""
    explains: float
    """1 if it asks for more than one fact: why, how, what something is."""


# python -m rag.benchmarks.fit further bench/xquad bench/clapnq
WEIGHTS = Further(
    reads=0.6, first_reads=-0.1, behind=-2.0, beside=0.8, same_article=0.3, repeated=-1.0, several=0.5, explains=0.5
)
BIAS = -1.0
THRESHOLD = 0.5


def seen_beside(place: Place, first: Place, *, several: bool, explains: bool) -> Further:
    """The features; both sentences were read."""
    (passage, sentence), (among, best) = place, first
    same = passage.article_id == among.article_id
    said = _words(sentence.text)
    return Further(
        reads=sentence.reads or 0.0,
        first_reads=best.reads or 0.0,
        behind=best.score - sentence.score,
        beside=float(same and max(sentence.start - best.end, best.start - sentence.end) <= NEAR),
        same_article=float(same),
        repeated=len(said & _words(best.text)) / max(len(said), 1),
        several=float(several),
        explains=float(explains),
    )


def serves(seen: Further, weights: Further = WEIGHTS, bias: float = BIAS) -> float:
    """The probability that the sentence is part of the answer or holds it, in (0, 1)."""
    return 1 / (1 + math.exp(-bias - sum(w * x for w, x in zip(weights, seen, strict=True))))


def _words(text: str) -> set[str]:
    return {stem(word) for word in re.findall(r"\w+", text) if word.casefold() not in FUNCTION_WORDS}
