"""The models of retrieval: those that a caller gives, else those that the settings name."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any

from ..arguments import refusal
from ..settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..embedding.embedder import Embedder, Vectors
    from ..reading.reader import Reader
    from .reranker import Reranker


class RetrievalModels:
    """Loads each model once, when it is first needed. Safe to use from several threads."""

    def __init__(self, settings: Settings, embedder: Any = None, reranker: Any = None) -> None:
        """A given object wins; a name is in the settings already. Raises `SettingsError` for an unfit object."""
        self._settings = settings
        self._embedder: Embedder | None = None
        self._given: Embedder | None = None
        self._reranker: Reranker | None = None
        self._reader: Future[Reader] | None = None
        self._lock = threading.Lock()
        if embedder is not None and not isinstance(embedder, str):
            from ..embedding.langchain_embeddings import as_embedder

            self._embedder = self._given = as_embedder(embedder)
        if reranker is not None and not isinstance(reranker, str):
            if not callable(getattr(reranker, "scores", None)):
                raise refusal("reranker", reranker, "a model's name, or what has the method of Reranker")
            self._reranker = reranker

    def embedder(self) -> Embedder:
        with self._lock:
            if self._embedder is None:
                from ..embedding.registry import load_embedder

                self._embedder = load_embedder(self._settings.embedding)
            return self._embedder

    def load_elsewhere(self) -> Callable[[], Embedder]:
        """Loads the embedder in another process, to which it is sent."""
        return partial(_embedder, self._given or self._settings.embedding)

    def reranker(self) -> Reranker | None:
        """None where the setting is `none`."""
        with self._lock:
            if self._reranker is None and self._settings.reranker != "none":
                from .reranker import CrossEncoderReranker

                self._reranker = CrossEncoderReranker(self._settings.reranker)
            return self._reranker

    def reader(self, question: str) -> Future[Reader] | None:
        """Loads in a thread, while the question is embedded and searched for: that saves a quarter of a second.

        None for a question that is not in English, the one language that the reader was trained on.
        """
        from ..text.language import is_english

        if not is_english(question):
            return None
        with self._lock:
            if self._reader is None:
                pool = ThreadPoolExecutor(1)
                self._reader = pool.submit(_load_reader)
                pool.shutdown(wait=False)
            return self._reader

    @cached_property
    def vector(self) -> Callable[[str], Vectors]:
        """The vector of a question. Cached, as the answerer needs the one that retrieval has made."""
        return lru_cache(maxsize=16)(lambda question: self.embedder().embed_queries([question])[0])

    def reads(self, question: str) -> bool:
        """Whether the embedding model was trained on the question's language: the packaged one was on English only."""
        from ..embedding.packaged import PackagedEmbedder
        from ..text.language import is_english

        return self.embedder().name != PackagedEmbedder.name or is_english(question)

    def likeness(self, question: str, text: str) -> float | None:
        """The cosine of the question and a text embedded by itself, outside its passage; None if it is not `reads`."""
        if not self.reads(question):
            return None
        return float(self.vector(question) @ self.embedder().embed_queries([text])[0])


def _embedder(given: Embedder | str) -> Embedder:
    from ..embedding.registry import load_embedder

    return load_embedder(given) if isinstance(given, str) else given


@cache
def _load_reader() -> Reader:
    """One for the process: it has no state of a library's."""
    from ..reading.reader import Reader

    return Reader()
