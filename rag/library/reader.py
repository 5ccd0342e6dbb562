"""Reads a library: both indexes propose chunks, and the catalog decides which of them count."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from ..errors import LibraryMismatch, UnknownArticle, listed
from ..pages import pages_within
from ..storage.catalog import Catalog
from ..storage.errors import changed_passage
from ..storage.filters import EVERYTHING, Where, outlet_key, where
from ..storage.local.database import is_writable
from ..storage.local.index_files import check_seal, index_folder
from ..storage.local.keyword_index import KeywordIndex
from ..storage.local.vector_index import REACH, VectorIndex, check_dense
from ..storage.records import ChunkPlace, LibraryState, StoredChunk
from ..types import Article, Copy, Filters, Passage
from .compatibility import Recipe
from .earlier import KEPT as EARLIER_KEPT
from .earlier import Earlier, as_of, chunks_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows: TypeAlias = tuple[list[str], NDArray[np.float32]]

Hits = list[tuple[str, float]]
MARGIN = 16
"""Hits requested beyond k: some may belong to superseded versions, some may tie."""
EXACT_UP_TO = 2000
"""Up to this many chunks, in all or within a filter, are searched exactly with the catalog's vectors: this takes
milliseconds. Chroma takes half a second to open and several times as long with a filter, and its graph misses some of
many near-equal vectors."""
NAMED = 20
"""Outlets, or versions of an article, that an error names."""
COPIES = 3
"""Copies of one story that are proposed for a question, and the earliest besides."""
KEPT = 8
"""Filters whose chunks are cached, at most 3 MB each."""


class Index:
    """The indexes as one question sees them. Valid only within `Library.reading()`.

    Hits are (chunk id, score), best first. Equal scores are ordered by article id and start, so the order does not
    depend on how the library grew.
    """

    def __init__(self, catalog: Catalog, opened: Opened) -> None:
        self._catalog, self._opened = catalog, opened
        self._lexical = opened.lexical

    def dense(self, vector: NDArray[np.float32], k: int, filters: Filters | None = None) -> Hits:
        """The k nearest chunks with their cosines. Raises `UnknownArticle` if a filter names an unknown id."""
        dimension = self._opened.state.dimension
        if len(vector) != dimension:
            raise LibraryMismatch(
                f"The library's vectors have {dimension} dimensions, the question's {len(vector)}.",
                "Type `rag rebuild` to make the library anew with the embedding model now in force.",
            )
        key = self._where(filters)
        return self._best(lambda limit: self._opened.nearest(vector, limit, key), k, key)

    def lexical(self, question: str, k: int, filters: Filters | None = None) -> Hits:
        """The k best chunks by BM25 over text and title; fewer where fewer share a word with the question."""
        key = self._where(filters)
        return self._best(lambda limit: self._lexical.search(question, limit, key), k, key)

    def document_frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """The number of chunks, out of `size`, with each term (of `analyzer.terms`) in text or title."""
        return self._lexical.document_frequencies(terms)

    def spelt_like(self, word: str) -> list[str]:
        """Chunks with a word that is spelt almost like this one."""
        return self._lexical.spelt_like(word)

    @property
    def size(self) -> int:
        """Chunks in the library."""
        return self._lexical.size

    @property
    def anisotropy(self) -> float:
        """Of the embedding model; see embedding/anisotropy.py."""
        return self._opened.state.anisotropy

    def chunks(self, chunk_ids: Iterable[str], filters: Filters | None = None) -> dict[str, StoredChunk]:
        """The chunks that are still live, by id. An index may have proposed some that a writer has since replaced.

        As of an earlier day, those of articles that have changed since are replaced by all of the version of the day.
        """
        order = list(chunk_ids)
        found = self._catalog.chunks(order)
        day = where(filters or Filters()).as_of
        return found if day is None else as_of(self._catalog, self._opened.earlier, found, day, order)

    def openings(self, article_ids: Iterable[str]) -> list[str]:
        """The first chunk of each of these articles."""
        return self._catalog.openings(article_ids)

    def checked(self, passages: Sequence[Passage], filters: Filters | None = None) -> tuple[Passage, ...]:
        """The passages, each with its pages, and its sentences with their copies in articles that pass the filter.

        To read these of every candidate would take long. Raises `LibraryDamaged` if a passage differs from its article,
        or the article from its SHA-256.
        """
        versions = {(p.article_id, p.sha256) for p in passages}  # several passages may share an article
        articles = {version: self._catalog.article(*version) for version in versions}
        paged = [_paged(passage, articles[passage.article_id, passage.sha256]) for passage in passages]
        copied = self._catalog.copied_sentences(paged, self._where(filters))
        return tuple(_with_copies(passage, copied) for passage in paged) if copied else tuple(paged)

    def _where(self, filters: Filters | None) -> Where:
        key = self._known(filters or Filters())
        return key if key.as_of is None else replace(key, rewritten=self._catalog.rewritten(key.as_of))

    def _known(self, filters: Filters) -> Where:
        if not filters.articles:
            return where(filters)
        held = self._catalog.current(filters.articles)
        for article_id in filters.articles:
            if article_id not in held:
                raise unknown_article(self._catalog, article_id)
        # A duplicate has no chunks: search the article with the same text.
        return where(replace(filters, articles=tuple(held[a].duplicate_of or a for a in filters.articles)))

    def check_outlets(self, asked: Sequence[str]) -> None:
        """Raises `UnknownArticle`, with the known outlets, for an outlet of no article."""
        outlets = {outlet_key(e.source): e.source for e in self._catalog.entries() if e.source}
        if unknown := next((source for source in asked if outlet_key(source) not in outlets), None):
            known = listed(sorted(outlets.values()), NAMED)
            hint = f"The outlets are: {known}." if known else "No article names its outlet."
            raise UnknownArticle(f"No article is from {unknown!r}.", hint)

    def _best(self, propose: Callable[[int], Hits], k: int, key: Where) -> Hits:
        """The k best live hits. Asks for more until a worse hit than the k-th shows that every tie with it is known."""
        limit = k + MARGIN
        while True:
            hits = propose(limit)
            places = self._catalog.places((chunk_id for chunk_id, _ in hits), key)
            live = _of_few_copies([hit for hit in hits if hit[0] in places], places)
            exhausted = len(hits) < limit
            if exhausted or (len(live) >= k and hits[-1][1] < live[k - 1][1]):
                return sorted(live, key=lambda hit: (-hit[1], places[hit[0]][:2]))[:k]
            limit *= 4


@dataclass
class Opened:
    """The indexes at one generation; the last reader of an outdated one closes it."""

    catalog: Catalog
    state: LibraryState
    kept: Callable[[Where], Rows | None]
    """The chunks within a filter; None if there are too many to compare each."""
    dense: VectorIndex | None
    """None if `kept` has every chunk."""
    earlier: Earlier
    lexical: KeywordIndex
    readers: int = 0
    outdated: bool = False

    def nearest(self, vector: NDArray[np.float32], k: int, where: Where) -> Hits:
        """The `k` nearest and their cosines, nearest first, ties by id."""
        rows = self.kept(where)
        if rows is not None:
            return sorted(_cosines(rows, vector), key=lambda hit: (-hit[1], hit[0]))[:k]
        if self.dense is None:
            return []
        return self.dense.query(vector, k, where) if where.everything else self._sifted(self.dense, vector, k, where)

    def _sifted(self, dense: VectorIndex, vector: NDArray[np.float32], k: int, where: Where) -> Hits:
        """Filters the nearest of all, in a tenth of the time; uses Chroma's own filter if too few are left."""
        near = dense.query(vector, REACH, EVERYTHING)
        kept = self.catalog.places((chunk_id for chunk_id, _ in near), where)
        hits = [hit for hit in near if hit[0] in kept]
        if len(hits) >= k:
            return hits[:k]
        every = {**dict(dense.query(vector, k, where)), **dict(hits)}  # as of a day, the query has no undated ones
        return sorted(every.items(), key=lambda hit: (-hit[1], hit[0]))[:k]

    def close_if_done(self) -> None:
        if self.outdated and not self.readers:
            if self.dense:
                self.dense.close()
            self.lexical.close()


