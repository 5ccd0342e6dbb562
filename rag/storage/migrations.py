"""A catalog of an earlier schema brought up to date: what it was told is kept, what was made of that is left for `rag rebuild` to make.

The version stands in the file as its negative until then, so that neither this program nor an earlier one takes it for whole.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from ..files import PRIVATE
from ..text.dates import day
from .database import SCHEMA, SCHEMA_VERSION, Database
from .filters import outlet_key

COPY = "catalog-schema-{}.db"
"""Beside the catalog, of the version that is named. It holds every text, also of what is removed later: `forget_copies`."""
BLOCK = 1_000_000
"""Bytes that are overwritten at a time."""

STEPS = {
    1: (),  # the vectors' layout
    2: (
        "ALTER TABLE revisions ADD COLUMN outlet TEXT",
        "ALTER TABLE revisions ADD COLUMN day INTEGER",
        "UPDATE revisions SET outlet = outlet_key(source), day = day(published)",
        "CREATE INDEX by_outlet ON revisions (outlet) WHERE status = 'live'",
        "CREATE INDEX by_day ON revisions (day) WHERE status = 'live'",
    ),
    3: (),  # the dense index's keys
}
"""From each version to the next, chunks apart: these are made anew from the texts."""


def upgrade(database: Database, path: Path) -> None:
    """Does nothing to a catalog that is up to date, or that an upgrade was killed in. Needs the writer lock."""
    with database.read() as db:
        version = int(db.execute("PRAGMA user_version").fetchone()[0])
    if 0 < version < SCHEMA_VERSION:
        _copy(database, path.with_name(COPY.format(version)))
        with database.write() as db:
            _change_tables(db, version)


def forget_copies(path: Path) -> None:
    """Erases the copies beside the catalog: what is removed must be nowhere."""
    for copy in path.parent.glob(COPY.format("*").replace(".db", ".*")):  # one that was not finished too
        with suppress(OSError), copy.open("r+b") as file:  # where it lies, so that a full disk takes it
            size = copy.stat().st_size
            for at in range(0, size, BLOCK):
                file.write(bytes(min(BLOCK, size - at)))
            file.flush()
            os.fsync(file.fileno())
        copy.unlink()


def _copy(database: Database, to: Path) -> None:
    """Whole or not at all, under its name."""
    unfinished = to.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(PRIVATE)
    with database.read() as db, closing(sqlite3.connect(unfinished)) as copy:
        db.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    unfinished.replace(to)


def _change_tables(db: sqlite3.Connection, version: int) -> None:
    db.create_function(
        "outlet_key", 1, lambda outlet: None if outlet is None else outlet_key(outlet), deterministic=True
    )
    db.create_function("day", 1, day, deterministic=True)
    for step in range(version, SCHEMA_VERSION):
        for statement in STEPS[step]:
            db.execute(statement)
    db.execute("DROP TABLE chunks")
    for statement in SCHEMA.split(";\n"):
        if statement.startswith(("CREATE TABLE chunks", "CREATE INDEX by_revision")):
            db.execute(statement)
    db.execute(f"PRAGMA user_version = -{version}")
