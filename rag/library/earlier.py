"""The chunks of versions that were superseded, for a question as of an earlier day. They are made when it is asked.

The indexes hold present versions only. These propose the articles, as an earlier version is mostly like the present
one, and the version of the day then stands in the place of the present one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..storage.history import Version
from ..storage.records import StoredChunk
from ..storage.rows import terms_of_chunk
from ..text.chunking import chunk_article
from .compatibility import Recipe

if TYPE_CHECKING:
    from ..storage.catalog import Catalog

MOST = 8
"""Articles whose earlier versions are made for one question: each takes about a tenth of a second, the first time."""
KEPT = 64
"""Versions whose chunks are kept for the next questions."""


class EarlierVersions:
    """Makes the chunks of versions, with the recipe of the library, and keeps some. Thread-safe."""

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self._kept: dict[Version, tuple[StoredChunk, ...]] = {}

    def chunks(self, catalog: Catalog, version: Version) -> tuple[StoredChunk, ...]:
        """Their ids are of no index."""
        found = self._kept.get(version)
        if found is None:
            found = _chunks_of(catalog, self._recipe, version.revision)
            for oldest in list(self._kept)[: len(self._kept) + 1 - KEPT]:
                self._kept.pop(oldest, None)
            self._kept[version] = found
        return found

    def forget(self) -> None:
        self._kept.clear()


def _chunks_of(catalog: Catalog, recipe: Recipe, revision: int) -> tuple[StoredChunk, ...]:
    article = catalog.draft(revision).article
    chunks = chunk_article(article, recipe.chunk_chars)
    vectors = recipe.embedder().embed_chunks([(article.title, chunk) for chunk in chunks]) if chunks else []
    return tuple(
        StoredChunk(
            *(f"{revision}.{n}", article.id, article.sha256, article.title, article.source, article.published),
            *(chunk.start, chunk.end, chunk.text, chunk.sentences),
            terms=tuple(frozenset(said) for said in terms_of_chunk(article.title, chunk)),
            vectors=rows.astype("<f2").astype("<f4"),  # as stored
        )
        for n, (chunk, rows) in enumerate(zip(chunks, vectors, strict=True))
    )


def as_of(
    catalog: Catalog, earlier: EarlierVersions, found: Mapping[str, StoredChunk], day: int, order: Sequence[str]
) -> dict[str, StoredChunk]:
    """The chunks found, those of changed articles replaced by the version of the day; `order`: best first."""
    versions = catalog.versions_on({chunk.article_id for chunk in found.values()}, day)
    same = {
        id_: chunk
        for id_, chunk in found.items()
        if (version := versions.get(chunk.article_id)) and version.sha256 == chunk.sha256
    }
    ranked = dict.fromkeys(found[id_].article_id for id_ in order if id_ in found and id_ not in same)
    changed = [versions[article_id] for article_id in ranked if article_id in versions][:MOST]
    return same | {chunk.id: chunk for version in changed for chunk in earlier.chunks(catalog, version)}