def _of_few_copies(hits: Hits, places: Mapping[str, ChunkPlace]) -> Hits:
    """The hits without most of the copies of a story, which would leave no place for another.

    `COPIES` articles stay that are hit first, as one may say more than the others, and the earliest of all.
    """
    ranked = sorted(hits, key=lambda hit: (-hit[1], places[hit[0]][:2]))
    articles: dict[int, list[tuple[str, str]]] = {}
    for place in (places[hit[0]] for hit in ranked):
        if place.copy_group is not None:
            found = articles.setdefault(place.copy_group, [])
            found += [one] if (one := (place.published or "~", place.article_id)) not in found else []
    kept = {name for found in articles.values() for _, name in (*found[:COPIES], min(found))}
    return [hit for hit in hits if places[hit[0]].copy_group is None or places[hit[0]].article_id in kept]


def _with_copies(passage: Passage, copied: Mapping[tuple[str, int], Sequence[Copy]]) -> Passage:
    found = [tuple(copied.get((passage.article_id, sentence.start), ())) for sentence in passage.sentences]
    if not any(found):
        return passage
    each = zip(passage.sentences, found, strict=True)
    return replace(passage, sentences=tuple(replace(sentence, also=also) for sentence, also in each))


def _paged(passage: Passage, article: Article | None) -> Passage:
    if article is None:  # removed since
        return passage
    if article.text[passage.start : passage.end] != passage.text:
        raise changed_passage(passage.article_id)
    return replace(passage, pages=pages_within(article.pages, passage.start, passage.end)) if article.pages else passage


