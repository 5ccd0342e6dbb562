"""Fits `confidence.py`: python -m rag.evaluation.fit BENCH…  where each BENCH is a folder with articles/ and cases.jsonl.

An answerable case is asked up to four times: as it is; without the articles that answer it, which makes a question off the topic of what
is left; without only the passages that answer it, a near miss; and with one of its names or numbers changed for one from a question on
another article, a nearer one. What is fitted is whether the quoted sentences hold an accepted answer. For each bench the fit on the
others is reported, then the fit on all, whose weights are printed as they stand in `confidence.py`.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..answering.extractive import MODEL, quotes
from ..citations import verify
from ..confidence import Signals, names, probability, signals
from ..retrieval import CANDIDATES
from ..types import Draft, Passage
from . import metrics
from .cases import Case, read_cases
from .library import throwaway
from .runner import measure

if TYPE_CHECKING:
    from ..service import Rag

THRESHOLDS = (0.05, 0.1, 0.12, 0.14, 0.16, 0.2, 0.3, 0.4, 0.5)


@dataclass(frozen=True)
class Observation:
    """One question asked of one state of the library. `right`: the quotes hold an accepted answer. `answerable`: something does."""

    seen: Signals
    right: bool
    answerable: bool
    weight: float
    """An answerable question counts as much as the unanswerable ones made of it."""


def observe(rag: Rag, cases: Sequence[Case]) -> Iterator[Observation]:
    """Up to four observations a case; none where nothing is found."""
    for case, changed in zip(cases, _with_another_name(cases), strict=True):
        passages = rag.retrieve(case.question, k=2 * CANDIDATES)
        yield from _observation(rag, case, passages, 1.0)
        if case.answerable:
            elsewhere = [passage for passage in passages if passage.article_id not in case.articles]
            beside = [passage for passage in passages if not _answers(case, passage)]
            unanswerable = replace(case, answerable=False)
            asked = [(unanswerable, elsewhere), (unanswerable, beside)]
            if changed:
                asked.append((replace(unanswerable, question=changed), rag.retrieve(changed, k=rag.settings.k)))
            for other, left in asked:
                yield from _observation(rag, other, left, 1 / len(asked))


def _with_another_name(cases: Sequence[Case]) -> list[str | None]:
    """Each question with its last name or number changed for the last of the next question on another article."""
    changed: list[str | None] = []
    for i, case in enumerate(cases):
        own = names(case.question)
        following = (*cases[i + 1 :], *cases[:i])
        others = (other for other in following if set(other.articles).isdisjoint(case.articles))
        pool = (names(other.question)[-1] for other in others if own and names(other.question))
        another = next((name for name in pool if name[0].isdigit() == own[-1][0].isdigit() and name not in case.question), None)
        changed.append(re.sub(rf"\b{re.escape(own[-1])}\b", another, case.question) if another else None)
    return changed


def _answers(case: Case, passage: Passage) -> bool:
    if passage.article_id not in case.articles:
        return False
    spelt = any(metrics.contains_answer(passage.text, answer) for answer in case.answers)
    return spelt or any(s.text in evidence or evidence in passage.text for evidence in case.evidence for s in passage.sentences)


def _observation(rag: Rag, case: Case, passages: Sequence[Passage], weight: float) -> Iterator[Observation]:
    shown = passages[: rag.settings.k]
    seen = signals(case.question, shown)
    if seen is not None:
        answer = verify(case.question, Draft(tuple(quotes(shown)), MODEL), shown)
        right = case.answerable and bool(measure(rag, case, answer).metrics["correct"])
        yield Observation(seen, right, case.answerable, weight)


def fit(observations: Sequence[Sequence[Observation]]) -> tuple[Signals, float]:
    """Weights and bias of a weakly regularised logistic regression, in which each bench weighs the same."""
    from sklearn.linear_model import LogisticRegression

    everything = [o for bench in observations for o in bench]
    weights = [o.weight * len(everything) / sum(other.weight for other in bench) for bench in observations for o in bench]
    model = LogisticRegression(C=10, max_iter=5000).fit([o.seen for o in everything], [o.right for o in everything], weights)
    return Signals(*(round(float(weight), 2) for weight in model.coef_[0])), round(float(model.intercept_[0]), 2)


def report(observations: Sequence[Observation], weights: Signals, bias: float) -> str:
    """How well these weights tell right from wrong and answerable from not, and what each threshold would cost."""
    stated = [probability(o.seen, weights, bias) for o in observations]
    answerable, right = [o.answerable for o in observations], [o.right for o in observations]
    lines = [
        f"  AUROC answerable {_auroc(stated, answerable):.3f}, right {_auroc(stated, right):.3f}; "
        f"Brier {metrics.brier(stated, right):.3f}; ECE {metrics.ece(stated, right):.3f}; n = {len(observations)}"
    ]
    for threshold in THRESHOLDS:
        over = metrics.mean(p < threshold for p, yes in zip(stated, answerable, strict=True) if yes)
        refused = metrics.mean(p < threshold for p, yes in zip(stated, answerable, strict=True) if not yes)
        lines.append(f"  threshold {threshold:.2f}: over-abstention {over:.3f}, unanswerable refused {refused:.3f}")
    return "\n".join(lines)


def _auroc(stated: Sequence[float], labels: Sequence[bool]) -> float:
    sides = [[p for p, label in zip(stated, labels, strict=True) if label is wanted] for wanted in (True, False)]
    return metrics.auroc(*sides) or float("nan")


def main(arguments: Sequence[str] | None = None) -> None:
    """The command; prints to standard output."""
    parser = argparse.ArgumentParser(prog="python -m rag.evaluation.fit", description="Fit the weights of rag/confidence.py.")
    parser.add_argument("bench", nargs="+", type=Path, help="a folder with articles/ and cases.jsonl")
    benches = parser.parse_args(arguments).bench
    observed: dict[str, list[Observation]] = {}
    for bench in benches:
        sys.stderr.write(f"asking {bench.name}\n")
        with throwaway([bench / "articles"]) as rag:
            observed[bench.name] = list(observe(rag, read_cases(bench / "cases.jsonl")))
    out = sys.stdout.write
    for name, own in observed.items():
        others = [observations for other, observations in observed.items() if other != name]
        if others:
            out(f"{name}, fitted on the others\n{report(own, *fit(others))}\n")
    weights, bias = fit(list(observed.values()))
    for name, own in observed.items():
        out(f"{name}, fitted on all\n{report(own, weights, bias)}\n")
    out(f"\nWEIGHTS = {weights}\nBIAS = {bias}\n")


if __name__ == "__main__":
    main()
