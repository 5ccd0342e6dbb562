"""Killed at any moment, out of disk space, damaged: nothing is lost, and every failure is a sentence."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from helpers.forked_program import Started
from helpers.library_builders import found, open_library, story, write

from rag.errors import RagError
from rag.library.library import Library
from rag.storage.local.integrity import check_catalog

HERE = Path(__file__).parents[1]

# Does one thing to a library. Says when it begins, so that what is killed is the deed and not Python's start.
DEED = """
import sys
from pathlib import Path
import chromadb, tantivy
from helpers.library_builders import open_library
home, deed, argument = sys.argv[1:]
library = open_library(Path(home))
print("begun", flush=True)
if deed == "ingest":
    library.ingest([argument], prune=True)
elif deed == "remove":
    library.remove(argument.split(","))
else:
    library.rebuild()
library.close()
print("done", flush=True)
"""
DEEDS = ("ingest", "remove", "rebuild")


def texts(version: str) -> dict[str, str]:
    """Forty articles; a third have another text in each version, and two have the same."""
    return {
        f"a{n:02}": story(f"Subject {n}", "Chile" if n % 2 else "Osaka", *[version] * (n % 3 == 0)) for n in range(40)
    } | {"twin": story("Subject 5", "Chile")}


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the first version, to be copied; its folder `in` holds the second."""
    home = tmp_path_factory.mktemp("original") / "home"
    library, folder = open_library(home), write(home.parent / "in", **texts("one"))
    library.ingest([folder])
    library.close()
    write(folder, **texts("two"), new=story("The ferry", "Malta"))
    (folder / "a07.txt").unlink()
    return home


def run(home: Path, deed: str, argument: object, after: float | None = None) -> bool:
    """Whether the process was killed before it ended."""
    process = Started(DEED, home, deed, argument)
    assert process.stdout.readline() == "begun\n"
    if after is not None:
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
    said, errors = process.communicate(timeout=120)
    assert said == "done\n" or process.returncode == -signal.SIGKILL, errors
    return said != "done\n"


def shown_is_whole(library: Library, allowed: dict[str, set[str]]) -> None:
    """Every passage found is cut from the old or the new text of its article."""
    with library.reading() as index:
        chunks = index.chunks(map(str, range(1000))).values()
    for chunk in chunks:
        text = library.text_of(chunk.article_id, chunk.sha256)
        assert text in allowed[chunk.article_id]
        assert text[chunk.start : chunk.end] == chunk.text


def survives(original: Path, at: Path, deed: str, after: float) -> bool:
    """Kills the deed, checks what is left, repeats it, and compares with a library that was never killed."""
    home, folder = at / "home", original.parent / "in"
    shutil.copytree(original, home)
    killed = run(home, deed, "a01,twin" if deed == "remove" else folder, after)
    library, fresh = open_library(home), open_library(at / "fresh")
    old, new = texts("one"), {file.stem: file.read_text(encoding="utf-8") for file in folder.iterdir()}
    shown_is_whole(library, {name: {t[name] for t in (old, new) if name in t} for name in {*old, *new}})
    outcomes = library.ingest([folder], prune=True)
    assert {o.status for o in outcomes} <= {"added", "updated", "unchanged", "duplicate", "removed"}
    fresh.ingest([folder])
    assert found(library) == found(fresh)
    assert listed(library) == listed(fresh)
    check_catalog(home)
    assert rows(home) == rows(at / "fresh")
    library.close()
    fresh.close()
    return killed


def listed(library: Library) -> list[tuple[str, str]]:
    return [(entry.id, entry.sha256) for entry in library.articles()]


def rows(home: Path) -> list[int]:
    """Nothing is left over or counted twice."""
    import sqlite3

    with sqlite3.connect(home / "catalog.db") as db:
        queries = ("chunks", "revisions WHERE status IN ('pending', 'live')", "library WHERE writing + stale > 0")
        counts = [db.execute(f"SELECT count(*) FROM {query}").fetchone()[0] for query in queries]
    db.close()
    return [*counts, len(list(home.glob("index-*")))]


def moments(count: int, original: Path, at: Path) -> Iterator[tuple[str, float]]:
    """Random moments over as long as each deed takes."""
    chance, lasts = random.Random(7), {}
    for deed in DEEDS:
        shutil.copytree(original, at / deed)
        begun = time.monotonic()
        run(at / deed, deed, "a01,twin" if deed == "remove" else original.parent / "in")
        lasts[deed] = time.monotonic() - begun - 0.8  # Python's start
    for n in range(count):
        deed = DEEDS[n % len(DEEDS)]
        yield deed, chance.uniform(0, max(lasts[deed], 0.3))


def test_killed_at_a_few_moments_nothing_is_lost_or_doubled(tmp_path: Path, original: Path):
    for n, after in enumerate((0.05, 0.2)):
        survives(original, tmp_path / str(n), "ingest", after)


@pytest.mark.soak
def test_killed_at_fifty_random_moments_nothing_is_lost_or_doubled(tmp_path: Path, original: Path):
    killed = [
        survives(original, tmp_path / str(n), *moment) for n, moment in enumerate(moments(50, original, tmp_path))
    ]
    assert sum(killed) >= 10  # on a busy machine many end before they are killed
    sys.stderr.write(f"\n{len(killed)} tries, {sum(killed)} killed before they were done\n")


# Files that are not what they were


