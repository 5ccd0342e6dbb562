"""The records that storage hands out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..types import Article, Chunk, Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class IndexEntry:
    """One chunk as Chroma and the lexical index get it. `id` is never given to another chunk, of this or a later version."""

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
    """The library as a whole.

    `build` names the folder of its indexes, `edition` the chunks that they hold: `rag rebuild` makes new ones.
    """

    embedding: str | None
    embedder: str | None
    dimension: int | None
    chunk_chars: int | None
    build: int
    edition: int
    generation: int
    """Raised before any index changes and with every visible change."""
    writing: bool
    """The indexes were being changed: with nobody writing now, a writer died and they must be made anew."""
    stale: bool
    """The lexical index still counts chunks that are gone."""
    dead: int
    """Chunks that were deleted from the dense index, where they leave a trace, since it was made."""


@dataclass(frozen=True)
class Revision:
    """What an article's current revision says about the input it was read from, for the next ingest to compare with."""

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
    """A revision with its chunks and, of each, the vectors: (2 + sentences, dimension)."""

    draft: RevisionDraft
    chunks: Sequence[Chunk]
    vectors: Sequence[NDArray[np.floating]]


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
    """Texts of it that can still be read, this one included."""
    duplicate_of: str | None
    """The article that is asked in its place, having the same text."""


@dataclass(frozen=True)
class StoredChunk:
    """A chunk of a live article with all that ranking and citing need."""

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
    """1 + sentences, as `lexical.terms` has them: of the title and what else is no sentence (headings), then of each sentence."""
    vectors: NDArray[np.float32]
    """(2 + sentences, dimension): of the chunk, of its article's title, of each sentence."""
