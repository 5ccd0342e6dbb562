from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import numpy as np
import pytest
from helpers.fakes import WordEmbedder
from helpers.filter_cases import CASES
from helpers.sample_chunks import DATED, entry

from rag.errors import LibraryDamaged, SettingsError
from rag.storage.filters import where
from rag.storage.local.vector_index import VectorIndex
from rag.storage.records import IndexEntry
from rag.types import Filters

COPPER = WordEmbedder().embed_queries(["copper"])[0]
ALL = where(Filters())


@pytest.fixture
def store(tmp_path: Path):
    store = VectorIndex(tmp_path / "chroma", create=True)
    yield store
    store.close()


def test_the_nearest_come_first_with_their_cosines(store: VectorIndex):
    entries = [entry(1, "glass"), entry(2, "copper and glass"), entry(3, "copper")]
    store.add(entries)
    hits = store.query(COPPER, 3, ALL)
    assert [chunk_id for chunk_id, _ in hits] == ["3", "2", "1"]
    cosines = {e.id: float(e.vector @ COPPER) for e in entries}
    assert dict(hits) == pytest.approx(cosines, abs=1e-5)


@pytest.mark.parametrize(("filters", "expected"), CASES)
def test_filters_let_through_what_they_say(store: VectorIndex, filters: Filters, expected: set[str]):
    store.add(DATED)
    assert {chunk_id for chunk_id, _ in store.query(COPPER, 9, where(filters))} == expected


@pytest.mark.parametrize("day", ["yesterday", "", "2025-02-30", "20251"])
def test_a_filter_by_no_day_is_refused(day: str):
    with pytest.raises(SettingsError, match="not a date"):
        where(Filters(since=day))


def test_more_than_there_are_and_none_at_all(store: VectorIndex):
    assert store.query(COPPER, 5, ALL) == []
    store.add([entry(1, "copper")])
    assert len(store.query(COPPER, 500, ALL)) == 1
    store.delete(["1", "unknown"])
    store.delete([])
    assert (store.count(), store.query(COPPER, 5, ALL)) == (0, [])


def open_files_in(folder: Path) -> list[str]:
    """The files below the folder that this process has open, as far as /proc tells."""
    found = []
    for descriptor in Path("/proc/self/fd").glob("*"):
        with suppress(OSError):  # closed since
            found.append(str(descriptor.readlink()))
    return [path for path in found if path.startswith(str(folder.resolve()))]


def test_closing_lets_go_and_opening_again_finds_what_was_added(tmp_path: Path):
    open_files = []
    for n in range(8):
        store = VectorIndex(tmp_path / "chroma", create=n == 0)
        store.add([entry(n, f"copper {n}")])
        store.close()
        store.close()
        open_files.append(len(open_files_in(tmp_path)))
    # Chroma closes its last handles a moment later; eight open stores would hold dozens.
    assert max(open_files) < 6, open_files
    store = VectorIndex(tmp_path / "chroma")
    assert store.count() == 8
    store.close()


def test_a_store_opened_anew_sees_what_another_one_of_the_process_added(tmp_path: Path):
    writer = VectorIndex(tmp_path / "chroma", create=True)
    writer.add([entry(1, "copper")])
    early = VectorIndex(tmp_path / "chroma")
    assert early.count() == 1
    writer.add([entry(2, "copper too")])
    late = VectorIndex(tmp_path / "chroma")
    assert [chunk_id for chunk_id, _ in late.query(COPPER, 5, ALL)] == ["1", "2"]
    for store in (writer, early, late):
        store.close()


def test_more_chunks_than_chroma_takes_at_once(store: VectorIndex):
    vectors = np.random.default_rng(0).normal(size=(6000, 8)).astype(np.float32)
    store.add([IndexEntry(str(n), "a", "", "", None, None, vector) for n, vector in enumerate(vectors)])
    assert store.count() == 6000
    store.delete([str(n) for n in range(5900)])
    assert store.count() == 100


def test_the_graph_finds_what_a_scan_finds(store: VectorIndex):
    vectors = np.random.default_rng(1).normal(size=(2200, 16)).astype(np.float32)
    days = ["2024-01-01", "2025-01-01"]
    store.add([IndexEntry(str(n), f"a{n % 4}", "", "", None, days[n % 2], v) for n, v in enumerate(vectors)])
    cosines = vectors @ vectors[0] / np.linalg.norm(vectors, axis=1) / np.linalg.norm(vectors[0])
    for filters, kept in ((Filters(), cosines > -2), (Filters(since="2024-06-01"), np.arange(len(cosines)) % 2 == 1)):
        exact = sorted(cosines[kept], reverse=True)[:66]
        assert [cosine for _, cosine in store.query(vectors[0], 66, where(filters))] == pytest.approx(exact, abs=1e-4)


def test_a_missing_store_is_damage_and_is_not_made(tmp_path: Path):
    with pytest.raises(LibraryDamaged) as caught:
        VectorIndex(tmp_path / "chroma")
    assert "rag rebuild" in caught.value.hint
    assert not (tmp_path / "chroma").exists()


def test_the_current_folders_env_file_is_not_read_for_our_store(tmp_path: Path):
    (tmp_path / ".env").write_text(f"PERSIST_DIRECTORY={tmp_path / 'theirs'}\nCHROMA_SERVER_HOST=stranger.example\n")
    program = "from pathlib import Path; from rag.storage.local.vector_index import VectorIndex\n"
    program += "index = VectorIndex(Path('mine'), create=True); print(index.count()); index.close()"
    path = os.pathsep.join(p for p in sys.path if p)
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
    )
    assert done.stdout == "0\n", done.stderr
    assert (tmp_path / "mine").exists()
    assert not (tmp_path / "theirs").exists()


def test_chroma_holds_posix_locks_within_a_transaction_only(tmp_path: Path):
    """In a write-ahead-log mode it would hold them while it is open, and `check_dense` would drop them."""
    index = VectorIndex(tmp_path / "chroma", create=True)
    index.add(DATED)
    with closing(sqlite3.connect(tmp_path / "chroma" / "chroma.sqlite3")) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    index.close()
