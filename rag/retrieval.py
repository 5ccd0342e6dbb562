"""Question to passages: candidates from both indexes, scored alike by exact arithmetic, ties broken by article and place.

The indexes only propose. What counts is computed here from the stored vectors and texts, so that a score does not depend on which index
proposed a passage, on how many others there are, or on what an index still remembers of deleted ones.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from .embedding.model_files import english_words
from .kinds import Kind, kind_of, points_back, suits
from .spelling import respelt
from .storage.analyzer import terms
from .text.stopwords import content_words
from .text.synonyms import alike
from .types import Filters, Passage, Sentence, Span

if TYPE_CHECKING:
    from .embedding.embedder import Vectors
    from .reading import Index
    from .storage.records import StoredChunk

CANDIDATES = 32
"""Proposals taken from each index; fifty found nothing more."""

SYNONYM = 0.6
"""What a word counts whose synonym stands there instead of it. Set by trial: .4 and .8 gave the same figures within a point."""


class Weights(NamedTuple):
    """What a sentence's score adds to its own cosine, for each of these."""

    lexical: float
    carried: float
    suits: float
    passage_dense: float
    passage_lexical: float


# python -m rag.evaluation.fit ranking bench/xquad bench/clapnq
WEIGHTS = Weights(lexical=0.31, carried=0.07, suits=0.17, passage_dense=0.13, passage_lexical=0.28)


def retrieve(index: Index, question: str, vector: Vectors, k: int, filters: Filters | None = None) -> tuple[Passage, ...]:
    """The k best passages, best first, each scored by its best sentence; fewer when the filters leave fewer.

    `vector` is the question's, a unit vector of the library's dimension.
    """
    filters = filters or Filters()
    words = " ".join(content_words(question)) or question
    proposed = [*index.dense(vector, CANDIDATES, filters), *index.lexical(words, CANDIDATES, filters)]
    if not proposed:
        index.check_outlets(filters.sources)
    chunks = index.chunks({chunk_id for chunk_id, _ in proposed})
    asked = _Asked(question, kind_of(question), vector, _weighed(index, words))
    scored = [_score(chunk, asked) for chunk in chunks.values()]
    best = tuple(sorted(scored, key=lambda p: (-p.score, p.article_id, p.start))[:k])
    index.check(best)
    return best


@dataclass(frozen=True)
class _Asked:
    """What passages are scored against."""

    question: str
    kind: Kind | None
    vector: Vectors
    terms: tuple[_Term, ...]

    def covered(self, present: Set[str]) -> float:
        """The share of the question's weight that these terms have; a loop, as it runs for every sentence found."""
        share = 0.0
        for term in self.terms:
            if term.text in present:
                share += term.share
            elif not term.alike.isdisjoint(present):
                share += SYNONYM * term.share
        return share


class _Term(NamedTuple):
    """One of the question's, with its share of their weight, which adds up to 1, and the stems of its synonyms."""

    text: str
    share: float
    alike: frozenset[str]


@cache
def _synonyms() -> Mapping[str, frozenset[str]]:
    return alike(_stem)


def _stem(word: str) -> str:
    return "".join(terms(word))


def _weighed(index: Index, words: str) -> tuple[_Term, ...]:
    """By BM25's idf (Robertson & Zaragoza 2009, with Lucene's + 1 that keeps it above zero)."""
    asked = sorted(set(terms(words)))
    frequencies = index.document_frequencies(asked)
    idf = {t: math.log(1 + (index.size - frequencies.get(t, 0) + 0.5) / (frequencies.get(t, 0) + 0.5)) for t in asked}
    total = sum(idf.values()) or 1.0
    return tuple(_Term(term, weight / total, _synonyms().get(term, frozenset())) for term, weight in idf.items())


def _score(chunk: StoredChunk, asked: _Asked) -> Passage:
    dense, topic, *each_dense = (min(1.0, max(-1.0, cosine)) for cosine in (chunk.vectors @ asked.vector).tolist())
    beside, *said = chunk.terms
    lexical = asked.covered(beside.union(*said))
    base = WEIGHTS.passage_dense * dense + WEIGHTS.passage_lexical * lexical
    texts = [chunk.text[start - chunk.start : end - chunk.start] for start, end in chunk.sentences]
    before = [frozenset[str](), *said[:-1]]
    each = zip(chunk.sentences, texts, said, before, each_dense, strict=True)
    sentences = tuple(_sentence(*one, base, asked) for one in each)
    return Passage(
        article_id=chunk.article_id,
        sha256=chunk.sha256,
        start=chunk.start,
        end=chunk.end,
        text=chunk.text,
        score=max((s.score for s in sentences), default=base),
        title=chunk.title,
        source=chunk.source,
        published=chunk.published,
        sentences=sentences,
        dense=dense,
        lexical=lexical,
        topic=topic,
    )


def _sentence(span: Span, text: str, said: Set[str], before: Set[str], dense: float, base: float, asked: _Asked) -> Sentence:
    lexical, holds = asked.covered(said), suits(asked.kind, asked.question, text)
    carried = asked.covered(said | before) - lexical if points_back(text) else 0.0
    score = dense + WEIGHTS.lexical * lexical + WEIGHTS.carried * carried + WEIGHTS.suits * holds + base
    return Sentence(span.start, span.end, text, dense, lexical, holds, carried, score)


def respell(index: Index, question: str) -> str:
    """The question with each word that neither English nor the library knows put right, where a known word is near."""

    def is_known(word: str) -> bool:
        return word.casefold() in english_words() or any(index.document_frequencies(terms(word)).values())

    def nearby(word: str) -> set[str]:
        chunks = index.chunks(index.spelt_like(word)).values()
        return {w for c in chunks for w in re.findall(r"[^\W\d_]+", f"{c.title} {c.text}")}

    return respelt(question, is_known=is_known, nearby=nearby)
