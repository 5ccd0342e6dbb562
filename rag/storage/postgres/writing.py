# ruff: noqa: S608 - the pieces put into statements are constants of this program; values are always parameters
"""Writes a library in PostgreSQL: one transaction makes everything of a commit visible, so a kill leaves nothing.

Many may write at once. What takes long (rows, the indexes of vectors and words) is done side by side; then a commit
locks the one row of `library` for the milliseconds in which it decides what is live, groups copies and counts terms.
Each sees what those before it have made, as if they had come one after another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from ...errors import LibraryError, LibraryMismatch
from ..catalog import Catalog
from ..copies import insert_wordings, join_all
from ..database import Session
from ..publishing import check_empty, leaving, publish
from ..records import Indexed, Kept, Model, RevisionDraft
from ..rows import NUMBERS, TEXTS, as_json, chunk_values, insert_revision, touch
from ..store import ChangedMeanwhile
from .connections import Connections
from .errors import busy, passes
from .schema import LOCK, index_chunks, make_chunks, put_in_place, upgrade
from .words import Tally, Words, count_anew, count_in, count_out

ANALYZED = 500
"""Chunks after which the planner is told what the tables hold: it would do so itself, a minute later."""
PATIENCE = 5
"""Seconds that a commit, or a rebuild, waits for others."""
MADE = "chunks_made"
_MODEL = "embedding, embedder, dimension, chunk_chars, anisotropy"


class PostgresWriting:
    """One run of one thread. See `store.Writing`."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self.catalog = Catalog(connections)
        self._added = 0
        with connections.read() as db:
            self._model = _model_of(db)

    def adopt(self, model: Model) -> None:
        with self._connections.write() as db:
            self._lock(db)
            live = "SELECT EXISTS (SELECT 1 FROM revisions WHERE status = 'live')"
            if not db.execute(live).fetchone()[0]:  # else another writer was first, and `commit` compares the models
                make_chunks(db, MADE, model.dimension)
                index_chunks(db, MADE, model.dimension)
                put_in_place(db, MADE)
                _record(db, model)
        self._model = tuple(model)

    def commit(self, indexed: Sequence[Indexed], duplicates: Sequence[RevisionDraft], removed: Sequence[str]) -> None:
        try:
            self._commit(indexed, duplicates, removed)
        except LibraryError as error:
            if not passes(error):
                raise
            self._commit(indexed, duplicates, removed)

    def replace(self, parts: Iterable[Sequence[tuple[int, Indexed]]], model: Model) -> None:
        with self._alone() as db:
            upgrade(db, self._connections.place)
            self._make_chunks(db, ((revision, item) for part in parts for revision, item in part), model)

    def fill(self, revisions: Iterable[Kept], model: Model) -> None:
        with self._alone() as db:
            check_empty(db, self._connections.place)
            written = ((insert_revision(db, k.draft, k.status, k.ingested_at), k.indexed) for k in revisions)
            self._make_chunks(db, ((revision, item) for revision, item in written if item), model)

    def touch(self, revision_id: int, origin: str, fingerprint: str, overrides: Mapping[str, str]) -> None:
        with self._connections.write() as db:
            touch(db, revision_id, origin, fingerprint, overrides)

    def settle(self) -> None:
        if self._added >= ANALYZED:
            with self._connections.read() as db:
                db.execute("ANALYZE revisions, chunks, wordings, terms")
        self._added = 0

    def shred(self) -> None:
        """Nothing more: what is deleted is vacuumed by the server, whose files and log are its operator's."""

    @contextmanager
    def _alone(self) -> Iterator[Session]:
        with self._connections.write() as db:
            self._lock(db)
            yield db

    def _lock(self, db: Session, shared: str = "") -> None:
        """Whoever commits shares the lock; who makes the chunks anew has it alone."""
        from psycopg.errors import LockNotAvailable

        db.execute(f"SELECT set_config('lock_timeout', '{PATIENCE}s', true)")
        try:
            db.execute(f"SELECT pg_advisory_xact_lock{shared}(?)", (LOCK,))
        except LockNotAvailable:
            raise busy(self._connections.place, "it is being rebuilt, or written to") from None
        db.execute("SELECT set_config('lock_timeout', '0', true)")

    def _make_chunks(self, db: Session, items: Iterable[tuple[int, Indexed]], model: Model) -> None:
        """Puts the chunks of these live revisions in the place of all others."""
        tally = Tally()
        make_chunks(db, MADE, model.dimension)
        for revision, item in items:
            _insert_chunks(db, MADE, revision, item, tally)
            insert_wordings(db, revision, item.chunks)
        index_chunks(db, MADE, model.dimension)
        put_in_place(db, MADE)
        count_anew(db, tally)
        join_all(db)
        _record(db, model)
        self._added += tally.chunks

    def _commit(self, indexed: Sequence[Indexed], duplicates: Sequence[RevisionDraft], removed: Sequence[str]) -> None:
        from psycopg.errors import UniqueViolation

        tally = Tally()
        with self._connections.write() as db:
            self._lock(db, "_shared")
            staged = [self._stage(db, item, tally) for item in sorted(indexed, key=lambda i: i.draft.article.sha256)]
            db.execute("UPDATE library SET generation = generation + 1")  # other commits wait here
            if indexed and _model_of(db) != self._model:
                raise LibraryMismatch(f"The library in {self._connections.place} was rebuilt meanwhile.", "Try again.")
            try:
                gone = leaving(db, staged, duplicates, removed)
                texts = _texts_of(db, gone) + [draft.article.sha256 for draft in duplicates]
                if gone:
                    count_out(db, gone)
                publish(db, sorted(staged), duplicates, removed, gone)
            except UniqueViolation:  # another article is live with one of these texts
                raise ChangedMeanwhile from None
            if _orphans(db, texts):
                raise ChangedMeanwhile
            count_in(db, tally)
        self._added += tally.chunks

    def _stage(self, db: Session, item: Indexed, tally: Tally) -> int:
        revision = insert_revision(db, item.draft, "pending")
        _insert_chunks(db, "chunks", revision, item, tally)
        insert_wordings(db, revision, item.chunks)
        return revision


