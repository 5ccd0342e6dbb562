"""Which kind of store keeps a library."""

from __future__ import annotations

from pathlib import Path

from ..urls import DatabaseURL
from .store import Store


def open_store(home: Path | DatabaseURL) -> Store:
    if isinstance(home, DatabaseURL):
        from .postgres.store import PostgresStore

        return PostgresStore(home)
    from .local.store import LocalStore

    return LocalStore(home)
