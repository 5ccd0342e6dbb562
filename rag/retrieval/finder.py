"""Finds the passages for a question with the models of the settings: embedded, proposed, scored, reranked and read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..answering.question.kind import form_of
from ..answering.summary import newest_first, topic_of
from ..embedding.anisotropy import adjusted
from ..library.library import Library
from ..types import Filters, Passage
from .conversation import Beside
from .models import RetrievalModels
from .reading import READ, read_best, read_in_order
from .reranker import CANDIDATES, rerank
from .retriever import respell, retrieve, retrieve_story
from .scoring import UNREAD, WEIGHTS, Weights

if TYPE_CHECKING:
    from ..answering.conversation.told import FollowUp
    from ..library.reader import Index


class Finder:
    """Safe to use from several threads, as the library and the models are."""

    def __init__(self, library: Library, models: RetrievalModels) -> None:
        self._library, self._models = library, models

    def find(self, question: str, k: int, filters: Filters, follow_up: FollowUp | None = None) -> tuple[Passage, ...]:
        """The k best passages, best first."""
        own = follow_up.own if follow_up else ""
        reranker, reader = self._models.reranker(), self._models.reader(question)
        candidates = max(k, CANDIDATES) if reranker else max(k, READ) if reader else k
        found = self._proposed(question, candidates, filters, follow_up)
        if reranker:
            found = rerank(question, found, k, reranker)
            return read_in_order(question, found, reader.result()) if reader else found
        return read_best(question, found, k, reader.result(), own=own) if reader else found

    def find_again(self, question: str, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        """The passages in their order, as they are found for another question; without sentences where they are not."""
        articles = tuple(sorted({passage.article_id for passage in passages}))
        found = {
            (p.article_id, p.sha256, p.start): p for p in self.find(question, 4 * len(passages), Filters(articles))
        }
        return tuple(found.get((p.article_id, p.sha256, p.start), replace(p, sentences=())) for p in passages)

    def story(self, question: str, filters: Filters) -> tuple[Passage, ...]:
        """All that is found of a story, with the opening of each article."""
        with self._library.reading() as index:
            self._library.check_embedder(self._models.embedder())
            return self._story(index, question, filters)

    def reread(self, question: str, passages: Sequence[Passage]) -> list[Passage]:
        """Some of the passages that were found, best first, the best of them read as if there were no others.

        They are as they were where the reader does not know the question's language.
        """
        reader = self._models.reader(question)
        return list(read_best(question, passages, len(passages), reader.result()) if reader else passages)

    def respelt(self, question: str) -> str:
        """The question with its slips corrected."""
        with self._library.reading() as index:
            return respell(index, question)

    def likeness(self, question: str, text: str) -> float | None:
        """The cosine of the question and a text embedded by itself; None where the model does not read its language."""
        cosine = self._models.likeness(question, text)
        return None if cosine is None else max(-1.0, adjusted(cosine, self._library.anisotropy()))

    def _proposed(self, question: str, k: int, filters: Filters, follow_up: FollowUp | None) -> tuple[Passage, ...]:
        with self._library.reading() as index:
            self._library.check_embedder(self._models.embedder())
            if form_of(question) == "summary" and topic_of(question):
                return tuple(newest_first(question, self._story(index, question, filters), k))
            vector = self._models.vector
            own = follow_up.own if follow_up else ""
            beside = follow_up and Beside(own, vector(own) if own else None, follow_up.told)
            return retrieve(index, question, vector(question), k, filters, self._weights(question), vector, beside)

    def _story(self, index: Index, question: str, filters: Filters) -> tuple[Passage, ...]:
        return retrieve_story(index, question, self._models.vector(question), filters, self._weights(question))

    def _weights(self, question: str) -> Weights:
        return WEIGHTS if self._models.reads(question) else UNREAD
