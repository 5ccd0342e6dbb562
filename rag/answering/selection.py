"""Which further sentences serve beside the first one of an answer: a logistic regression on what the reader says.

Where nothing was read, as in other languages than English, a margin of the score decides. To a list belongs also what
the reader is sure of, if it names something new: the fit has hardly seen items that stand in several articles.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..text.names import named_words
from ..text.stemming import content_stems, stem
from ..types import Passage, Sentence
from ..verification.verdicts import Keyed
from .confidence import sigmoid
from .question.kind import form_of

NEAR = 60
"""Most characters between neighbours: a heading may stand there."""

MARGIN = 0.3
"""Unread, a sentence is quoted if its worth is within this margin of the best one's score; an item of a list too."""
SURE = 1.0
"""The reader's logit, about three in four, that a sentence answers which may be an item of a list. Set by trial."""
BESIDE = 0.08
"""Added to the worth of a neighbour of the best sentence: an answer often ends in the next one."""
A_WORD = 0.002
"""Subtracted for each word of a further sentence."""

Place = tuple[Passage, Sentence]


class Further(NamedTuple):
    """Features of a further sentence; `first` is the first one of the answer."""

    reads: float
    """The reader's logit that it answers."""
    behind: float
    """How far its score lies behind the first one's."""
    beside: float
    """1 if it stands next to the first."""
    same_article: float
    repeated: float
    """The share of its words that the first has, in [0, 1]."""


# python -m rag.benchmarks.fit further bench/xquad bench/clapnq
WEIGHTS = Further(reads=0.31, behind=-2.26, beside=-0.33, same_article=2.32, repeated=1.75)
BIAS = -2.41
THRESHOLD = 0.4
ONE_IS_ENOUGH = 0.8
"""The same for a question that one sentence affirms or denies."""


def is_list(question: str) -> bool:
    """Whether it asks for all things of a kind."""
    return form_of(question) == "list"


def further(question: str, ranked: Sequence[str], keyed: Keyed, first: Place) -> list[str]:
    """Those of the keys whose sentences serve beside the first one, the likeliest first."""
    if first[1].reads is None:
        worth = {key: _worth(keyed[key], first) for key in ranked}
        least = first[1].score - MARGIN
    else:
        several = is_list(question)
        items = {key for key in ranked if several and _is_another_item(keyed[key], first)}
        worth = {key: serves(seen_beside(keyed[key], first)) for key in ranked}
        worth |= {key: max(worth[key], THRESHOLD) for key in items}
        least = ONE_IS_ENOUGH if form_of(question) == "yes_no" else THRESHOLD
    return sorted((key for key in ranked if worth[key] >= least), key=lambda key: -worth[key])


def seen_beside(place: Place, first: Place) -> Further:
    """The features; both sentences were read."""
    (passage, sentence), (_, best) = place, first
    said = content_stems(sentence.text)
    return Further(
        reads=sentence.reads or 0.0,
        behind=best.score - sentence.score,
        beside=float(_are_neighbours(place, first)),
        same_article=float(passage.article_id == first[0].article_id),
        repeated=len(said & content_stems(best.text)) / max(len(said), 1),
    )


def serves(seen: Further, weights: Further = WEIGHTS, bias: float = BIAS) -> float:
    """The probability that the sentence is part of the answer or holds it, in (0, 1)."""
    return sigmoid(bias + sum(w * x for w, x in zip(weights, seen, strict=True)))


def _is_another_item(place: Place, first: Place) -> bool:
    """Whether the reader is sure that the sentence answers, and it has a name that the first one has not."""
    sentence, best = place[1], first[1]
    if (sentence.reads or 0.0) < SURE or best.score - sentence.score > MARGIN:
        return False
    said = content_stems(best.text)
    return any(stem(word) not in said for word in named_words(sentence.text))


def _worth(place: Place, first: Place) -> float:
    sentence = place[1]
    return sentence.score + BESIDE * _are_neighbours(place, first) - A_WORD * len(sentence.text.split())


def _are_neighbours(one: Place, other: Place) -> bool:
    (passage, sentence), (among, best) = one, other
    gap = max(sentence.start - best.end, best.start - sentence.end)
    return passage.article_id == among.article_id and gap <= NEAR
