# ruff: noqa: S608 - the pieces put into statements are constants of this program; values are always parameters
"""The rows of the catalog: decodes them into records, and writes records into them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ..text.dates import day_number
from ..types import Article, Chunk, PageStart, Span
from .analyzer import terms
from .database import Session
from .filters import Where, outlet_key
from .records import Indexed, IndexEntry, Revision, RevisionDraft, StoredChunk

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COLUMNS = (
    "article_id, sha256, title, source, author, published, url, origin, fingerprint, overrides, "
    "status, duplicate_of, ingested_at, outlet, day, pages"
)


# One parameter, a JSON list of any length: SQLite limits the number of parameters. PostgreSQL has other words for it.
TEXTS = "(SELECT value FROM json_each(?))"
NUMBERS = "(SELECT value + 0 FROM json_each(?))"
CURRENT = "status IN ('live', 'duplicate')"

DAY_OF_INGEST = "CAST(replace(substr(v.ingested_at, 1, 10), '-', '') AS INTEGER)"
FIRST_DAY = f"coalesce(v.day, {DAY_OF_INGEST})"
"""Of a revision `v`: its date or, where that is unknown, the day of its ingest."""
EXISTED = f"(SELECT min({FIRST_DAY}) FROM revisions v WHERE v.article_id = r.article_id AND v.status <> 'pending')"
"""The first day of the article of a revision `r`."""


def as_json(value: Iterable[Any]) -> str:
    return json.dumps(dict(value) if isinstance(value, Mapping) else list(value))


def insert_revision(db: Session, draft: RevisionDraft, status: str, ingested_at: str | None = None) -> int:
    a = draft.article
    mended = "ON CONFLICT (sha256) DO UPDATE SET text = excluded.text WHERE texts.text <> excluded.text"
    db.execute(f"INSERT INTO texts VALUES (?, ?, ?) {mended}", (a.sha256, a.text, len(a.text)))
    metadata = (a.id, a.sha256, a.title, a.source, a.author, a.published, a.url, a.origin)
    when = ingested_at or datetime.now(UTC).isoformat(timespec="seconds")
    derived = (outlet_key(a.source) if a.source is not None else None, day_number(a.published), as_json(a.pages))
    values = (*metadata, draft.fingerprint, as_json(draft.overrides), status, draft.duplicate_of, when, *derived)
    query = f"INSERT INTO revisions ({COLUMNS}) VALUES ({', '.join('?' * len(values))}) RETURNING id"
    return int(db.execute(query, values).fetchone()[0])


def insert_chunks(db: Session, revision: int, edition: int, item: Indexed) -> list[str]:
    columns = 'revision, edition, start, "end", text, sentences, terms, vectors'
    query = f"INSERT INTO chunks ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"
    return [str(db.execute(query, (revision, edition, *values)).fetchone()[0]) for values in chunk_values(item)]


def chunk_values(item: Indexed) -> Iterator[tuple[int, int, str, str, str, bytes]]:
    """Start, end, text, sentences, terms and vectors of each chunk."""
    for c, v in zip(item.chunks, item.vectors, strict=True):
        if len(v) != 2 + len(c.sentences):
            raise ValueError(f"{len(v)} vectors for a chunk of {len(c.sentences)} sentences")
        said = "\n".join(" ".join(words) for words in terms_of_chunk(item.draft.article.title, c))
        yield c.start, c.end, c.text, json.dumps(c.sentences), said, v.astype("<f2").tobytes()


def terms_of_chunk(title: str, chunk: Chunk) -> list[list[str]]:
    """The terms of the title and headings together, then of each sentence."""
    return [terms(piece) for piece in _title_and_sentences(title, chunk)]


def _title_and_sentences(title: str, chunk: Chunk) -> list[str]:
    """The title with the text between the sentences (headings), then each sentence."""
    starts = [*(s.start - chunk.start for s in chunk.sentences), len(chunk.text)]
    ends = [0, *(s.end - chunk.start for s in chunk.sentences)]
    between = (chunk.text[end:start] for end, start in zip(ends, starts, strict=True))
    sentences = (chunk.text[s.start - chunk.start : s.end - chunk.start] for s in chunk.sentences)
    return [" ".join([title, *between]), *sentences]


def point_duplicates_at_live(db: Session) -> None:
    live = "(SELECT l.article_id FROM revisions l WHERE l.sha256 = revisions.sha256 AND l.status = 'live')"
    changed = f"coalesce({live}, '') <> coalesce(duplicate_of, '')"
    db.execute(f"UPDATE revisions SET duplicate_of = {live} WHERE status = 'duplicate' AND {changed}")


def touch(db: Session, revision_id: int, origin: str, fingerprint: str, overrides: Mapping[str, str]) -> None:
    query = "UPDATE revisions SET origin = ?, fingerprint = ?, overrides = ? WHERE id = ?"
    db.execute(query, (origin, fingerprint, as_json(overrides), revision_id))


def erase(db: Session, which: str, *parameters: str) -> None:
    query = f"SELECT DISTINCT sha256 FROM revisions WHERE {which}"
    texts = [row[0] for row in db.execute(query, parameters).fetchall()]
    db.execute(f"DELETE FROM revisions WHERE {which}", parameters)
    unused = f"sha256 IN {TEXTS} AND sha256 NOT IN (SELECT sha256 FROM revisions WHERE sha256 IN {TEXTS})"
    db.execute(f"DELETE FROM texts WHERE {unused}", (as_json(texts), as_json(texts)))


def clause(where: Where) -> tuple[str, list[str | int]]:
    """A condition on live revisions `r`, and its parameters."""
    condition, parameters = passing(where)
    return f"status = 'live' AND {condition}", parameters


def passing(where: Where) -> tuple[str, list[str | int]]:
    """A condition on revisions `r` of any status, and its parameters."""
    conditions: list[tuple[str, str | int]] = []
    if where.articles:
        conditions.append((f"article_id IN {TEXTS}", as_json(where.articles)))
    if where.outlets:
        conditions.append((f"outlet IN {TEXTS}", as_json(where.outlets)))
    if where.since is not None:
        conditions.append(("day >= ?", where.since))
    if where.until is not None:
        conditions.append(("day <= ?", where.until))
    if where.as_of is not None:
        conditions.append((f"{EXISTED} <= ?", where.as_of))
    return " AND ".join(c for c, _ in conditions) or "TRUE", [value for _, value in conditions]


def unit_rows(rows: Sequence[tuple[int, bytes]]) -> tuple[list[str], NDArray[np.float32]]:
    """Chunk ids and their unit vectors, one per row. Raises `ValueError` for a zero or non-finite vector."""
    import numpy as np

    halves = np.frombuffer(b"".join(blob for _, blob in rows), dtype="<f2")
    matrix = halves.reshape(len(rows), -1 if rows else 0).astype(np.float32)
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    if not (np.isfinite(lengths) & (lengths > 0)).all():
        raise ValueError("a vector has no length")
    return [str(id_) for id_, _ in rows], matrix / lengths


def article(article_id: str, row: Sequence[Any]) -> Article:
    """`row` has the text and the metadata in the order of the record's fields, the pages as JSON."""
    *fields, pages = row
    fields.append(tuple(PageStart(int(at), int(page)) for at, page in json.loads(pages)))
    return Article(article_id, *fields)


def revision(row: Sequence[Any]) -> Revision:
    id_, article_id, sha256, origin, fingerprint, overrides, duplicate_of = row
    return Revision(id_, article_id, sha256, origin, fingerprint, json.loads(overrides), duplicate_of)


def stored_chunk(row: Sequence[Any]) -> StoredChunk:
    id_, article_id, sha256, title, source, published, start, end, text, sentences, said, vectors, copy_group = row
    spans = tuple(Span(*pair) for pair in json.loads(sentences))
    words = tuple(frozenset(line.split()) for line in said.split("\n"))
    about = (str(id_), article_id, sha256, title, source, published)
    return StoredChunk(*about, start, end, text, spans, words, _vectors(vectors, spans), copy_group)


def index_entry(row: Sequence[Any]) -> IndexEntry:
    id_, article_id, title, text, source, published, vectors, sentences = row
    return IndexEntry(str(id_), article_id, title, text, source, published, _vectors(vectors, json.loads(sentences))[0])


def _vectors(blob: bytes, sentences: Sequence[Any]) -> NDArray[np.float32]:
    import numpy as np

    return np.frombuffer(blob, dtype="<f2").reshape(2 + len(sentences), -1 if blob else 0).astype(np.float32)
