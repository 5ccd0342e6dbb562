"""Processes that are killed, and processes that write and read at the same time."""

from __future__ import annotations

import signal
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from helpers.forked_program import Started
from helpers.library_builders import found, open_library, statuses, story, write

from rag.errors import LibraryBusy, LibraryEmpty
from rag.library.library import Library

KILLED = """
import sys
from pathlib import Path
from helpers.library_builders import open_library
from helpers.moments import kill_at
home, moment, after, deed, *arguments = sys.argv[1:]
kill_at(moment, open_library(Path(home)), deed, *arguments, after=int(after))
"""

READER = """
import sys, time
from pathlib import Path
from helpers.library_builders import open_library, found
from rag.errors import LibraryEmpty
library, end, reads = open_library(Path(sys.argv[1])), time.monotonic() + float(sys.argv[2]), 0
while time.monotonic() < end:
    try:
        answers = found(library, k=20)
    except LibraryEmpty:
        continue
    kept = {hit[0] for hits in answers[:-1] for hit in hits}
    assert "kept0" in kept and "kept1" in kept, kept
    reads += 1
print(reads)
"""


def kill(moment: str, home: Path, *deed: str | Path, after: int = 0) -> None:
    process = Started(KILLED, home, moment, after, *deed)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL, errors or f"it never came to the moment {moment}"


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """A folder of articles, which the library in `home` holds."""
    folder = write(
        tmp_path / "in", kept=story("Harvest", "Chile"), edited=story("Copper", "Osaka"), gone=story("Glass", "Malta")
    )
    write(folder, twin=(folder / "gone.txt").read_text())
    library = open_library(tmp_path / "home")
    library.ingest([folder])
    library.close()
    return folder


def change(folder: Path) -> None:
    write(folder, edited=story("The ferry", "Osaka"), new=story("Price", "Chile", "Cement"))
    (folder / "gone.txt").unlink()


def fresh(tmp_path: Path, folder: Path) -> Library:
    library = open_library(tmp_path / "fresh")
    library.ingest([folder])
    return library


OF_INGEST = [(moment, 0) for moment in ("staging", "staged", "begun", "dense", "lexical", "published", "deleted")]
OF_PRUNE = [("staging", 1), ("dense", 1), ("published", 1), ("deleted", 1), ("settled", 0)]
MOMENTS = [
    pytest.param(*each, marks=[] if each in (("staged", 0), ("dense", 0), ("published", 1)) else pytest.mark.soak)
    for each in OF_INGEST + OF_PRUNE
]
"""The default run tries three of them."""


@pytest.mark.parametrize(("moment", "after"), MOMENTS)
def test_an_ingest_killed_anywhere_loses_nothing_and_the_next_one_completes_it(
    tmp_path: Path, before: Path, moment: str, after: int
):
    change(before)
    kill(moment, tmp_path / "home", "ingest", before, after=after)
    library, expected = open_library(tmp_path / "home"), fresh(tmp_path, before)
    now = {entry.id: library.article(entry.id).text for entry in library.articles()}
    assert set(now) >= {"kept", "edited", "twin"}
    assert all(
        c.text == now[c.article_id][c.start : c.end] for c in every_chunk(library)
    )  # readers see one state, whole
    assert not any(o.status == "failed" for o in library.ingest([before], prune=True))
    assert found(library) == found(expected)
    assert leftovers(tmp_path / "home") == leftovers(tmp_path / "fresh")
    library.close()
    expected.close()


@pytest.mark.parametrize(("moment", "after"), OF_INGEST + OF_PRUNE)
@pytest.mark.soak
def test_after_a_killed_ingest_questions_are_answered_at_once(tmp_path: Path, before: Path, moment: str, after: int):
    change(before)
    kill(moment, tmp_path / "home", "ingest", before, after=after)
    library, same = open_library(tmp_path / "home"), open_library(tmp_path / "same")
    held = {e.id: library.article(e.id).text for e in library.articles()}
    same.ingest([write(tmp_path / "same-in", **held)])
    assert found(library) == found(same)  # in whatever state it was left, it answers like a fresh library in that state
    library.close()
    same.close()


@pytest.mark.parametrize(
    "moment",
    [
        "begun",
        "deleted",
        *(pytest.param(m, marks=pytest.mark.soak) for m in ("staging", "staged", "published", "settled")),
    ],
)
def test_a_removal_killed_anywhere_can_be_completed(tmp_path: Path, before: Path, moment: str):
    kill(moment, tmp_path / "home", "remove", "gone")
    library = open_library(tmp_path / "home")
    if any(entry.id == "gone" for entry in library.articles()):
        library.remove(["gone"])
    (before / "gone.txt").unlink()
    expected = fresh(tmp_path, before)
    assert found(library) == found(expected)
    assert statuses(library.ingest([before])) == {"kept": "unchanged", "edited": "unchanged", "twin": "unchanged"}
    library.close()
    expected.close()


@pytest.mark.parametrize("moment", ["rechunked", "switching", "switched"])
def test_a_rebuild_killed_anywhere_leaves_a_whole_library(tmp_path: Path, before: Path, moment: str):
    library = open_library(tmp_path / "home")
    answers = found(library)
    library.close()
    kill(moment, tmp_path / "home", "rebuild")
    assert found(library) == answers
    library.rebuild()
    assert found(library) == answers
    assert len(list((tmp_path / "home").glob("index-*"))) == 1
    library.close()


