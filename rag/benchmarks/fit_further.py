"""Fits the weights of answering/selection.py: the probability that a further sentence serves beside the first.

It serves if it overlaps the evidence or contains an accepted answer, as the metric `quote precision` has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..answering.extractive import sentences_that_tell
from ..answering.selection import Further, seen_beside, serves
from ..evaluation.cases import Case
from ..metrics import answers, statistics
from ..types import Passage, Sentence
from .fit_ranking import is_in_evidence
from .logistic import Fitted, fit_logistic

if TYPE_CHECKING:
    from ..service import Rag

CANDIDATES = 6
"""Sentences after the first that are looked at: hardly one that stands further behind is ever quoted."""
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7)


@dataclass(frozen=True)
class Observation:
    """A further sentence of a question. `serves`: it belongs to the answer."""

    question: str
    seen: Further
    serves: bool


def observe(rag: Rag, cases: Sequence[Case]) -> Iterator[Observation]:
    """The sentences after the first of each answerable case, best first."""
    for case in cases:
        if case.answerable:
            keyed = sentences_that_tell(case.question, rag.retrieve(case.question))
            ranked = sorted(keyed.values(), key=lambda place: -place[1].score)[: CANDIDATES + 1]
            for place in ranked[1:]:
                yield Observation(case.id, seen_beside(place, ranked[0]), is_useful(case, *place))


def is_useful(case: Case, passage: Passage, sentence: Sentence) -> bool:
    """Whether the sentence is of the evidence, or contains an answer that it spells out."""
    if passage.article_id not in case.articles:
        return False
    spelt = answers.spelled_out(case.answers, case.evidence)
    return is_in_evidence(case, sentence) or any(answers.contains_answer(sentence.text, answer) for answer in spelt)


def fit(benches: Sequence[Sequence[Observation]]) -> Fitted[Further]:
    """Each bench weighs the same."""
    everything = [o for bench in benches for o in bench]
    return fit_logistic(
        [o.seen for o in everything], [o.serves for o in everything], [np.ones(len(bench)) for bench in benches]
    )


def report(observations: Sequence[Observation], fitted: Fitted[Further]) -> str:
    """How well the probability tells those that serve from the rest, and what each threshold lets through."""
    stated = np.array([serves(o.seen, *fitted) for o in observations])
    right = np.array([o.serves for o in observations])
    auroc = statistics.auroc(list(stated), list(right)).value(len(right))
    lines = [f"  AUROC {auroc:.3f}; {right.mean():.3f} of {len(right)} sentences serve"]
    questions = len({o.question for o in observations})
    for threshold in THRESHOLDS:
        shown = stated >= threshold
        precision = right[shown].mean() if shown.any() else float("nan")
        recall = (right & shown).sum() / max(right.sum(), 1)
        lines.append(
            f"  threshold {threshold:.2f}: precision {precision:.3f}, recall {recall:.3f}, "
            f"{shown.sum() / questions:.2f} further sentences a question"
        )
    return "\n".join(lines)
