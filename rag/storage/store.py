"""What a library asks of the place that keeps it: a folder (storage/local) or a database (storage/postgres)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol, TypeAlias

from .catalog import Catalog
from .filters import Where
from .records import Indexed, Kept, LibraryState, Model, RevisionDraft

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Hits: TypeAlias = list[tuple[str, float]]
"""Chunk ids with their scores, best first."""


class Search(Protocol):
    """A library as one question sees it: it proposes chunks, and the catalog decides which of them count."""

    @property
    def catalog(self) -> Catalog: ...

    @property
    def state(self) -> LibraryState: ...

    @property
    def size(self) -> int:
        """Chunks in the library."""
        ...

    def nearest(self, vector: NDArray[np.float32], k: int, where: Where) -> Hits:
        """About the `k` nearest and their cosines, rounded to 6 places, ties by id."""
        ...

    def lexical(self, question: str, k: int, where: Where) -> Hits:
        """The `k` best by BM25 over title and text, rounded to 4 places, and any that tie with the last."""
        ...

    def spelt_like(self, word: str) -> list[str]:
        """At most a hundred chunks with a term close to the word's: one edit, or two for eight letters and more."""
        ...

    def document_frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """The number of chunks with each term in text or title."""
        ...


class Writing(Protocol):
    """One writer. Whatever it does is seen whole or not at all, also after a kill."""

    @property
    def catalog(self) -> Catalog: ...

    def adopt(self, model: Model) -> None:
        """Call it where no article is live, before the first `commit` with chunks of that model."""
        ...

    def commit(self, indexed: Sequence[Indexed], duplicates: Sequence[RevisionDraft], removed: Sequence[str]) -> None:
        """Makes these visible together; see `publishing.publish`.

        Raises `ChangedMeanwhile`, having changed nothing, if the plan no longer fits what another writer has made of
        the library.
        """
        ...

    def replace(self, parts: Iterable[Sequence[tuple[int, Indexed]]], model: Model) -> None:
        """Puts these chunks of live revisions in the place of all others. Readers see the old ones until the end."""
        ...

    def fill(self, revisions: Iterable[Kept], model: Model) -> None:
        """Writes a copy of another library, whole or not at all. Raises `LibraryError` if this one has articles."""
        ...

    def touch(self, revision_id: int, origin: str, fingerprint: str, overrides: Mapping[str, str]) -> None:
        """Records the new path, bytes or overrides of a source whose article has not changed."""
        ...

    def settle(self) -> None:
        """Call it once per run, at the end: afterwards scores are those of a library made anew."""
        ...

    def shred(self) -> None:
        """Call it after a removal: no trace of erased articles is left where the library is kept."""
        ...


class Store(Protocol):
    """Thread-safe. Making one touches nothing; only `writing(create=True)` makes a library."""

    @property
    def place(self) -> str:
        """Its name in messages, without a password."""
        ...

    def close(self) -> None:
        """Closes what is open; the next call opens it again."""
        ...

    def opened(self) -> Catalog:
        """The catalog as it is now. Raises `LibraryEmpty` where there is no library."""
        ...

    def reading(self, check: Callable[[LibraryState], None]) -> AbstractContextManager[Search]:
        """`check` may raise before anything more is opened. Writers may have to wait: leave soon, do not nest it."""
        ...

    def writing(self, *, create: bool = False) -> AbstractContextManager[Writing]:
        """Raises `LibraryBusy` where another writer excludes this one."""
        ...

    def rebuilding(self) -> AbstractContextManager[Writing]:
        """For `Writing.replace`, which no other writer may run beside. Also opens a library of an earlier version."""
        ...

    def describe(self) -> str:
        """What it is, and where, if it can be reached. Raises `LibraryError` if not."""
        ...

    def check_texts(self) -> str:
        """Says what is intact. Raises `LibraryDamaged` for a text, passage or vector that is not what was stored."""
        ...

    def check_indexes(self) -> str:
        """Says what is intact. Raises `LibraryDamaged` unless the indexes hold what the catalog has."""
        ...

    def check_writer(self) -> None:
        """Raises `LibraryBusy` while somebody writes who excludes others."""
        ...


class ChangedMeanwhile(Exception):
    """Another writer has changed what this commit rests on: plan it anew."""
