# ruff: noqa: S608 - the pieces put into statements are constants of this program; values are always parameters
"""Which version of an article was there on a day.

A first version counts from its date or, without one, from the day of its ingest. A later one counts from its own date
only if that is later than the one before had: most outlets change a text and keep its date. Else from its ingest.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from .database import Session
from .rows import DAY_OF_INGEST, EXISTED, FIRST_DAY, TEXTS, as_json


class Version(NamedTuple):
    """A revision and the first day on which it counts, as the number 20250608."""

    revision: int
    article_id: str
    sha256: str
    first_day: int


def rewritten(db: Session, day: int) -> tuple[str, ...]:
    """The articles whose present version is dated after the day, though they were there by then."""
    query = f"SELECT article_id FROM revisions r WHERE status = 'live' AND day > ? AND {EXISTED} <= ? ORDER BY 1"
    return tuple(row[0] for row in db.execute(query, (day, day)))


def versions_on(db: Session, article_ids: Iterable[str], day: int) -> dict[str, Version]:
    """By article id, the version of the day; without articles that were not there."""
    query = f"""SELECT id, article_id, sha256, {FIRST_DAY}, day, {DAY_OF_INGEST}
                FROM revisions v WHERE article_id IN {TEXTS} AND status <> 'pending' ORDER BY article_id, id"""
    rows = db.execute(query, (as_json(article_ids),)).fetchall()
    known: dict[str, Version] = {}
    for article_id, revisions in groupby(rows, key=itemgetter(1)):
        for version in _versions(list(revisions)):
            if version.first_day <= day:
                known[article_id] = version
    return known


def _versions(rows: list[tuple[int, str, str, int, int | None, int]]) -> list[Version]:
    """Oldest first. `rows`: id, article id, SHA-256, date or else day of ingest, date, day of ingest."""
    found: list[Version] = []
    dated: int | None = None
    for revision, article_id, sha256, first_day, day, ingested in rows:
        later = day is not None and (dated is None or day > dated)
        since = first_day if not found or later else ingested
        if found and found[-1].sha256 == sha256:  # only its metadata changed
            since = min(found[-1].first_day, day or since)
        found.append(Version(revision, article_id, sha256, since))
        dated = day or dated
    return found
