"""Connections to PostgreSQL, as storage/database.py asks for them. The only file that opens one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from ...errors import LibraryDamaged, LibraryError
from ..rows import NUMBERS, TEXTS
from .errors import NO_DRIVER, translated, unreachable

if TYPE_CHECKING:
    from psycopg import Connection

    from ...urls import DatabaseURL
    from ..database import Rows

PATIENCE = 10
"""Seconds to wait for the server to answer a connection, unless the address says otherwise."""
SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
"""Every statement sees the library as it was at the first one."""
SCHEMA = "rag"
"""Of the database: our tables lie apart from those of others."""

# jit: it takes longer than our queries. iterative_scan: without it a narrow filter finds nothing among the nearest.
_PREPARED = f"""SELECT set_config('search_path', '{SCHEMA}, ' || current_setting('search_path'), false),
  set_config('jit', 'off', false), set_config('hnsw.iterative_scan', 'strict_order', false),
  set_config('hnsw.ef_search', '400', false)"""

_left_to_the_parent: list[Any] = []
"""Connections inherited through fork(): to close them here would end them there."""


class Session:
    """One transaction, or single statements that are one each. See storage/database.py."""

    def __init__(self, connections: Connections, begin: str | None) -> None:
        self._connections, self._is_new = connections, True
        self.connection = connections.take()
        if begin:
            self.execute(begin)

    def execute(self, query: str, parameters: Sequence[Any] = (), /) -> Rows:
        from psycopg import OperationalError

        try:
            return self._run(query, parameters)
        except OperationalError:
            if not (self._is_new and self.connection.broken):
                raise
            self.connection = self._connections.connect()  # the server was restarted; nothing was done yet
            return self._run(query, parameters)
        finally:
            self._is_new = False

    def executemany(self, query: str, parameters: Iterable[Sequence[Any]], /) -> None:
        self.connection.cursor().executemany(_spelled(query), parameters)

    def _run(self, query: str, parameters: Sequence[Any]) -> Rows:
        return self.connection.execute(_spelled(query), parameters, binary=True)


class Connections:
    """Thread-safe: each transaction has its own connection. They stay open and are used again."""

    def __init__(self, address: DatabaseURL) -> None:
        self._address = address
        self.place = str(address)
        self._idle: SimpleQueue[Connection] = SimpleQueue()
        self._process = os.getpid()

    def close(self) -> None:
        with suppress(Empty):
            while True:
                self._idle.get_nowait().close()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Statements each of which sees the library as it is then."""
        with self._session(None) as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        with self._session(SNAPSHOT) as session:
            yield Snapshot(session, self)
            session.execute("COMMIT")

    @contextmanager
    def write(self) -> Iterator[Session]:
        with self._session("BEGIN") as session:
            yield session
            session.execute("COMMIT")

    @contextmanager
    def decoding(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, TypeError, AttributeError) as error:
            why = f"a row of it is not what was written ({error})"
            raise LibraryDamaged(f"The library in {self.place} is damaged: {why}.", "Try `rag rebuild`.") from error

    def take(self) -> Connection:
        if self._process != os.getpid():
            _left_to_the_parent.append(self._idle)
            self._idle, self._process = SimpleQueue(), os.getpid()
        try:
            return self._idle.get_nowait()
        except Empty:
            return self.connect()

    def connect(self) -> Connection:
        try:
            import psycopg
        except ImportError as error:
            raise LibraryError(*NO_DRIVER) from error
        try:
            connection = psycopg.connect(
                self._address.secret, autocommit=True, application_name="rag", **self._address.unless(PATIENCE)
            )
            connection.execute(_PREPARED)
        except psycopg.Error as error:
            raise unreachable(self.place, error) from None
        return connection

    @contextmanager
    def _session(self, begin: str | None) -> Iterator[Session]:
        with translated(self.place):
            session = Session(self, begin)
            try:
                yield session
            finally:
                self._give_back(session.connection)

    def _give_back(self, connection: Connection) -> None:
        from psycopg.pq import TransactionStatus

        if connection.info.transaction_status != TransactionStatus.IDLE:
            with suppress(Exception):  # it is lost anyway; the error that led here is raised
                connection.rollback()
        if connection.info.transaction_status == TransactionStatus.IDLE:
            self._idle.put(connection)
        else:
            connection.close()


class Snapshot:
    """A `Database` of one transaction that reads."""

    def __init__(self, session: Session, connections: Connections) -> None:
        self.session = session
        self.decoding = connections.decoding

    @contextmanager
    def read(self) -> Iterator[Session]:
        yield self.session

    def write(self) -> Any:
        raise AssertionError("a snapshot is only read")

    def close(self) -> None:
        """Whoever opened the snapshot closes it."""


@cache
def _spelled(query: str) -> str:
    """The statement as PostgreSQL and psycopg write it."""
    texts, numbers = (
        "(SELECT jsonb_array_elements_text(?::jsonb))",
        "(SELECT jsonb_array_elements_text(?::jsonb)::bigint)",
    )
    return query.replace("%", "%%").replace(TEXTS, texts).replace(NUMBERS, numbers).replace("?", "%s")
