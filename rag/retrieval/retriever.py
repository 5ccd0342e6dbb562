"""Question to passages: both indexes propose candidates, scoring.py scores them, ties are broken by article and place.

Scores are computed from the stored vectors and texts, never taken from an index: they do not depend on which index
proposed a passage, on how many others it proposed, or on deleted passages that an index still counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from ..storage.analyzer import terms
from ..text.language import is_english, language
from ..text.stopwords import content_words
from ..types import Filters, Passage
from .answer_type import kind_of
from .conversation import Beside, articles_told, mixed, raised
from .scoring import WEIGHTS, Asked, Weights, score, weighed
from .spelling import respelt

if TYPE_CHECKING:
    from ..embedding.embedder import Vectors
    from ..library.reader import Index

CANDIDATES = 32
"""Candidates taken from each index; 50 found nothing more."""
FOREIGN = 0.1
"""Subtracted from the score of a sentence in another language: of two that say the same, the reader gets their own."""


def retrieve(
    index: Index,
    question: str,
    vector: Vectors,
    k: int,
    filters: Filters | None = None,
    weights: Weights = WEIGHTS,
    beside: Beside | None = None,
) -> tuple[Passage, ...]:
    """The k best passages, best first, each scored by its best sentence; fewer when the filters leave fewer.

    `vector` is the question's unit vector, of the library's dimension. `beside`: of a follow-up, what else it says.
    """
    filters = filters or Filters()
    spoken = language(question)
    words = " ".join(content_words(question, spoken)) or question
    proposed = [*index.dense(vector, CANDIDATES, filters), *index.lexical(words, CANDIDATES, filters)]
    told = articles_told(index, beside.told, filters) if beside else ()
    if told:
        proposed += index.dense(vector, CANDIDATES, replace(filters, articles=told))
    if not proposed:
        index.check_outlets(filters.sources)
    chunks = index.chunks({chunk_id for chunk_id, _ in proposed})
    asked = Asked(question, kind_of(question), vector, weighed(index, words), weights, index.anisotropy)
    scored = [score(chunk, asked) for chunk in chunks.values()]
    if beside and beside.vector is not None:
        own = weighed(index, " ".join(content_words(beside.own, spoken)) or beside.own)
        again = Asked(beside.own, kind_of(beside.own), beside.vector, own, weights, index.anisotropy)
        scored = [mixed(one, score(chunk, again)) for one, chunk in zip(scored, chunks.values(), strict=True)]
    scored = [raised(passage) if passage.article_id in told else passage for passage in scored]
    found = [_in_language(passage, spoken) for passage in _best(scored, k)]
    return index.checked(_best(found, k))


def _best(passages: Iterable[Passage], k: int) -> list[Passage]:
    return sorted(passages, key=lambda p: (-p.score, p.article_id, p.start))[:k]


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
