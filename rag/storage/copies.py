# ruff: noqa: S608 - the pieces put into statements are constants of this program; values are always parameters
"""Which live articles are copies of each other: a wire story in several outlets, edited or cut. Within a transaction.

Every sentence is kept as a number, `wordings.hash`, so that an index finds the articles with it. Articles whose shared
sentences make up most of the shorter one are copies, and so is what is a copy of a copy: they have the same number in
`revisions.copy_group`. The few sentences that reports of one event share, such as quotations, do not suffice.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from ..types import Chunk, Copy, Passage
from .database import Session
from .filters import Where
from .rows import NUMBERS, TEXTS, as_json, passing
from .wordings import wording

Place = tuple[str, int]
"""The article and the start of a sentence."""

SHARED = 0.45
"""The part of the shorter article, in bytes, that copies share at least. Fitted on the stories of evals/news."""
LEAST = 150
"""Bytes that copies share at least: two short articles may share but a notice."""
SHORTEST = 40
"""Bytes of a sentence that is compared: "He declined to comment." stands in many articles."""
HOLDERS = 32
"""Articles with one sentence that are compared, the oldest: a notice may stand in every article of an outlet."""


def insert_wordings(db: Session, revision: int, chunks: Sequence[Chunk]) -> None:
    """Keeps the wording of each sentence, in place of those kept before. Nothing is compared before `join`."""
    rows: dict[int, tuple[int, ...]] = {}
    for chunk in chunks:
        for start, end in chunk.sentences:
            number, size = wording(chunk.text[start - chunk.start : end - chunk.start])
            rows.setdefault(number, (number, revision, start, end, size))
    db.execute("DELETE FROM wordings WHERE revision = ?", (revision,))
    db.executemany("INSERT INTO wordings VALUES (?, ?, ?, ?, ?)", sorted(rows.values()))
    compared = sum(size for *_, size in rows.values() if size >= SHORTEST)
    db.execute("UPDATE revisions SET wording = ? WHERE id = ?", (compared, revision))


def join(db: Session, revisions: Iterable[int]) -> None:
    """Puts each of these live revisions into one group with its copies and with theirs."""
    for revision in revisions:
        found = [revision, *_copies_of(db, revision)]
        if len(found) > 1:
            query = f"SELECT DISTINCT copy_group FROM revisions WHERE id IN {NUMBERS} AND copy_group IS NOT NULL"
            known = [row[0] for row in db.execute(query, (as_json(found),))]
            changed = f"id IN {NUMBERS} OR copy_group IN {NUMBERS}"
            numbers = (min(known, default=min(found)), as_json(found), as_json(known))
            db.execute(f"UPDATE revisions SET copy_group = ? WHERE {changed}", numbers)


def join_all(db: Session) -> None:
    """Groups all live revisions anew."""
    db.execute("UPDATE revisions SET copy_group = NULL WHERE copy_group IS NOT NULL")
    join(db, [row[0] for row in db.execute("SELECT id FROM revisions WHERE status = 'live' ORDER BY id").fetchall()])


def leave(db: Session, revisions: Sequence[int]) -> list[int]:
    """Takes revisions that will not be live out of their groups.

    Returns the others of these groups, which are now in none: `join` them, as the one that linked them may be gone.
    """
    leaving = as_json(revisions)
    groups = f"SELECT copy_group FROM revisions WHERE id IN {NUMBERS} AND copy_group IS NOT NULL"
    query = f"SELECT id FROM revisions WHERE copy_group IN ({groups}) AND id NOT IN {NUMBERS} ORDER BY id"
    left = [row[0] for row in db.execute(query, (leaving, leaving)).fetchall()]
    db.execute(f"UPDATE revisions SET copy_group = NULL WHERE id IN {NUMBERS}", (as_json([*revisions, *left]),))
    db.execute(f"DELETE FROM wordings WHERE revision IN {NUMBERS}", (leaving,))
    return left


def _copies_of(db: Session, revision: int) -> list[int]:
    (own,) = db.execute("SELECT wording FROM revisions WHERE id = ?", (revision,)).fetchone()
    hashes = db.execute("SELECT hash FROM wordings WHERE revision = ? AND bytes >= ?", (revision, SHORTEST)).fetchall()
    query = """SELECT w.revision, r.wording, bytes FROM wordings w JOIN revisions r ON r.id = w.revision
               WHERE hash = ? AND w.revision <> ? AND status = 'live' ORDER BY w.revision LIMIT ?"""
    shared: Counter[tuple[int, int]] = Counter()
    for (number,) in hashes:
        for other, size, common in db.execute(query, (number, revision, HOLDERS)):
            shared[other, size] += common
    return [other for (other, size), common in shared.items() if common >= max(LEAST, SHARED * min(own, size))]


def copied_sentences(db: Session, passages: Sequence[Passage], where: Where) -> dict[Place, list[Copy]]:
    """The copies of each sentence of the passages that some articles which pass the filter have, the earliest first.

    An article with the same text as another, which is not live, counts too.
    """
    twin = "SELECT 1 FROM revisions d WHERE d.sha256 = r.sha256 AND d.status = 'duplicate'"
    copied = f"""SELECT article_id, sha256, id FROM revisions r WHERE status = 'live' AND article_id IN {TEXTS}
                 AND (copy_group IS NOT NULL OR EXISTS ({twin}))"""
    ids = {(name, text): id_ for name, text, id_ in db.execute(copied, (as_json({p.article_id for p in passages}),))}
    condition, parameters = passing(where)
    query = f"""SELECT w.start, c.article_id, c.title, c.source, c.published, c.sha256, o.start, o."end"
                FROM wordings w JOIN revisions r ON r.id = w.revision JOIN wordings o ON o.hash = w.hash
                JOIN revisions h ON h.id = o.revision AND h.status = 'live'
                  AND (h.id = r.id OR h.copy_group = r.copy_group)
                JOIN revisions c ON c.id IN (SELECT id FROM revisions r WHERE sha256 = h.sha256 AND {condition}
                                             AND status IN ('live', 'duplicate'))
                WHERE w.revision = ? AND c.id <> r.id AND w.start BETWEEN ? AND ?
                ORDER BY coalesce(c.published, '~'), c.article_id"""
    found: dict[Place, list[Copy]] = defaultdict(list)
    for passage in passages:
        if revision := ids.get((passage.article_id, passage.sha256)):
            within = (*parameters, revision, passage.start, passage.end)
            for start, *fields in db.execute(query, within):
                found[passage.article_id, start].append(Copy(*fields))
    return found
