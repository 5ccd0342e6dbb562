"""Upgrades a catalog of an earlier schema: keeps the articles and drops the chunks, which `rag rebuild` makes again.

Until then the file stores its version as a negative number, so that neither this program nor an earlier one opens it.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from ...files import PRIVATE
from ...text.dates import day_number
from ..filters import outlet_key
from .database import SCHEMA, SCHEMA_VERSION, Database

COPY = "catalog-schema-{}.db"
"""The copy beside the catalog, with its schema version. It has texts of articles removed later: `forget_copies`."""
BLOCK = 1_000_000
"""Bytes overwritten at a time."""

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
    4: (),  # what is one sentence of a chunk
    5: (  # also the sentences of other languages than English, and the terms of the keyword index
        "ALTER TABLE revisions ADD COLUMN pages TEXT NOT NULL DEFAULT '[]'",
        "ALTER TABLE library ADD COLUMN anisotropy REAL NOT NULL DEFAULT 0",
    ),
    6: (
        "ALTER TABLE revisions ADD COLUMN copy_group INTEGER",
        "ALTER TABLE revisions ADD COLUMN wording INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX by_copies ON revisions (copy_group) WHERE copy_group IS NOT NULL",
    ),
}
"""The statements from each version to the next. Chunks and wordings need none: they are made again from the texts."""
MADE_AGAIN = ("CREATE TABLE chunks", "CREATE INDEX by_revision", "CREATE TABLE wordings", "CREATE INDEX wordings_of")
"""How the statements of the schema begin that make what is derived from the texts."""


def upgrade(database: Database, path: Path) -> None:
    """Copies the catalog and upgrades its tables, unless that was done before. The caller holds the writer lock."""
    with database.read() as db:
        version = int(db.execute("PRAGMA user_version").fetchone()[0])
    if 0 < version < SCHEMA_VERSION:
        _copy(database, path.with_name(COPY.format(version)))
        with database.write() as db:
            _change_tables(db, version)
    elif version < 0:
        with database.write() as db:
            _complete_tables(db)


def forget_copies(path: Path) -> None:
    """Erases the copies beside the catalog, so that no text of a removed article is left."""
    for copy in path.parent.glob(COPY.format("*").replace(".db", ".*")):  # unfinished copies too
        with suppress(OSError), copy.open("r+b") as file:  # in place: needs no room on a full disk
            size = copy.stat().st_size
            for at in range(0, size, BLOCK):
                file.write(bytes(min(BLOCK, size - at)))
            file.flush()
            os.fsync(file.fileno())
        copy.unlink()


def _copy(database: Database, to: Path) -> None:
    """Copies the catalog; the file gets its name only when complete."""
    unfinished = to.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(PRIVATE)
    with database.read() as db, closing(sqlite3.connect(unfinished)) as copy:
        db.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    unfinished.replace(to)


def _complete_tables(db: sqlite3.Connection) -> None:
    """Of an upgrade that an earlier program began, which knew nothing of the last columns."""
    columns = {row[1] for row in db.execute("PRAGMA table_info(revisions)")}
    for version, column in ((5, "pages"), (6, "copy_group")):
        for statement in STEPS[version] if column not in columns else ():
            db.execute(statement)
    _make_again(db)


def _change_tables(db: sqlite3.Connection, version: int) -> None:
    db.create_function("outlet_key", 1, lambda source: source and outlet_key(source), deterministic=True)
    db.create_function("day", 1, day_number, deterministic=True)
    for earlier in range(version, SCHEMA_VERSION):
        for statement in STEPS[earlier]:
            db.execute(statement)
    _make_again(db)
    db.execute(f"PRAGMA user_version = -{version}")


def _make_again(db: sqlite3.Connection) -> None:
    """Empty tables in the present form for what is derived from the texts."""
    for table in ("chunks", "wordings"):
        db.execute(f"DROP TABLE IF EXISTS {table}")
    for statement in SCHEMA.split(";\n"):
        if statement.startswith(MADE_AGAIN):
            db.execute(statement)
