"""Changes the catalog and both indexes in an order that survives a kill at any moment.

Pending revisions are written first, then their chunks into both indexes; then one transaction of the catalog makes
everything visible; then the old chunks leave the indexes. The catalog's flag `writing` is set while the indexes change.
A writer that finds it set knows that another was killed, and rebuilds the indexes from the catalog, which has the
vectors too.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ..errors import LibraryDamaged
from ..files import make_private
from ..storage.catalog import Catalog
from ..storage.index_files import check_seal, create_indexes, index_folder, is_sealed, open_indexes, seal, unseal
from ..storage.keyword_index import KeywordIndex, check_lexical
from ..storage.locks import IndexLock
from ..storage.records import Indexed, LibraryState, RevisionDraft
from ..storage.vector_index import check_dense
from .compatibility import Recipe, check_embedder, check_recipe
from .vectors import EMBEDDED_AT_ONCE, embedded, slices

if TYPE_CHECKING:
    from ..embedding.embedder import Embedder
    from ..storage.vector_index import VectorIndex
    from ..types import Chunk

T = TypeVar("T")

INDEXED_AT_ONCE = 1000
"""Chunks written under one hold of the index lock, for which readers wait."""

CHECKED = 100
"""Chunks that a writer checks in the dense index before it adds to it; `rag doctor` checks all."""

DEAD_AT_MOST = 2000
"""Every query walks the deleted chunks in Chroma's graph: it is rebuilt once they outnumber this and the live ones."""


