"""The dense index. The only file that knows Chroma."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import struct
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..errors import LibraryDamaged
from ..text.dates import day
from .errors import unusable
from .filters import EVERYTHING, Where, outlet_key
from .records import IndexEntry

if TYPE_CHECKING:
    import numpy as np
    from chromadb.api.client import Client
    from numpy.typing import NDArray

COLLECTION = "chunks"
REACH = 1000
"""Nearest that the graph looks for, however few are asked for."""

# What is found should not depend on the order in which articles came. With Chroma's own 16 neighbours a fifth of a few hundred
# near-equal vectors cannot be reached, with 64 hardly one; `ef_search` far above the k asked for does the rest, and a query still
# takes milliseconds. A low `sync_threshold` leaves little of the log for the next one who opens the store to replay.
HNSW = {
    "space": "cosine",
    "ef_construction": 200,
    "max_neighbors": 64,
    "ef_search": REACH,
    "sync_threshold": 128,
    "batch_size": 100,
}

SAME = 0.999
"""Cosine of a vector and itself, rounded on its way."""

_COUNTS = struct.Struct("<20xQ")
"""Of a graph's header.bin: how many vectors it holds."""
_GRAPH = ("data_level0.bin", "length.bin")

_spellings: set[str] = set()
_spellings_lock = threading.Lock()


class VectorIndex:
    """Vectors with the keys that filters need, hashed. Not safe against other processes: hold the index lock.

    Two stores of one process never share state, even on one folder, and `close` really lets go of the files.
    """

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        """Raises `LibraryDamaged` when there is no store in `folder`, or none that Chroma can read."""
        self._folder = folder
        if not create:
            check_store(folder)
        self._path = _spell(folder)
        try:
            with _translated(folder):
                self._client, self._collection = _connect(self._path, create=create)
        except BaseException:
            _release(self._path)
            raise
        self._batch = self._client.get_max_batch_size()
        self._size: int | None = None

    def add(self, entries: Sequence[IndexEntry]) -> None:
        self._size = None
        for at in range(0, len(entries), self._batch):
            part = entries[at : at + self._batch]
            with _translated(self._folder):
                self._collection.add(
                    ids=[e.id for e in part],
                    embeddings=[e.vector for e in part],
                    metadatas=[_metadata(e) for e in part],
                )
        with _translated(self._folder):
            _blank_new_graphs(self._folder)

    def delete(self, ids: Sequence[str]) -> None:
        self._size = None
        for at in range(0, len(ids), self._batch):
            with _translated(self._folder):
                self._collection.delete(ids=list(ids[at : at + self._batch]))

    def query(self, vector: NDArray[np.float32], k: int, where: Where) -> list[tuple[str, float]]:
        """About the `k` nearest and their cosines, nearest first, ties by id. Of many near-equal ones the graph cannot reach all."""
        if self._size is None:
            self._size = self.count()
        if not (size := self._size):
            return []
        with _translated(self._folder):
            found = self._collection.query(
                query_embeddings=[vector], n_results=min(k, size), where=_clause(where), include=["distances"]
            )
        hits = [(i, round(1 - distance, 6)) for i, distance in zip(found["ids"][0], found["distances"][0], strict=True)]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    def count(self) -> int:
        with _translated(self._folder):
            return int(self._collection.count())

    def check(self, entries: Sequence[IndexEntry]) -> None:
        """Raises `LibraryDamaged` unless it holds these with their vectors, and its graph leads to one of them."""
        import numpy as np

        with _translated(self._folder):
            held = self._collection.get(ids=[e.id for e in entries], include=["embeddings"])
        vectors = dict(zip(held["ids"], np.asarray(held["embeddings"], dtype=np.float32), strict=True))
        lost = [e.id for e in entries if e.id not in vectors or _cosine(vectors[e.id], e.vector) < SAME]
        if lost or (entries and not any(cosine > SAME for _, cosine in self.query(entries[0].vector, 1, EVERYTHING))):
            raise _damaged(
                self._folder,
                f"{len(lost)} of its vectors are not what they were" if lost else "its graph leads nowhere",
            )

    def close(self) -> None:
        """Safe to call twice."""
        self._client.close()
        _release(self._path)


