"""The dense index. The only file that knows Chroma."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from .entries import IndexEntry, Where, day, source_key
from .errors import LibraryDamaged

if TYPE_CHECKING:
    import numpy as np
    from chromadb.api.client import Client
    from numpy.typing import NDArray

    Rows: TypeAlias = tuple[list[str], NDArray[np.float32]]
    """Ids with their unit vectors."""

COLLECTION = "chunks"
EXACT_UP_TO = 2000
"""Up to so many chunks, in all or kept by a filter, are searched exactly: the graph cannot reach all of many near-equal vectors."""

# What is found should not depend on the order in which articles came. With Chroma's own 16 neighbours a fifth of a few hundred
# near-equal vectors cannot be reached, with 64 hardly one; `ef_search` far above the k asked for does the rest, and a query still
# takes milliseconds. A low `sync_threshold` leaves little of the log for the next one who opens the store to replay.
HNSW = {
    "space": "cosine",
    "ef_construction": 200,
    "max_neighbors": 64,
    "ef_search": 1000,
    "sync_threshold": 128,
    "batch_size": 100,
}

_spellings: set[str] = set()
_spellings_lock = threading.Lock()


class Store:
    """Vectors with the keys that filters need. Not safe against other processes: hold the index lock.

    Two stores of one process never share state, even on one folder, and `close` really lets go of the files.
    """

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        """Raises `LibraryDamaged` when there is no store in `folder`, or none that Chroma can read."""
        self._folder = folder
        if not create and not (folder / "chroma.sqlite3").exists():
            raise LibraryDamaged(f"The dense index {folder} is missing.", "Type `rag rebuild` to make it again from the catalog.")
        self._path = _spell(folder)
        try:
            with _translated(folder):
                self._client, self._collection = _connect(self._path, create=create)
        except BaseException:
            _release(self._path)
            raise
        self._batch = self._client.get_max_batch_size()
        self._scanned: Rows | None = None
        self._size: int | None = None

    def add(self, entries: Sequence[IndexEntry]) -> None:
        self._scanned = self._size = None
        for at in range(0, len(entries), self._batch):
            part = entries[at : at + self._batch]
            with _translated(self._folder):
                self._collection.add(ids=[e.id for e in part], embeddings=[e.vector for e in part], metadatas=[_metadata(e) for e in part])

    def delete(self, ids: Sequence[str]) -> None:
        self._scanned = self._size = None
        for at in range(0, len(ids), self._batch):
            with _translated(self._folder):
                self._collection.delete(ids=list(ids[at : at + self._batch]))

    def query(self, vector: NDArray[np.float32], k: int, where: Where) -> list[tuple[str, float]]:
        """The `k` nearest and their cosines, nearest first, ties by id."""
        if self._size is None:
            self._size = self.count()
        if not (size := self._size):
            return []
        if size <= EXACT_UP_TO:
            hits = self._scan(vector, where)
        elif self._keeps_few(where):
            hits = _cosines(self._unit_rows(_clause(where)), vector)
        else:
            hits = self._search(vector, min(k, size), where)
        return sorted(((i, round(cosine, 6)) for i, cosine in hits), key=lambda hit: (-hit[1], hit[0]))[:k]

    def _search(self, vector: NDArray[np.float32], k: int, where: Where) -> list[tuple[str, float]]:
        with _translated(self._folder):
            found = self._collection.query(query_embeddings=[vector], n_results=k, where=_clause(where), include=["distances"])
        return [(i, 1 - distance) for i, distance in zip(found["ids"][0], found["distances"][0], strict=True)]

    def _keeps_few(self, where: Where) -> bool:
        """Whether it pays to look at each chunk that the filter keeps: Chroma's own filtered search takes several times as long."""
        if where.everything:
            return False
        with _translated(self._folder):
            return len(self._collection.get(where=_clause(where), include=[], limit=EXACT_UP_TO + 1)["ids"]) <= EXACT_UP_TO

    def _scan(self, vector: NDArray[np.float32], where: Where) -> list[tuple[str, float]]:
        if self._scanned is None:
            self._scanned = self._unit_rows(None)
        hits = _cosines(self._scanned, vector)
        if where.everything:
            return hits
        with _translated(self._folder):
            allowed = set(self._collection.get(where=_clause(where), include=[])["ids"])
        return [hit for hit in hits if hit[0] in allowed]

    def _unit_rows(self, clause: Any) -> Rows:
        import numpy as np

        with _translated(self._folder):
            rows = self._collection.get(where=clause, include=["embeddings"])
        matrix = np.asarray(rows["embeddings"], dtype=np.float32).reshape(len(rows["ids"]), -1)
        return rows["ids"], matrix / np.linalg.norm(matrix, axis=1, keepdims=True)

    def count(self) -> int:
        with _translated(self._folder):
            return int(self._collection.count())

    def close(self) -> None:
        """Safe to call twice."""
        self._client.close()
        _release(self._path)


def _cosines(rows: Rows, vector: NDArray[np.float32]) -> list[tuple[str, float]]:
    import numpy as np

    ids, matrix = rows
    return list(zip(ids, (matrix @ (vector / np.linalg.norm(vector))).tolist(), strict=True)) if ids else []


def _connect(path: str, *, create: bool) -> tuple[Client, Any]:
    import chromadb
    from chromadb.config import Settings

    # Chroma would read `.env` of the current folder, which may be a stranger's.
    options: Any = {"_env_file": None}  # no field of the model, says mypy
    settings = Settings(**options, anonymized_telemetry=False, chroma_api_impl="chromadb.api.rust.RustBindingsAPI")
    client = cast("Client", chromadb.PersistentClient(path, settings=settings))
    try:
        # Without `embedding_function=None` Chroma brings, and downloads, a model of its own.
        if create:
            configuration: Any = {"hnsw": HNSW}
            return client, client.get_or_create_collection(COLLECTION, embedding_function=None, configuration=configuration)
        return client, client.get_collection(COLLECTION, embedding_function=None)
    except BaseException:
        client.close()
        raise


def _metadata(entry: IndexEntry) -> dict[str, str | int]:
    keys: dict[str, str | int] = {"article_id": entry.article_id}
    if entry.source is not None:
        keys["source"] = source_key(entry.source)
    if (published := day(entry.published)) is not None:
        keys["published"] = published
    return keys


def _clause(where: Where) -> Any:
    clauses: list[dict[str, Any]] = []
    if where.articles:
        clauses.append({"article_id": {"$in": list(where.articles)}})
    if where.sources:
        clauses.append({"source": {"$in": list(where.sources)}})
    if where.since is not None:
        clauses.append({"published": {"$gte": where.since}})
    if where.until is not None:
        clauses.append({"published": {"$lte": where.until}})
    return {"$and": clauses} if len(clauses) > 1 else clauses[0] if clauses else None


def _spell(folder: Path) -> str:
    """A spelling of the folder that no open store of this process uses.

    Chroma keeps one client per spelling and shares it: a second store would see the first one's memory, not the files.
    """
    with _spellings_lock:
        path = str(folder)
        while path in _spellings:
            path += os.sep + "."
        _spellings.add(path)
        return path


def _release(path: str) -> None:
    with _spellings_lock:
        _spellings.discard(path)


@contextmanager
def _translated(folder: Path) -> Iterator[None]:
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    except BaseException as error:  # Chroma raises bare `Exception`s, and its Rust panics are not even those
        raise LibraryDamaged(
            f"The dense index {folder} cannot be used: {str(error) or type(error).__name__}.",
            "Type `rag rebuild` to make it again from the catalog.",
        ) from error
