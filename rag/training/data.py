"""Reads the training data: `contexts.jsonl.xz` and `q.jsonl.xz`, one JSON value a line.

A context is a string. A question is `{source, question, context, kind, spans?, answers?, answerable?}`: `context` is
the number of its line, from 0, and `spans` are ranges of code points in it.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, cast

from ..text.sentences import split_sentences
from ..types import Span

Kind = Literal["span", "sentence", "none", "unanswerable", "mined_negative"]
"""`span`: the spans are the answer's words. `sentence`: they are whole sentences that answer. `none`: it is answered,
but nobody says where. `mined_negative`: a passage that shares the question's words and holds none of its answers."""

SHARES: Mapping[str, float] = {
    "qamr_wikipedia": 0.2,
    "qamr_wikinews": 0.35,
    "qadiscourse_wikinews": 0.7,
    "qadiscourse_wikipedia": 0.5,
    "qasrl_gs_wikinews": 0.08,
    "qasrl_gs_wikipedia": 0.05,
    "medquad": 0.25,
    "squadshifts_reddit": 0.7,
    "squadshifts_amazon_reviews": 0.6,
    "fairytaleqa": 0.7,
    "condaqa": 0.6,
}
"""The share of a source's questions that an epoch asks, where it is not all. Low for what is far from questions that
people ask of articles: roles of a verb ("Who said something?"), reviews, templates."""
SINGLE = ("qamr_", "qadiscourse_", "qasrl_")
"""Sources whose contexts are single sentences, in the order of their articles."""


@dataclass(frozen=True)
class Question:
    """A line of `q.jsonl.xz`."""

    number: int
    """Of its line, from 0."""
    source: str
    text: str
    context: int
    kind: Kind
    spans: tuple[Span, ...]
    answers: tuple[str, ...]

    @property
    def answerable(self) -> bool:
        return self.kind in ("span", "sentence", "none")

    @property
    def is_single(self) -> bool:
        """Whether its context is one sentence."""
        return self.source.startswith(SINGLE)


@dataclass(frozen=True)
class Context:
    """A text with its sentences."""

    text: str

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        spans: list[Span] = []
        at = 0
        for line in self.text.split("\n"):
            spans += [Span(at + s.start, at + s.end) for s in split_sentences(line) if s.end > s.start]
            at += len(line) + 1
        return tuple(spans)


@dataclass(frozen=True)
class Data:
    """All contexts and questions; `mined` has the contexts that do not answer a question, by its text."""

    contexts: Sequence[Context]
    questions: Sequence[Question]
    mined: Mapping[str, tuple[int, ...]]


def read_data(folder: Path) -> Data:
    """Raises `OSError` for a file that is missing and `ValueError` for one that is damaged."""
    contexts = [Context(text) for text in _lines(folder / "contexts.jsonl.xz")]
    questions = [_question(number, line) for number, line in enumerate(_lines(folder / "q.jsonl.xz"))]
    mined: dict[str, list[int]] = {}
    for question in questions:
        if question.kind in ("mined_negative", "unanswerable"):
            mined.setdefault(question.text, []).append(question.context)
    return Data(contexts, questions, {text: tuple(numbers) for text, numbers in mined.items()})


def _lines(path: Path) -> Iterator[Any]:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def _question(number: int, line: Mapping[str, Any]) -> Question:
    return Question(
        number,
        line["source"],
        " ".join(line["question"].split()),
        line["context"],
        cast(Kind, line["kind"]),
        tuple(Span(*span) for span in line.get("spans", ())),
        tuple(line.get("answers", ())),
    )