def damaged(chance: random.Random, data: bytes) -> bytes:
    """Bits flipped, an end cut off, or a stretch of zeros."""
    changed, how = bytearray(data), chance.choice(["flip", "cut", "zero"])
    if how == "cut":
        return data[: chance.randrange(len(data))]
    at = chance.randrange(len(data))
    if how == "zero":
        changed[at : at + 1000] = bytes(len(changed[at : at + 1000]))
    for _ in range(chance.choice([1, 64]) if how == "flip" else 0):
        changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def endures(original: Path, at: Path, seed: int, files: str) -> int:
    """Damages one file and tries everything; returns how often `RagError` refused. Other errors are raised."""
    home, chance, refused = at / "home", random.Random(seed), 0
    shutil.copytree(original, home)
    path = chance.choice(sorted(p for p in home.glob(files) if p.is_file() and p.stat().st_size))
    path.write_bytes(damaged(chance, path.read_bytes()))
    library = open_library(home)
    uses = (library.articles, lambda: every_text(library), lambda: found(library), lambda: check_catalog(home))
    for use in (*uses, lambda: library.ingest([original.parent / "in"]), library.rebuild, *uses):
        try:
            use()
        except RagError as error:
            assert error.hint
            refused += 1
    with suppress(RagError):
        library.close()
    return refused


def every_text(library: Library) -> None:
    for entry in library.articles():
        library.article(entry.id)


@pytest.mark.parametrize("files", ["catalog.db", "index-*/lexical/*"])
def test_a_damaged_file_is_said_in_a_sentence(tmp_path: Path, original: Path, files: str):
    for seed in range(2):
        endures(original, tmp_path / str(seed), seed, files)


@pytest.mark.soak
def test_hundreds_of_damaged_files_are_said_in_a_sentence(tmp_path: Path, original: Path):
    refused = [
        endures(original, tmp_path / f"{n}{files[0]}", n, files)
        for files in ("catalog.db", "index-*/lexical/*")
        for n in range(100)
    ]
    sys.stderr.write(f"\n{len(refused)} damaged, {sum(map(bool, refused))} refused something\n")


# Where there is no space

FULL = """
import resource, sys
from pathlib import Path
from helpers.library_builders import open_library
from rag.errors import RagError
home, folder, limit = sys.argv[1:]
if int(limit):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
library = open_library(Path(home))
try:
    library.ingest([folder], prune=True)
except RagError as error:
    sys.exit(f"{error.message} {error.hint}")
finally:
    library.close()
"""


def ingest_with_no_space(home: Path, folder: Path, limit: int = 0) -> str:
    """Its error sentence; empty after success."""
    process = Started(FULL, home, folder, limit)
    _, errors = process.communicate(timeout=120)
    assert process.returncode in (0, 1), errors
    assert "Traceback" not in errors
    return errors if process.returncode else ""


def recovers_from_no_space(original: Path, at: Path, limit: int) -> str:
    home, folder = at / "home", original.parent / "in"
    shutil.copytree(original, home)
    said = ingest_with_no_space(home, folder, limit)
    library, fresh = open_library(home), open_library(at / "fresh")
    library.ingest([folder], prune=True)
    fresh.ingest([folder])
    assert found(library) == found(fresh)
    assert listed(library) == listed(fresh)
    check_catalog(home)
    library.close()
    fresh.close()
    return said


@pytest.mark.parametrize("limit", [20_000, pytest.param(200_000, marks=pytest.mark.soak)])
def test_no_file_may_grow_and_it_is_said_in_a_sentence(tmp_path: Path, original: Path, limit: int):
    said = recovers_from_no_space(original, tmp_path, limit)
    assert "disk" in said


@pytest.mark.soak
def test_no_file_may_grow_beyond_any_of_many_sizes(tmp_path: Path, original: Path):
    said = [recovers_from_no_space(original, tmp_path / str(size), size) for size in range(0, 1_000_000, 40_000)]
    sys.stderr.write(f"\n{len(said)} sizes, {sum(map(bool, said))} refused\n")


# Long runs


LONG = """
import random, sys, time
from pathlib import Path
from helpers.fakes import WordEmbedder
from helpers.library_builders import QUESTIONS
from rag import Rag, Settings
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6
rag = Rag(settings=Settings(home=Path(sys.argv[1])), embedder=None if sys.argv[3] == "real" else WordEmbedder())
chance, took, memory = random.Random(3), [], []
for n in range(int(sys.argv[2])):
    question = f"{chance.choice(QUESTIONS)} And subject {chance.randrange(1000)}?"
    begun = time.perf_counter()
    rag.ask(question, history=[("What is Scale AI?", "A startup.")] * (n % 3))
    took.append(time.perf_counter() - begun)
    if n % 200 == 199:
        memory.append(round(resident(), 1))
p95 = [round(1000 * sorted(took[at : at + 200])[190], 1) for at in range(0, len(took), 200)]
print(memory, p95)
"""


@pytest.mark.soak
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs Linux's account of memory")
def test_two_thousand_questions_in_one_process_take_no_more_memory_and_time_than_two_hundred(seeds_home: Path):
    command = [sys.executable, "-c", LONG, str(seeds_home), "2000", "real"]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=600, check=True)
    memory, p95 = (json.loads(f"[{part}]") for part in done.stdout.strip().strip("[]").split("] ["))
    sys.stderr.write(f"\nMB after each 200 questions: {memory}; p95 in ms: {p95}\n")
    assert memory[-1] < 1.05 * memory[0]
    assert min(p95[-3:]) < 1.5 * min(p95[1:4])
