"""How likely a model's answer is right, and what it leaves out. Pure.

Both come from comparing it with what the offline answerer makes of the same passages: whether they answer the question,
and with which sentence.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import NamedTuple

from ...types import Answer, Citation
from ..confidence import sigmoid

SUREST = 0.99
"""Confidences are kept within this and its counterpart, as none is certain."""


class AnswerSignals(NamedTuple):
    """Features of a model's answer."""

    offline: float
    """The logit of the offline answerer's confidence that the passages answer the question, with its own sentence."""
    behind: float
    """How far the best sentence that the answer cites is behind the best of all, in the ranking's score."""
    withheld: float
    """The share of its claims that are withheld. One that is not proved says nothing: a sentence stands for it."""


# python -m rag.benchmarks.fit model bench/xquad bench/clapnq, on 257 answers of scripted models to 92 cases of them
WEIGHTS = AnswerSignals(offline=0.69, behind=-3.51, withheld=-1.86)
BIAS = 0.07


def assessed(answer: Answer, offline: Answer) -> Answer:
    """The model's answer with its confidence and what it leaves out; `offline` answers the same question.

    Of a refusal the confidence is that an answer would have been right: the offline one's.
    """
    if offline.confidence is None:
        return answer
    confidence = offline.confidence if answer.abstained else probability(signals(answer, offline.confidence))
    surer = offline.confidence > confidence or answer.abstained
    return replace(answer, confidence=confidence, unsaid=_unsaid(answer, offline) if surer else ())


def signals(answer: Answer, offline: float) -> AnswerSignals:
    """The features of an answer that is no refusal. `offline` is the offline answerer's confidence."""
    scores = {(p.sha256, s.start, s.end): s.score for p in answer.passages for s in p.sentences}
    cited = [scores[place] for place in map(_place, answer.citations) if place in scores]
    withheld = sum(rejected.count for rejected in answer.rejected)
    sure = min(max(offline, 1 - SUREST), SUREST)
    return AnswerSignals(
        offline=math.log(sure / (1 - sure)),
        behind=max(scores.values()) - max(cited) if cited else 0.0,
        withheld=withheld / (len(answer.claims) + withheld),
    )


def probability(seen: AnswerSignals, weights: AnswerSignals = WEIGHTS, bias: float = BIAS) -> float:
    """Logistic regression on the signals, in (0, 1)."""
    return sigmoid(bias + sum(weight * value for weight, value in zip(weights, seen, strict=True)))


def _unsaid(answer: Answer, offline: Answer) -> tuple[Citation, ...]:
    """What the offline answer begins with; nothing if the model's answer cites it, or one that says the same."""
    first = min((span for cited in offline.citations for span in cited.claims), default=None)
    begins = [cited for cited in offline.citations if first in cited.claims]
    said = set(map(_place, answer.citations))
    if any(_place(cited) in said for cited in begins):
        return ()
    return tuple(replace(cited, marker=n, claims=()) for n, cited in enumerate(begins, 1))


def _place(cited: Citation) -> tuple[str, int, int]:
    return cited.sha256, cited.start, cited.end
