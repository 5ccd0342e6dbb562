"""A removed article is in no byte of the library: not its text, title, id, outlet, author or address."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from helpers.library_builders import open_library

PIECE = 12
"""Characters."""


def rows(number: int) -> list[dict[str, str]]:
    chance = random.Random(number)

    def word(length: int) -> str:
        return "".join(chance.choices("bcdfghjklmnpqrstvwxyz", k=length))

    def row() -> dict[str, str]:
        told = " ".join(
            f"The {word(8)} of {word(9)} met {word(13)} in {chance.randrange(1900, 2020)}." for _ in range(4)
        )
        return {
            "id": f"{word(4)}-{word(14)}",
            "title": f"{word(13)} and {word(12)}",
            "text": told,
            "source": f"{word(14)} Times",
            "author": f"{word(7)} {word(14)}",
            "published": "2025-06-08",
            "url": f"https://example.org/{word(16)}/{word(12)}",
        }

    return [row() for _ in range(number)]


def pieces(articles: Iterable[dict[str, str]]) -> set[bytes]:
    """The words unchanged, in lower case as indexes hold them, and in UTF-16."""
    texts = {form for row in articles for value in row.values() for form in (value, value.casefold())}
    cut = {text[at : at + PIECE] for text in texts for at in range(len(text) - PIECE + 1)}
    return {piece.encode(encoding) for piece in cut for encoding in ("utf-8", "utf-16-le")}


def residue(home: Path, removed: list[dict[str, str]], kept: list[dict[str, str]]) -> dict[str, bytes]:
    wanted, found = pieces(removed) - pieces(kept), {}
    for file in (path for path in home.rglob("*") if path.is_file()):
        data = file.read_bytes()
        for at in range(len(data)):
            for length in (PIECE, 2 * PIECE):
                if data[at : at + length] in wanted:
                    found[file.name] = data[max(0, at - 20) : at + 40]
    return found


def write(folder: Path, articles: list[dict[str, str]]) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "articles.jsonl").write_text("".join(json.dumps(row) + "\n" for row in articles), encoding="utf-8")
    return folder


def removed_from(tmp_path: Path, number: int, gone: int, how: str) -> dict[str, bytes]:
    """What is left of some, in a library that is still open."""
    articles = rows(number)
    victims, kept = articles[:gone], articles[gone:]
    library, folder = open_library(tmp_path / "home"), write(tmp_path / "in", articles)
    library.ingest([folder])
    if how == "removed":
        library.remove([row["id"] for row in victims])
    else:
        library.ingest([write(folder, kept)], prune=True)
    assert [entry.id for entry in library.articles()] == sorted(row["id"] for row in kept)
    left = residue(tmp_path / "home", victims, kept)
    library.close()
    return left | residue(tmp_path / "home", victims, kept)


@pytest.mark.parametrize("how", ["removed", pytest.param("pruned", marks=pytest.mark.soak)])
def test_nothing_is_left_of_an_article_of_three(tmp_path: Path, how: str):
    assert removed_from(tmp_path, 3, 1, how) == {}


@pytest.mark.soak
def test_nothing_is_left_of_forty_articles_of_thousands(tmp_path: Path):
    assert removed_from(tmp_path, 2600, 40, "removed") == {}


def test_the_search_finds_what_is_there(tmp_path: Path):
    articles = rows(3)
    library = open_library(tmp_path / "home")
    library.ingest([write(tmp_path / "in", articles)])
    library.close()
    assert set(residue(tmp_path / "home", articles[:1], articles[1:])) == {"catalog.db"}


# A new graph's free slots are written as malloc gave them; glibc fills those with a pattern where it is told to.
NEW_STORE = """
import sys
from pathlib import Path
from helpers.sample_chunks import entry
from rag.storage.local.vector_index import VectorIndex
store = VectorIndex(Path(sys.argv[1]), create=True)
store.add([entry(1, "copper")])
store.close()
"""
ASKED = """
import sys
from pathlib import Path
from helpers.sample_chunks import entry
from rag.storage.filters import EVERYTHING
from rag.storage.local.vector_index import VectorIndex
store = VectorIndex(Path(sys.argv[1]))
assert store.query(entry(1, "copper").vector, 1, EVERYTHING) == [("1", 1.0)]
store.close()
"""


@pytest.mark.soak
@pytest.mark.skipif(sys.platform != "linux", reason="needs glibc")
def test_a_new_graph_holds_nothing_of_the_memory_of_who_made_or_opened_it(tmp_path: Path):
    folder, environment = tmp_path / "chroma", {**os.environ, "MALLOC_PERTURB_": "165"}
    for program in (NEW_STORE, ASKED):
        subprocess.run(
            [sys.executable, "-c", program, str(folder)], cwd=Path(__file__).parents[1], env=environment, check=True
        )
        held = {path.name: set(path.read_bytes()) for path in folder.rglob("*.bin")}
        assert (held["data_level0.bin"], held["length.bin"]) == ({0}, {0})
