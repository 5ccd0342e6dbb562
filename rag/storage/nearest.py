"""Search by comparing each vector, where there are few: it misses none."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows: TypeAlias = tuple[list[str], NDArray[np.float32]]
    """Ids and unit vectors."""

EXACT_UP_TO = 2000
"""Up to this many chunks, in all or within a filter, are searched exactly with the catalog's vectors: this takes
milliseconds. Chroma takes half a second to open and several times as long with a filter, and its graph misses some of
many near-equal vectors."""
KEPT = 8
"""Filters whose chunks are cached, at most 3 MB each."""


def nearest_of(rows: Rows, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
    """The `k` nearest and their cosines, nearest first, ties by id."""
    return sorted(_cosines(rows, vector), key=lambda hit: (-hit[1], hit[0]))[:k]


def _cosines(rows: Rows, vector: NDArray[np.float32]) -> list[tuple[str, float]]:
    import numpy as np

    ids, matrix = rows
    cosines = (matrix @ (vector / np.linalg.norm(vector))).astype(np.float64).round(6) if ids else matrix
    return list(zip(ids, cosines.tolist(), strict=True))
