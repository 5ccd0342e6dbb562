from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from helpers.fakes import WordEmbedder
from helpers.library_builders import open_library

from rag.library.library import Library
from rag.storage.nearest import EXACT_UP_TO
from rag.types import Filters

COPPER = WordEmbedder().embed_queries(["copper in Chile"])[0]


def rows(path: Path, numbers: range, *, outlets: int = 100) -> Path:
    """Near-equal articles of one chunk each, with `outlets` taken in turn."""
    lines = (
        {
            "id": f"a{n:05}",
            "source": f"Outlet {n % outlets}",
            "text": f"Report {n} came. " + "Copper " * (n % 7) + f"changed Chile and {n}.",
        }
        for n in numbers
    )
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def nearest(library: Library, k: int, filters: Filters | None = None) -> list[tuple[str, float]]:
    with library.reading() as index:
        hits = index.dense(COPPER, k, filters)
        chunks = index.chunks(chunk_id for chunk_id, _ in hits)
        return [(chunks[chunk_id].article_id, cosine) for chunk_id, cosine in hits]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library too large for exact search."""
    folder = tmp_path_factory.mktemp("large")
    library = open_library(folder / "home")
    library.ingest([rows(folder / "a.jsonl", range(EXACT_UP_TO + 100))])
    yield library
    library.close()


def test_in_a_small_library_near_equal_chunks_are_all_found(tmp_path: Path):
    library = open_library(tmp_path / "home")
    library.ingest([rows(tmp_path / "a.jsonl", range(300))])
    hits = nearest(library, 300)
    assert len(hits) == 300
    assert hits == sorted(hits, key=lambda hit: (-hit[1], hit[0]))
    assert [nearest(library, k) for k in (1, 20, 299)] == [hits[:1], hits[:20], hits[:299]]
    library.close()


def test_in_a_large_library_a_filter_that_keeps_few_is_searched_exactly(large: Library):
    with large.reading() as index:
        everything = index.chunks(map(str, range(1, EXACT_UP_TO + 101))).values()
    scores = {
        c.article_id: float(c.vectors[0] / np.linalg.norm(c.vectors[0]) @ COPPER)
        for c in everything
        if c.source == "Outlet 7"
    }
    hits = nearest(large, 10, Filters(sources=("outlet 7",)))
    assert len(scores) == (EXACT_UP_TO + 100) // 100
    assert [cosine for _, cosine in hits] == pytest.approx(sorted(scores.values(), reverse=True)[:10], abs=1e-5)
    assert all(scores[article_id] == pytest.approx(cosine, abs=1e-5) for article_id, cosine in hits)


def test_in_a_large_library_a_filter_that_keeps_much_lets_nothing_else_through(large: Library):
    keeps_all = Filters(sources=tuple(f"Outlet {n}" for n in range(98)))
    unfiltered = nearest(large, 900)
    for k in (50, 1200):  # 1200: more than the graph search collects
        hits = nearest(large, k, keeps_all)
        assert len(hits) == k
        assert all(int(article_id[1:]) % 100 < 98 for article_id, _ in hits)
        expected = [hit for hit in unfiltered if int(hit[0][1:]) % 100 < 98][:20]
        assert len(set(hits[:20]) & set(expected)) >= 15  # the graph search is approximate


def test_asking_a_small_library_does_not_load_chroma(tmp_path: Path):
    library = open_library(tmp_path / "home")
    library.ingest([rows(tmp_path / "a.jsonl", range(20))])
    library.close()
    program = f"""
import sys; sys.path[:0] = {[str(Path(__file__).parent), *sys.path]!r}
from pathlib import Path
from test_reader import COPPER, nearest, open_library
library = open_library(Path({str(tmp_path / "home")!r}))
print(len(nearest(library, 5)), "chromadb" in sys.modules)
"""
    assert (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
        == "5 False\n"
    )


@pytest.mark.soak
def test_a_large_library_that_was_changed_finds_what_a_fresh_one_finds(tmp_path: Path):
    chance = random.Random(7)
    texts = {
        f"a{n}": "In short, " + " ".join(f"word{chance.randrange(400)}" for _ in range(12)) + "."
        for n in range(EXACT_UP_TO + 120)
    }
    texts["a9"] = "Copper in Chile is not what it was in former times."
    gone = [f"a{n}" for n in range(0, 100, 2)]

    def dump(name: str, articles: dict[str, str]) -> Path:
        path = tmp_path / name
        path.write_text("".join(json.dumps({"id": i, "text": text}) + "\n" for i, text in articles.items()))
        return path

    changed, fresh = open_library(tmp_path / "changed"), open_library(tmp_path / "fresh")
    changed.ingest([dump("all.jsonl", {**texts, "a9": "Nothing of this kind."})])
    changed.remove(gone)
    changed.ingest([dump("all.jsonl", {i: text for i, text in texts.items() if i not in gone})])
    fresh.ingest([tmp_path / "all.jsonl"])
    assert nearest(changed, 20) == nearest(fresh, 20)
    assert nearest(fresh, 1)[0][0] == "a9"
    for library in (changed, fresh):
        library.close()
