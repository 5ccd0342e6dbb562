# ruff: noqa: S608 - the pieces put into statements are constants of this program; values are always parameters
"""The rows of the catalog: the records that it hands out, and the statements that write them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from .entries import IndexEntry, Where, source_key
from .errors import LibraryDamaged
from .lexical import terms
from .text.dates import day
from .types import Article, Chunk, Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COLUMNS = (
    "article_id, sha256, title, source, author, published, url, origin, fingerprint, overrides, "
    "status, duplicate_of, ingested_at, outlet, day"
)

REBUILD = "Type `rag rebuild` to make it again from the stored texts."


@dataclass(frozen=True)
class State:
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
    """What an article's current revision says about its source, for the next ingest to compare with."""

    id: int
    article_id: str
    sha256: str
    origin: str
    fingerprint: str
    overrides: Mapping[str, str]
    duplicate_of: str | None


@dataclass(frozen=True)
class Draft:
    """A revision to be written."""

    article: Article
    fingerprint: str
    overrides: Mapping[str, str] = field(default_factory=dict)
    duplicate_of: str | None = None


@dataclass(frozen=True)
class Indexed:
    """A revision with its chunks and, of each, the vectors: (2 + sentences, dimension)."""

    draft: Draft
    chunks: Sequence[Chunk]
    vectors: Sequence[NDArray[np.floating]]


@dataclass(frozen=True)
class Entry:
    """One line of the list of articles."""

    id: str
    title: str
    source: str | None
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
    published: str | None
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]
    terms: tuple[frozenset[str], ...]
    """1 + sentences, as `lexical.terms` has them: of the title and what else is no sentence (headings), then of each sentence."""
    vectors: NDArray[np.float32]
    """(2 + sentences, dimension): of the chunk, of its article's title, of each sentence."""


# One parameter for a list of any length: SQLite limits the number of parameters.
ANY = "(SELECT value FROM json_each(?))"


def as_json(value: Iterable[Any]) -> str:
    return json.dumps(dict(value) if isinstance(value, Mapping) else list(value))


def changed_text(article_id: str, sha256: str) -> LibraryDamaged:
    remedy = f"Type `rag remove {article_id}` and ingest it again."
    return LibraryDamaged(f"The text {sha256[:12]}… of {article_id!r} is not what it was when it was stored.", remedy)


def changed_passage(article_id: str) -> LibraryDamaged:
    return LibraryDamaged(f"A passage of {article_id!r} is not what it was when it was stored.", REBUILD)


def insert_revision(db: sqlite3.Connection, draft: Draft, status: str) -> int:
    a = draft.article
    mended = "ON CONFLICT (sha256) DO UPDATE SET text = excluded.text WHERE text <> excluded.text"
    db.execute(f"INSERT INTO texts VALUES (?, ?, ?) {mended}", (a.sha256, a.text, len(a.text)))
    values = (a.id, a.sha256, a.title, a.source, a.author, a.published, a.url, a.origin, draft.fingerprint, as_json(draft.overrides))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    keys = (source_key(a.source) if a.source is not None else None, day(a.published))
    marks = ", ".join("?" * 15)
    done = db.execute(f"INSERT INTO revisions ({COLUMNS}) VALUES ({marks})", (*values, status, draft.duplicate_of, now, *keys))
    return int(done.lastrowid or 0)


