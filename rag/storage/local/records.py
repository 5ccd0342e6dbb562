"""The records of a folder's library."""

from __future__ import annotations

from dataclasses import dataclass

from ..records import LibraryState


@dataclass(frozen=True)
class LocalState(LibraryState):
    """Its `generation` is incremented before any index changes too."""

    build: int
    """Numbers the folder of the indexes."""
    edition: int
    """Numbers the chunks in them."""
    dead: int
    """Chunks deleted from the dense index since it was built; they stay in Chroma's graph."""
    writing: bool
    """The indexes are being changed. If nobody holds the writer lock, a writer was killed and they must be rebuilt."""
    stale: bool
    """The lexical index still holds deleted chunks, which distort its scores."""
