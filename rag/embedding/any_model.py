"""Embedding models other than the packaged one, through sentence-transformers."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..errors import ModelError
from ..types import Chunk
from .embedder import Vectors
from .model_files import PACKAGED


class SentenceTransformersEmbedder:
    """Any model that sentence-transformers can load by name or folder; it is downloaded only with HF_HUB_OFFLINE=0.

    sentence-transformers chooses the device: a GPU if torch can use one.
    """

    def __init__(self, name: str) -> None:
        """Raises `ModelError` if the model cannot be loaded."""
        model = load_sentence_transformer(name)
        self._model = model
        self.name = name
        self.dimension = int(model.get_embedding_dimension() or 0)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(self._model.encode_query, list(texts))

    def embed_chunks(self, titled: Sequence[tuple[str, Chunk]]) -> list[Vectors]:
        texts = [text for title, chunk in titled for text in chunk_title_and_sentences(title, chunk)]
        rows = self._encode(self._model.encode_document, texts)
        ends = np.cumsum([2 + len(chunk.sentences) for _, chunk in titled])
        return np.split(rows, ends[:-1])

    def _encode(self, encode: Any, texts: list[str]) -> Vectors:
        return np.asarray(encode(texts, normalize_embeddings=True, show_progress_bar=False), dtype=np.float32)


def load_sentence_transformer(name: str, device: str | None = None) -> Any:
    """The `SentenceTransformer` of that name or folder. Raises `ModelError` if it cannot be loaded."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # no requests to the hub unless the user allows them
    from sentence_transformers import SentenceTransformer

    try:
        # Only safetensors: the other format is a pickle, which can run code.
        return SentenceTransformer(name, device=device, model_kwargs={"use_safetensors": True})
    except (OSError, ValueError) as error:
        first_line = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ModelError(
            f"The embedding model {name!r} cannot be loaded: {first_line}",
            f"Name a folder that holds it, set HF_HUB_OFFLINE=0 to download it, or use RAG_EMBEDDING={PACKAGED}.",
        ) from None


def chunk_title_and_sentences(title: str, chunk: Chunk) -> list[str]:
    return [
        f"{title}\n{chunk.text}",
        title,
        *(chunk.text[s.start - chunk.start : s.end - chunk.start] for s in chunk.sentences),
    ]
