"""Chunks and embeds what an ingest found, and hands it to the store, which makes it visible."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from ..errors import LibraryBusy
from ..storage.catalog import Catalog
from ..storage.records import Indexed, LibraryState, Model, RevisionDraft
from ..storage.store import ChangedMeanwhile, Writing
from .compatibility import Recipe, check_embedder, check_recipe
from .vectors import EMBEDDED_AT_ONCE, embedded

if TYPE_CHECKING:
    from ..embedding.embedder import Embedder
    from ..types import Chunk

T = TypeVar("T")

TRIES = 5
"""Times that a commit is planned, where other writers change the same texts."""


class LibraryWriter:
    """One run of one thread."""

    def __init__(self, writing: Writing, recipe: Recipe, place: str) -> None:
        self._writing, self._recipe, self._place = writing, recipe, place
        self._embedder: Embedder | None = None

    @property
    def catalog(self) -> Catalog:
        return self._writing.catalog

    def commit(
        self,
        articles: Sequence[Indexed],
        duplicates: Sequence[RevisionDraft] = (),
        removed: Sequence[str] = (),
    ) -> list[str]:
        """Makes these changes visible together. Returns the ids of the duplicates that are now indexed themselves.

        `articles` without vectors are embedded.
        """
        for _ in range(TRIES):
            try:
                return self._commit(articles, duplicates, removed)
            except ChangedMeanwhile:
                articles, duplicates = self._planned(articles, duplicates)
        raise LibraryBusy(f"Others are changing the same articles of the library in {self._place}.", "Try again.")

    def _commit(
        self, articles: Sequence[Indexed], duplicates: Sequence[RevisionDraft], removed: Sequence[str]
    ) -> list[str]:
        heirs = self._heirs([item.draft for item in articles], duplicates, removed)
        self._writing.commit(self._embedded([*articles, *heirs]), duplicates, removed)
        return [item.draft.article.id for item in heirs]

    def rebuild(self, on_progress: Callable[[int, int], None]) -> int:
        """Chunks and embeds every live text with this writer's recipe. Returns the number of chunks.

        Readers see the old chunks until the end.
        """
        embedder = self._recipe.embedder()
        self._writing.replace(self._remade(embedder, on_progress), self._measured(embedder))
        return self.catalog.count_chunks()

    def chunks(self, draft: RevisionDraft) -> list[Chunk]:
        from ..text.chunking import chunk_article

        return chunk_article(draft.article, self._recipe.chunk_chars)

    def touch(self, revision_id: int, origin: str, fingerprint: str, overrides: Mapping[str, str]) -> None:
        self._writing.touch(revision_id, origin, fingerprint, overrides)

    def settle(self) -> None:
        self._writing.settle()

    def shred(self) -> None:
        self._writing.shred()

    # Parts

    def _remade(
        self, embedder: Embedder, on_progress: Callable[[int, int], None]
    ) -> Iterator[list[tuple[int, Indexed]]]:
        drafts, total, done = self.catalog.drafts(), self.catalog.count_live(), 0
        while part := _take(drafts, EMBEDDED_AT_ONCE):
            work = [Indexed(draft, self.chunks(draft)) for _, draft in part]
            yield list(zip((revision for revision, _ in part), embedded(embedder, work), strict=True))
            on_progress(done := done + len(part), total)

    def _planned(
        self, articles: Sequence[Indexed], duplicates: Sequence[RevisionDraft]
    ) -> tuple[list[Indexed], list[RevisionDraft]]:
        """The same changes as they fit the library now: which article holds a text, and which are its duplicates."""
        prepared = {item.draft.article.id: item for item in articles}
        drafts = [*(item.draft for item in articles), *duplicates]
        holders = self.catalog.holders([draft.article.sha256 for draft in drafts])
        held = {text: holder for text, holder in holders.items() if holder not in {d.article.id for d in drafts}}
        fresh: list[Indexed] = []
        copies: list[RevisionDraft] = []
        for draft in drafts:
            first = held.setdefault(draft.article.sha256, draft.article.id)
            if first == draft.article.id:
                item = prepared.get(first) or Indexed(draft, self.chunks(draft))
                fresh.append(replace(item, draft=replace(draft, duplicate_of=None)))
            else:
                copies.append(replace(draft, duplicate_of=first))
        return fresh, copies

    def _heirs(
        self, drafts: Sequence[RevisionDraft], duplicates: Sequence[RevisionDraft], removed: Sequence[str]
    ) -> list[Indexed]:
        """The duplicates that must be indexed, because the article with their text goes or changes."""
        leaving = [*removed, *(d.article.id for d in drafts), *(d.article.id for d in duplicates)]
        held = {r.sha256 for r in self.catalog.current(leaving).values() if not r.duplicate_of}
        lost = held - {d.article.sha256 for d in drafts}
        ids = self.catalog.heirs(lost, leaving) if lost else []
        return [Indexed(draft, self.chunks(draft)) for _, draft in self.catalog.drafts(ids)] if ids else []

    def _embedded(self, work: Sequence[Indexed]) -> list[Indexed]:
        return embedded(self._checked_embedder(), work) if work else []

    def _checked_embedder(self) -> Embedder:
        if self._embedder is None:
            embedder, state = self._recipe.embedder(), self.catalog.state()
            if self.catalog.has_live():
                check_recipe(self._place, state, self._recipe)
                check_embedder(self._place, state, embedder)
            elif not self._made(state, embedder):
                self._writing.adopt(self._measured(embedder))  # an empty library accepts any recipe
            self._embedder = embedder
        return self._embedder

    def _made(self, state: LibraryState, embedder: Embedder) -> bool:
        made = (state.embedding, state.embedder, state.dimension, state.chunk_chars)
        return made == (self._recipe.embedding, embedder.name, embedder.dimension, self._recipe.chunk_chars)

    def _measured(self, embedder: Embedder) -> Model:
        from ..embedding.anisotropy import anisotropy  # loads numpy, which most commands do without

        recipe = self._recipe
        return Model(recipe.embedding, embedder.name, embedder.dimension, recipe.chunk_chars, anisotropy(embedder))


def _take(items: Iterator[T], count: int) -> list[T]:
    return list(islice(items, count))
