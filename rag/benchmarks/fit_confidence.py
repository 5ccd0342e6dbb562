"""Fits the weights of answering/confidence.py: the probability that the sentences quoted contain an accepted answer.

An answerable case is asked up to five times: as it is; without the articles that answer it, so that the question is
off the topic of the rest; without only the passages that answer it, a near miss; and, nearer misses, with one of its
names or numbers replaced by one from a question on another article, and with a word replaced by one that means another
thing, "oldest" by "youngest".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from ..answering.confidence import AnySignals, probability, signals
from ..answering.extractive import MODEL, judged, quotes, sentences_that_tell
from ..evaluation.cases import Case
from ..evaluation.runner import measure
from ..metrics import answers, statistics
from ..text.names import named_words
from ..training.near_misses import another_word
from ..types import Draft, Passage
from ..verification.citations import verify
from .logistic import Fitted, fit_logistic

if TYPE_CHECKING:
    from ..service import Rag

Weighted = NDArray[np.float64]

THRESHOLDS = (0.05, 0.08, 0.1, 0.12, 0.14, 0.16, 0.2, 0.3, 0.4, 0.5)
COVERAGES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True)
class Observation:
    """One question on one state of the library. `right`: the quotes contain an answer; `answerable`: there is one."""

    seen: AnySignals
    right: bool
    answerable: bool
    weight: float
    """The unanswerable observations made of one case share a weight of 1."""


def observe(rag: Rag, cases: Sequence[Case]) -> Iterator[Observation]:
    """Up to four observations of each case; none if no sentence is found.

    All have the same signals: a question is left out that is taken for English among others that are not.
    """
    seen = list(_observe(rag, cases))
    record = Counter(type(one.seen) for one in seen).most_common(1)
    return (one for one in seen if type(one.seen) is record[0][0])


def _observe(rag: Rag, cases: Sequence[Case]) -> Iterator[Observation]:
    for case, passages, weight in asked_anew(rag, cases):
        yield from observation(rag, case, passages, weight)


def asked_anew(rag: Rag, cases: Sequence[Case]) -> Iterator[tuple[Case, Sequence[Passage], float]]:
    """Each case with its passages, and then what cannot be answered that is made of it; these share a weight of 1."""
    for case, changed in zip(cases, _with_another_name(cases), strict=True):
        passages = rag.retrieve(case.question, k=2 * rag.settings.k)
        yield case, passages, 1.0
        if case.answerable:
            beside = [passage for passage in passages if not _answers(case, passage)]
            unanswerable = replace(case, answerable=False)
            asked = [(unanswerable, elsewhere(case, passages)), (unanswerable, beside)]
            asked = [(other, rag.finder.reread(case.question, left)) for other, left in asked if left]
            others = filter(None, (changed, _with_another_word(case)))
            asked += [(replace(unanswerable, question=other), rag.retrieve(other)) for other in others]
            yield from ((*asked_so, 1 / len(asked)) for asked_so in asked)


def elsewhere(case: Case, passages: Sequence[Passage]) -> list[Passage]:
    """The passages from articles that do not answer the case."""
    return [passage for passage in passages if passage.article_id not in case.articles]


def _with_another_name(cases: Sequence[Case]) -> list[str | None]:
    """Each question with its last name or number replaced by the last one of the next question on another article."""
    changed: list[str | None] = []
    for i, case in enumerate(cases):
        own = named_words(case.question)
        following = (*cases[i + 1 :], *cases[:i])
        others = (other for other in following if set(other.articles).isdisjoint(case.articles))
        pool = (named_words(other.question)[-1] for other in others if own and named_words(other.question))
        alike = (name for name in pool if name[0].isdigit() == own[-1][0].isdigit() and name not in case.question)
        another = next(alike, None)
        changed.append(re.sub(rf"\b{re.escape(own[-1])}\b", another, case.question) if another else None)
    return changed


def _with_another_word(case: Case) -> str | None:
    """The question with a word exchanged that the evidence then does not answer; None if it has no such word."""
    exchange = another_word(case.question, " ".join((*case.evidence, *case.answers)), Random(case.id))
    return exchange.of(case.question) if exchange else None


def _answers(case: Case, passage: Passage) -> bool:
    if passage.article_id not in case.articles:
        return False
    if any(answers.contains_answer(passage.text, answer) for answer in case.answers):
        return True
    pairs = ((evidence, sentence.text) for evidence in case.evidence for sentence in passage.sentences)
    return any(sentence in evidence or evidence in passage.text for evidence, sentence in pairs)


def observation(rag: Rag, case: Case, passages: Sequence[Passage], weight: float = 1.0) -> Iterator[Observation]:
    """The observation that these passages give; none if they have no sentence."""
    shown = passages[: rag.settings.k]
    keyed = sentences_that_tell(case.question, shown)
    claims = quotes(case.question, keyed)
    seen = signals(case.question, shown, rag.finder.likeness, judged(case.question, keyed, claims))
    if seen is not None:
        answer = verify(case.question, Draft(tuple(claims), MODEL), shown)
        right = case.answerable and bool(measure(rag, case, answer).metrics["correct"])
        yield Observation(seen, right, case.answerable, weight)


class Weighed(Protocol):
    """What of an observation decides how much it counts."""

    @property
    def weight(self) -> float: ...

    @property
    def answerable(self) -> bool: ...


def balanced(observations: Sequence[Weighed]) -> Weighted:
    """Weights under which the answerable and the unanswerable weigh the same in total.

    How many questions have no answer depends on the user, not on the bench.
    """
    weights = np.array([o.weight for o in observations])
    answerable = np.array([o.answerable for o in observations])
    for half in (answerable, ~answerable):
        weights[half] *= len(weights) / 2 / max(weights[half].sum(), 1e-9)
    return weights


def fit(benches: Sequence[Sequence[Observation]]) -> Fitted[AnySignals]:
    """Each bench weighs the same."""
    everything = [o for bench in benches for o in bench]
    return fit_logistic([o.seen for o in everything], [o.right for o in everything], [balanced(b) for b in benches])


def report(observations: Sequence[Observation], fitted: Fitted[AnySignals]) -> str:
    """How well these weights separate right from wrong and answerable from not, and what each threshold costs.

    The floor is the ECE that a perfect model would show by chance on as many questions.
    """
    stated = [probability(o.seen, *fitted) for o in observations]
    right = [float(o.right) for o in observations]
    weights = balanced(observations)[None, :]
    auroc = statistics.auroc(stated, [o.answerable for o in observations]).at(weights)[0]
    brier = statistics.average([(p - r) ** 2 for p, r in zip(stated, right, strict=True)]).at(weights)[0]
    ece, area = statistics.ece(stated, right).at(weights)[0], statistics.aurc(stated, right).at(weights)[0]
    floor = float(np.mean(statistics.calibrated_ece(stated)))
    lines = [
        f"  AUROC answerable {auroc:.3f}; Brier {brier:.3f}; ECE {ece:.3f}, floor {floor:.3f}; "
        f"area under risk-coverage {area:.3f}; n = {len(observations)}",
        "  " + ", ".join(f"risk {_risk(stated, right, weights[0], share):.2f} at {share:.0%}" for share in COVERAGES),
    ]
    for threshold in THRESHOLDS:
        over, refused = (withheld(observations, stated, threshold, answerable=yes) for yes in (True, False))
        lines.append(f"  threshold {threshold:.2f}: over-abstention {over:.3f}, unanswerable refused {refused:.3f}")
    return "\n".join(lines)


def _risk(stated: Sequence[float], right: Sequence[float], weights: Weighted, coverage: float) -> float:
    """The share of wrong answers among the surest ones, up to this coverage."""
    surest = np.argsort(-np.array(stated), kind="stable")
    shown = surest[: int(np.searchsorted(np.cumsum(weights[surest]), coverage * weights.sum() - 1e-9)) + 1]
    return 1 - float(np.average(np.array(right)[shown], weights=weights[shown]))


def withheld(
    observations: Sequence[Observation], stated: Sequence[float], threshold: float, *, answerable: bool
) -> float:
    """The share of the (un)answerable ones whose probability is below the threshold; NaN without any."""
    kept = [(o.weight, p < threshold) for o, p in zip(observations, stated, strict=True) if o.answerable is answerable]
    total = sum(weight for weight, _ in kept)
    return sum(weight for weight, below in kept if below) / total if total else float("nan")
