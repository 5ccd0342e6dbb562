"""What the catalog asks of the database that holds it: SQLite's and psycopg's connections both do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol


class Rows(Protocol):
    """What a statement returned."""

    @property
    def rowcount(self) -> int: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...


class Session(Protocol):
    """One transaction. Parameters are written `?`, a list of any length `NUMBERS` or `TEXTS` (see rows.py)."""

    def execute(self, query: str, parameters: Sequence[Any] = ..., /) -> Rows: ...
    def executemany(self, query: str, parameters: Iterable[Sequence[Any]], /) -> object: ...


class Database(Protocol):
    """Thread-safe: each transaction has its own connection."""

    def read(self) -> AbstractContextManager[Session]: ...

    def write(self) -> AbstractContextManager[Session]: ...

    def decoding(self) -> AbstractContextManager[None]:
        """Raises `LibraryDamaged` for a row that cannot be decoded: we only write rows that can."""
        ...

    def close(self) -> None:
        """Safe to call twice."""
        ...
