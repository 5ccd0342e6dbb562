"""Question to passages: both indexes propose candidates, scoring.py scores them, ties are broken by article and place.

Scores are computed from the stored vectors and texts, never taken from an index: they do not depend on which index
proposed a passage, on how many others it proposed, or on deleted passages that an index still counts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..answering.newest import asks_for_now
from ..storage.analyzer import terms
from ..text.dates import stored_day
from ..text.language import is_english, language
from ..text.stopwords import content_words
from ..types import Filters, Passage
from .answer_type import kind_of
from .copies import counted_once
from .scoring import WEIGHTS, Asked, Weights, score, weighed
from .spelling import respelt
from .time_asked import TimeAsked

if TYPE_CHECKING:
    from ..embedding.embedder import Vectors
    from ..library.reader import Index

CANDIDATES = 32
"""Candidates taken from each index; 50 found nothing more."""
NEWEST = 0.1
"""Added to the scores of the newest candidates where a question asks for what holds now. Set by trial."""
FOREIGN = 0.1
"""Subtracted from the score of a sentence in another language: of two that say the same, the reader gets their own."""


def retrieve(
    index: Index,
    question: str,
    vector: Vectors,
    k: int,
    filters: Filters | None = None,
    weights: Weights = WEIGHTS,
    embed: Callable[[str], Vectors] | None = None,
) -> tuple[Passage, ...]:
    """The k best passages, best first, each scored by its best sentence; fewer when the filters leave fewer.

    `vector` is the question's unit vector, of the library's dimension; `embed` makes that of a part of it.
    """
    filters = filters or Filters()
    found = _found(index, question, vector, filters, weights, embed)
    return _finished(index, question, found[:k], filters)


def retrieve_story(
    index: Index, question: str, vector: Vectors, filters: Filters | None = None, weights: Weights = WEIGHTS
) -> tuple[Passage, ...]:
    """What `retrieve` finds, of twice as many candidates and all of it, with the opening of each article."""
    filters = filters or Filters()
    found = _found(index, question, vector, filters, weights, candidates=2 * CANDIDATES, openings=True)
    return _finished(index, question, found, filters)


def _found(
    index: Index,
    question: str,
    vector: Vectors,
    filters: Filters,
    weights: Weights,
    embed: Callable[[str], Vectors] | None = None,
    candidates: int = CANDIDATES,
    *,
    openings: bool = False,
) -> list[Passage]:
    """The passages of the candidates, best first; what copies say counts once."""
    words = " ".join(content_words(question, language(question))) or question
    time = TimeAsked(question, stored_day(filters.as_of), embed)
    proposed = [
        hit
        for each in (filters, *time.searches(filters))
        for hit in (*index.dense(vector, candidates, each), *index.lexical(words, candidates, each))
    ]
    if not proposed:
        index.check_outlets(filters.sources)
    chunks = index.chunks(dict.fromkeys(chunk_id for chunk_id, _ in proposed), filters)
    if openings:
        chunks |= index.chunks(index.openings({chunk.article_id for chunk in chunks.values()}), filters)
    asked = Asked(question, kind_of(question), vector, weighed(index, words), weights, index.anisotropy, time)
    scored = [score(chunk, asked) for chunk in chunks.values()]
    scored = _newer_higher(scored) if asks_for_now(question) else scored
    return counted_once(scored, {chunk.article_id: chunk.copy_group for chunk in chunks.values()})


def _finished(index: Index, question: str, found: Iterable[Passage], filters: Filters) -> tuple[Passage, ...]:
    spoken = language(question)
    passages = (_in_language(passage, spoken) for passage in found)
    return index.checked(sorted(passages, key=lambda p: (-p.score, p.article_id, p.start)), filters)


def _newer_higher(passages: Sequence[Passage]) -> list[Passage]:
    """The passages with higher scores the more days the others are older: many tell what held before."""
    days = sorted({passage.published[:10] for passage in passages if passage.published})
    if len(days) < 2:
        return list(passages)
    return [
        _raised(p, NEWEST * bisect_left(days, p.published[:10]) / (len(days) - 1)) if p.published else p
        for p in passages
    ]


def _raised(passage: Passage, by: float) -> Passage:
    sentences = tuple(replace(sentence, score=sentence.score + by) for sentence in passage.sentences)
    return replace(passage, sentences=sentences, score=passage.score + by)


def _in_language(passage: Passage, spoken: str | None) -> Passage:
    """The passage, in which a sentence in another language than the question's counts for less."""
    foreign = [spoken is not None and language(s.text) not in (None, spoken) for s in passage.sentences]
    if not any(foreign):
        return passage
    pairs = zip(passage.sentences, foreign, strict=True)
    sentences = tuple(replace(s, score=s.score - FOREIGN) if other else s for s, other in pairs)
    return replace(passage, sentences=sentences, score=max(sentence.score for sentence in sentences))


def respell(index: Index, question: str) -> str:
    """The question with each word corrected that neither English nor the library has, if a known word is near.

    A question in another language stays as it is: its words look like slips, and there is no dictionary for them.
    """
    if not is_english(question):
        return question

    def is_known(word: str) -> bool:
        return any(index.document_frequencies(terms(word)).values())

    def nearby(word: str) -> set[str]:
        chunks = index.chunks(index.spelt_like(word)).values()
        return {w for c in chunks for w in re.findall(r"[^\W\d_]+", f"{c.title} {c.text}")}

    return respelt(question, is_known=is_known, nearby=nearby)
