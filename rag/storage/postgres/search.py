# ruff: noqa: S608 - the pieces put into statements are constants of this program; values are always parameters
"""A library in PostgreSQL as one question sees it.

Both indexes only propose. The cosines are computed from the stored vectors and BM25 from the counted terms, as in a
folder's library, so that one corpus gives one answer in both.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ..analyzer import terms
from ..catalog import Catalog
from ..filters import Where
from ..nearest import EXACT_UP_TO, KEPT, nearest_of
from ..records import LibraryState
from ..rows import TEXTS, as_json, clause, unit_rows
from ..store import Hits
from .bm25 import idf, impact
from .connections import Snapshot
from .words import any_of, counts_of, quoted, times

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ..nearest import Rows

SCORED = 240
"""Chunks whose BM25 is computed, at least: those that a rough score puts first."""
MATCHED = 2000
"""Chunks with the rarest terms of a question that are looked at, at least, before those that have but common ones."""
LIKELY = 1.25
"""The most that a common term earns, in times of its idf: once in a text half as long as most."""
COMPARED = 2
"""So many times the neighbours asked for are compared exactly: the index knows vectors in half precision only."""
SPELT_LIKE = 100


@dataclass(frozen=True)
class PostgresState(LibraryState):
    """With the sums that BM25 needs."""

    chunks: int
    title_terms: int
    body_terms: int


class _Term(NamedTuple):
    text: str
    title: float
    """The idf in titles; 0 where no title has it."""
    body: float
    holders: int


class KeptRows:
    """The vectors within the last few filters, of one generation of the library. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._generation = -1
        self._kept: dict[Where, Rows | None] = {}

    def of(self, catalog: Catalog, state: LibraryState, where: Where) -> Rows | None:
        with self._lock:
            if self._generation != state.generation:
                self._generation, self._kept = state.generation, {}
            if where in self._kept:
                return self._kept[where]
        rows = catalog.kept(where, state, EXACT_UP_TO)
        with self._lock:
            if self._generation == state.generation:
                for oldest in list(self._kept)[: len(self._kept) + 1 - KEPT]:
                    del self._kept[oldest]
                self._kept[where] = rows
        return rows


