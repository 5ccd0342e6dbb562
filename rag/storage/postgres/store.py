"""A library in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..catalog import Catalog
from ..errors import no_articles
from ..store import Check
from .connections import Connections, Session
from .schema import check_version, create, exists
from .search import KeptRows, PostgresSearch, PostgresState
from .writing import PostgresWriting

if TYPE_CHECKING:
    from ...urls import DatabaseURL


class PostgresStore:
    """See `store.Store`. Any number of processes and machines may read and write at once."""

    def __init__(self, address: DatabaseURL) -> None:
        self._connections = Connections(address)
        self._catalog = Catalog(self._connections)
        self.place = str(address)
        self._kept = KeptRows()
        self._is_checked = False

    def close(self) -> None:
        self._connections.close()
        self._is_checked = False

    def opened(self) -> Catalog:
        if not self._is_checked:
            with self._connections.read() as db:
                if not exists(db):
                    raise no_articles(self.place)
                check_version(db, self.place)
            self._is_checked = True
        return self._catalog

    @contextmanager
    def reading(self, check: Check) -> Iterator[PostgresSearch]:
        self.opened()
        with self._connections.snapshot() as snapshot, snapshot.read() as db:
            search = PostgresSearch(snapshot, _state(db), self._kept)
            check(search.catalog, search.state)
            yield search

    @contextmanager
    def writing(self, *, create: bool = False) -> Iterator[PostgresWriting]:
        if create:
            self._create()
        self.opened()
        yield PostgresWriting(self._connections)

    @contextmanager
    def rebuilding(self) -> Iterator[PostgresWriting]:
        with self._connections.read() as db:
            if not exists(db):
                raise no_articles(self.place)
        yield PostgresWriting(self._connections)

    def describe(self) -> str:
        with self._connections.read() as db:
            (server,) = db.execute("SHOW server_version").fetchone()
            found = db.execute("SELECT extversion FROM pg_extension WHERE extname = 'vector'").fetchone()
        return f"{self.place}, PostgreSQL {server.split()[0]}" + (f" with pgvector {found[0]}" if found else "")

    def check_texts(self) -> str:
        from .intact import check_texts

        with self._connections.snapshot() as snapshot, snapshot.read() as db:
            return check_texts(db)

    def check_indexes(self) -> str:
        from .intact import check_indexes

        with self._connections.snapshot() as snapshot, snapshot.read() as db:
            return check_indexes(db, self.place)

    def check_writer(self) -> None:
        """Nobody excludes others."""

    def _create(self) -> None:
        with self._connections.read() as db:
            if exists(db):
                return
        with self._connections.write() as db:
            create(db, self.place)


def _state(db: Session) -> PostgresState:
    columns = "embedding, embedder, dimension, chunk_chars, anisotropy, generation, chunks, title_terms, body_terms"
    return PostgresState(*db.execute(f"SELECT {columns} FROM library").fetchone())  # noqa: S608 - constants
