"""Stand-ins that enter by the front door."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.types import Chunk


class WordEmbedder:
    """Texts that share words are near: each word is one of 256 directions, by its CRC-32. Loads nothing."""

    name = "words-256"
    dimension = 256

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self._embed(text) for text in texts])

    def embed_chunks(self, titled: Sequence[tuple[str, Chunk]]) -> list[NDArray[np.float32]]:
        return [
            np.stack(
                [
                    self._embed(f"{title} {c.text}"),
                    self._embed(title),
                    *(self._embed(c.text[s.start - c.start : s.end - c.start]) for s in c.sentences),
                ]
            )
            for title, c in titled
        ]

    def _embed(self, text: str) -> NDArray[np.float32]:
        vector = np.zeros(self.dimension, dtype=np.float32)
        for word in re.findall(r"\w+", text.casefold()):
            vector[zlib.crc32(word.encode()) % self.dimension] += 1
        vector[0] += 1e-3  # an empty text has a direction too
        return vector / np.linalg.norm(vector)