def insert_chunks(db: sqlite3.Connection, revision: int, edition: int, item: Indexed) -> list[str]:
    ids, title = [], item.draft.article.title
    columns = 'revision, edition, start, "end", text, sentences, terms, vectors'
    for c, v in zip(item.chunks, item.vectors, strict=True):
        if len(v) != 2 + len(c.sentences):
            raise ValueError(f"{len(v)} vectors for a chunk of {len(c.sentences)} sentences")
        said = "\n".join(" ".join(terms(piece)) for piece in _title_and_sentences(title, c))
        values = (revision, edition, c.start, c.end, c.text, json.dumps(c.sentences), said, v.astype("<f2").tobytes())
        ids.append(str(db.execute(f"INSERT INTO chunks ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values).lastrowid))
    return ids


def _title_and_sentences(title: str, chunk: Chunk) -> list[str]:
    """The title with what lies between the sentences, then each sentence."""
    starts = [*(s.start - chunk.start for s in chunk.sentences), len(chunk.text)]
    ends = [0, *(s.end - chunk.start for s in chunk.sentences)]
    between = (chunk.text[end:start] for end, start in zip(ends, starts, strict=True))
    return [" ".join([title, *between]), *(chunk.text[s.start - chunk.start : s.end - chunk.start] for s in chunk.sentences)]


def point_duplicates_at_live(db: sqlite3.Connection) -> None:
    live = "(SELECT l.article_id FROM revisions l WHERE l.sha256 = revisions.sha256 AND l.status = 'live')"
    db.execute(f"UPDATE revisions SET duplicate_of = {live} WHERE status = 'duplicate' AND duplicate_of IS NOT {live}")


def erase(db: sqlite3.Connection, which: str, *parameters: str) -> None:
    texts = [row[0] for row in db.execute(f"SELECT DISTINCT sha256 FROM revisions WHERE {which}", parameters).fetchall()]
    db.execute(f"DELETE FROM revisions WHERE {which}", parameters)
    unused = f"sha256 IN {ANY} AND sha256 NOT IN (SELECT sha256 FROM revisions WHERE sha256 IN {ANY})"
    db.execute(f"DELETE FROM texts WHERE {unused}", (as_json(texts), as_json(texts)))


def clause(where: Where) -> tuple[str, list[str | int]]:
    """A condition on live revisions, and its parameters."""
    conditions: list[tuple[str, str | int]] = []
    if where.articles:
        conditions.append((f"article_id IN {ANY}", as_json(where.articles)))
    if where.sources:
        conditions.append((f"outlet IN {ANY}", as_json(where.sources)))
    if where.since is not None:
        conditions.append(("day >= ?", where.since))
    if where.until is not None:
        conditions.append(("day <= ?", where.until))
    return " AND ".join(["status = 'live'", *(c for c, _ in conditions)]), [value for _, value in conditions]


def unit_rows(rows: Sequence[tuple[int, bytes]]) -> tuple[list[str], NDArray[np.float32]]:
    """Chunk ids and, a row each, their vectors at length 1. Raises `ValueError` for one that has no length."""
    import numpy as np

    matrix = np.frombuffer(b"".join(blob for _, blob in rows), dtype="<f2").reshape(len(rows), -1 if rows else 0).astype(np.float32)
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    if not (np.isfinite(lengths) & (lengths > 0)).all():
        raise ValueError("a vector has no length")
    return [str(id_) for id_, _ in rows], matrix / lengths


def revision(row: Sequence[Any]) -> Revision:
    id_, article_id, sha256, origin, fingerprint, overrides, duplicate_of = row
    return Revision(id_, article_id, sha256, origin, fingerprint, json.loads(overrides), duplicate_of)


def stored_chunk(row: Sequence[Any]) -> StoredChunk:
    id_, article_id, sha256, title, source, published, start, end, text, sentences, said, vectors = row
    spans = tuple(Span(*pair) for pair in json.loads(sentences))
    words = tuple(frozenset(line.split()) for line in said.split("\n"))
    return StoredChunk(str(id_), article_id, sha256, title, source, published, start, end, text, spans, words, _vectors(vectors, spans))


def index_entry(row: Sequence[Any]) -> IndexEntry:
    id_, article_id, title, text, source, published, vectors, sentences = row
    return IndexEntry(str(id_), article_id, title, text, source, published, _vectors(vectors, json.loads(sentences))[0])


def _vectors(blob: bytes, sentences: Sequence[Any]) -> NDArray[np.float32]:
    import numpy as np

    return np.frombuffer(blob, dtype="<f2").reshape(2 + len(sentences), -1 if blob else 0).astype(np.float32)
