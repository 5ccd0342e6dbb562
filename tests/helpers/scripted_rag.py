"""A `Rag` for eval tests: one article, and scripted answers."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rag.evaluation.cases import Case
from rag.evaluation.logs import LogWriter
from rag.evaluation.provenance import fingerprint
from rag.evaluation.runner import run
from rag.evaluation.scoring import CaseResult
from rag.types import Answer, Article, Citation, Passage, Span

NORWAY = Article("norway", "Norway is long. The capital is Oslo. It rains in Bergen.", "Norway")
FIRST, CAPITAL, RAIN = (Span(0, 15), Span(16, 36), Span(37, 56))
Script = Mapping[str, Span | tuple[Span, ...] | BaseException | None]
"""What each question is answered with: its quotes; None is a refusal."""


class Scripted:
    """Answers each question with the quotes of the script, from one article that is also the only passage.

    `words` are the exact words that answer, in each quote that holds them.
    """

    def __init__(self, script: Script, confidence: float | None = None, words: str = "") -> None:
        self.script = script
        self.confidence = confidence
        self.words = words
        self.histories: list[Sequence[tuple[str, str]]] = []

    def ask(self, question: str, *, history: Sequence[tuple[str, str]] = ()) -> Answer:
        self.histories.append(history)
        cited = self.script[question]
        if isinstance(cited, BaseException):
            raise cited
        passage = Passage(NORWAY.id, NORWAY.sha256, 0, len(NORWAY.text), NORWAY.text, 0.5, NORWAY.title)
        if cited is None:
            return Answer(question, "The articles do not say.", True, self.confidence, "scripted", passages=(passage,))
        text, citations = "", list[Citation]()
        for marker, at in enumerate([cited] if isinstance(cited, Span) else cited, 1):
            citations.append(self._citation(marker, at, len(text)))
            text += f"{citations[-1].quote}[{marker}] "
        return Answer(question, text.strip(), False, self.confidence, "scripted", tuple(citations), (passage,))

    def _citation(self, marker: int, at: Span, before: int) -> Citation:
        quote = NORWAY.text[at.start : at.end]
        found = quote.find(self.words) if self.words else -1
        words = Span(found, found + len(self.words)) if found >= 0 else None
        claims = (Span(before, before + len(quote)),)
        return Citation(marker, NORWAY.id, "Norway", None, None, NORWAY.sha256, *at, quote, claims=claims, answer=words)

    def text_of(self, article_id: str, sha256: str) -> str | None:
        return NORWAY.text if (article_id, sha256) == (NORWAY.id, NORWAY.sha256) else None


def known(name: str = "capital", **changes: Any) -> Case:
    case = Case(name, name, ("Oslo",), ("norway",), ("The capital is Oslo.",), tags=("fact",))
    return dataclasses.replace(case, **changes)


def unknown(name: str, **changes: Any) -> Case:
    return dataclasses.replace(Case(name, name, answerable=False, tags=("near-miss",)), **changes)


def asked(script: Script, cases: Sequence[Case], confidence: float | None = None, words: str = "") -> list[CaseResult]:
    """The results of a run over the cases."""
    results: list[CaseResult] = []
    run(Scripted(script, confidence, words), cases, results.append)
    return results


MIXED = [known("a"), known("b"), known("c"), unknown("d"), unknown("e")]
SCRIPT = {"a": CAPITAL, "b": RAIN, "c": None, "d": None, "e": RAIN}


def mixed(confidence: float | None = None) -> list[CaseResult]:
    """A right, b wrong, c refused wrongly, d refused rightly, e answered though nothing answers it."""
    return asked(SCRIPT, MIXED, confidence)


def head(
    cases: Sequence[Case], corpus: Sequence[tuple[str, str]] = (("norway", "00"),), **settings: object
) -> dict[str, Any]:
    """A fingerprint."""
    return fingerprint(settings, corpus, cases)


def write_log(path: Path, fingerprint: Mapping[str, Any], results: Iterable[CaseResult]) -> None:
    """A whole log at once. The file must not exist."""
    with LogWriter(path, fingerprint) as log:
        for result in results:
            log.add(result)
