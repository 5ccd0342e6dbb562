# ruff: noqa: S608 - the pieces put into statements are constants of this program; values are always parameters
"""The articles, their versions and their chunks: the truth (SQLite). Both indexes can be made again from it.

A *revision* is one state of one article: a text, its metadata, where it came from. Its status says what it is to readers:
`live` (asked), `duplicate` (another live article has the same text), `superseded` (kept to be read), `pending` (being indexed: unseen).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..types import Article
from .database import SCHEMA_VERSION, Database, decoding
from .errors import changed_text
from .filters import EVERYTHING, Where
from .migrations import forget_copies, upgrade
from .records import Entry, Indexed, IndexEntry, LibraryState, Revision, RevisionDraft, StoredChunk
from .rows import (
    ANY,
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
    """Usable from several threads. Every method is one transaction; those that change something need the writer lock."""

    def __init__(self, path: Path, *, create: bool = False, older: bool = False) -> None:
        """Raises `LibraryEmpty` when there is none and it is not to be created.

        `older` opens one of an earlier schema too, of which nothing can be asked but to `upgrade`.
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
        """Brings an older catalog's tables up to date, after a copy of it; it has no chunks then, and is refused until `switch_build`."""
        upgrade(self._database, self._path)

    def state(self) -> LibraryState:
        with self._read() as db:
            row = db.execute(
                "SELECT embedding, embedder, dimension, chunk_chars, build, edition, generation, writing, stale, dead FROM library"
            ).fetchone()
        embedding, embedder, dimension, chunk_chars, build, edition, generation, writing, stale, dead = row
        return LibraryState(
            embedding, embedder, dimension, chunk_chars, build, edition, generation, bool(writing), bool(stale), dead
        )

    def begin_writing(self) -> None:
        """To be called before the indexes change, with the index lock held: whoever opened them must open them anew."""
        with self._write() as db:
            db.execute("UPDATE library SET writing = 1, generation = generation + 1")

    def end_writing(self) -> None:
        """To be called when the indexes hold what the catalog says (or, where it is stale, more)."""
        with self._write() as db:
            db.execute("DELETE FROM chunks WHERE revision IN (SELECT id FROM revisions WHERE status = 'superseded')")
            db.execute("UPDATE library SET writing = 0")

    def set_settled(self) -> None:
        """The lexical index counts what is live and nothing else."""
        with self._write() as db:
            db.execute("UPDATE library SET stale = 0, generation = generation + 1")

    def switch_build(self, build: int, edition: int, model: tuple[str, str, int, int] | None = None) -> None:
        """From now on the indexes of `build` count, and the chunks of `edition` are what they hold; other chunks go.

        `model`, where it changes: the setting's name, the embedder's, its dimension, the longest chunk.
        """
        with self._write() as db:
            counters = "build = ?, edition = ?, writing = 0, stale = 0, dead = 0, generation = generation + 1"
            db.execute(f"UPDATE library SET {counters}", (build, edition))
            if model:
                db.execute("UPDATE library SET embedding = ?, embedder = ?, dimension = ?, chunk_chars = ?", model)
            db.execute("DELETE FROM chunks WHERE edition <> ?", (edition,))
            db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    # Reading

    def entries(self) -> list[Entry]:
        """Every current article, by id."""
        with self._read() as db:
            rows = db.execute(
                f"""SELECT r.article_id, title, source, author, published, url, origin, r.sha256, characters, ingested_at, (
                      SELECT count(DISTINCT v.sha256) FROM revisions v WHERE v.article_id = r.article_id AND v.status <> 'pending'
                    ), duplicate_of FROM revisions r JOIN texts t ON t.sha256 = r.sha256 WHERE {CURRENT} ORDER BY r.article_id"""
            ).fetchall()
        return [Entry(*row) for row in rows]

    def current(self, ids: Iterable[str] | None = None) -> dict[str, Revision]:
        """The live and duplicate revisions by article id: of `ids`, or all."""
        some, parameters = ("", ()) if ids is None else (f" AND article_id IN {ANY}", (as_json(ids),))
        query = f"SELECT id, article_id, sha256, origin, fingerprint, overrides, duplicate_of FROM revisions WHERE {CURRENT}{some}"
        with self._read() as db:
            rows = db.execute(query, parameters).fetchall()
        with decoding(self._path):
            return {row[1]: revision(row) for row in rows}

    def current_sha(self, article_id: str) -> str | None:
        with self._read() as db:
            row = db.execute(
                f"SELECT sha256 FROM revisions WHERE article_id = ? AND {CURRENT}", (article_id,)
            ).fetchone()
        return row and str(row[0])

    def versions(self, article_id: str) -> list[str]:
        """The hashes of an article's texts, the newest first."""
        query = "SELECT sha256 FROM revisions WHERE article_id = ? AND status <> 'pending' GROUP BY sha256 ORDER BY max(id) DESC"
        with self._read() as db:
            return [row[0] for row in db.execute(query, (article_id,)).fetchall()]

    def article(self, article_id: str, sha256: str) -> Article | None:
        """That version with its latest metadata. Raises `LibraryDamaged` where its text is not what was stored: SQLite has no checksums."""
        query = """SELECT text, title, source, author, published, url, origin FROM revisions r JOIN texts t ON t.sha256 = r.sha256
                   WHERE article_id = ? AND r.sha256 = ? AND status <> 'pending' ORDER BY id DESC LIMIT 1"""
        with self._read() as db:
            row = db.execute(query, (article_id, sha256)).fetchone()
        with decoding(self._path):
            article = row and Article(article_id, *row)
            if article and article.sha256 != sha256:
                raise changed_text(article_id, sha256)
        return article

    def drafts(self, article_ids: Iterable[str] | None = None) -> Iterator[tuple[int, RevisionDraft]]:
        """Current revisions with their articles, those that are live unless `article_ids` names them; texts come one at a time."""
        which = "status = 'live'" if article_ids is None else f"{CURRENT} AND article_id IN {ANY}"
        parameters = () if article_ids is None else (as_json(article_ids),)
        with self._read() as db:
            ids = [
                row[0]
                for row in db.execute(f"SELECT id FROM revisions WHERE {which} ORDER BY id", parameters).fetchall()
            ]
        query = """SELECT article_id, text, title, source, author, published, url, origin, fingerprint, overrides
                   FROM revisions r JOIN texts t ON t.sha256 = r.sha256 WHERE id = ?"""
        for number in ids:
            with self._read() as db:
                row = db.execute(query, (number,)).fetchone()
            with decoding(self._path):
                draft = RevisionDraft(Article(*row[:8]), row[8], json.loads(row[9]))
                "".join((draft.article.text, draft.article.title))  # neither is NULL
            yield number, draft

    def heirs(self, sha256s: Iterable[str], leaving: Iterable[str]) -> list[str]:
        """Of each of these texts the oldest duplicate that is not itself `leaving`: who must be indexed when the live one goes."""
        query = f"""SELECT article_id, min(id) FROM revisions WHERE status = 'duplicate' AND sha256 IN {ANY}
                    AND article_id NOT IN {ANY} GROUP BY sha256 ORDER BY 2"""
        with self._read() as db:
            return [row[0] for row in db.execute(query, (as_json(sha256s), as_json(leaving))).fetchall()]

    def places(self, chunk_ids: Iterable[str], where: Where = EVERYTHING) -> dict[str, tuple[str, int]]:
        """Article id and start of those chunks that are live and kept by the filter: what ties are broken by."""
        condition, parameters = clause(where)
        query = f"SELECT c.id, article_id, start FROM chunks c JOIN revisions r ON r.id = c.revision WHERE c.id IN {ANY} AND {condition}"
        with self._read() as db:
            rows = db.execute(query, (as_json(map(int, chunk_ids)), *parameters)).fetchall()
        return {str(row[0]): (row[1], row[2]) for row in rows}

    def chunks(self, chunk_ids: Iterable[str]) -> dict[str, StoredChunk]:
        """Those chunks that are live, by id. What a reader asks for and is not here must be dropped."""
        query = f"""SELECT c.id, article_id, sha256, title, source, published, start, "end", text, sentences, terms, vectors
                    FROM chunks c JOIN revisions r ON r.id = c.revision WHERE c.id IN {ANY} AND status = 'live' ORDER BY c.id"""
        with self._read() as db:
            rows = db.execute(query, (as_json(map(int, chunk_ids)),)).fetchall()
        with decoding(self._path):
            return {str(row[0]): stored_chunk(row) for row in rows}

    def kept(self, where: Where, state: LibraryState, most: int) -> tuple[list[str], NDArray[np.float32]] | None:
        """The chunks that a filter keeps, with their unit vectors a row each; None where they are more than `most`."""
        condition, parameters = clause(where)
        chunks = f"FROM revisions r JOIN chunks c ON c.revision = r.id WHERE {condition} AND edition = ?"
        with self._read() as db:
            count = db.execute(
                f"SELECT count(*) FROM (SELECT 1 {chunks} LIMIT ?)", (*parameters, state.edition, most + 1)
            ).fetchone()[0]
            if count > most:
                return None
            query = f"SELECT c.id, substr(vectors, 1, {2 * (state.dimension or 0)}) {chunks}"
            with decoding(self._path):
                return unit_rows(db.execute(query, (*parameters, state.edition)).fetchall())

    def count_chunks(self) -> int:
        """Chunks that the dense index must hold when nobody is writing."""
        query = f"SELECT count(*) {LIVE_CHUNKS} AND edition = (SELECT edition FROM library)"
        with self._read() as db:
            return int(db.execute(query).fetchone()[0])

    def has_live(self) -> bool:
        """Whether there is anything to ask."""
        with self._read() as db:
            return bool(db.execute("SELECT EXISTS (SELECT 1 FROM revisions WHERE status = 'live')").fetchone()[0])

    def mark(self) -> str:
        """Tells the texts that the indexes must hold from those of another library, or of another time."""
        with self._read() as db:
            row = db.execute(
                "SELECT count(*), total(id), min(sha256), max(sha256) FROM revisions WHERE status = 'live'"
            ).fetchone()
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
        """What the indexes are told of these chunks; without `vectors`, which the lexical one needs not, these are empty."""
        ids = [int(chunk_id) for chunk_id in chunk_ids]
        query = f"""SELECT c.id, article_id, title, text, source, published, {"vectors" if vectors else "x''"}, sentences
                    FROM chunks c JOIN revisions r ON r.id = c.revision WHERE c.id IN {ANY} ORDER BY c.id"""
        for at in range(0, len(ids), 1000):
            with self._read() as db:
                rows = db.execute(query, (as_json(ids[at : at + 1000]),)).fetchall()
            with decoding(self._path):
                entries = list(map(index_entry, rows))
            yield from entries

    # Writing

    def stage(self, indexed: Sequence[Indexed]) -> tuple[list[int], list[str]]:
        """Writes pending revisions with their chunks, unseen until `publish`; gives their ids and their chunks'."""
        with self._write() as db:
            edition = db.execute("SELECT edition FROM library").fetchone()[0]
            revisions = [insert_revision(db, item.draft, "pending") for item in indexed]
            chunks = [insert_chunks(db, r, edition, item) for r, item in zip(revisions, indexed, strict=True)]
        return revisions, [chunk for ids in chunks for chunk in ids]

    def add_chunks(self, edition: int, indexed: Sequence[tuple[int, Indexed]]) -> None:
        """Chunks of an edition to come, for revisions that are live."""
        with self._write() as db:
            for revision_id, item in indexed:
                insert_chunks(db, revision_id, edition, item)

    def publish(self, staged: Sequence[int], duplicates: Sequence[RevisionDraft], removed: Sequence[str]) -> list[str]:
        """The moment at which changes become visible, all at once. Gives the ids of the chunks that the indexes must now forget.

        `staged` go live, `duplicates` are noted, the articles' former revisions are superseded; those of `removed` are erased with
        all their versions.
        """
        with self._write() as db:
            changed = [
                row[0] for row in db.execute(f"SELECT article_id FROM revisions WHERE id IN {ANY}", (as_json(staged),))
            ]
            changed += [draft.article.id for draft in duplicates]
            query = f"SELECT id FROM revisions WHERE status = 'live' AND article_id IN {ANY}"
            leaving = [row[0] for row in db.execute(query, (as_json([*changed, *removed]),)).fetchall()]
            query = f"SELECT id FROM chunks WHERE revision IN {ANY}"
            gone = [str(row[0]) for row in db.execute(query, (as_json(leaving),)).fetchall()]
            erase(db, f"article_id IN {ANY}", as_json(removed))
            db.execute(
                f"UPDATE revisions SET status = 'superseded', duplicate_of = NULL WHERE {CURRENT} AND article_id IN {ANY}",
                (as_json(changed),),
            )
            db.execute(f"UPDATE revisions SET status = 'live' WHERE id IN {ANY}", (as_json(staged),))
            for draft in duplicates:
                insert_revision(db, draft, "duplicate")
            if leaving:
                point_duplicates_at_live(db)
            db.execute(
                "UPDATE library SET generation = generation + 1, stale = max(stale, ?), dead = dead + ?",
                (bool(gone), len(gone)),
            )
        return gone

    def touch(self, revision_id: int, origin: str, fingerprint: str, overrides: Mapping[str, str]) -> None:
        """Notes that an input says the same as before, though its bytes or its place are others."""
        with self._write() as db:
            db.execute(
                "UPDATE revisions SET origin = ?, fingerprint = ?, overrides = ? WHERE id = ?",
                (origin, fingerprint, as_json(overrides), revision_id),
            )

    def drop_leftovers(self) -> None:
        """Erases what a killed writer left: pending revisions, and chunks of an edition that never counted."""
        with self._write() as db:
            erase(db, "status = 'pending'")
            db.execute("DELETE FROM chunks WHERE edition <> (SELECT edition FROM library)")
            db.execute("DELETE FROM chunks WHERE revision IN (SELECT id FROM revisions WHERE status = 'superseded')")

    def shred(self) -> None:
        """Leaves nothing of what was erased in the log file, nor in the copy of an earlier version."""
        forget_copies(self._path)
        with self._read() as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
