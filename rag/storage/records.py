"""The records that pass between storage and its callers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ..types import Article, Chunk, Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class IndexEntry:
    """What both indexes store of a chunk. `id` is never reused, not even for a later version of the chunk."""

    id: str
    article_id: str
    title: str
    text: str
    source: str | None
    """The outlet."""
    published: str | None
    vector: NDArray[np.float32]


@dataclass(frozen=True)
class LibraryState:
    """The library's settings and counters. `build` numbers the folder of its indexes, `edition` the chunks in them."""

    embedding: str | None
    embedder: str | None
    dimension: int | None
    chunk_chars: int | None
    anisotropy: float
    """Of the embedding model; 0 for the packaged one."""
    build: int
    edition: int
    generation: int
    """Incremented before any index changes and with every visible change."""
    dead: int
    """Chunks deleted from the dense index since it was built; they stay in Chroma's graph."""
    writing: bool
    """The indexes are being changed. If nobody holds the writer lock, a writer was killed and they must be rebuilt."""
    stale: bool
    """The lexical index still holds deleted chunks, which distort its scores."""


@dataclass(frozen=True)
class Revision:
    """An article's current revision without its text; the next ingest compares the source with it."""

    id: int
    article_id: str
    sha256: str
    origin: str
    fingerprint: str
    overrides: Mapping[str, str]
    duplicate_of: str | None


@dataclass(frozen=True)
class RevisionDraft:
    """A revision to be written."""

    article: Article
    fingerprint: str
    overrides: Mapping[str, str] = field(default_factory=dict)
    duplicate_of: str | None = None


@dataclass(frozen=True)
class Indexed:
    """A revision with its chunks and the vectors of each: (2 + sentences, dimension)."""

    draft: RevisionDraft
    chunks: Sequence[Chunk]
    vectors: Sequence[NDArray[np.floating]] = ()
    """Empty: not embedded yet."""


@dataclass(frozen=True)
class Entry:
    """One line of the list of articles."""

    id: str
    title: str
    source: str | None
    """The outlet."""
    author: str | None
    published: str | None
    url: str | None
    origin: str
    sha256: str
    characters: int
    ingested_at: str
    versions: int
    """Number of its readable texts, this one included."""
    duplicate_of: str | None
    """The article with the same text that is searched in its place."""


class ChunkPlace(NamedTuple):
    """Where a chunk stands; equal scores are ordered by the article and the start."""

    article_id: str
    start: int
    published: str | None
    copy_group: int | None
    """See `StoredChunk.copy_group`."""


@dataclass(frozen=True)
class StoredChunk:
    """A chunk of a live article, with everything that ranking and citing need."""

    id: str
    article_id: str
    sha256: str
    title: str
    source: str | None
    """The outlet."""
    published: str | None
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]
    terms: tuple[frozenset[str], ...]
    """1 + sentences sets of `analyzer.terms`: of the title and headings together, then of each sentence."""
    vectors: NDArray[np.float32]
    """(2 + sentences, dimension): the vector of the chunk, of the title, then of each sentence."""
    copy_group: int | None = None
    """Chunks of articles that are copies of each other have the same number."""
