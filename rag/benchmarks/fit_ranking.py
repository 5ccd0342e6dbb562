"""Fits the weights of retrieval/scoring.py: evidence sentences that contain an answer should rank before all others.

The loss is listwise (ListNet's top-one probability, Cao et al. 2007): the scores of a question's sentences, times a
factor that is fitted too, become probabilities of ranking first, and the fit maximises those of the right sentences.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..evaluation.cases import Case
from ..metrics import answers
from ..retrieval.reading import READ
from ..retrieval.scoring import Weights
from ..types import Passage, Sentence

if TYPE_CHECKING:
    from ..service import Rag

Array = NDArray[np.float64]
TOTAL = 1.96
"""What the weights but the reader's add up to, so that a score keeps its scale from fit to fit."""
UNREAD_FEATURES = 5
"""The first so many weights are not the reader's."""
RARE = 0.01
"""A standard deviation below which a feature is ignored, as `reads` is in other languages than English."""
RIDGE = 1e-3
"""L2 penalty on the weights, in standard deviations of their features: near zero where the data say nothing."""


@dataclass(frozen=True)
class Question:
    """The sentences found for a question: `seen` holds their features, and `right` marks those that should rank first.

    `seen` has the shape (sentences, weights).
    """

    seen: Array
    right: NDArray[np.bool_]


def observe(rag: Rag, cases: Sequence[Case]) -> Iterator[Question]:
    """The answerable cases for which at least one right sentence was found."""
    for case in cases:
        if not case.answerable:
            continue
        found = [
            (passage, sentence) for passage in rag.retrieve(case.question, k=READ) for sentence in passage.sentences
        ]
        right = np.array([_is_right(case, *pair) for pair in found], dtype=bool)
        if right.any():
            yield Question(np.array([_seen(*pair) for pair in found]), right)


def _seen(passage: Passage, sentence: Sentence) -> tuple[float, ...]:
    return Weights(
        sentence.dense,
        sentence.lexical,
        float(sentence.suits),
        passage.dense,
        passage.lexical,
        sentence.reads or 0.0,
    )


def is_in_evidence(case: Case, sentence: Sentence) -> bool:
    """Whether the sentence is a part of an evidence sentence, or the other way round."""
    return any(sentence.text in evidence or evidence in sentence.text for evidence in case.evidence)


def _is_right(case: Case, passage: Passage, sentence: Sentence) -> bool:
    """Whether a sentence is part of the evidence and, if that spells out an answer, contains one."""
    if passage.article_id not in case.articles or not is_in_evidence(case, sentence):
        return False
    spelt = answers.spelled_out(case.answers, case.evidence)
    return not spelt or any(answers.contains_answer(sentence.text, answer) for answer in spelt)


def fit(benches: Sequence[Sequence[Question]]) -> Weights:
    """The weights that minimise the loss; each bench weighs the same."""
    from scipy.optimize import minimize

    questions = [question for bench in benches for question in bench]
    shares = np.concatenate([np.full(len(bench), 1 / len(bench)) for bench in benches]) / len(benches)
    spread = np.concatenate([q.seen for q in questions]).std(axis=0)
    spread[spread < RARE] = np.inf  # no weight for what hardly any sentence has

    def loss(scaled: Array) -> tuple[float, Array]:
        each = [_surprise(question, scaled / spread) for question in questions]
        value = float(shares @ [surprise for surprise, _ in each])
        slope = shares @ np.array([gradient for _, gradient in each]) / spread
        return value + RIDGE * float(scaled @ scaled), slope + 2 * RIDGE * scaled

    best = minimize(loss, np.zeros(len(spread)), jac=True, method="L-BFGS-B").x / spread
    return Weights(*(round(float(weight / best[:UNREAD_FEATURES].sum() * TOTAL), 3) for weight in best))


def _surprise(question: Question, weights: Array) -> tuple[float, Array]:
    """Minus the log of the probability that a right sentence ranks first, and its gradient by the weights."""
    chances = _softmax(question.seen @ weights)
    among_right = np.where(question.right, chances, 0.0)
    chance = max(float(among_right.sum()), 1e-300)
    return -float(np.log(chance)), (chances - among_right / chance) @ question.seen


def _softmax(scores: Array) -> Array:
    raised = np.exp(scores - scores.max())
    chances: Array = raised / raised.sum()
    return chances


def report(questions: Sequence[Question], weights: Weights) -> str:
    """The share of questions with a right sentence first, and among the first three."""
    order = [np.argsort(-(q.seen @ np.array(weights)), kind="stable") for q in questions]
    first, third = (
        answers.mean(float(q.right[at[:n]].any()) for q, at in zip(questions, order, strict=True)) for n in (1, 3)
    )
    return f"  a right sentence first {first:.3f}, among three {third:.3f}; n = {len(questions)}"
