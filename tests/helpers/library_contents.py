"""All that a library in a folder holds, but for numbers and times, which depend on how it grew."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

REVISIONS = """SELECT article_id, sha256, title, source, author, published, url, origin, fingerprint, overrides, status,
               duplicate_of, pages FROM revisions ORDER BY article_id, sha256, id"""
CHUNKS = """SELECT article_id, status, c.start, c.end, c.text, c.sentences, c.terms, c.vectors
            FROM chunks c JOIN revisions r ON r.id = c.revision ORDER BY article_id, c.start"""


def contents(home: Path) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(home / "catalog.db")) as db:
        return {"revisions": db.execute(REVISIONS).fetchall(), "chunks": db.execute(CHUNKS).fetchall()}


def differences(one: Path, other: Path) -> Iterable[tuple[str, Any]]:
    """The rows that only one of the two has, without their longest values."""
    first, second = contents(one), contents(other)
    return [
        (table, [str(value)[:60] for value in row]) for table in first for row in {*first[table]} ^ {*second[table]}
    ]
