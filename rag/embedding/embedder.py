"""Text to vectors. minilm.py is its fast path.

The packaged all-MiniLM-L6-v2 needs no torch and no download. Any other model runs through sentence-transformers. Both give unit vectors.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..types import Chunk

if TYPE_CHECKING:
    pass


Vectors: TypeAlias = NDArray[np.float32]


class Embedder(Protocol):
    """Unit row vectors, so that a dot product is a cosine."""

    name: str
    """Names the weights, not only the model: a library refuses any other."""
    dimension: int

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Of shape (len(texts), dimension)."""
        ...

    def embed_chunks(self, titled: Sequence[tuple[str, Chunk]]) -> list[Vectors]:
        """For each (title of its article, chunk) an array (2 + sentences, dimension): the chunk, the title alone, then each sentence."""
        ...
