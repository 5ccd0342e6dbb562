"""Question to passages: candidates from both indexes, scored alike by exact arithmetic, ties broken by article and place.

The indexes only propose. What counts is computed here from the stored vectors and texts, so that a score does not depend on which index
proposed a passage, on how many others there are, or on what an index still remembers of deleted ones.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .lexical import terms
from .stopwords import content_words
from .types import Filters, Passage, Sentence

if TYPE_CHECKING:
    from .catalog import StoredChunk
    from .embedding import Embedder, Vectors
    from .library import Index

CANDIDATES = 50
"""Proposals taken from each index."""

# A sentence's score: its own cosine, plus these times what its words cover, its passage's cosine, what its passage's words cover.
# Chosen by evaluation.fit on bench/xquad and bench/clapnq; anything within a third of each gives the same figures within one point.
SENTENCE_LEXICAL = 0.4
PASSAGE_DENSE = 0.5
PASSAGE_LEXICAL = 0.35


def retrieve(index: Index, embedder: Embedder, question: str, k: int, filters: Filters | None = None) -> tuple[Passage, ...]:
    """The k best passages, best first, each scored by its best sentence; fewer when the filters leave fewer."""
    filters = filters or Filters()
    vector = embedder.embed_queries([question])[0]
    words = " ".join(content_words(question)) or question
    proposed = [*index.dense(vector, CANDIDATES, filters), *index.lexical(words, CANDIDATES, filters)]
    chunks = index.chunks({chunk_id for chunk_id, _ in proposed})
    weights = _term_weights(index, words)
    scored = [_score(chunk, vector, weights) for chunk in chunks.values()]
    return tuple(sorted(scored, key=lambda p: (-p.score, p.article_id, p.start))[:k])


@dataclass(frozen=True)
class _TermWeights:
    """The question's terms with their share of its weight; the shares add up to 1."""

    shares: Mapping[str, float]

    def covered(self, *texts: str) -> float:
        present = {term for text in texts for term in terms(text)}
        return sum(share for term, share in self.shares.items() if term in present)


def _term_weights(index: Index, words: str) -> _TermWeights:
    """BM25's idf (Robertson & Zaragoza 2009, with Lucene's + 1 that keeps it above zero)."""
    asked = set(terms(words))
    frequencies = index.document_frequencies(sorted(asked))
    idf = {t: math.log(1 + (index.size - frequencies.get(t, 0) + 0.5) / (frequencies.get(t, 0) + 0.5)) for t in sorted(asked)}
    total = sum(idf.values()) or 1.0
    return _TermWeights({term: weight / total for term, weight in idf.items()})


def _score(chunk: StoredChunk, vector: Vectors, weights: _TermWeights) -> Passage:
    cosines = np.clip(chunk.vectors @ vector, -1, 1)
    dense, lexical = float(cosines[0]), weights.covered(chunk.title, chunk.text)
    base = PASSAGE_DENSE * dense + PASSAGE_LEXICAL * lexical
    sentences = tuple(_sentences(chunk, cosines[1:].tolist(), base, weights))
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
    )


def _sentences(chunk: StoredChunk, cosines: Sequence[float], base: float, weights: _TermWeights) -> list[Sentence]:
    found = []
    for (start, end), dense in zip(chunk.sentences, cosines, strict=True):
        text = chunk.text[start - chunk.start : end - chunk.start]
        lexical = weights.covered(text)
        found.append(Sentence(start, end, text, dense, lexical, dense + SENTENCE_LEXICAL * lexical + base))
    return found
