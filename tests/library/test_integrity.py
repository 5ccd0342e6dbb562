"""Damage that no question comes across: `rag doctor` finds it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from helpers.fakes import WordEmbedder
from helpers.library_builders import found, open_library, statuses, story, write

from rag.errors import LibraryDamaged
from rag.library.library import Library
from rag.storage.local.index_files import unseal
from rag.storage.local.integrity import check_catalog, check_indexes, compare_indexes
from rag.storage.local.keyword_index import KeywordIndex
from rag.storage.local.vector_index import VectorIndex
from rag.storage.records import IndexEntry


@pytest.fixture
def home(tmp_path: Path) -> Path:
    library = open_library(tmp_path / "home")
    library.ingest([write(tmp_path / "in", a=story("Copper", "Chile"), b=story("Glass", "Osaka"))])
    library.ingest([write(tmp_path / "in", a=story("Harvest", "Malta"), twin=story("Glass", "Osaka"))])
    library.close()
    return tmp_path / "home"


def change(home: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(home / "catalog.db")) as db:
        db.execute(statement, values)
        db.commit()


def entry(chunk_id: str) -> IndexEntry:
    return IndexEntry(chunk_id, "a", "", "copper", None, None, WordEmbedder().embed_queries(["copper"])[0])


def with_store(home: Path, do: Callable[[VectorIndex], None]) -> None:
    (folder,) = home.glob("index-*/chroma")
    with closing(VectorIndex(folder)) as store:
        do(store)


def with_lexical(home: Path, do: Callable[[KeywordIndex], None]) -> None:
    (folder,) = home.glob("index-*/lexical")
    with closing(KeywordIndex(folder)) as lexical:
        do(lexical)
    unseal(folder.parent)  # otherwise the seal reports the change first


def rebuilt(home: Path) -> Library:
    library = open_library(home)
    library.rebuild()
    library.close()
    return library


def test_a_sound_library_is_found_sound_and_not_changed(home: Path):
    before = {path: path.read_bytes() for path in home.rglob("*") if path.suffix in (".db", ".json", ".store")}
    assert check_catalog(home) == "3 texts and 4 passages are what they were"
    assert check_indexes(home) == "4 passages in the catalog, the dense and the lexical index"
    assert {path: path.read_bytes() for path in before} == before


def test_a_text_that_is_not_what_it_was_is_named_with_what_to_type(home: Path):
    change(home, "UPDATE texts SET text = replace(text, '310', '370') WHERE text LIKE '%Copper%'")  # superseded
    with pytest.raises(LibraryDamaged, match="'a'") as caught:
        check_catalog(home)
    assert "rag remove a" in caught.value.hint


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE chunks SET text = replace(text, '310', '370')",
        "UPDATE chunks SET start = start + 1",
        "UPDATE chunks SET sentences = '[[0, 99999]]'",
        "UPDATE chunks SET sentences = 'no json'",
        "UPDATE chunks SET vectors = zeroblob(length(vectors))",
        "UPDATE chunks SET vectors = x'ff7f' || substr(vectors, 3)",
        "UPDATE chunks SET vectors = x'00'",
    ],
)
def test_a_passage_that_is_not_what_it_was_is_seen_and_rebuilding_mends_it(home: Path, statement: str):
    answers = found(open_library(home))
    change(home, statement)
    with pytest.raises(LibraryDamaged, match="passage") as caught:
        check_catalog(home)
    assert "rag rebuild" in caught.value.hint
    assert found(rebuilt(home)) == answers
    check_catalog(home)


def test_what_sqlite_itself_finds_wrong_is_said(home: Path):
    change(home, "DELETE FROM texts WHERE text LIKE '%Copper%'")
    with pytest.raises(LibraryDamaged, match="without the row"):
        check_catalog(home)


DAMAGE: dict[str, Callable[[Path], None]] = {
    "a vector is gone": lambda home: with_store(home, lambda store: store.delete(["3"])),
    "a vector too many": lambda home: with_store(home, lambda store: store.add([entry("99")])),
    "another for it": lambda home: with_store(home, lambda store: (store.delete(["3"]), store.add([entry("99")]))),
    "a vector is another": lambda home: with_store(home, lambda store: (store.delete(["3"]), store.add([entry("3")]))),
    "a passage is doubled": lambda home: with_lexical(home, lambda lexical: lexical.add([entry("3")])),
    "all passages are gone": lambda home: with_lexical(home, lambda lexical: lexical.replace([])),
    "others for them": lambda home: with_lexical(home, lambda lexical: lexical.replace(map(entry, "6789"))),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_an_index_that_does_not_hold_what_the_catalog_says_is_seen_and_rebuilding_mends_it(
    home: Path, damage: Callable[[Path], None]
):
    answers = found(open_library(home))
    damage(home)
    with pytest.raises(LibraryDamaged) as caught:
        compare_indexes(home)
    assert "rag rebuild" in caught.value.hint
    assert found(rebuilt(home)) == answers
    compare_indexes(home)


@pytest.mark.parametrize("damage", [d for name, d in DAMAGE.items() if name != "others for them"])
def test_the_next_ingest_that_changes_something_mends_it_too(
    tmp_path: Path, home: Path, damage: Callable[[Path], None]
):
    damage(home)
    library, fresh = open_library(home), open_library(tmp_path / "fresh")
    library.ingest([write(tmp_path / "in", c=story("The ferry", "Malta"))])
    compare_indexes(home)
    fresh.ingest([tmp_path / "in"])
    assert found(library) == found(fresh)
    library.close()
    fresh.close()


def test_a_dense_index_that_crashes_or_never_ends_is_reported_by_who_did_not_open_it(tmp_path: Path):
    library = open_library(tmp_path / "home")
    library.ingest([write(tmp_path / "in", **{f"a{n}": story(f"Subject {n}", f"place {n}") for n in range(100)})])
    library.close()
    (links,) = (tmp_path / "home").glob("index-*/chroma/*/link_lists.bin")
    links.write_bytes(b"\0" * links.stat().st_size)
    with pytest.raises(LibraryDamaged) as caught:
        check_indexes(tmp_path / "home")
    assert "rag rebuild" in caught.value.hint
    rebuilt(tmp_path / "home")
    check_indexes(tmp_path / "home")


@pytest.mark.parametrize("index", ["chroma", "lexical"])
def test_an_ingest_of_nothing_new_mends_an_index_that_is_not_there(tmp_path: Path, home: Path, index: str):
    answers = found(open_library(home))
    (folder,) = home.glob(f"index-*/{index}")
    shutil.rmtree(folder)
    library = open_library(home)
    assert set(statuses(library.ingest([tmp_path / "in"])).values()) <= {"unchanged", "duplicate b"}
    assert found(library) == answers
    compare_indexes(home)
    library.close()
