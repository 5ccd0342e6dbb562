"""An embedder that a caller passes: one of ours, or LangChain's `Embeddings`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from ..arguments import refusal
from ..errors import ModelError
from ..types import Chunk
from .any_model import chunk_title_and_sentences
from .embedder import Embedder, Vectors

_MODEL_FIELDS = ("model", "model_name", "model_id", "deployment", "repo_id")
"""Where LangChain's classes keep the name of their model."""
_TRY = "Check its key, its address and its model; the error above says what it answered."


def as_embedder(given: Any) -> Embedder:
    """Raises `SettingsError` for an object that does not embed."""
    if not isinstance(given, type):
        if callable(getattr(given, "embed_documents", None)) and callable(getattr(given, "embed_query", None)):
            return LangChainEmbedder(given)
        if callable(getattr(given, "embed_queries", None)) and callable(getattr(given, "embed_chunks", None)):
            checked: Embedder = given
            return checked
    raise refusal("embedder", given, "a model's name, LangChain embeddings, or what has the methods of Embedder")


class LangChainEmbedder:
    """LangChain `Embeddings` as an `Embedder`. Asks the model nothing before the first text."""

    def __init__(self, embeddings: Any) -> None:
        self._embeddings = embeddings
        named = (getattr(embeddings, field, None) for field in _MODEL_FIELDS)
        model = next((name for name in named if isinstance(name, str) and name), "")
        self.name = ":".join(filter(None, (type(embeddings).__name__, model)))

    @cached_property
    def dimension(self) -> int:
        """The length of its vectors, found by one call."""
        return len(self._asked(self._embeddings.embed_query, "dimension"))

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self._unit([self._asked(self._embeddings.embed_query, text) for text in texts], len(texts))

    def embed_chunks(self, titled: Sequence[tuple[str, Chunk]]) -> list[Vectors]:
        texts = [text for title, chunk in titled for text in chunk_title_and_sentences(title, chunk)]
        rows = self._unit(self._asked(self._embeddings.embed_documents, texts) if texts else [], len(texts))
        ends = np.cumsum([2 + len(chunk.sentences) for _, chunk in titled])
        return np.split(rows, ends[:-1])

    def _asked(self, embed: Callable[[Any], Any], what: str | list[str]) -> Any:
        try:
            return embed(what)
        except Exception as error:  # each client has errors of its own, and some repeat a key
            raise ModelError(f"The embeddings {self.name} failed: {type(error).__name__}.", _TRY) from error

    def _unit(self, rows: Any, count: int) -> Vectors:
        try:
            vectors = np.asarray(rows, dtype=np.float32).reshape(count, self.dimension)
        except (TypeError, ValueError):
            vectors = np.full((count, self.dimension), np.nan, np.float32)
        if not np.isfinite(vectors).all():
            raise ModelError(f"The embeddings {self.name} did not give {self.dimension} numbers for each text.", _TRY)
        vectors[~vectors.any(axis=1)] = 1.0  # every text needs a direction
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit
