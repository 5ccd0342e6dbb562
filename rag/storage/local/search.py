"""The indexes of a folder, opened together, as readers search them."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ..filters import EVERYTHING, Where
from ..nearest import EXACT_UP_TO, KEPT, nearest_of
from ..records import LibraryState
from ..store import Hits
from .catalog import LocalCatalog
from .database import is_writable
from .index_files import check_seal, index_folder
from .keyword_index import KeywordIndex
from .records import LocalState
from .vector_index import REACH, VectorIndex, check_dense

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ..nearest import Rows


@dataclass
class Opened:
    """The indexes at one generation; the last reader of an outdated one closes it. See `store.Search`."""

    catalog: LocalCatalog
    state: LocalState
    kept: Callable[[Where], Rows | None]
    """The chunks within a filter; None if there are too many to compare each."""
    dense: VectorIndex | None
    """None if `kept` has every chunk."""
    words: KeywordIndex
    readers: int = 0
    outdated: bool = False

    @property
    def size(self) -> int:
        return self.words.size

    def nearest(self, vector: NDArray[np.float32], k: int, where: Where) -> Hits:
        rows = self.kept(where)
        if rows is not None:
            return nearest_of(rows, vector, k)
        if self.dense is None:
            return []
        return self.dense.query(vector, k, where) if where.everything else self._sifted(self.dense, vector, k, where)

    def lexical(self, question: str, k: int, where: Where) -> Hits:
        return self.words.search(question, k, where)

    def spelt_like(self, word: str) -> list[str]:
        return self.words.spelt_like(word)

    def document_frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        return self.words.document_frequencies(terms)

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
            self.words.close()


class OpenIndexes:
    """The indexes that the threads of one store share, opened again when the catalog's generation has changed."""

    def __init__(self, home: Path, *, forked: bool = False) -> None:
        self._home, self._forked = home, forked
        self._lock = threading.Lock()
        self._latest: Opened | None = None

    def enter(self, catalog: LocalCatalog, check: Callable[[LibraryState], None]) -> Opened:
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

    def _open(self, catalog: LocalCatalog, state: LocalState) -> Opened:
        folder = index_folder(self._home, state.build)
        check_seal(folder, catalog.mark())
        # Chroma cannot open a read-only store and hangs in a fork. Every search is exact then, in 0.1 s for
        # 100,000 chunks.
        exact = self._forked or not is_writable(folder / "chroma")
        kept_at_once, exact_up_to = (1, sys.maxsize - 1) if exact else (KEPT, EXACT_UP_TO)
        kept = lru_cache(kept_at_once)(lambda where: catalog.kept(where, state, exact_up_to))
        words = KeywordIndex(folder / "lexical")
        if kept(EVERYTHING) is not None:
            check_dense(folder / "chroma")
            return Opened(catalog, state, kept, None, words)
        return Opened(catalog, state, kept, VectorIndex(folder / "chroma"), words)

    def _retire(self) -> None:
        if self._latest is not None:
            self._latest.outdated = True
            self._latest.close_if_done()
            self._latest = None
