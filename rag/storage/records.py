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


class Model(NamedTuple):
    """What the chunks of a library are made with."""

    embedding: str
    """The setting's name for the model."""
    embedder: str
    dimension: int
    chunk_chars: int
    anisotropy: float
    """Of the embedding model; 0 for the packaged one."""


@dataclass(frozen=True)
class LibraryState:
    """What the library was made with, see `Model`; None where nothing was ingested yet."""

    embedding: str | None
    embedder: str | None
    dimension: int | None
    chunk_chars: int | None
    anisotropy: float
    generation: int
    """Incremented with every visible change."""

    @property
    def model(self) -> Model | None:
        if self.embedding is None or self.embedder is None or self.dimension is None or self.chunk_chars is None:
            return None
        return Model(self.embedding, self.embedder, self.dimension, self.chunk_chars, self.anisotropy)


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


@dataclass(frozen=True)
class Kept:
    """A revision as it is kept, for a copy of the library; its chunks if it is live."""

    draft: RevisionDraft
    status: str
    ingested_at: str
    indexed: Indexed | None
