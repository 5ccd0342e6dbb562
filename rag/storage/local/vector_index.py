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

from ...errors import LibraryDamaged
from ...text.dates import day_number
from ..errors import unusable
from ..filters import EVERYTHING, Where, outlet_key
from ..records import IndexEntry

if TYPE_CHECKING:
    import numpy as np
    from chromadb.api.client import Client
    from numpy.typing import NDArray

COLLECTION = "chunks"
REACH = 1000
"""Neighbours that the graph search collects, however few are asked for (`ef_search`)."""

# The hits should not depend on the order in which articles came. With Chroma's default of 16 neighbours the graph
# misses a fifth of a few hundred near-equal vectors, with 64 hardly one; an `ef_search` far above k finds the rest, and
# a query still takes milliseconds. A low `sync_threshold` leaves little of the log to replay for the next process that
# opens the store.
HNSW = {
    "space": "cosine",
    "ef_construction": 200,
    "max_neighbors": 64,
    "ef_search": REACH,
    "sync_threshold": 128,
    "batch_size": 100,
}

SAME = 0.999
"""Cosine above which two vectors count as equal, since rounding changes stored ones."""

_COUNTS = struct.Struct("<20xQ")
"""Reads the number of vectors from a graph's header.bin."""
_GRAPH = ("data_level0.bin", "length.bin")

_spellings: set[str] = set()
_spellings_lock = threading.Lock()


class VectorIndex:
    """Vectors with the hashed keys of the filters. Not safe beside other processes: hold the index lock.

    Two instances never share state, even on one folder, and `close` closes all files.
    """

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        """Raises `LibraryDamaged` if `folder` has no store that Chroma can read."""
        self._folder = folder
        if not create:
            check_dense(folder)
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
        """About the `k` nearest and their cosines, best first, ties by id; it misses some of many near-equal ones."""
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
        """Raises `LibraryDamaged` unless it holds these chunks with their vectors and a search finds the first."""
        import numpy as np

        with _translated(self._folder):
            held = self._collection.get(ids=[e.id for e in entries], include=["embeddings"])
        vectors = dict(zip(held["ids"], np.asarray(held["embeddings"], dtype=np.float32), strict=True))
        lost = [e.id for e in entries if e.id not in vectors or _cosine(vectors[e.id], e.vector) < SAME]
        if lost or (entries and not any(cosine > SAME for _, cosine in self.query(entries[0].vector, 1, EVERYTHING))):
            why = f"{len(lost)} of its vectors are not what they were" if lost else "its graph leads nowhere"
            raise _damaged(self._folder, why)

    def close(self) -> None:
        """Safe to call twice."""
        self._client.close()
        _release(self._path)


def check_dense(folder: Path) -> None:
    """Raises `LibraryDamaged` if a file is missing or no file, or SQLite finds damage. Does not load Chroma."""
    path = folder / "chroma.sqlite3"
    if not path.is_file():
        raise _damaged(folder, "chroma.sqlite3 is missing")
    for each in folder.rglob("*"):
        if not (each.is_file() or each.is_dir()):  # Chroma would wait for a pipe, and read a device for ever
            raise _damaged(folder, f"{each.name} is no file")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=30)) as db:
            (said,) = db.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        said = str(error)
    if said != "ok":
        raise _damaged(folder, said.splitlines()[-1])


def persisted_files(folder: Path) -> list[Path]:
    """The files of a written graph, which only a writer changes.

    Left out: the files of a graph too small to be written, which every process that opens it creates again, and
    Chroma's database, in which every process that opens it writes.
    """
    return sorted(file for made in folder.glob("*/index_metadata.pickle") for file in made.parent.iterdir())


def _connect(path: str, *, create: bool) -> tuple[Client, Any]:
    import chromadb
    from chromadb.config import Settings

    # Otherwise Chroma reads `.env` in the current folder, which may be a stranger's.
    options: Any = {"_env_file": None}  # mypy does not know this field
    options |= {"anonymized_telemetry": False, "chroma_otel_granularity": None}  # overrides the environment
    settings = Settings(**options, chroma_api_impl="chromadb.api.rust.RustBindingsAPI")
    client = cast("Client", chromadb.PersistentClient(path, settings=settings))
    try:
        # Without `embedding_function=None` Chroma downloads a model.
        if create:
            configuration: Any = {"hnsw": HNSW}
            create_collection = client.get_or_create_collection
            collection = create_collection(COLLECTION, embedding_function=None, configuration=configuration)
        else:
            collection = client.get_collection(COLLECTION, embedding_function=None)
            # The first call loads the graph, here where no other reader does: it replays the log, and creates the files
            # of a graph that was too small to be written.
            collection.count()
            _blank_new_graphs(Path(path))
    except BaseException:
        client.close()
        raise
    return client, collection


def _blank_new_graphs(folder: Path) -> None:
    """Zeroes the hundred free slots of a new graph: Chroma writes uninitialised memory, perhaps with texts or keys."""
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
    if (published := day_number(entry.published)) is not None:
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
    if where.as_of is not None:  # leaves out what has no date
        known = {"published": {"$lte": where.as_of}}
        rewritten = {"article_id": {"$in": [_digest(each) for each in where.rewritten]}}
        clauses.append({"$or": [known, rewritten]} if where.rewritten else known)
    return {"$and": clauses} if len(clauses) > 1 else clauses[0] if clauses else None


def _digest(key: str) -> str:
    """A hash for Chroma: deleted rows leave traces in its files and its log, so these get nothing readable."""
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _cosine(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    import numpy as np

    with np.errstate(all="ignore"):
        return float(one @ other / (np.linalg.norm(one) * np.linalg.norm(other)))


def _spell(folder: Path) -> str:
    """A spelling of the folder's path that no open store of this process uses.

    Chroma shares one client per spelling: a second store would see the first one's memory, not the files.
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
    except BaseException as error:  # Chroma raises bare `Exception`s; its Rust panics are no `Exception`
        raise _damaged(folder, str(error) or type(error).__name__) from error


def _damaged(folder: Path, why: str) -> LibraryDamaged:
    return unusable("dense", folder, why)