class PostgresSearch:
    """Within one snapshot. See `store.Search`."""

    def __init__(self, snapshot: Snapshot, state: PostgresState, kept: KeptRows) -> None:
        self._snapshot, self._db, self.state, self._kept = snapshot, snapshot.session, state, kept
        self.catalog = Catalog(snapshot)

    @property
    def size(self) -> int:
        return self.state.chunks

    def nearest(self, vector: NDArray[np.float32], k: int, where: Where) -> Hits:
        is_large = where.everything and self.state.chunks > EXACT_UP_TO
        rows = None if is_large else self._kept.of(self.catalog, self.state, where)
        return nearest_of(self._near(vector, COMPARED * k, where) if rows is None else rows, vector, k)

    def lexical(self, question: str, k: int, where: Where) -> Hits:
        wanted = self._weighed(question)
        if not wanted or k < 1:
            return []
        rare, missed = _rarest(wanted)
        found = self._scored(wanted, rare, max(SCORED, 3 * k), where)
        if missed and (len(found) < k or found[k - 1][1] <= missed):
            found = self._scored(wanted, wanted, max(SCORED, 3 * k), where)
        return [hit for hit in found if len(found) <= k or hit[1] >= found[k - 1][1]]

    def spelt_like(self, word: str) -> list[str]:
        from rapidfuzz.distance import OSA

        most = 1 if len(word) < 8 else 2
        close: list[str] = []
        for term in terms(word):
            query = "SELECT term FROM terms WHERE length(term) BETWEEN ? AND ?"
            known = self._db.execute(query, (len(term) - most, len(term) + most)).fetchall()
            close += [each for (each,) in known if OSA.distance(term, each, score_cutoff=most) <= most]
        if not close:
            return []
        query = "SELECT id FROM chunks WHERE words @@ ?::tsquery ORDER BY id LIMIT ?"
        return sorted(str(row[0]) for row in self._db.execute(query, (any_of(close), SPELT_LIKE)).fetchall())

    def document_frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        wanted = list(dict.fromkeys(terms))
        query = f"SELECT term, chunks FROM terms WHERE term IN {TEXTS}"
        known = dict(self._db.execute(query, (as_json(wanted),)).fetchall())
        return {term: known.get(term, 0) for term in wanted}

    def _near(self, vector: NDArray[np.float32], most: int, where: Where) -> Rows:
        """What the graph finds."""
        condition, parameters = clause(where)
        filtered = "" if where.everything else f"JOIN revisions r ON r.id = c.revision WHERE {condition}"
        given = [] if where.everything else parameters
        near = f"SELECT c.id FROM chunks c {filtered} ORDER BY c.vector <=> ?::halfvec LIMIT ?"
        query = f"SELECT id, substr(vectors, 1, {2 * len(vector)}) FROM chunks WHERE id IN ({near})"
        asked = "[" + ",".join(f"{number:.6g}" for number in vector.tolist()) + "]"
        with self._snapshot.decoding():
            return unit_rows(self._db.execute(query, (*given, asked, most)).fetchall())

    def _weighed(self, question: str) -> list[_Term]:
        query = f"SELECT term, titles, bodies, chunks FROM terms WHERE term IN {TEXTS}"
        rows = self._db.execute(query, (as_json({*terms(question)}),)).fetchall()
        chunks = self.state.chunks
        found = [
            _Term(term, idf(titles, chunks) if titles else 0.0, idf(bodies, chunks) if bodies else 0.0, holders)
            for term, titles, bodies, holders in rows
        ]
        return sorted(found, key=lambda term: (term.holders, term.text))

    def _scored(self, wanted: Sequence[_Term], matched: Sequence[_Term], most: int, where: Where) -> Hits:
        """The best of the chunks with a term of `matched`, best first, ties by id."""
        condition, parameters = clause(where)
        filtered = "" if where.everything else f"JOIN revisions r ON r.id = c.revision AND {condition}"
        given = [] if where.everything else parameters
        average = self.state.body_terms / self.state.chunks
        # A rough score: the words weighed as BM25 does, how often they stand in a text nearly so.
        most_weight = max(max(term.title, term.body) for term in wanted)  # ts_rank takes weights up to 1
        each = [(_weights(term, most_weight), quoted(term.text)) for term in wanted]
        rough = " + ".join(["ts_rank(?::float4[], c.words, ?::tsquery)"] * len(each))
        query = f"""SELECT c.id, c.title_terms, c.body_terms, c.words::text FROM chunks c {filtered}
                    WHERE c.words @@ ?::tsquery ORDER BY ({rough}) / (1 + 0.9 * c.body_terms / ?) DESC, c.id LIMIT ?"""
        ranks = [value for pair in each for value in pair]
        asked = (*given, any_of(t.text for t in matched), *ranks, average, most)
        rows = self._db.execute(query, asked).fetchall()
        score = self._bm25(wanted)
        return sorted(((str(id_), score(*row)) for id_, *row in rows), key=lambda hit: (-hit[1], hit[0]))

    def _bm25(self, wanted: Sequence[_Term]) -> Callable[[int, int, str], float]:
        """Scores a chunk by the lengths of its title and text and its words."""
        chunks = self.state.chunks
        titles, bodies = self.state.title_terms / chunks, self.state.body_terms / chunks
        known, counts = {term.text: term for term in wanted}, counts_of(term.text for term in wanted)

        def score(title_terms: int, body_terms: int, words: str) -> float:
            total = 0.0
            for text, in_title, in_body in times(words, counts):
                term = known[text]
                total += term.title * impact(in_title, title_terms, titles)
                total += term.body * impact(in_body, body_terms, bodies)
            return round(total, 4)

        return score


def _rarest(wanted: Sequence[_Term]) -> tuple[Sequence[_Term], float]:
    """The rarest terms, and the most that a chunk without any of them is likely to score."""
    matched = 0
    for number, term in enumerate(wanted, 1):
        matched += term.holders
        if matched >= MATCHED:
            return wanted[:number], LIKELY * sum(term.title + term.body for term in wanted[number:])
    return wanted, 0.0


def _weights(term: _Term, most: float) -> str:
    """Of D, C, B and A. A weight of A below that of D would count for less than itself beside it."""
    return f"{{{term.body / most:.6f},0,0,{max(term.title, term.body) / most:.6f}}}"
