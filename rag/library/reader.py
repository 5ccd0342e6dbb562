"""Asking a library: both indexes opened for reading, and the catalog that has the last word."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from ..errors import LibraryMismatch, UnknownArticle
from ..storage.catalog import Catalog
from ..storage.database import is_writable
from ..storage.errors import changed_passage
from ..storage.filters import EVERYTHING, Where, outlet_key, where
from ..storage.index_files import check_seal, index_folder
from ..storage.keyword_index import KeywordIndex
from ..storage.records import LibraryState, StoredChunk
from ..storage.vector_index import REACH, VectorIndex, check_store
from ..types import Filters, Passage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows: TypeAlias = tuple[list[str], NDArray[np.float32]]

Hits = list[tuple[str, float]]
MARGIN = 16
"""Asked for beyond k: some hits may be of versions that no longer count, some may tie."""
EXACT_UP_TO = 2000
"""Up to so many chunks, in all or kept by a filter, are searched exactly, by the catalog's vectors: that takes milliseconds, while Chroma's
graph cannot reach all of many near-equal vectors, takes half a second to open, and several times as long with a filter as without."""
KEPT = 8
"""Filters whose chunks are remembered, at most 3 MB each."""


class Index:
    """What a question is put to. Valid within `Library.reading()` only.

    Hits are (chunk id, score), best first; equal ones in the order of their articles' ids and of their place therein, so that it does
    not matter how the library grew.
    """

    def __init__(self, catalog: Catalog, opened: Opened) -> None:
        self._catalog, self._opened = catalog, opened
        self._lexical = opened.lexical

    def dense(self, vector: NDArray[np.float32], k: int, filters: Filters | None = None) -> Hits:
        """The k nearest chunks with their cosines. Raises `UnknownArticle` for a filter by an id that is none."""
        dimension = self._opened.state.dimension
        if len(vector) != dimension:
            raise LibraryMismatch(
                f"The library's vectors have {dimension} dimensions, the question's {len(vector)}.",
                "Type `rag rebuild` to make the library anew with the embedding model now in force.",
            )
        key = self._where(filters)
        return self._best(lambda limit: self._opened.nearest(vector, limit, key), k)

    def lexical(self, question: str, k: int, filters: Filters | None = None) -> Hits:
        """The k best chunks by BM25 over text and title; fewer where fewer share a word with the question."""
        key = self._where(filters)
        return self._best(lambda limit: self._lexical.search(question, limit, key), k)

    def document_frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """In how many of the `size` chunks each term (of `lexical.terms`) stands, in text or title."""
        return self._lexical.document_frequencies(terms)

    def spelt_like(self, word: str) -> list[str]:
        """Chunks in which a word stands that is spelt almost like this one."""
        return self._lexical.spelt_like(word)

    @property
    def size(self) -> int:
        """Chunks in the library."""
        return self._lexical.size

    def chunks(self, chunk_ids: Iterable[str]) -> dict[str, StoredChunk]:
        """Those that are still live, by id: others, proposed by an index a moment ago, are left out."""
        return self._catalog.chunks(chunk_ids)

    def check(self, passages: Sequence[Passage]) -> None:
        """Raises `LibraryDamaged` where a passage is not what its article says there, or the article not what was stored."""
        versions = {(p.article_id, p.sha256) for p in passages}  # most often several passages are of one article
        articles = {version: self._catalog.article(*version) for version in versions}
        for passage in passages:
            article = articles[passage.article_id, passage.sha256]  # None: removed this moment
            if article and article.text[passage.start : passage.end] != passage.text:
                raise changed_passage(passage.article_id)

    def _where(self, filters: Filters | None) -> Where:
        if filters is None:
            return where(Filters())
        if not filters.articles:
            return where(filters)
        held = self._catalog.current(filters.articles)
        for article_id in filters.articles:
            if article_id not in held:
                raise unknown_article(self._catalog, article_id)
        # A duplicate has no chunks: the article with the same text answers for it.
        return where(replace(filters, articles=tuple(held[a].duplicate_of or a for a in filters.articles)))

    def check_outlets(self, asked: Sequence[str]) -> None:
        """Raises `UnknownArticle` for an outlet that no article is from, naming those there are."""
        outlets = {outlet_key(e.source): e.source for e in self._catalog.entries() if e.source}
        if unknown := next((outlet for outlet in asked if outlet_key(outlet) not in outlets), None):
            known = (
                f"The outlets are: {', '.join(sorted(outlets.values())[:20])}."
                if outlets
                else "No article names its outlet."
            )
            raise UnknownArticle(f"No article is from {unknown!r}.", known)

    def _best(self, propose: Callable[[int], Hits], k: int) -> Hits:
        limit = k + MARGIN
        while True:
            hits = propose(limit)
            places = self._catalog.places(chunk_id for chunk_id, _ in hits)
            live = [hit for hit in hits if hit[0] in places]
            exhausted = len(hits) < limit
            if exhausted or (len(live) >= k and hits[-1][1] < live[k - 1][1]):
                return sorted(live, key=lambda hit: (-hit[1], places[hit[0]]))[:k]
            limit *= 4


@dataclass
class Opened:
    """Indexes opened at one generation, closed by the last reader once they are out of date."""

    catalog: Catalog
    state: LibraryState
    kept: Callable[[Where], Rows | None]
    """The chunks that a filter keeps; None where they are too many to look at each."""
    store: VectorIndex | None
    """None where `kept` has all that there is."""
    lexical: KeywordIndex
    readers: int = 0
    outdated: bool = False

    def nearest(self, vector: NDArray[np.float32], k: int, where: Where) -> Hits:
        """The `k` nearest and their cosines, nearest first, ties by id."""
        rows = self.kept(where)
        if rows is not None:
            return sorted(_cosines(rows, vector), key=lambda hit: (-hit[1], hit[0]))[:k]
        if self.store is None:
            return []
        return self.store.query(vector, k, where) if where.everything else self._sifted(self.store, vector, k, where)

    def _sifted(self, store: VectorIndex, vector: NDArray[np.float32], k: int, where: Where) -> Hits:
        """By a filter that keeps many: most often enough of them are among the nearest of all, which Chroma has in a tenth of the time."""
        near = store.query(vector, REACH, EVERYTHING)
        kept = self.catalog.places((chunk_id for chunk_id, _ in near), where)
        hits = [hit for hit in near if hit[0] in kept]
        return hits[:k] if len(hits) >= k else store.query(vector, k, where)

    def close_if_done(self) -> None:
        if self.outdated and not self.readers:
            if self.store:
                self.store.close()
            self.lexical.close()


def _cosines(rows: Rows, vector: NDArray[np.float32]) -> Hits:
    import numpy as np

    ids, matrix = rows
    cosines = (matrix @ (vector / np.linalg.norm(vector))).astype(np.float64).round(6) if ids else matrix
    return list(zip(ids, cosines.tolist(), strict=True))


class OpenIndexes:
    """The indexes that the threads of one `Library` share: opened when first needed and again when the catalog's generation moves."""

    def __init__(self, home: Path, *, forked: bool = False) -> None:
        self._home, self._forked = home, forked
        self._lock = threading.Lock()
        self._latest: Opened | None = None

    def enter(self, catalog: Catalog, check: Callable[[LibraryState], None]) -> Opened:
        """To be called with the index lock held, inside `prepare`. `check` may refuse the state before anything is opened."""
        state = catalog.state()
        check(state)
        with self._lock:
            if (
                self._latest is None
                or self._latest.catalog is not catalog
                or self._latest.state.generation != state.generation
            ):
                self._retire()
                self._latest = self._open(catalog, state)
            self._latest.readers += 1
            return self._latest

    def leave(self, entered: Opened) -> None:
        with self._lock:
            entered.readers -= 1
            entered.close_if_done()

    def close(self) -> None:
        """Closes what nobody is reading; the rest is closed when its readers leave."""
        with self._lock:
            self._retire()

    def _open(self, catalog: Catalog, state: LibraryState) -> Opened:
        folder = index_folder(self._home, state.build)
        check_seal(folder, catalog.mark())
        # Chroma cannot open what it may not write, and hangs in a fork: then every search is exact, a tenth of a second for 100,000 chunks.
        exact = self._forked or not is_writable(folder / "chroma")
        kept_at_once, exact_up_to = (1, sys.maxsize - 1) if exact else (KEPT, EXACT_UP_TO)
        kept = lru_cache(kept_at_once)(lambda where: catalog.kept(where, state, exact_up_to))
        lexical = KeywordIndex(folder / "lexical")
        if kept(EVERYTHING) is not None:
            check_store(folder / "chroma")
            return Opened(catalog, state, kept, None, lexical)
        return Opened(catalog, state, kept, VectorIndex(folder / "chroma"), lexical)

    def _retire(self) -> None:
        if self._latest is not None:
            self._latest.outdated = True
            self._latest.close_if_done()
            self._latest = None


def unknown_article(catalog: Catalog, article_id: str) -> UnknownArticle:
    from difflib import get_close_matches

    known = list(catalog.current())
    near = (
        get_close_matches(article_id, known, n=1)
        or [known_id for known_id in known if article_id and article_id in known_id][:1]
    )
    hint = f"Did you mean {near[0]!r}?" if near else "Type `rag list` to see the ids."
    return UnknownArticle(f"No article is called {article_id!r}.", hint)
