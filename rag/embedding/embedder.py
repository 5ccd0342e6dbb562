"""Text to unit vectors: what an embedder does.

packaged.py has the packaged all-MiniLM-L6-v2, which needs no torch and no download; any_model.py has every other model.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..types import Chunk

Vectors: TypeAlias = NDArray[np.float32]


class Embedder(Protocol):
    """Embeds queries and chunks as unit row vectors, so that a dot product is a cosine."""

    name: str
    """Identifies the weights, not only the model: a library refuses vectors of other weights."""

    @property
    def dimension(self) -> int:
        """The length of its vectors."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """An array of shape (len(texts), dimension)."""
        ...

    def embed_chunks(self, titled: Sequence[tuple[str, Chunk]]) -> list[Vectors]:
        """For each (title, chunk) an array of shape (2 + sentences, dimension): the chunk, the title, each sentence."""
        ...
