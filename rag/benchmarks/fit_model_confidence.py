"""Fits the weights of answering/model/assessment.py: the probability that a chat model's answer is right.

On scripted models, as a real one takes seconds a question: each cites one or two of the best sentences, the ranking's
score being blurred by noise, and words them so that they are proved, not proved or contradicted. The more noise, the
worse it words them: a model that reads badly writes badly. Real models are asked with `rag eval --model`, which reports
the ECE of these weights.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from ..answering.confidence import probability as answerable
from ..answering.confidence import signals as offline_signals
from ..answering.model.assessment import AnswerSignals, probability, signals
from ..evaluation.cases import Case
from ..evaluation.runner import measure
from ..metrics import statistics
from ..types import Claim, Draft
from ..verification.citations import issue_keys, verify
from ..verification.verdicts import Keyed
from .fit_confidence import asked_anew, balanced
from .logistic import Fitted, fit_logistic

if TYPE_CHECKING:
    from ..service import Rag

NOISES = (0.05, 0.2, 0.6)
"""Of three models, a good one first: how far a sentence's score is blurred. Scores lie mostly between 0 and 2."""
WORST = 0.6
"""The share of claims that the last of them words so that they are not proved; half of these are contradicted."""


@dataclass(frozen=True)
class Observation:
    """An answer of a scripted model, and whether it is right: of a question without an answer it never is."""

    seen: AnswerSignals
    right: bool
    answerable: bool
    weight: float


def observe(rag: Rag, cases: Sequence[Case]) -> Iterator[Observation]:
    """The answers of each model; none where all that it says is withheld."""
    for case, passages, weight in asked_anew(rag, cases):
        shown = passages[: rag.settings.k]
        keyed = issue_keys(shown)
        if not keyed:
            continue
        offline = answerable(offline_signals(case.question, shown, rag.finder.likeness))
        for noise in NOISES:
            answer = verify(case.question, _draft(Random(f"{case.id} {case.question} {noise}"), keyed, noise), shown)
            if not answer.abstained:
                right = case.answerable and bool(measure(rag, case, answer).metrics["correct"])
                yield Observation(signals(answer, offline), right, case.answerable, weight)


def _draft(rng: Random, keyed: Keyed, noise: float) -> Draft:
    blurred = {key: place[1].score + rng.gauss(0, noise) for key, place in keyed.items()}
    cited = sorted(blurred, key=lambda key: -blurred[key])[: rng.choice((1, 1, 2))]
    return Draft(tuple(_worded(rng, key, keyed, WORST * noise / max(NOISES)) for key in cited), "scripted")


def _worded(rng: Random, key: str, keyed: Keyed, badly: float) -> Claim:
    """The sentence word for word, or with an addition that it does not say, or with a number that it does not have."""
    text = keyed[key][1].text
    if rng.random() < badly:
        added = rng.choice((", as was to be expected", f", {rng.randint(200, 900)} times"))
        text = f"{text.rstrip('.')}{added}."
    return Claim(text, (key,))


def fit(benches: Sequence[Sequence[Observation]]) -> Fitted[AnswerSignals]:
    """Each bench weighs the same, and in each the answerable as much as the others."""
    everything = [one for bench in benches for one in bench]
    return fit_logistic([o.seen for o in everything], [o.right for o in everything], [balanced(b) for b in benches])


def report(observations: Sequence[Observation], fitted: Fitted[AnswerSignals]) -> str:
    """How well these weights tell right from wrong. The floor is the ECE of a perfect model on as many answers."""
    stated = [probability(one.seen, *fitted) for one in observations]
    right = [float(one.right) for one in observations]
    weights = balanced(observations)[None, :]
    auroc = statistics.auroc(stated, [one.right for one in observations]).at(weights)[0]
    ece = statistics.ece(stated, right).at(weights)[0]
    floor = float(np.mean(statistics.calibrated_ece(stated)))
    share = math.fsum(right) / len(right)
    return f"  AUROC right {auroc:.3f}; ECE {ece:.3f}, floor {floor:.3f}; n = {len(right)}, {share:.2f} right"