def check_store(folder: Path) -> None:
    """Raises `LibraryDamaged` where there plainly is no store, or its database is not sound. Loads nothing of Chroma's."""
    path = folder / "chroma.sqlite3"
    if not path.is_file():
        raise _damaged(folder, "chroma.sqlite3 is missing")
    for each in folder.rglob("*"):
        if not (each.is_file() or each.is_dir()):  # Chroma would wait at a pipe, and read a device without an end
            raise _damaged(folder, f"{each.name} is no file")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=30)) as db:
            (said,) = db.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        said = str(error)
    if said != "ok":
        raise _damaged(folder, said.splitlines()[-1])


def persisted_files(folder: Path) -> list[Path]:
    """The files of the graph, which only a writer changes. Those of one that is still too small to be written hold nothing yet: each who
    opens it makes them anew. (The database notes who opens it.)
    """
    return sorted(file for made in folder.glob("*/index_metadata.pickle") for file in made.parent.iterdir())


def _connect(path: str, *, create: bool) -> tuple[Client, Any]:
    import chromadb
    from chromadb.config import Settings

    # Chroma would read `.env` of the current folder, which may be a stranger's.
    options: Any = {"_env_file": None}  # no field of the model, says mypy
    options |= {"anonymized_telemetry": False, "chroma_otel_granularity": None}  # whatever the environment says
    settings = Settings(**options, chroma_api_impl="chromadb.api.rust.RustBindingsAPI")
    client = cast("Client", chromadb.PersistentClient(path, settings=settings))
    try:
        # Without `embedding_function=None` Chroma brings, and downloads, a model of its own.
        if create:
            configuration: Any = {"hnsw": HNSW}
            collection = client.get_or_create_collection(
                COLLECTION, embedding_function=None, configuration=configuration
            )
        else:
            collection = client.get_collection(COLLECTION, embedding_function=None)
            # The first call loads the graph: it replays the log, which must not happen beside another reader's, and makes the graph's files
            # anew where it is too small to have been written.
            collection.count()
            _blank_new_graphs(Path(path))
    except BaseException:
        client.close()
        raise
    return client, collection


def _blank_new_graphs(folder: Path) -> None:
    """A new graph is written with a hundred free slots, as they were in this process's memory: with texts in them, and perhaps keys."""
    for header in folder.glob("*/header.bin"):
        if _COUNTS.unpack_from(header.read_bytes())[0] == 0:
            for path in map(header.with_name, _GRAPH):
                if any(held := path.read_bytes()):
                    with suppress(PermissionError), path.open("r+b") as file:
                        file.write(bytes(len(held)))


def _metadata(entry: IndexEntry) -> dict[str, str | int]:
    keys: dict[str, str | int] = {"article_id": _digest(entry.article_id)}
    if entry.source is not None:
        keys["source"] = _digest(outlet_key(entry.source))
    if (published := day(entry.published)) is not None:
        keys["published"] = published
    return keys


def _clause(where: Where) -> Any:
    clauses: list[dict[str, Any]] = []
    if where.articles:
        clauses.append({"article_id": {"$in": [_digest(each) for each in where.articles]}})
    if where.outlets:
        clauses.append({"source": {"$in": [_digest(each) for each in where.outlets]}})
    if where.since is not None:
        clauses.append({"published": {"$gte": where.since}})
    if where.until is not None:
        clauses.append({"published": {"$lte": where.until}})
    return {"$and": clauses} if len(clauses) > 1 else clauses[0] if clauses else None


def _digest(key: str) -> str:
    """What is deleted leaves traces in Chroma's files, its log among them: nothing that one could read is put into these."""
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _cosine(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    import numpy as np

    with np.errstate(all="ignore"):
        return float(one @ other / (np.linalg.norm(one) * np.linalg.norm(other)))


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
        raise _damaged(folder, str(error) or type(error).__name__) from error


def _damaged(folder: Path, why: str) -> LibraryDamaged:
    return unusable("dense", folder, why)