def _insert_chunks(db: Session, table: str, revision: int, item: Indexed, tally: Tally) -> None:
    rows = []
    for (start, end, text, *more), vectors in zip(chunk_values(item), item.vectors, strict=True):
        tally.add(words := Words.of(item.draft.article.title, text))
        lengths, vector = (words.title.total(), words.body.total()), vectors[0].astype("<f2").tolist()
        rows.append((revision, start, end, *lengths, words.tsvector(), str(vector), text, *more))
    columns = 'revision, start, "end", title_terms, body_terms, words, vector, text, sentences, terms, vectors'
    values = "?, ?, ?, ?, ?, ?::tsvector, ?::halfvec, ?, ?, ?, ?"
    db.executemany(f"INSERT INTO {table} ({columns}) VALUES ({values})", rows)


def _texts_of(db: Session, revisions: Sequence[int]) -> list[str]:
    query = f"SELECT sha256 FROM revisions WHERE id IN {NUMBERS}"
    return [row[0] for row in db.execute(query, (as_json(revisions),)).fetchall()]


def _orphans(db: Session, texts: Sequence[str]) -> bool:
    """Whether a duplicate of one of these texts has no live article that is searched in its place."""
    live = "SELECT 1 FROM revisions l WHERE l.sha256 = d.sha256 AND l.status = 'live'"
    orphans = f"SELECT 1 FROM revisions d WHERE d.status = 'duplicate' AND d.sha256 IN {TEXTS} AND NOT EXISTS ({live})"
    return bool(db.execute(f"SELECT EXISTS ({orphans})", (as_json(texts),)).fetchone()[0])


def _model_of(db: Session) -> tuple[object, ...]:
    return tuple(db.execute(f"SELECT {_MODEL} FROM library").fetchone())


def _record(db: Session, model: Model) -> None:
    db.execute(f"UPDATE library SET ({_MODEL}) = (?, ?, ?, ?, ?), generation = generation + 1", model)
