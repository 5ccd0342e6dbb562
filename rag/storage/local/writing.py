"""Changes the catalog and both indexes in an order that survives a kill at any moment.

Pending revisions are written first, then their chunks into both indexes; then one transaction of the catalog makes
everything visible; then the old chunks leave the indexes. The catalog's flag `writing` is set while the indexes change.
A writer that finds it set knows that another was killed, and rebuilds the indexes from the catalog, which has the
vectors too.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import LibraryDamaged
from ...files import make_private
from ..records import Indexed, Kept, Model, RevisionDraft
from ..slices import slices
from .catalog import LocalCatalog
from .index_files import check_seal, create_indexes, index_folder, is_sealed, open_indexes, seal, unseal
from .keyword_index import KeywordIndex, check_lexical
from .locks import IndexLock
from .records import LocalState
from .vector_index import check_dense

if TYPE_CHECKING:
    from .vector_index import VectorIndex

INDEXED_AT_ONCE = 1000
"""Chunks written under one hold of the index lock, for which readers wait."""

CHECKED = 100
"""Chunks that a writer checks in the dense index before it adds to it; `rag doctor` checks all."""

DEAD_AT_MOST = 2000
"""Every query walks the deleted chunks in Chroma's graph: it is rebuilt once they outnumber this and the live ones."""


