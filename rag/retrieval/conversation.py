"""A follow-up is found by the question made of it and by its own words, first in the article that it goes on from.

"How was he found out?" is answered by "He was found out when …"; the question with his name in it is nearer to any
sentence that has the name.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..reading.reader import Reading
from ..text.names import mentions
from ..text.sentences import split_sentences
from ..text.stopwords import content_words
from ..types import Filters, Passage
from .answer_type import kind_of
from .scoring import Asked, score, weighed

if TYPE_CHECKING:
    from ..embedding.embedder import Vectors
    from ..library.reader import Index
    from ..storage.records import StoredChunk

OWN = 0.5
"""The share of its own words in a follow-up's score, and in what the reader finds.

It, `GOES_ON`, `STRANGE` and what told.py takes off were chosen together on half of the conversations in tests/data.
"""
GOES_ON = 0.5
"""Added to the score of what stands in an article that the last answer quotes."""
STRANGE = 0.4
"""Subtracted from the score of what stands in another article and has none of the names that are asked about."""
SHORTEST = 12
"""Characters of a sentence by which its article is known again."""
SENTENCES = 3
"""Sentences of an answer that are looked for."""
HELD_BY = 8
"""Passages among which the one with a sentence is looked for."""


@dataclass(frozen=True)
class Beside:
    """What a follow-up says beside the question that was made of it."""

    own: str
    """Its own words; empty where they say nothing more."""
    vector: Vectors | None
    """Theirs."""
    told: tuple[str, ...]
    """The answers before, latest first."""


def articles_told(index: Index, beside: Beside | None, filters: Filters) -> tuple[str, ...]:
    """The ids of the articles with the sentences of the latest answer that quotes any."""
    for answer in beside.told if beside else ():
        said = [" ".join(answer[span.start : span.end].split()) for span in split_sentences(answer)][:SENTENCES]
        found = {article for sentence in said for article in _holding(index, sentence, filters)}
        if found:
            return tuple(sorted(found))
    return ()


def _holding(index: Index, sentence: str, filters: Filters) -> list[str]:
    if len(sentence) < SHORTEST:
        return []
    hits = index.lexical(" ".join(content_words(sentence)) or sentence, HELD_BY, filters)
    chunks = index.chunks((chunk_id for chunk_id, _ in hits), filters).values()
    return [chunk.article_id for chunk in chunks if sentence in " ".join(chunk.text.split())]


def going_on(
    index: Index,
    passages: Sequence[Passage],
    chunks: Sequence[StoredChunk],
    asked: Asked,
    beside: Beside | None,
    told: Sequence[str],
) -> list[Passage]:
    """The passages, made of these chunks, with the scores that they have for the follow-up, too."""
    found = list(passages)
    if beside and beside.vector is not None:
        terms = weighed(index, " ".join(content_words(beside.own)) or beside.own)
        own = replace(asked, question=beside.own, kind=kind_of(beside.own), vector=beside.vector, terms=terms)
        found = [_mixed(one, score(chunk, own)) for one, chunk in zip(found, chunks, strict=True)]
    names = [mention.name.split()[-1] for mention in mentions(asked.question)]
    near = {p.article_id for p in found if any(name in f"{p.title} {p.text}" for name in names)}
    return [_placed(passage, near, told) for passage in found] if told else found


def _mixed(passage: Passage, own: Passage) -> Passage:
    """The passage with the scores that its sentences have for both questions, mixed.

    The rest is the first one's: the confidence was fitted to questions that stand alone.
    """
    pairs = zip(passage.sentences, own.sentences, strict=True)
    sentences = tuple(replace(one, score=_mix(one.score, other.score)) for one, other in pairs)
    return replace(passage, sentences=sentences, score=max((s.score for s in sentences), default=passage.score))


def _placed(passage: Passage, near: Set[str], told: Sequence[str]) -> Passage:
    """The passage higher if the conversation is about its article, lower if that has none of the names asked about."""
    if passage.article_id in told:
        return _raised(replace(passage, goes_on=True), GOES_ON)
    return passage if passage.article_id in near else _raised(passage, -STRANGE)


def _raised(passage: Passage, by: float) -> Passage:
    sentences = tuple(replace(sentence, score=sentence.score + by) for sentence in passage.sentences)
    return replace(passage, sentences=sentences, score=passage.score + by)


def mixed_reading(found: Reading, own: Reading) -> Reading:
    """What the reader found for both questions; the exact words are the first one's."""
    pairs = zip(found.sentences, own.sentences, strict=True)
    return found._replace(
        passage=max(found.passage, own.passage), sentences=tuple(_mix(one, other) for one, other in pairs)
    )


def _mix(one: float, own: float) -> float:
    return (1 - OWN) * one + OWN * own
