"""The score of a passage and of its sentences for a question."""

from __future__ import annotations

import math
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

from ..answering.question.synonyms import alike
from ..embedding.anisotropy import adjusted
from ..storage.analyzer import terms
from ..types import Passage, Sentence, Span
from .answer_type import Kind, suits
from .time_asked import TimeAsked

if TYPE_CHECKING:
    from ..embedding.embedder import Vectors
    from ..library.reader import Index
    from ..storage.records import StoredChunk


SYNONYM = 0.6
"""The share of a term's weight that a synonym earns. Set by trial: .4 and .8 were within a point of it."""


ON_TIME = 0.3
"""Added to the score of a sentence that speaks of the day asked about, subtracted if of another. Set by trial."""


class Weights(NamedTuple):
    """The weight of each feature in a sentence's score. All but the reader's add up to 1.96, the scale of a score."""

    dense: float
    lexical: float
    suits: float
    passage_dense: float
    passage_lexical: float
    reads: float = 0.0
    """Of the reader's logit that the sentence answers: only for the best passages, which are read."""


# python -m rag.benchmarks.fit ranking bench/xquad bench/clapnq
WEIGHTS = Weights(dense=1.19, lexical=0.22, suits=0.22, passage_dense=0.0, passage_lexical=0.33, reads=0.1)
# the same command with translations of bench/xquad: German, Spanish, Russian, Turkish, Chinese
UNREAD = Weights(dense=0.15, lexical=0.64, suits=0.18, passage_dense=0.19, passage_lexical=0.81)
"""Where the embedding model was not trained on the question's language: the words count for more than the cosines."""


@dataclass(frozen=True)
class Asked:
    """A question, ready to be scored against passages."""

    question: str
    kind: Kind | None
    vector: Vectors
    terms: tuple[_Term, ...]
    weights: Weights = WEIGHTS
    anisotropy: float = 0.0
    time: TimeAsked = field(default_factory=partial(TimeAsked, ""))

    def covered(self, present: Set[str]) -> float:
        """The share of the question's weight that these terms cover; a plain loop, as it runs for every sentence."""
        share = 0.0
        for term in self.terms:
            if term.text in present:
                share += term.share
            elif not term.alike.isdisjoint(present):
                share += SYNONYM * term.share
        return share


class _Term(NamedTuple):
    """A term of the question, its share of all terms' weight (the shares add up to 1) and the stems of its synonyms."""

    text: str
    share: float
    alike: frozenset[str]


@cache
def _synonyms() -> Mapping[str, frozenset[str]]:
    return alike(_stem)


def _stem(word: str) -> str:
    return "".join(terms(word))


def weighed(index: Index, words: str) -> tuple[_Term, ...]:
    """The terms of `words`, weighted by BM25's idf (Robertson & Zaragoza 2009; Lucene's + 1 keeps it above zero)."""
    asked = sorted(set(terms(words)))
    frequencies = index.document_frequencies(asked)
    idf = {t: math.log(1 + (index.size - frequencies.get(t, 0) + 0.5) / (frequencies.get(t, 0) + 0.5)) for t in asked}
    total = sum(idf.values()) or 1.0
    return tuple(_Term(term, weight / total, _synonyms().get(term, frozenset())) for term, weight in idf.items())


def score(chunk: StoredChunk, asked: Asked) -> Passage:
    cosines = (adjusted(cosine, asked.anisotropy) for cosine in (chunk.vectors @ asked.vector).tolist())
    dense, topic, *each_dense = (min(1.0, max(-1.0, cosine)) for cosine in cosines)
    beside, *said = chunk.terms
    texts = [chunk.text[start - chunk.start : end - chunk.start] for start, end in chunk.sentences]
    timely = asked.time.timely(chunk.published, texts)
    if any(timely):
        said = [words | asked.time.words if on_time else words for words, on_time in zip(said, timely, strict=True)]
        if asked.time.vector is not None:
            rest = (chunk.vectors[2:] @ asked.time.vector).tolist()
            each_dense = [
                max(whole, adjusted(bare, asked.anisotropy)) if on_time else whole
                for whole, bare, on_time in zip(each_dense, rest, timely, strict=True)
            ]
    if asked.time.words and asked.time.is_dated(chunk.published):
        beside |= asked.time.words
    lexical = asked.covered(beside.union(*said))
    base = asked.weights.passage_dense * dense + asked.weights.passage_lexical * lexical
    each = zip(chunk.sentences, texts, said, each_dense, timely, strict=True)
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


def _sentence(
    span: Span, text: str, said: Set[str], dense: float, timely: bool | None, base: float, asked: Asked
) -> Sentence:
    lexical, holds = asked.covered(said), suits(asked.kind, asked.question, text)
    of = asked.weights
    score = of.dense * dense + of.lexical * lexical + of.suits * holds + base
    score += 0.0 if timely is None else ON_TIME if timely else -ON_TIME
    return Sentence(span.start, span.end, text, dense, lexical, holds, score, timely=timely)