class LocalWriting:
    """One run of one thread. The caller holds the writer lock. See `store.Writing`."""

    def __init__(self, home: Path, catalog: LocalCatalog, lock: IndexLock) -> None:
        self._home, self.catalog, self._lock = home, catalog, lock
        self._indexes: tuple[VectorIndex, KeywordIndex] | None = None

    def recover(self) -> None:
        """Finishes or undoes what a killed writer left. Cheap if it left nothing."""
        self.catalog.drop_leftovers()
        state = self.catalog.state()
        self._remove_folders_but(state.build)
        if state.writing or not self._looks_sound(state):
            self._reindex()
        elif self.catalog.has_live() and not is_sealed(index_folder(self._home, state.build)):
            self._opened()  # compares the indexes with the catalog
        self.settle()

    def adopt(self, model: Model) -> None:
        self._reindex(self.catalog.state().edition, model)

    def commit(self, indexed: Sequence[Indexed], duplicates: Sequence[RevisionDraft], removed: Sequence[str]) -> None:
        changed = [draft.article.id for draft in (*(item.draft for item in indexed), *duplicates)]
        leaving = self.catalog.current([*removed, *changed])
        if not indexed and all(revision.duplicate_of for revision in leaving.values()):
            self.catalog.publish([], duplicates, removed)
            return
        dense, lexical = self._opened()
        staged, chunk_ids = self.catalog.stage(indexed)
        parts = list(slices(chunk_ids, INDEXED_AT_ONCE)) or [[]]
        for part in parts[:-1]:
            with self._index_write():
                self._add(dense, lexical, part)
        with self._index_write():
            self._add(dense, lexical, parts[-1])
            gone = self.catalog.publish(staged, duplicates, removed)
            dense.delete(gone)
            self.catalog.end_writing()

    def replace(self, parts: Iterable[Sequence[tuple[int, Indexed]]], model: Model) -> None:
        edition = self.catalog.state().edition + 1
        for part in parts:
            self.catalog.add_chunks(edition, part)
        self._reindex(edition, model)

    def fill(self, revisions: Iterable[Kept], model: Model) -> None:
        self.catalog.fill(revisions, model, str(self._home))
        self._reindex()

    def touch(self, revision_id: int, origin: str, fingerprint: str, overrides: Mapping[str, str]) -> None:
        self.catalog.touch(revision_id, origin, fingerprint, overrides)

    def settle(self) -> None:
        """Rewrites the lexical index without deleted chunks, so that it scores like a fresh one. Once per run."""
        state = self.catalog.state()
        if state.dead > max(DEAD_AT_MOST, self.catalog.count_chunks()):
            self._reindex()
        if not self.catalog.state().stale:
            return
        _, lexical = self._opened()
        if self.catalog.state().stale:  # opening may have rebuilt both indexes
            lexical.replace(self.catalog.index_entries(self.catalog.chunk_ids(state.edition), vectors=False))
            self.catalog.set_settled()

    def shred(self) -> None:
        self.catalog.shred()

    def close(self) -> None:
        """Safe to call twice."""
        was_open = self._indexes is not None
        self._let_go()
        state = self.catalog.state()
        folder = index_folder(self._home, state.build)
        if was_open and not state.writing:
            seal(folder, self.catalog.mark())
        make_private(folder)  # Chroma and tantivy create files with the umask's rights

    # Parts

    def _let_go(self) -> None:
        indexes, self._indexes = self._indexes, None
        for index in indexes or ():
            index.close()

    def _looks_sound(self, state: LocalState) -> bool:
        """Checks the indexes without loading Chroma or tantivy, so that an ingest without changes is fast."""
        folder = index_folder(self._home, state.build)
        try:
            check_seal(folder, self.catalog.mark())
            check_dense(folder / "chroma")
            check_lexical(folder / "lexical")
        except LibraryDamaged:
            return not self.catalog.has_live()
        return True

    @contextmanager
    def _index_write(self) -> Iterator[None]:
        with self._lock.exclusive():
            self.catalog.begin_writing()
            yield

    def _add(self, dense: VectorIndex, lexical: KeywordIndex, chunk_ids: Sequence[str]) -> None:
        entries = list(self.catalog.index_entries(chunk_ids))
        dense.add(entries)
        lexical.add(entries)

    def _opened(self) -> tuple[VectorIndex, KeywordIndex]:
        """Both indexes, rebuilt if they cannot be opened or disagree with the catalog."""
        if self._indexes is None:
            try:
                with self._lock.exclusive():
                    state, chunks = self.catalog.state(), self.catalog.count_chunks()
                    dense, lexical = self._indexes = self._unsealed(state)
                    sound = dense.count() == chunks and (state.stale or lexical.size == chunks)
                    dense.check(list(self.catalog.index_entries(self.catalog.chunk_ids(state.edition)[-CHECKED:])))
            except LibraryDamaged:
                sound = False
            if not sound:
                self._reindex()
        if self._indexes is None:
            with self._lock.exclusive():
                self._indexes = self._unsealed(self.catalog.state())
        return self._indexes

    def _unsealed(self, state: LocalState) -> tuple[VectorIndex, KeywordIndex]:
        indexes = open_indexes(self._home, state.build, self.catalog.mark())
        unseal(index_folder(self._home, state.build))
        return indexes

    def _reindex(self, edition: int | None = None, model: Model | None = None) -> None:
        """Builds both indexes beside the old ones, which readers use until the switch."""
        self._let_go()
        state = self.catalog.state()
        edition, build = edition or state.edition, state.build + 1
        self._remove_folders_but(state.build)
        dense, lexical = create_indexes(self._home, build)
        try:
            chunk_ids = self.catalog.chunk_ids(edition)
            for part in slices(chunk_ids, INDEXED_AT_ONCE):
                dense.add(list(self.catalog.index_entries(part)))
            lexical.replace(self.catalog.index_entries(chunk_ids, vectors=False))
        finally:
            dense.close()
            lexical.close()
        seal(index_folder(self._home, build), self.catalog.mark())
        self.catalog.switch_build(build, edition, model)
        self._remove_folders_but(build)

    def _remove_folders_but(self, build: int) -> None:
        others = [folder for folder in self._home.glob("index-*") if folder != index_folder(self._home, build)]
        if others:
            with self._lock.exclusive():
                for folder in others:
                    shutil.rmtree(folder, ignore_errors=True)
                    with suppress(OSError):  # a file of that name
                        folder.unlink()