def _cosines(rows: Rows, vector: NDArray[np.float32]) -> Hits:
    import numpy as np

    ids, matrix = rows
    cosines = (matrix @ (vector / np.linalg.norm(vector))).astype(np.float64).round(6) if ids else matrix
    return list(zip(ids, cosines.tolist(), strict=True))


class OpenIndexes:
    """The indexes that the threads of one `Library` share, opened again when the catalog's generation has changed."""

    def __init__(self, home: Path, recipe: Recipe, *, forked: bool = False) -> None:
        self._home, self._recipe, self._forked = home, recipe, forked
        self._lock = threading.Lock()
        self._latest: Opened | None = None

    def enter(self, catalog: Catalog, check: Callable[[LibraryState], None]) -> Opened:
        """Call it inside `prepare` of the shared index lock. `check` may raise, before anything is opened."""
        state = catalog.state()
        check(state)
        with self._lock:
            latest = self._latest
            if latest is None or latest.catalog is not catalog or latest.state.generation != state.generation:
                self._retire()
                latest = self._latest = self._open(catalog, state)
            latest.readers += 1
            return latest

    def leave(self, entered: Opened) -> None:
        with self._lock:
            entered.readers -= 1
            entered.close_if_done()

    def close(self) -> None:
        """Closes the indexes now, or when their last reader leaves."""
        with self._lock:
            self._retire()

    def _open(self, catalog: Catalog, state: LibraryState) -> Opened:
        folder = index_folder(self._home, state.build)
        check_seal(folder, catalog.mark())
        # Chroma cannot open a read-only store and hangs in a fork. Every search is exact then, in 0.1 s for
        # 100,000 chunks.
        exact = self._forked or not is_writable(folder / "chroma")
        kept_at_once, exact_up_to = (1, sys.maxsize - 1) if exact else (KEPT, EXACT_UP_TO)
        kept = lru_cache(kept_at_once)(lambda where: catalog.kept(where, state, exact_up_to))
        earlier = lru_cache(EARLIER_KEPT)(lambda revision: chunks_of(catalog, self._recipe, revision))
        lexical = KeywordIndex(folder / "lexical")
        if kept(EVERYTHING) is not None:
            check_dense(folder / "chroma")
            return Opened(catalog, state, kept, None, earlier, lexical)
        return Opened(catalog, state, kept, VectorIndex(folder / "chroma"), earlier, lexical)

    def _retire(self) -> None:
        if self._latest is not None:
            self._latest.outdated = True
            self._latest.close_if_done()
            self._latest = None


def unknown_article(catalog: Catalog, article_id: str) -> UnknownArticle:
    from difflib import get_close_matches

    known = list(catalog.current())
    containing = [known_id for known_id in known if article_id and article_id in known_id]
    near = get_close_matches(article_id, known, n=1) or containing
    hint = f"Did you mean {near[0]!r}?" if near else "Type `rag list` to see the ids."
    return UnknownArticle(f"No article is called {article_id!r}.", hint)
