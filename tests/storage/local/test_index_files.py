"""Damage to index files that is reported before Chroma or tantivy reads them."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from helpers.library_builders import found, open_library, story, write
from helpers.moments import watch

from rag import files
from rag.errors import LibraryDamaged
from rag.library.library import Library
from rag.storage.local.catalog import LocalCatalog
from rag.storage.local.index_files import SEAL, check_seal, is_sealed, open_indexes
from rag.storage.local.integrity import check_indexes


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with enough passages for Chroma to write its graph to disk."""
    home = tmp_path_factory.mktemp("original") / "home"
    with closing(open_library(home)) as library:
        library.ingest([write(home.parent / "in", **{f"a{n:02}": story(f"Subject {n}", "Chile") for n in range(70)})])
    return home


@pytest.fixture
def home(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "home"))


def folder_of(home: Path) -> Path:
    (folder,) = home.glob("index-*")
    return folder


def mark_of(home: Path) -> str:
    with closing(LocalCatalog(home / "catalog.db")) as catalog:
        return catalog.mark()


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def endless(file: Path) -> None:
    file.unlink()
    file.symlink_to("/dev/zero")


def folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


DAMAGES = [flip, cut, Path.unlink, folder, *([pipe] if hasattr(os, "mkfifo") else [])]


def say(use: Callable[[], object]) -> str:
    with pytest.raises(LibraryDamaged) as caught:
        use()
    return f"{caught.value} {caught.value.hint}"


def files_of(folder: Path) -> list[str]:
    return [
        str(file.relative_to(folder)) for file in sorted(folder.rglob("*")) if file.is_file() and file.stat().st_size
    ]


def test_the_graph_and_every_file_of_the_words_are_sealed(original: Path):
    folder = folder_of(original)
    sealed = (folder / SEAL).read_text(encoding="utf-8")
    assert [name for name in files_of(folder) if name not in sealed] == ["chroma/chroma.sqlite3", SEAL]


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_to_any_sealed_file_is_said_before_it_is_opened(
    home: Path, original: Path, damage: Callable[[Path], None]
):
    for name in files_of(folder_of(original)):
        if name in (SEAL, "chroma/chroma.sqlite3"):
            continue
        shutil.rmtree(home)
        shutil.copytree(original, home)
        damage(folder_of(home) / name)
        with closing(open_library(home)) as library:
            said = say(lambda library=library: found(library))
        assert Path(name).name in said
        assert "rag rebuild" in said


@pytest.mark.parametrize("damage", DAMAGES[1:])  # only `rag doctor` sees a flipped bit in a row
def test_damage_to_chromas_database_is_said_and_a_rebuild_mends_it(
    home: Path, original: Path, damage: Callable[[Path], None]
):
    damage(folder_of(home) / "chroma" / "chroma.sqlite3")
    library = open_library(home)
    said = say(lambda: found(library))
    assert "rag rebuild" in said
    assert "room" not in said  # SQLite calls a damaged file a "disk image"
    library.rebuild()
    assert looked_up(library) == looked_up(open_library(original))


@pytest.mark.skipif(sys.platform == "win32", reason="has no such files")
@pytest.mark.parametrize("strange", [pipe, endless])
@pytest.mark.soak
def test_a_graph_that_is_too_small_to_be_sealed_is_not_read_where_it_is_no_file(
    tmp_path: Path, strange: Callable[[Path], None]
):
    small, home, articles = tmp_path / "small", tmp_path / "home", write(tmp_path / "in", a01=story("Copper", "Chile"))
    with closing(open_library(small)) as library:
        library.ingest([articles])
        as_it_was = looked_up(library)
    write(articles, a02=story("Glass", "Osaka"))
    for name in [each for each in files_of(folder_of(small)) if each.endswith(".bin")]:
        shutil.copytree(small, home)
        strange(folder_of(home) / name)
        with closing(open_library(home)) as library:
            assert "is no file" in say(lambda: check_indexes(home))
            library.ingest([articles])
            library.remove(["a02"])
            assert looked_up(library) == as_it_was
        assert "2 passages" in check_indexes(home)
        shutil.rmtree(home)


def test_an_ingest_mends_what_is_damaged(home: Path, original: Path):
    damaged = next(folder_of(home).glob("chroma/*/data_level0.bin"))
    cut(damaged)
    with closing(open_library(home)) as library:
        assert {o.status for o in library.ingest([original.parent / "in"])} == {"unchanged"}
        assert looked_up(library) == looked_up(open_library(original))
    assert not damaged.exists()
    check_seal(folder_of(home), mark_of(home))


def test_who_only_reads_breaks_no_seal(home: Path):
    for _ in range(2):
        store, lexical = open_indexes(home, int(folder_of(home).name.rpartition("-")[2]), mark_of(home))
        store.count()
        store.close()
        lexical.close()
        check_indexes(home)
    check_seal(folder_of(home), mark_of(home))


def test_a_graph_that_is_still_too_small_to_be_written_is_not_sealed(tmp_path: Path):
    home = tmp_path / "home"
    with closing(open_library(home)) as library:
        library.ingest([write(tmp_path / "in", a=story("Copper", "Chile"))])
        check_indexes(home)  # opens it: Chroma creates the graph's files again
        check_seal(folder_of(home), mark_of(home))
        assert found(library)


def test_the_seal_is_off_while_a_writer_is_at_work_and_after_it_was_stopped_the_next_one_puts_it_on(
    home: Path, monkeypatch: pytest.MonkeyPatch
):
    seen = []

    def stop(moment: str) -> None:
        seen.append(is_sealed(folder_of(home)))
        if moment == "settled":
            shutil.copytree(home, home.parent / "stopped")  # as a kill would leave it

    with monkeypatch.context() as patched:
        watch(stop, patched.setattr)
        with closing(open_library(home)) as library:
            library.remove(["a01"])
    assert seen
    assert not any(seen)
    assert is_sealed(folder_of(home))
    stopped = home.parent / "stopped"
    assert not is_sealed(folder_of(stopped))
    with closing(open_library(stopped)) as library, closing(open_library(home)) as whole:
        library.ingest([write(home.parent / "more", a02=story("Subject 2", "Chile"))])
        assert is_sealed(folder_of(stopped))
        assert found(library) == found(whole)


def test_a_catalog_is_not_asked_through_the_indexes_of_another_time(home: Path, original: Path):
    with closing(open_library(home)) as library:
        library.remove(["a01"])
    shutil.copy(original / "catalog.db", home)
    (folder,) = original.glob("index-*")
    folder_of(home).rename(home / folder.name)
    with closing(open_library(home)) as library:
        assert "another catalog" in say(lambda: found(library))
        library.ingest([write(home.parent / "more", a02=story("Subject 2", "Chile"))])
        assert found(library) == looked_up(open_library(original))


def test_a_seal_that_cannot_be_written_stops_nobody(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "token_hex", lambda _: "taken")
    (folder_of(home) / f".{SEAL}.taken").mkdir()
    with closing(open_library(home)) as library:
        library.remove(["a01"])
        assert not is_sealed(folder_of(home))
        assert found(library)


@pytest.mark.parametrize(
    "text", ["", "[]", "{", "{}", '{"mark": "", "files": {"chroma/x": 3}}', '{"files": {"lexical/x": ["a", "b"]}}']
)
def test_a_seal_that_is_none_is_damage(home: Path, text: str):
    (folder_of(home) / SEAL).write_text(text, encoding="utf-8")
    with closing(open_library(home)) as library:
        assert "rag rebuild" in say(lambda: found(library))


def looked_up(library: Library) -> object:
    answers = found(library)
    library.close()
    return answers