class LibraryWriter:
    """One run of one thread. The caller holds the writer lock."""

    def __init__(self, home: Path, catalog: Catalog, lock: IndexLock, recipe: Recipe) -> None:
        self._home, self._catalog, self._lock, self._recipe = home, catalog, lock, recipe
        self._indexes: tuple[VectorIndex, KeywordIndex] | None = None
        self._embedder: Embedder | None = None

    def recover(self) -> None:
        """Finishes or undoes what a killed writer left. Cheap if it left nothing."""
        self._catalog.drop_leftovers()
        state = self._catalog.state()
        self._remove_folders_but(state.build)
        if state.writing or not self._looks_sound(state):
            self._reindex()
        elif self._catalog.has_live() and not is_sealed(index_folder(self._home, state.build)):
            self._opened()  # compares the indexes with the catalog
        self.settle()

    def commit(
        self,
        articles: Sequence[Indexed],
        duplicates: Sequence[RevisionDraft] = (),
        removed: Sequence[str] = (),
    ) -> list[str]:
        """Makes these changes visible together. Returns the ids of the duplicates that are now indexed themselves.

        `articles` without vectors are embedded.
        """
        drafts = [item.draft for item in articles]
        heirs = self._heirs(drafts, duplicates, removed)
        work = [*articles, *heirs]
        indexed = embedded(self._checked_embedder(), work) if work else []
        leaving = self._catalog.current(
            [*removed, *(d.article.id for d in drafts), *(d.article.id for d in duplicates)]
        )
        if not indexed and all(revision.duplicate_of for revision in leaving.values()):
            self._catalog.publish([], duplicates, removed)
            return []
        dense, lexical = self._opened()
        staged, chunk_ids = self._catalog.stage(indexed)
        parts = list(slices(chunk_ids, INDEXED_AT_ONCE)) or [[]]
        for part in parts[:-1]:
            with self._index_write():
                self._add(dense, lexical, part)
        with self._index_write():
            self._add(dense, lexical, parts[-1])
            gone = self._catalog.publish(staged, duplicates, removed)
            dense.delete(gone)
            self._catalog.end_writing()
        return [item.draft.article.id for item in heirs]

    def settle(self) -> None:
        """Rewrites the lexical index without deleted chunks, so that it scores like a fresh one. Once per run."""
        state = self._catalog.state()
        if state.dead > max(DEAD_AT_MOST, self._catalog.count_chunks()):
            self._reindex()
        if not self._catalog.state().stale:
            return
        _, lexical = self._opened()
        if self._catalog.state().stale:  # opening may have rebuilt both indexes
            lexical.replace(self._catalog.index_entries(self._catalog.chunk_ids(state.edition), vectors=False))
            self._catalog.set_settled()

    def rebuild(self, on_progress: Callable[[int, int], None]) -> int:
        """Chunks and embeds every live text with this writer's recipe. Returns the number of chunks.

        Readers see the old chunks until the end.
        """
        self._catalog.upgrade()
        self._catalog.drop_leftovers()
        state = self._catalog.state()
        embedder = self._recipe.embedder()
        drafts, total, done = self._catalog.drafts(), self._catalog.count_live(), 0
        while part := _take(drafts, EMBEDDED_AT_ONCE):
            work = [Indexed(draft, self.chunks(draft)) for _, draft in part]
            indexed = zip((revision for revision, _ in part), embedded(embedder, work), strict=True)
            self._catalog.add_chunks(state.edition + 1, list(indexed))
            on_progress(done := done + len(part), total)
        self._reindex(state.edition + 1, embedder)
        return self._catalog.count_chunks()

    def close(self) -> None:
        """Safe to call twice."""
        was_open = self._indexes is not None
        self._let_go()
        state = self._catalog.state()
        folder = index_folder(self._home, state.build)
        if was_open and not state.writing:
            seal(folder, self._catalog.mark())
        make_private(folder)  # Chroma and tantivy create files with the umask's rights

    # Parts

    def _let_go(self) -> None:
        indexes, self._indexes = self._indexes, None
        for index in indexes or ():
            index.close()

    def _looks_sound(self, state: LibraryState) -> bool:
        """Checks the indexes without loading Chroma or tantivy, so that an ingest without changes is fast."""
        folder = index_folder(self._home, state.build)
        try:
            check_seal(folder, self._catalog.mark())
            check_dense(folder / "chroma")
            check_lexical(folder / "lexical")
        except LibraryDamaged:
            return not self._catalog.has_live()
        return True

    def _heirs(
        self, drafts: Sequence[RevisionDraft], duplicates: Sequence[RevisionDraft], removed: Sequence[str]
    ) -> list[Indexed]:
        """The duplicates that must be indexed, because the article with their text goes or changes."""
        leaving = [*removed, *(d.article.id for d in drafts), *(d.article.id for d in duplicates)]
        held = {r.sha256 for r in self._catalog.current(leaving).values() if not r.duplicate_of}
        lost = held - {d.article.sha256 for d in drafts}
        ids = self._catalog.heirs(lost, leaving) if lost else []
        return [Indexed(draft, self.chunks(draft)) for _, draft in self._catalog.drafts(ids)] if ids else []

    def chunks(self, draft: RevisionDraft) -> list[Chunk]:
        from ..text.chunking import chunk_article

        return chunk_article(draft.article, self._recipe.chunk_chars)

    def _checked_embedder(self) -> Embedder:
        if self._embedder is None:
            embedder, state = self._recipe.embedder(), self._catalog.state()
            if self._catalog.has_live():
                check_recipe(self._home, state, self._recipe)
                check_embedder(self._home, state, embedder)
            elif (state.embedding, state.embedder, state.dimension, state.chunk_chars) != self._model(embedder):
                self._reindex(state.edition, embedder)  # an empty library accepts any recipe
            self._embedder = embedder
        return self._embedder

    @contextmanager
    def _index_write(self) -> Iterator[None]:
        with self._lock.exclusive():
            self._catalog.begin_writing()
            yield

    def _add(self, dense: VectorIndex, lexical: KeywordIndex, chunk_ids: Sequence[str]) -> None:
        entries = list(self._catalog.index_entries(chunk_ids))
        dense.add(entries)
        lexical.add(entries)

    def _opened(self) -> tuple[VectorIndex, KeywordIndex]:
        """Both indexes, rebuilt if they cannot be opened or disagree with the catalog."""
        if self._indexes is None:
            try:
                with self._lock.exclusive():
                    state, chunks = self._catalog.state(), self._catalog.count_chunks()
                    dense, lexical = self._indexes = self._unsealed(state)
                    sound = dense.count() == chunks and (state.stale or lexical.size == chunks)
                    dense.check(list(self._catalog.index_entries(self._catalog.chunk_ids(state.edition)[-CHECKED:])))
            except LibraryDamaged:
                sound = False
            if not sound:
                self._reindex()
        if self._indexes is None:
            with self._lock.exclusive():
                self._indexes = self._unsealed(self._catalog.state())
        return self._indexes

    def _unsealed(self, state: LibraryState) -> tuple[VectorIndex, KeywordIndex]:
        indexes = open_indexes(self._home, state.build, self._catalog.mark())
        unseal(index_folder(self._home, state.build))
        return indexes

    def _reindex(self, edition: int | None = None, embedder: Embedder | None = None) -> None:
        """Builds both indexes beside the old ones, which readers use until the switch."""
        self._let_go()
        state = self._catalog.state()
        edition, build = edition or state.edition, state.build + 1
        self._remove_folders_but(state.build)
        dense, lexical = create_indexes(self._home, build)
        try:
            chunk_ids = self._catalog.chunk_ids(edition)
            for part in slices(chunk_ids, INDEXED_AT_ONCE):
                dense.add(list(self._catalog.index_entries(part)))
            lexical.replace(self._catalog.index_entries(chunk_ids, vectors=False))
        finally:
            dense.close()
            lexical.close()
        seal(index_folder(self._home, build), self._catalog.mark())
        self._catalog.switch_build(build, edition, _measured(self._model(embedder), embedder) if embedder else None)
        self._remove_folders_but(build)

    def _model(self, embedder: Embedder) -> tuple[str, str, int, int]:
        return self._recipe.embedding, embedder.name, embedder.dimension, self._recipe.chunk_chars

    def _remove_folders_but(self, build: int) -> None:
        others = [folder for folder in self._home.glob("index-*") if folder != index_folder(self._home, build)]
        if others:
            with self._lock.exclusive():
                for folder in others:
                    shutil.rmtree(folder, ignore_errors=True)
                    with suppress(OSError):  # a file of that name
                        folder.unlink()


def _measured(model: tuple[str, str, int, int], embedder: Embedder) -> tuple[str, str, int, int, float]:
    from ..embedding.anisotropy import anisotropy  # loads numpy, which most commands do without

    return *model, anisotropy(embedder)


def _take(items: Iterator[T], count: int) -> list[T]:
    return list(islice(items, count))