def test_an_ingest_interrupted_by_the_user_keeps_what_it_reported(tmp_path: Path):
    folder = write(tmp_path / "in", **{f"a{n:03}": story(f"Copper {n}", "Chile") for n in range(120)})
    library, reported = open_library(tmp_path / "home"), []

    def interrupt(outcome: object) -> None:
        reported.append(outcome)
        if len(reported) == 40:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.ingest([folder], on_outcome=interrupt)
    held = {entry.id for entry in library.articles()}
    assert {o.article_id for o in reported} <= held
    assert Counter(o.status for o in library.ingest([folder])) == {"unchanged": len(held), "added": 120 - len(held)}
    expected = fresh(tmp_path, folder)
    assert found(library) == found(expected)
    library.close()
    expected.close()


def write_for(seconds: float, library: Library, folder: Path) -> int:
    end, rounds = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        rounds += 1
        write(folder, **{f"edited{n}": story(f"Glass {rounds * n}", "Osaka") for n in range(8)})
        write(
            folder,
            kept0=story("Copper", "Chile", str(rounds)),
            **{f"new{rounds % 3}": story(f"Ferry {rounds}", "Malta")},
        )
        (folder / f"new{(rounds + 1) % 3}.txt").unlink(missing_ok=True)
        outcomes = library.ingest([folder], prune=True)
        assert not any(o.status == "failed" for o in outcomes)
    return rounds


def one_writer_four_readers(tmp_path: Path, seconds: float) -> None:
    folder = write(tmp_path / "in", kept0=story("Copper", "Chile"), kept1=story("Glass", "Osaka"))
    library = open_library(tmp_path / "home")
    library.ingest([folder])
    readers = [Started(READER, tmp_path / "home", seconds) for _ in range(4)]
    rounds = write_for(seconds, library, folder)
    for reader in readers:
        output, errors = reader.communicate(timeout=60)
        assert reader.returncode == 0, errors
        assert int(output) > 0
    assert rounds > 1  # the readers did not starve it
    expected = fresh(tmp_path, folder)
    assert found(library) == found(expected)
    library.close()
    expected.close()


def test_four_readers_beside_a_writer_always_see_a_whole_library(tmp_path: Path):
    one_writer_four_readers(tmp_path, 2)


@pytest.mark.soak
def test_four_readers_beside_a_writer_for_a_minute(tmp_path: Path):
    one_writer_four_readers(tmp_path, 60)


def test_threads_of_one_process_read_while_another_writes(tmp_path: Path):
    folder = write(tmp_path / "in", kept0=story("Copper", "Chile"), kept1=story("Glass", "Osaka"))
    library, problems, stop = open_library(tmp_path / "home"), [], threading.Event()
    library.ingest([folder])

    def read() -> None:
        while not stop.is_set():
            try:
                kept = {hit[0] for hits in found(library, k=20)[:-1] for hit in hits}
                assert {"kept0", "kept1"} <= kept
            except Exception as error:
                problems.append(error)
                return

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    write_for(2, library, folder)
    stop.set()
    for thread in threads:
        thread.join(30)
    assert problems == []
    library.close()


def test_two_libraries_on_one_folder_in_one_process_see_each_others_changes(tmp_path: Path):
    folder = write(tmp_path / "in", a=story("Copper", "Chile"))
    one, other = open_library(tmp_path / "home"), open_library(tmp_path / "home")
    with pytest.raises(LibraryEmpty):
        found(other)
    for text in (story("Glass", "Osaka"), story("Ferry", "Malta")):
        one.ingest([write(folder, a=text)])
        assert found(other) == found(one)
    one.close()
    other.close()


def test_reading_may_be_nested_while_a_writer_waits(tmp_path: Path):
    folder = write(tmp_path / "in", a=story("Copper", "Chile"))
    library, done = open_library(tmp_path / "home"), threading.Event()
    library.ingest([folder])
    write(folder, a=story("Glass", "Osaka"))

    def ingest() -> None:
        library.ingest([folder])
        done.set()

    with library.reading() as outer:
        writer = threading.Thread(target=ingest)
        writer.start()
        assert not done.wait(0.3)
        with library.reading() as inner:
            assert inner is outer
    assert done.wait(30)
    writer.join()
    library.close()


def test_of_two_writers_one_is_refused_and_told_the_others_process(tmp_path: Path):
    folder = write(tmp_path / "in", a=story("Copper", "Chile"))
    library = open_library(tmp_path / "home")

    def again(_: object) -> None:
        with pytest.raises(LibraryBusy) as caught:
            open_library(tmp_path / "home").ingest([folder])
        raise caught.value

    with pytest.raises(LibraryBusy, match=r"process \(\d+\)"):
        library.ingest([folder], on_start=again)
    assert statuses(library.ingest([folder])) == {"a": "added"}  # the lock is free again
    library.close()


def every_chunk(library: Library) -> list[object]:
    with library.reading() as index:
        return list(index.chunks([str(n) for n in range(200)]).values())


def leftovers(home: Path) -> dict[str, int]:
    """Counts of pending and orphaned rows and of indexes, to compare with a fresh library."""
    import sqlite3

    db = sqlite3.connect(home / "catalog.db")
    live = "SELECT id FROM revisions WHERE status = 'live'"
    queries = {
        "pending": "SELECT count(*) FROM revisions WHERE status = 'pending'",
        "dead chunks": f"SELECT count(*) FROM chunks WHERE revision NOT IN ({live})",
        "live chunks": "SELECT count(*) FROM chunks",
        "unused texts": "SELECT count(*) FROM texts WHERE sha256 NOT IN (SELECT sha256 FROM revisions)",
        "flags": "SELECT writing + stale FROM library",
    }
    counts = {name: db.execute(query).fetchone()[0] for name, query in queries.items()}
    db.close()
    return counts | {"indexes": len(list(home.glob("index-*")))}
