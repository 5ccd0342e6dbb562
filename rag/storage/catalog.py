# ruff: noqa: S608 - the pieces put into statements are constants of this program; values are always parameters
"""The catalog: articles, their versions and their chunks, as they are read. Both kinds of library have these tables.

A *revision* is one version of one article: its text, metadata and origin. Its status says how readers see it: `live`
(searched), `duplicate` (another live article has the same text), `superseded` (readable, not searched), `pending`
(being written, not yet visible).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from ..types import Article, Chunk, Copy, Passage
from . import history
from .copies import copied_sentences
from .database import Database
from .errors import changed_text
from .filters import EVERYTHING, Where
from .records import ChunkPlace, Entry, Indexed, Kept, LibraryState, Revision, RevisionDraft, StoredChunk
from .rows import CURRENT, NUMBERS, TEXTS, article, as_json, clause, revision, stored_chunk, unit_rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Catalog:
    """Thread-safe. Every method is one transaction."""

    SEARCHED: ClassVar[str] = "TRUE"
    """A condition on chunks `c` of live revisions: those that are searched now."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._read, self._write = database.read, database.write

    def close(self) -> None:
        """Safe to call twice."""
        self._database.close()

    def state(self) -> LibraryState:
        columns = "embedding, embedder, dimension, chunk_chars, anisotropy, generation"
        with self._read() as db:
            row: Sequence[Any] = db.execute(f"SELECT {columns} FROM library").fetchone()
        return LibraryState(*row)

    def entries(self) -> list[Entry]:
        """Every current article, by id."""
        with self._read() as db:
            versions = """SELECT count(DISTINCT v.sha256) FROM revisions v
                          WHERE v.article_id = r.article_id AND v.status <> 'pending'"""
            rows = db.execute(
                f"""SELECT r.article_id, title, source, author, published, url, origin, r.sha256, characters,
                    ingested_at, ({versions}), duplicate_of
                    FROM revisions r JOIN texts t ON t.sha256 = r.sha256 WHERE {CURRENT} ORDER BY r.article_id"""
            ).fetchall()
        return [Entry(*row) for row in rows]

    def current(self, ids: Iterable[str] | None = None) -> dict[str, Revision]:
        """The live and duplicate revisions of `ids`, or of all articles, by article id."""
        some, parameters = ("", ()) if ids is None else (f" AND article_id IN {TEXTS}", (as_json(ids),))
        columns = "id, article_id, sha256, origin, fingerprint, overrides, duplicate_of"
        query = f"SELECT {columns} FROM revisions WHERE {CURRENT}{some}"
        with self._read() as db:
            rows = db.execute(query, parameters).fetchall()
        with self._database.decoding():
            return {row[1]: revision(row) for row in rows}

    def urls(self) -> list[tuple[str, str]]:
        """The current articles that have a URL, with it, the oldest first."""
        with self._read() as db:
            return db.execute(
                f"SELECT article_id, url FROM revisions WHERE {CURRENT} AND url <> '' ORDER BY id"
            ).fetchall()

    def current_sha(self, article_id: str) -> str | None:
        with self._read() as db:
            query = f"SELECT sha256 FROM revisions WHERE article_id = ? AND {CURRENT}"
            row = db.execute(query, (article_id,)).fetchone()
        return row and str(row[0])

    def versions(self, article_id: str) -> list[str]:
        """The hashes of an article's texts, the newest first."""
        query = """SELECT sha256 FROM revisions WHERE article_id = ? AND status <> 'pending'
                   GROUP BY sha256 ORDER BY max(id) DESC"""
        with self._read() as db:
            return [row[0] for row in db.execute(query, (article_id,)).fetchall()]

    def article(self, article_id: str, sha256: str) -> Article | None:
        """That version with its latest metadata. Raises `LibraryDamaged` if its text no longer has its SHA-256."""
        query = """SELECT text, title, source, author, published, url, origin, pages
                   FROM revisions r JOIN texts t ON t.sha256 = r.sha256
                   WHERE article_id = ? AND r.sha256 = ? AND status <> 'pending' ORDER BY id DESC LIMIT 1"""
        with self._read() as db:
            row = db.execute(query, (article_id, sha256)).fetchone()
        with self._database.decoding():
            found = row and article(article_id, row)
            if found and found.sha256 != sha256:
                raise changed_text(article_id, sha256)
        return found

    def drafts(self, article_ids: Iterable[str] | None = None) -> Iterator[tuple[int, RevisionDraft]]:
        """The live revisions with their articles, or the current ones of `article_ids`. Loads one text at a time."""
        which = "status = 'live'" if article_ids is None else f"{CURRENT} AND article_id IN {TEXTS}"
        parameters = () if article_ids is None else (as_json(article_ids),)
        with self._read() as db:
            rows = db.execute(f"SELECT id FROM revisions WHERE {which} ORDER BY id", parameters).fetchall()
        for (number,) in rows:
            yield number, self.draft(number)

    def draft(self, revision: int) -> RevisionDraft:
        """A revision of any status, with its article."""
        query = """SELECT fingerprint, overrides, article_id,
                   text, title, source, author, published, url, origin, pages
                   FROM revisions r JOIN texts t ON t.sha256 = r.sha256 WHERE id = ?"""
        with self._read() as db:
            row = db.execute(query, (revision,)).fetchone()
        with self._database.decoding():
            draft = RevisionDraft(article(row[2], row[3:]), row[0], json.loads(row[1]))
            "".join((draft.article.text, draft.article.title))  # raises TypeError for a NULL
        return draft

    def whole(self) -> Iterator[Kept]:
        """Every revision, the oldest first. Loads one at a time."""
        query = "SELECT id, status, ingested_at, duplicate_of FROM revisions WHERE status <> 'pending' ORDER BY id"
        with self._read() as db:
            rows = db.execute(query).fetchall()
        for number, status, ingested_at, duplicate_of in rows:
            draft = replace(self.draft(number), duplicate_of=duplicate_of)
            indexed = Indexed(draft, *self._chunks_of(number)) if status == "live" else None
            yield Kept(draft, status, ingested_at, indexed)

    def rewritten(self, day: int) -> tuple[str, ...]:
        """See `storage/history.py`."""
        with self._read() as db:
            return history.rewritten(db, day)

    def versions_on(self, article_ids: Iterable[str], day: int) -> dict[str, history.Version]:
        """See `storage/history.py`."""
        with self._read() as db:
            return history.versions_on(db, article_ids, day)

    def holders(self, sha256s: Iterable[str]) -> dict[str, str]:
        """The live article of each of these texts that has one."""
        query = f"SELECT sha256, article_id FROM revisions WHERE status = 'live' AND sha256 IN {TEXTS}"
        with self._read() as db:
            return dict(db.execute(query, (as_json(sha256s),)).fetchall())

    def heirs(self, sha256s: Iterable[str], leaving: Iterable[str]) -> list[str]:
        """For each text its oldest duplicate that is not `leaving`: the one to index when the live article goes."""
        oldest = f"""SELECT min(id) FROM revisions WHERE status = 'duplicate' AND sha256 IN {TEXTS}
                     AND article_id NOT IN {TEXTS} GROUP BY sha256"""
        query = f"SELECT article_id FROM revisions WHERE id IN ({oldest}) ORDER BY id"
        with self._read() as db:
            return [row[0] for row in db.execute(query, (as_json(sha256s), as_json(leaving))).fetchall()]

    def places(self, chunk_ids: Iterable[str], where: Where = EVERYTHING) -> dict[str, ChunkPlace]:
        """Of the chunks that are live and pass the filter."""
        condition, parameters = clause(where)
        query = f"""SELECT c.id, article_id, start, published, copy_group
                    FROM chunks c JOIN revisions r ON r.id = c.revision WHERE c.id IN {NUMBERS} AND {condition}"""
        with self._read() as db:
            rows = db.execute(query, (as_json(map(int, chunk_ids)), *parameters)).fetchall()
        return {str(row[0]): ChunkPlace(*row[1:]) for row in rows}

    def chunks(self, chunk_ids: Iterable[str]) -> dict[str, StoredChunk]:
        """The chunks that are live, by id. A reader must drop those that are missing."""
        columns = 'c.id, article_id, sha256, title, source, published, start, "end", text'
        query = f"""SELECT {columns}, sentences, terms, vectors, copy_group
                    FROM chunks c JOIN revisions r ON r.id = c.revision
                    WHERE c.id IN {NUMBERS} AND status = 'live' ORDER BY c.id"""
        with self._read() as db:
            rows = db.execute(query, (as_json(map(int, chunk_ids)),)).fetchall()
        with self._database.decoding():
            return {str(row[0]): stored_chunk(row) for row in rows}

    def openings(self, article_ids: Iterable[str]) -> list[str]:
        """The first chunk of each of these live articles."""
        first = f"SELECT min(start) FROM chunks c WHERE c.revision = r.id AND {self.SEARCHED}"
        query = f"""SELECT c.id FROM revisions r JOIN chunks c ON c.revision = r.id AND start = ({first})
                    WHERE article_id IN {TEXTS} AND status = 'live' AND {self.SEARCHED} ORDER BY r.id"""
        with self._read() as db:
            return [str(row[0]) for row in db.execute(query, (as_json(sorted(article_ids)),)).fetchall()]

    def copied_sentences(self, passages: Sequence[Passage], where: Where) -> dict[tuple[str, int], list[Copy]]:
        """By article and start of a sentence the copies of it, in articles that pass the filter; see copies.py."""
        with self._read() as db:
            return copied_sentences(db, passages, where)

    def kept(self, where: Where, state: LibraryState, most: int) -> tuple[list[str], NDArray[np.float32]] | None:
        """Ids and unit vectors (one per row) of the chunks that pass a filter; None if there are more than `most`."""
        condition, parameters = clause(where)
        chunks = f"FROM revisions r JOIN chunks c ON c.revision = r.id WHERE {condition} AND {self.SEARCHED}"
        with self._read() as db:
            query = f"SELECT count(*) FROM (SELECT 1 {chunks} LIMIT ?) AS few"
            if db.execute(query, (*parameters, most + 1)).fetchone()[0] > most:
                return None
            query = f"SELECT c.id, substr(vectors, 1, {2 * (state.dimension or 0)}) {chunks}"
            with self._database.decoding():
                return unit_rows(db.execute(query, parameters).fetchall())

    def _chunks_of(self, revision: int) -> tuple[list[Chunk], list[NDArray[np.float32]]]:
        """The chunks of a live revision, and their vectors."""
        query = f"SELECT c.id FROM chunks c WHERE c.revision = ? AND {self.SEARCHED} ORDER BY c.id"
        with self._read() as db:
            ids = [row[0] for row in db.execute(query, (revision,)).fetchall()]
        stored = list(self.chunks(ids).values())
        return [Chunk(c.start, c.end, c.text, c.sentences) for c in stored], [c.vectors for c in stored]

    def count_chunks(self) -> int:
        """The number of chunks that are searched."""
        live = "FROM chunks c JOIN revisions r ON r.id = c.revision WHERE status = 'live'"
        query = f"SELECT count(*) {live} AND {self.SEARCHED}"
        with self._read() as db:
            return int(db.execute(query).fetchone()[0])

    def has_live(self) -> bool:
        """Whether there is anything to search."""
        with self._read() as db:
            return bool(db.execute("SELECT EXISTS (SELECT 1 FROM revisions WHERE status = 'live')").fetchone()[0])

    def count_live(self) -> int:
        with self._read() as db:
            return int(db.execute("SELECT count(*) FROM revisions WHERE status = 'live'").fetchone()[0])
