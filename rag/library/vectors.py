"""Chunks -> vectors, as the library stores them. The same wherever it runs: a vector depends on no other text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..storage.analyzer import terms
from ..storage.records import Indexed
from ..storage.slices import slices
from ..types import Chunk

if TYPE_CHECKING:
    from ..embedding.embedder import Embedder

EMBEDDED_AT_ONCE = 64


def embedded(embedder: Embedder, work: Sequence[Indexed]) -> list[Indexed]:
    """The same revisions, all with vectors. Those that have them stay as they are."""
    titled = [(item.draft.article.title, chunk) for item in work if not item.vectors for chunk in item.chunks]
    vectors: list[Any] = []
    for part in slices(titled, EMBEDDED_AT_ONCE):
        vectors += [rows.astype("<f2") for rows in embedder.embed_chunks(part)]  # as stored: half the memory
    ordered = iter(vectors)
    return [item if item.vectors else _distinct(item, [next(ordered) for _ in item.chunks]) for item in work]


def _distinct(item: Indexed, vectors: Sequence[Any]) -> Indexed:
    """Drops a chunk with the same vector and terms as an earlier one of its article: neither index can tell them apart.

    Chroma takes up to fifty times as long for equal vectors, and an article may repeat a paragraph ten thousand times.
    """
    first: dict[tuple[bytes, str], tuple[Chunk, Any]] = {}
    for chunk, rows in zip(item.chunks, vectors, strict=True):
        first.setdefault((rows[0].tobytes(), " ".join(terms(chunk.text))), (chunk, rows))
    kept = list(first.values())
    return replace(item, chunks=[chunk for chunk, _ in kept], vectors=[rows for _, rows in kept])
