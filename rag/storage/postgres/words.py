# ruff: noqa: S608 - the pieces put into statements are constants of this program; values are always parameters
"""The words of chunks: as `tsvector`s, and counted in the table `terms`.

A `tsvector` here has no positions in a text. Its numbers count: a term has one without weight for each time it stands
in the text, then one of weight A for each time in the title.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ..analyzer import terms
from ..database import Session

MOST = 120
"""Times that a term is counted in a text, and again in a title: a `tsvector` holds 256 numbers of one."""


class Words(NamedTuple):
    """The terms of one chunk."""

    title: Counter[str]
    body: Counter[str]

    @classmethod
    def of(cls, title: str, text: str) -> Words:
        return cls(Counter(terms(title)), Counter(terms(text)))

    def tsvector(self) -> str:
        return " ".join(
            f"{quoted(term)}:{_numbers(self.body[term], self.title[term])}" for term in self.body.keys() | self.title
        )


class Tally:
    """How many chunks have each term, and how many terms they have in all."""

    def __init__(self) -> None:
        self.chunks = self.title_terms = self.body_terms = 0
        self._titles: Counter[str] = Counter()
        self._bodies: Counter[str] = Counter()
        self._either: Counter[str] = Counter()

    def add(self, words: Words) -> None:
        self.chunks += 1
        self.title_terms += words.title.total()
        self.body_terms += words.body.total()
        self._titles.update(words.title.keys())
        self._bodies.update(words.body.keys())
        self._either.update(words.title.keys() | words.body.keys())

    def rows(self) -> list[tuple[str, int, int, int]]:
        """In one order, so that two writers never wait for each other."""
        return [(term, self._titles[term], self._bodies[term], n) for term, n in sorted(self._either.items())]


def count_in(db: Session, tally: Tally) -> None:
    """Adds what a commit brought. The caller holds the row of `library`."""
    columns = [list(column) for column in zip(*tally.rows(), strict=True)]
    if columns:
        sums = ", ".join(f"{name} = terms.{name} + excluded.{name}" for name in ("titles", "bodies", "chunks"))
        given = "SELECT * FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[])"
        db.execute(f"INSERT INTO terms {given} ON CONFLICT (term) DO UPDATE SET {sums}", columns)
    _add(db, tally.chunks, tally.title_terms, tally.body_terms)


def count_out(db: Session, revisions: Sequence[int]) -> None:
    """Deletes the chunks of revisions, and takes away what they had. The caller holds the row of `library`."""
    which = (list(revisions),)
    has = "count(*) FILTER (WHERE '{}' = ANY(weights))"
    counted = f"""SELECT lexeme, {has.format("A")} AS titles, {has.format("D")} AS bodies, count(*) AS chunks
                  FROM chunks, unnest(words) WHERE revision = ANY(?) GROUP BY lexeme"""
    less = ", ".join(f"{name} = t.{name} - gone.{name}" for name in ("titles", "bodies", "chunks"))
    changed = (
        f"UPDATE terms t SET {less} FROM ({counted}) AS gone WHERE t.term = gone.lexeme RETURNING t.term, t.chunks"
    )
    unused = [term for term, chunks in db.execute(changed, which).fetchall() if not chunks]
    db.execute("DELETE FROM terms WHERE term = ANY(?)", (unused,))
    lengths = db.execute(
        "DELETE FROM chunks WHERE revision = ANY(?) RETURNING title_terms, body_terms", which
    ).fetchall()
    _add(db, -len(lengths), -sum(title for title, _ in lengths), -sum(body for _, body in lengths))


def count_anew(db: Session, tally: Tally) -> None:
    """Puts these counts in the place of all others."""
    db.execute("DELETE FROM terms")
    db.execute("UPDATE library SET chunks = 0, title_terms = 0, body_terms = 0")
    count_in(db, tally)


def any_of(wanted: Iterable[str]) -> str:
    """A query for the chunks that have at least one of these terms."""
    return " | ".join(map(quoted, wanted))


def times(words: str, wanted: Sequence[str]) -> Mapping[str, tuple[int, int]]:
    """How often each of these terms stands in the title and in the text of a `tsvector` as PostgreSQL prints it."""
    return {
        found[1]: (found[2].count("A"), found[2].count(",") + 1 - found[2].count("A"))
        for found in _pattern(tuple(wanted)).finditer(words)
    }


def _pattern(wanted: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:^| )'({'|'.join(map(re.escape, wanted))})':([0-9A,]+)")


def quoted(term: str) -> str:
    """Terms are letters and digits; this holds should an analyser ever let more through."""
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def _numbers(body: int, title: int) -> str:
    plain, weighed = min(body, MOST), min(title, MOST)
    return ",".join([*map(str, range(1, plain + 1)), *(f"{plain + n}A" for n in range(1, weighed + 1))])


def _add(db: Session, chunks: int, title_terms: int, body_terms: int) -> None:
    sums = "chunks = chunks + ?, title_terms = title_terms + ?, body_terms = body_terms + ?"
    db.execute(f"UPDATE library SET {sums}", (chunks, title_terms, body_terms))
