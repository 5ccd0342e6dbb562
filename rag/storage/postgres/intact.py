"""Checks every text, passage and vector, and that the indexes and counts hold what the chunks have. Changes nothing."""

from __future__ import annotations

from ...errors import LibraryDamaged
from ..database import Session
from ..intact import check_text
from .connections import SCHEMA
from .errors import REBUILD

_COUNTED = """SELECT count(*) FROM (SELECT lexeme, count(*) AS chunks FROM chunks, unnest(words) GROUP BY lexeme) AS w
              FULL JOIN terms t ON t.term = w.lexeme WHERE w.chunks IS DISTINCT FROM t.chunks"""
_SUMS = """SELECT l.chunks = c.chunks AND l.title_terms = c.title_terms AND l.body_terms = c.body_terms FROM library l,
           (SELECT count(*) AS chunks, coalesce(sum(title_terms), 0) AS title_terms,
            coalesce(sum(body_terms), 0) AS body_terms FROM chunks) AS c"""
_INVALID = """SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
              JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = ? AND NOT (i.indisvalid AND i.indisready)"""


def check_texts(db: Session) -> str:
    for number, sha256 in db.execute("SELECT max(id), sha256 FROM revisions GROUP BY sha256").fetchall():
        check_text(db, number, sha256)
    (texts,) = db.execute("SELECT count(*) FROM texts").fetchone()
    (chunks,) = db.execute("SELECT count(*) FROM chunks").fetchone()
    return f"{texts} texts and {chunks} passages are what they were"


def check_indexes(db: Session, place: str) -> str:
    if invalid := [row[0] for row in db.execute(_INVALID, (SCHEMA,)).fetchall()]:
        raise _damaged(place, f"the index {invalid[0]} is not valid")
    if differing := db.execute(_COUNTED).fetchone()[0]:
        raise _damaged(place, f"{differing} terms are not counted as its passages have them")
    if not db.execute(_SUMS).fetchone()[0]:
        raise _damaged(place, "its passages are not as many as are counted")
    (chunks,) = db.execute("SELECT count(*) FROM chunks").fetchone()
    return f"{chunks} passages, and their terms are counted right"


def _damaged(place: str, why: str) -> LibraryDamaged:
    return LibraryDamaged(f"The library in {place} is damaged: {why}.", REBUILD)
