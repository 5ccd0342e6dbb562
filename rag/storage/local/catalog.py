# ruff: noqa: S608 - the pieces put into statements are constants of this program; values are always parameters
"""The catalog of a folder's library (SQLite). Both indexes can be rebuilt from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from ..catalog import Catalog
from ..copies import insert_wordings, join_all
from ..database import Session
from ..publishing import check_empty, leaving, publish
from ..records import Indexed, IndexEntry, Kept, Model, RevisionDraft
from ..rows import NUMBERS, as_json, erase, index_entry, insert_chunks, insert_revision, touch
from .database import SCHEMA_VERSION, Database
from .migrations import forget_copies, upgrade
from .records import LocalState

LIVE_CHUNKS = "FROM chunks c JOIN revisions r ON r.id = c.revision WHERE status = 'live'"


class LocalCatalog(Catalog):
    """Thread-safe. Every method is one transaction; a caller that changes something holds the writer lock."""

    SEARCHED: ClassVar[str] = "c.edition = (SELECT edition FROM library)"

    def __init__(self, path: Path, *, create: bool = False, older: bool = False) -> None:
        """Raises `LibraryEmpty` if there is no catalog and `create` is false.

        `older` also opens a catalog of an earlier schema; call nothing but `upgrade` on it.
        """
        self._path = path
        self._database: Database = Database(path, create=create, older=older)
        super().__init__(self._database)
        self.is_current, self.is_forked = self._database.is_current, self._database.is_forked

    def upgrade(self) -> None:
        """Copies an older catalog and upgrades its tables. It has no chunks and cannot be read until `switch_build`."""
        upgrade(self._database, self._path)

    def state(self) -> LocalState:
        columns = (
            "embedding, embedder, dimension, chunk_chars, anisotropy, generation, build, edition, dead, writing, stale"
        )
        with self._read() as db:
            row: Sequence[Any] = db.execute(f"SELECT {columns} FROM library").fetchone()
        return LocalState(*row[:-2], *map(bool, row[-2:]))

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

    def switch_build(self, build: int, edition: int, model: Model | None = None) -> None:
        """Makes readers use the indexes of `build`, with the chunks of `edition`; deletes all other chunks.

        `model`, if it changes.
        """
        with self._write() as db:
            counters = "build = ?, edition = ?, writing = 0, stale = 0, dead = 0, generation = generation + 1"
            db.execute(f"UPDATE library SET {counters}", (build, edition))
            if model:
                _record(db, model)
            if db.execute("DELETE FROM chunks WHERE edition <> ?", (edition,)).rowcount:
                join_all(db)
            db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def mark(self) -> str:
        """Identifies the live texts, so that indexes of another library or of an older copy are refused."""
        with self._read() as db:
            query = "SELECT count(*), total(id), min(sha256), max(sha256) FROM revisions WHERE status = 'live'"
            row = db.execute(query).fetchone()
        return " ".join(map(str, row))

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
                    FROM chunks c JOIN revisions r ON r.id = c.revision WHERE c.id IN {NUMBERS} ORDER BY c.id"""
        for at in range(0, len(ids), 1000):
            with self._read() as db:
                rows = db.execute(query, (as_json(ids[at : at + 1000]),)).fetchall()
            with self._database.decoding():
                entries = list(map(index_entry, rows))
            yield from entries

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
        """Makes all changes visible at once, as `publishing.publish` says.

        Returns the ids of the chunks that must now leave the indexes.
        """
        with self._write() as db:
            gone = leaving(db, staged, duplicates, removed)
            query = f"SELECT id FROM chunks WHERE revision IN {NUMBERS}"
            chunks = [str(row[0]) for row in db.execute(query, (as_json(gone),)).fetchall()]
            publish(db, staged, duplicates, removed, gone)
            counters = "generation = generation + 1, stale = max(stale, ?), dead = dead + ?"
            db.execute(f"UPDATE library SET {counters}", (bool(chunks), len(chunks)))
        return chunks

    def fill(self, revisions: Iterable[Kept], model: Model, place: str) -> None:
        """Writes a copy of another library. The indexes must then be made; who reads it does so after a kill."""
        with self._write() as db:
            check_empty(db, place)
            edition = db.execute("SELECT edition FROM library").fetchone()[0]
            for kept in revisions:
                revision = insert_revision(db, kept.draft, kept.status, kept.ingested_at)
                if kept.indexed:
                    insert_chunks(db, revision, edition, kept.indexed)
                    insert_wordings(db, revision, kept.indexed.chunks)
            join_all(db)
            _record(db, model)
            db.execute("UPDATE library SET writing = 1")

    def touch(self, revision_id: int, origin: str, fingerprint: str, overrides: Mapping[str, str]) -> None:
        """Records the new path, bytes or overrides of a source whose article has not changed."""
        with self._write() as db:
            touch(db, revision_id, origin, fingerprint, overrides)

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


def _record(db: Session, model: Model) -> None:
    columns = "embedding = ?, embedder = ?, dimension = ?, chunk_chars = ?, anisotropy = ?"
    db.execute(f"UPDATE library SET {columns}", model)
