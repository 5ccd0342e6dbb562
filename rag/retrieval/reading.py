"""The reader reads the question with the passages found and reorders them and their sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from ..reading.reader import Reading
from ..types import Passage, Sentence, Span
from .scoring import with_reading, without_reading

READ = 8
"""Passages that are read for a question, if so many were found."""


class Reads(Protocol):
    """What is needed of the reader."""

    def read(self, question: str, title: str, text: str, sentences: Sequence[Span]) -> Reading: ...


def read(question: str, passages: Sequence[Passage], reader: Reads) -> tuple[Passage, ...]:
    """The passages with the reader's logits and the exact words that answer; scores and order stay."""
    return tuple(_read(question, passage, reader) if passage.sentences else passage for passage in passages)


def ranked(passages: Sequence[Passage], k: int) -> tuple[Passage, ...]:
    """The k best of the passages, best first, with what the reader says in their scores."""
    scored = [with_reading(passage) for passage in passages]
    return tuple(sorted(scored, key=lambda p: (-p.score, p.article_id, p.start))[:k])


def read_again(question: str, passages: Sequence[Passage], reader: Reads) -> tuple[Passage, ...]:
    """Passages that were found for a question of several, read for this one of them; their order stays."""
    return tuple(map(with_reading, read(question, tuple(map(without_reading, passages)), reader)))


def _read(question: str, passage: Passage, reader: Reads) -> Passage:
    spans = [Span(s.start - passage.start, s.end - passage.start) for s in passage.sentences]
    found = reader.read(question, passage.title, passage.text, spans)
    each = zip(passage.sentences, found.sentences, found.words, strict=True)
    sentences = tuple(_with(sentence, logit, words, passage.start) for sentence, logit, words in each)
    return replace(passage, sentences=sentences, reads=found.passage)


def _with(sentence: Sentence, logit: float, words: Span | None, at: int) -> Sentence:
    answer = None if words is None else Span(at + words.start, at + words.end)
    return replace(sentence, reads=logit, answer=answer)
