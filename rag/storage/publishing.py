# ruff: noqa: S608 - the pieces put into statements are constants of this program; values are always parameters
"""Makes what a writer has prepared visible, within one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import LibraryError
from .copies import join, leave
from .database import Session
from .records import RevisionDraft
from .rows import CURRENT, NUMBERS, TEXTS, as_json, erase, insert_revision, point_duplicates_at_live


def leaving(
    db: Session, staged: Sequence[int], duplicates: Sequence[RevisionDraft], removed: Sequence[str]
) -> list[int]:
    """The live revisions that `publish` will take out of the search."""
    articles = as_json([*_changed(db, staged, duplicates), *removed])
    query = f"SELECT id FROM revisions WHERE status = 'live' AND article_id IN {TEXTS}"
    return [row[0] for row in db.execute(query, (articles,)).fetchall()]


def publish(
    db: Session,
    staged: Sequence[int],
    duplicates: Sequence[RevisionDraft],
    removed: Sequence[str],
    gone: Sequence[int],
) -> None:
    """`staged` revisions go live, `duplicates` are recorded, the former revisions of both are superseded; `removed`
    articles are erased with all their versions. `gone`: what `leaving` returned.
    """
    changed = as_json(_changed(db, staged, duplicates))
    left = leave(db, gone)
    erase(db, f"article_id IN {TEXTS}", as_json(removed))
    superseded = f"status = 'superseded', duplicate_of = NULL WHERE {CURRENT} AND article_id IN {TEXTS}"
    db.execute(f"UPDATE revisions SET {superseded}", (changed,))
    db.execute(f"UPDATE revisions SET status = 'live' WHERE id IN {NUMBERS}", (as_json(staged),))
    for draft in duplicates:
        insert_revision(db, draft, "duplicate")
    join(db, [*staged, *left])
    if gone:
        point_duplicates_at_live(db)


def _changed(db: Session, staged: Sequence[int], duplicates: Sequence[RevisionDraft]) -> list[str]:
    query = f"SELECT article_id FROM revisions WHERE id IN {NUMBERS}"
    articles = [row[0] for row in db.execute(query, (as_json(staged),))]
    return articles + [draft.article.id for draft in duplicates]


def check_empty(db: Session, place: str) -> None:
    """Raises `LibraryError` if there is an article."""
    if db.execute("SELECT EXISTS (SELECT 1 FROM revisions)").fetchone()[0]:
        raise LibraryError(f"The library in {place} is not empty.", "Copy into one that is.")
