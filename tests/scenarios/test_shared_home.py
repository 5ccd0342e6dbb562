"""Several `Rag`s of one home, in one process and in others: what was reported is there, whoever opens and closes it."""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
import time
from pathlib import Path

import pytest
from helpers.fakes import WordEmbedder
from helpers.forked_program import Started
from helpers.library_builders import story

from rag import Rag, Settings
from rag.storage.local.integrity import check_catalog, check_indexes

OTHER = """
import sys
from pathlib import Path
from helpers.fakes import WordEmbedder
from rag import Rag, Settings
with_all = Rag(settings=Settings(home=Path(sys.argv[1])), embedder=WordEmbedder())
print(*(entry.id for entry in with_all.articles()))
if sys.argv[2] == "ask":
    with_all.retrieve("copper in Chile")
with_all.close()
"""

# A notebook: a new `Rag` a cell, the earlier ones left open. Each outcome is written down once it was reported.
NOTEBOOK = """
import sys
from pathlib import Path
from helpers.fakes import WordEmbedder
from helpers.library_builders import write, story
from rag import Rag, Settings
home, folder, start = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
rags = []
for n in range(start, start + 6):
    if n % 3 != 2:
        rags.append(Rag(settings=Settings(home=home), embedder=WordEmbedder()))
    article = write(folder / str(n), **{f"a{n}": story(f"subject {n}", f"place {n}")})
    for outcome in rags[n % len(rags)].ingest(article):
        print(outcome.status, outcome.article_id, flush=True)
    rags[(n + 1) % len(rags)].retrieve("subject")
"""


def opened(home: Path) -> Rag:
    return Rag(settings=Settings(home=home), embedder=WordEmbedder())


def seen_by_another(home: Path, deed: str = "list") -> set[str]:
    process = Started(OTHER, home, deed)
    said, errors = process.communicate()
    assert process.returncode == 0, errors
    return set(said.split())


def article(folder: Path, n: int) -> Path:
    path = folder / f"a{n}.txt"
    path.write_text(story(f"subject {n}", f"place {n}"), encoding="utf-8")
    return path


def assert_sound(home: Path, reported: set[str]) -> None:
    """Everything reported is listed by a new process and by this one, and the indexes belong to the catalog."""
    assert reported <= seen_by_another(home, "ask")
    rag = opened(home)
    assert reported <= {entry.id for entry in rag.articles()}
    rag.retrieve("subject")
    rag.close()
    check_catalog(home)
    check_indexes(home)


def test_what_each_of_several_rags_reports_is_there_for_other_processes(tmp_path: Path):
    home, rags, reported = tmp_path / "library", [], set()
    for n in range(4):
        rags.append(opened(home))
        (outcome,) = rags[(n * 5) % len(rags)].ingest(article(tmp_path, n))
        assert outcome.status == "added"
        reported.add(outcome.article_id)
        assert seen_by_another(home, "ask" if n % 2 else "list") == reported
        assert {entry.id for entry in rags[0].articles()} == reported
    for rag in rags:
        rag.close()
    assert_sound(home, reported)


@pytest.mark.soak
def test_a_rag_per_ingest_that_is_left_open_or_closed_works_with_listings_between(tmp_path: Path):
    home, kept = tmp_path / "library", []
    for n in range(6):
        rag = opened(home)
        rag.ingest(article(tmp_path, n))
        if n % 2:
            rag.close()
        else:
            kept.append(rag)
        assert len(seen_by_another(home)) == n + 1
    assert_sound(home, {f"a{n}" for n in range(6)})


def test_threads_with_a_rag_each_read_while_one_writes(tmp_path: Path):
    home, failures = tmp_path / "library", []
    first = opened(home)
    first.ingest(article(tmp_path, 0))
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                rag = opened(home)
                rag.retrieve("subject")
                rag.articles()
                rag.close()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for n in range(1, 4):
        opened(home).ingest(article(tmp_path, n))
        assert seen_by_another(home) == {f"a{m}" for m in range(n + 1)}
    done.set()
    for thread in threads:
        thread.join()
    assert not failures
    assert_sound(home, {f"a{n}" for n in range(4)})


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_fork_that_reads_and_ends_takes_nothing_from_its_parent(tmp_path: Path):
    program = """
import os, sys
from pathlib import Path
from helpers.fakes import WordEmbedder
from rag import Rag, Settings
rag = Rag(settings=Settings(home=Path(sys.argv[1])), embedder=WordEmbedder())
for path in sys.argv[2:]:
    print(*(outcome.status for outcome in rag.ingest(path)))
    if not os.fork():
        rag.articles()
        Rag(settings=Settings(home=Path(sys.argv[1])), embedder=WordEmbedder()).articles()
        os._exit(0)
    os.wait()
"""
    home = tmp_path / "library"
    process = Started(program, home, *(article(tmp_path, n) for n in range(4)))
    said, errors = process.communicate()
    assert (process.returncode, said.split()) == (0, ["added"] * 4), errors
    assert_sound(home, {f"a{n}" for n in range(4)})


def test_no_file_of_a_database_is_opened_beside_sqlite(tmp_path: Path):
    """Closing any descriptor of a file drops the POSIX locks that SQLite's connections of this process hold on it."""
    program = """
import sys
from pathlib import Path
from helpers.fakes import WordEmbedder
from rag import Rag, Settings
home, watching = Path(sys.argv[1]), False
def watch(event, args):
    if watching and event == "open" and str(args[0]).startswith(str(home)) and ".db" in str(args[0]):
        print(args[0])
def make():
    return Rag(settings=Settings(home=home), embedder=WordEmbedder())
rag = make()
rag.ingest(sys.argv[2])
sys.addaudithook(watch)
watching = True
other = make()
other.ingest(sys.argv[3])
other.retrieve("subject")
other.remove(["a0"])
other.rebuild()
rag.retrieve("subject")
other.close()
"""
    process = Started(program, tmp_path / "library", article(tmp_path, 0), article(tmp_path, 1))
    said, errors = process.communicate()
    assert (process.returncode, said) == (0, ""), errors


def notebooks_are_killed(tmp_path: Path, times: int, seed: int = 7) -> int:
    """Runs notebooks that are killed at a random moment, with others reading; returns how many were killed at work."""
    home, chance, reported, killed = tmp_path / "library", random.Random(seed), set(), 0
    for n in range(times):
        process = Started(NOTEBOOK, home, tmp_path / "articles", 10 * n)
        until = time.monotonic() + chance.uniform(0.05, 0.8)
        while time.monotonic() < until and process.returncode is None:
            if home.exists() and chance.random() < 0.5:
                seen_by_another(home, chance.choice(["list", "ask"]) if reported else "list")
        process.send_signal(signal.SIGKILL)
        said, _ = process.communicate()
        killed += process.returncode == -signal.SIGKILL
        reported |= {
            line.split()[1] for line in said.splitlines() if line.startswith("added ") and line.count(" ") == 1
        }
        if reported:
            assert_sound(home, reported)
    return killed


def test_what_was_reported_before_a_kill_is_there(tmp_path: Path):
    assert notebooks_are_killed(tmp_path, 5) > 0


@pytest.mark.soak
def test_two_hundred_notebooks_are_killed_and_nothing_is_lost(tmp_path: Path):
    killed = sum(notebooks_are_killed(tmp_path / str(n), 20, seed=n) for n in range(10))
    sys.stderr.write(f"\n200 notebooks, {killed} killed at work\n")
    assert killed > 50
