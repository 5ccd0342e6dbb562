# ruff: noqa: S608 - the pieces put into statements are constants of this program; values are always parameters
"""The catalog (SQLite): articles, their versions and their chunks. Both indexes can be rebuilt from it.

A *revision* is one version of one article: its text, metadata and origin. Its status says how readers see it: `live`
(searched), `duplicate` (another live article has the same text), `superseded` (readable, not searched), `pending`
(being indexed, not yet visible).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..types import Article, Copy, Passage
from . import history
from .copies import copied_sentences, insert_wordings, join, join_all, leave
from .errors import changed_text
from .filters import EVERYTHING, Where
from .local.database import SCHEMA_VERSION, Database, decoding
from .local.migrations import forget_copies, upgrade
from .records import ChunkPlace, Entry, Indexed, IndexEntry, LibraryState, Revision, RevisionDraft, StoredChunk
from .rows import (
    ANY,
    article,
    as_json,
    clause,
    erase,
    index_entry,
    insert_chunks,
    insert_revision,
    point_duplicates_at_live,
    revision,
    stored_chunk,
    unit_rows,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CURRENT = "status IN ('live', 'duplicate')"
LIVE_CHUNKS = "FROM chunks c JOIN revisions r ON r.id = c.revision WHERE status = 'live'"


class Catalog:
    """Thread-safe. Every method is one transaction; a caller that changes something holds the writer lock."""

    def __init__(self, path: Path, *, create: bool = False, older: bool = False) -> None:
        """Raises `LibraryEmpty` if there is no catalog and `create` is false.

        `older` also opens a catalog of an earlier schema; call nothing but `upgrade` on it.
        """
        self._path = path
        self._database = Database(path, create=create, older=older)
        self._read, self._write = self._database.read, self._database.write
        self.is_current, self.is_forked = self._database.is_current, self._database.is_forked

    def close(self) -> None:
        """Safe to call twice."""
        self._database.close()

    # The library as a whole

    def upgrade(self) -> None:
        """Copies an older catalog and upgrades its tables. It has no chunks and cannot be read until `switch_build`."""
        upgrade(self._database, self._path)

    def state(self) -> LibraryState:
        with self._read() as db:
            columns = (
                "embedding, embedder, dimension, chunk_chars, anisotropy, "
                "build, edition, generation, dead, writing, stale"
            )
            row: Sequence[Any] = db.execute(f"SELECT {columns} FROM library").fetchone()
        return LibraryState(*row[:-2], *map(bool, row[-2:]))

    def begin_writing(self) -> None:
        """Call it before the indexes change, with the index lock held: it makes every reader open them again."""
        with self._write() as db:
            db.execute("UPDATE library SET writing = 1, generation = generation + 1")

    def end_writing(self) -> None:
        """Call it once the indexes match the catalog (a stale lexical index holds more)."""
        with self._write() as db:
            db.execute("DELETE FROM chunks WHERE revision IN (SELECT id FROM revisions WHERE status = 'superseded')")
            db.execute("UPDATE library SET writing = 0")

    def set_settled(self) -> None:
        """Call it once the lexical index holds nothing but live chunks."""
        with self._write() as db:
            db.execute("UPDATE library SET stale = 0, generation = generation + 1")

    def switch_build(self, build: int, edition: int, model: tuple[str, str, int, int, float] | None = None) -> None:
        """Makes readers use the indexes of `build`, with the chunks of `edition`; deletes all other chunks.

        `model`, if it changes: the embedding setting, the embedder's name and dimension, `chunk_chars`, its anisotropy.
        """
        with self._write() as db:
            counters = "build = ?, edition = ?, writing = 0, stale = 0, dead = 0, generation = generation + 1"
            db.execute(f"UPDATE library SET {counters}", (build, edition))
            if model:
                columns = "embedding = ?, embedder = ?, dimension = ?, chunk_chars = ?, anisotropy = ?"
                db.execute(f"UPDATE library SET {columns}", model)
            if db.execute("DELETE FROM chunks WHERE edition <> ?", (edition,)).rowcount:
                join_all(db)
            db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    # Reading

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
        some, parameters = ("", ()) if ids is None else (f" AND article_id IN {ANY}", (as_json(ids),))
        columns = "id, article_id, sha256, origin, fingerprint, overrides, duplicate_of"
        query = f"SELECT {columns} FROM revisions WHERE {CURRENT}{some}"
        with self._read() as db:
            rows = db.execute(query, parameters).fetchall()
        with decoding(self._path):
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
        with decoding(self._path):
            found = row and article(article_id, row)
            if found and found.sha256 != sha256:
                raise changed_text(article_id, sha256)
        return found

    def drafts(self, article_ids: Iterable[str] | None = None) -> Iterator[tuple[int, RevisionDraft]]:
        """The live revisions with their articles, or the current ones of `article_ids`. Loads one text at a time."""
        which = "status = 'live'" if article_ids is None else f"{CURRENT} AND article_id IN {ANY}"
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
        with decoding(self._path):
            draft = RevisionDraft(article(row[2], row[3:]), row[0], json.loads(row[1]))
            "".join((draft.article.text, draft.article.title))  # raises TypeError for a NULL
        return draft

    def rewritten(self, day: int) -> tuple[str, ...]:
        """See `storage/history.py`."""
        with self._read() as db:
            return history.rewritten(db, day)

    def versions_on(self, article_ids: Iterable[str], day: int) -> dict[str, history.Version]:
        """See `storage/history.py`."""
        with self._read() as db:
            return history.versions_on(db, article_ids, day)

    def heirs(self, sha256s: Iterable[str], leaving: Iterable[str]) -> list[str]:
        """For each text its oldest duplicate that is not `leaving`: the one to index when the live article goes."""
        query = f"""SELECT article_id, min(id) FROM revisions WHERE status = 'duplicate' AND sha256 IN {ANY}
                    AND article_id NOT IN {ANY} GROUP BY sha256 ORDER BY 2"""
        with self._read() as db:
            return [row[0] for row in db.execute(query, (as_json(sha256s), as_json(leaving))).fetchall()]

    def places(self, chunk_ids: Iterable[str], where: Where = EVERYTHING) -> dict[str, ChunkPlace]:
        """Of the chunks that are live and pass the filter."""
        condition, parameters = clause(where)
        query = f"""SELECT c.id, article_id, start, published, copy_group
                    FROM chunks c JOIN revisions r ON r.id = c.revision WHERE c.id IN {ANY} AND {condition}"""
        with self._read() as db:
            rows = db.execute(query, (as_json(map(int, chunk_ids)), *parameters)).fetchall()
        return {str(row[0]): ChunkPlace(*row[1:]) for row in rows}

    def chunks(self, chunk_ids: Iterable[str]) -> dict[str, StoredChunk]:
        """The chunks that are live, by id. A reader must drop those that are missing."""
        columns = 'c.id, article_id, sha256, title, source, published, start, "end", text'
        query = f"""SELECT {columns}, sentences, terms, vectors, copy_group
                    FROM chunks c JOIN revisions r ON r.id = c.revision
                    WHERE c.id IN {ANY} AND status = 'live' ORDER BY c.id"""
        with self._read() as db:
            rows = db.execute(query, (as_json(map(int, chunk_ids)),)).fetchall()
        with decoding(self._path):
            return {str(row[0]): stored_chunk(row) for row in rows}

    def openings(self, article_ids: Iterable[str]) -> list[str]:
        """The first chunk of each of these live articles."""
        query = f"""SELECT c.id, min(start) FROM chunks c JOIN revisions r ON r.id = c.revision
                    WHERE article_id IN {ANY} AND status = 'live' AND edition = (SELECT edition FROM library)
                    GROUP BY revision"""
        with self._read() as db:
            return [str(row[0]) for row in db.execute(query, (as_json(sorted(article_ids)),)).fetchall()]

    def copied_sentences(self, passages: Sequence[Passage], where: Where) -> dict[tuple[str, int], list[Copy]]:
        """By article and start of a sentence the copies of it, in articles that pass the filter; see copies.py."""
        with self._read() as db:
            return copied_sentences(db, passages, where)

    def kept(self, where: Where, state: LibraryState, most: int) -> tuple[list[str], NDArray[np.float32]] | None:
        """Ids and unit vectors (one per row) of the chunks that pass a filter; None if there are more than `most`."""
        condition, parameters = clause(where)
        chunks = f"FROM revisions r JOIN chunks c ON c.revision = r.id WHERE {condition} AND edition = ?"
        with self._read() as db:
            query = f"SELECT count(*) FROM (SELECT 1 {chunks} LIMIT ?)"
            if db.execute(query, (*parameters, state.edition, most + 1)).fetchone()[0] > most:
                return None
            query = f"SELECT c.id, substr(vectors, 1, {2 * (state.dimension or 0)}) {chunks}"
            with decoding(self._path):
                return unit_rows(db.execute(query, (*parameters, state.edition)).fetchall())

    def count_chunks(self) -> int:
        """The number of chunks that the dense index must hold while nobody is writing."""
        query = f"SELECT count(*) {LIVE_CHUNKS} AND edition = (SELECT edition FROM library)"
        with self._read() as db:
            return int(db.execute(query).fetchone()[0])

    def has_live(self) -> bool:
        """Whether there is anything to search."""
        with self._read() as db:
            return bool(db.execute("SELECT EXISTS (SELECT 1 FROM revisions WHERE status = 'live')").fetchone()[0])

    def mark(self) -> str:
        """Identifies the live texts, so that indexes of another library or of an older copy are refused."""
        with self._read() as db:
            query = "SELECT count(*), total(id), min(sha256), max(sha256) FROM revisions WHERE status = 'live'"
            row = db.execute(query).fetchone()
        return " ".join(map(str, row))

    def count_live(self) -> int:
        with self._read() as db:
            return int(db.execute("SELECT count(*) FROM revisions WHERE status = 'live'").fetchone()[0])

    def chunk_ids(self, edition: int) -> list[str]:
        """The live chunks of an edition."""
        with self._read() as db:
            rows = db.execute(f"SELECT c.id {LIVE_CHUNKS} AND edition = ? ORDER BY c.id", (edition,)).fetchall()
        return [str(row[0]) for row in rows]

    def index_entries(self, chunk_ids: Iterable[str], *, vectors: bool = True) -> Iterator[IndexEntry]:
        """What the indexes store of these chunks. Only the dense index needs `vectors`; without, they are empty."""
        ids = [int(chunk_id) for chunk_id in chunk_ids]
        columns = f"""c.id, article_id, title, text, source, published, {"vectors" if vectors else "x''"}, sentences"""
        query = f"""SELECT {columns}
                    FROM chunks c JOIN revisions r ON r.id = c.revision WHERE c.id IN {ANY} ORDER BY c.id"""
        for at in range(0, len(ids), 1000):
            with self._read() as db:
                rows = db.execute(query, (as_json(ids[at : at + 1000]),)).fetchall()
            with decoding(self._path):
                entries = list(map(index_entry, rows))
            yield from entries

    # Writing

    def stage(self, indexed: Sequence[Indexed]) -> tuple[list[int], list[str]]:
        """Writes pending revisions with their chunks, invisible until `publish`. Returns revision ids and chunk ids."""
        with self._write() as db:
            edition = db.execute("SELECT edition FROM library").fetchone()[0]
            revisions = [insert_revision(db, item.draft, "pending") for item in indexed]
            chunks = [insert_chunks(db, r, edition, item) for r, item in zip(revisions, indexed, strict=True)]
            for number, item in zip(revisions, indexed, strict=True):
                insert_wordings(db, number, item.chunks)
        return revisions, [chunk for ids in chunks for chunk in ids]

    def add_chunks(self, edition: int, indexed: Sequence[tuple[int, Indexed]]) -> None:
        """Writes chunks of a future edition for live revisions."""
        with self._write() as db:
            for revision_id, item in indexed:
                insert_chunks(db, revision_id, edition, item)
                insert_wordings(db, revision_id, item.chunks)

    def publish(self, staged: Sequence[int], duplicates: Sequence[RevisionDraft], removed: Sequence[str]) -> list[str]:
        """Makes all changes visible at once. Returns the ids of the chunks that must now leave the indexes.

        `staged` revisions go live, `duplicates` are recorded, the former revisions of both are superseded; `removed`
        articles are erased with all their versions.
        """
        with self._write() as db:
            query = f"SELECT article_id FROM revisions WHERE id IN {ANY}"
            changed = [row[0] for row in db.execute(query, (as_json(staged),))]
            changed += [draft.article.id for draft in duplicates]
            query = f"SELECT id FROM revisions WHERE status = 'live' AND article_id IN {ANY}"
            leaving = [row[0] for row in db.execute(query, (as_json([*changed, *removed]),)).fetchall()]
            query = f"SELECT id FROM chunks WHERE revision IN {ANY}"
            gone = [str(row[0]) for row in db.execute(query, (as_json(leaving),)).fetchall()]
            left = leave(db, leaving)
            erase(db, f"article_id IN {ANY}", as_json(removed))
            superseded = f"status = 'superseded', duplicate_of = NULL WHERE {CURRENT} AND article_id IN {ANY}"
            db.execute(f"UPDATE revisions SET {superseded}", (as_json(changed),))
            db.execute(f"UPDATE revisions SET status = 'live' WHERE id IN {ANY}", (as_json(staged),))
            for draft in duplicates:
                insert_revision(db, draft, "duplicate")
            join(db, [*staged, *left])
            if leaving:
                point_duplicates_at_live(db)
            counters = "generation = generation + 1, stale = max(stale, ?), dead = dead + ?"
            db.execute(f"UPDATE library SET {counters}", (bool(gone), len(gone)))
        return gone

    def touch(self, revision_id: int, origin: str, fingerprint: str, overrides: Mapping[str, str]) -> None:
        """Records the new path, bytes or overrides of a source whose article has not changed."""
        with self._write() as db:
            query = "UPDATE revisions SET origin = ?, fingerprint = ?, overrides = ? WHERE id = ?"
            db.execute(query, (origin, fingerprint, as_json(overrides), revision_id))

    def drop_leftovers(self) -> None:
        """Erases what a killed writer left: pending revisions, and chunks of an edition that was never used."""
        with self._write() as db:
            erase(db, "status = 'pending'")
            db.execute("DELETE FROM chunks WHERE edition <> (SELECT edition FROM library)")
            db.execute("DELETE FROM chunks WHERE revision IN (SELECT id FROM revisions WHERE status = 'superseded')")

    def shred(self) -> None:
        """Removes every trace of erased articles from SQLite's log file and from copies of an earlier schema."""
        forget_copies(self._path)
        with self._read() as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
