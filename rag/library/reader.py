"""Reads a library: both indexes propose chunks, and the catalog decides which of them count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..errors import LibraryMismatch, UnknownArticle, listed
from ..pages import pages_within
from ..storage.catalog import Catalog
from ..storage.errors import changed_passage
from ..storage.filters import Where, outlet_key, where
from ..storage.records import ChunkPlace, StoredChunk
from ..storage.store import Hits, Search
from ..types import Article, Copy, Filters, Passage
from .earlier import EarlierVersions, as_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MARGIN = 16
"""Hits requested beyond k: some may belong to superseded versions, some may tie."""
LEAD = 400
"""Characters of an article's first words, `Passage.lead`."""
NAMED = 20
"""Outlets, or versions of an article, that an error names."""
COPIES = 3
"""Copies of one story that are proposed for a question, and the earliest besides."""


class Index:
    """The indexes as one question sees them. Valid only within `Library.reading()`.

    Hits are (chunk id, score), best first. Equal scores are ordered by article id and start, so the order does not
    depend on how the library grew.
    """

    def __init__(self, search: Search, earlier: EarlierVersions) -> None:
        self._catalog, self._search, self._earlier = search.catalog, search, earlier

    def dense(self, vector: NDArray[np.float32], k: int, filters: Filters | None = None) -> Hits:
        """The k nearest chunks with their cosines. Raises `UnknownArticle` if a filter names an unknown id."""
        dimension = self._search.state.dimension
        if len(vector) != dimension:
            raise LibraryMismatch(
                f"The library's vectors have {dimension} dimensions, the question's {len(vector)}.",
                "Type `rag rebuild` to make the library anew with the embedding model now in force.",
            )
        key = self._where(filters)
        return self._best(lambda limit: self._search.nearest(vector, limit, key), k, key)

    def lexical(self, question: str, k: int, filters: Filters | None = None) -> Hits:
        """The k best chunks by BM25 over text and title; fewer where fewer share a word with the question."""
        key = self._where(filters)
        return self._best(lambda limit: self._search.lexical(question, limit, key), k, key)

    def document_frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """The number of chunks, out of `size`, with each term (of `analyzer.terms`) in text or title."""
        return self._search.document_frequencies(terms)

    def spelt_like(self, word: str) -> list[str]:
        """Chunks with a word that is spelt almost like this one."""
        return self._search.spelt_like(word)

    @property
    def size(self) -> int:
        """Chunks in the library."""
        return self._search.size

    @property
    def anisotropy(self) -> float:
        """Of the embedding model; see embedding/anisotropy.py."""
        return self._search.state.anisotropy

    def chunks(self, chunk_ids: Iterable[str], filters: Filters | None = None) -> dict[str, StoredChunk]:
        """The chunks that are still live, by id. An index may have proposed some that a writer has since replaced.

        As of an earlier day, those of articles that have changed since are replaced by all of the version of the day.
        """
        order = list(chunk_ids)
        found = self._catalog.chunks(order)
        day = where(filters or Filters()).as_of
        return found if day is None else as_of(self._catalog, self._earlier, found, day, order)

    def openings(self, article_ids: Iterable[str]) -> list[str]:
        """The first chunk of each of these articles."""
        return self._catalog.openings(article_ids)

    def checked(self, passages: Sequence[Passage], filters: Filters | None = None) -> tuple[Passage, ...]:
        """The passages with their pages, their article's lead, and the copies of their sentences that pass the filter.

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
    pages = pages_within(article.pages, passage.start, passage.end) if article.pages else ()
    return replace(passage, pages=pages, lead=article.text[:LEAD])


def unknown_article(catalog: Catalog, article_id: str) -> UnknownArticle:
    from difflib import get_close_matches

    known = list(catalog.current())
    containing = [known_id for known_id in known if article_id and article_id in known_id]
    near = get_close_matches(article_id, known, n=1) or containing
    hint = f"Did you mean {near[0]!r}?" if near else "Type `rag list` to see the ids."
    return UnknownArticle(f"No article is called {article_id!r}.", hint)
