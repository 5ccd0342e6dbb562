"""A library's folder is moved, replaced, linked, or loses its catalog; and a process that has it open forks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.library_builders import found, open_library, story, write

from rag.errors import LibraryDamaged, LibraryEmpty, LibraryError


def test_a_library_that_is_moved_or_replaced_while_it_is_open_is_not_taken_for_the_one_that_was_there(tmp_path: Path):
    library, other = open_library(tmp_path / "home"), open_library(tmp_path / "other")
    library.ingest([write(tmp_path / "in", a=story("Copper", "Chile"))])
    other.ingest([write(tmp_path / "other-in", b=story("Glass", "Osaka"))])
    answers = found(other)
    assert found(library) != answers
    other.close()
    (tmp_path / "home").rename(tmp_path / "moved")
    assert library.articles() == []
    with pytest.raises(LibraryEmpty):
        found(library)
    shutil.copytree(tmp_path / "other", tmp_path / "home")
    assert found(library) == answers
    library.ingest([write(tmp_path / "more", c=story("The ferry", "Malta"))])
    library.close()
    assert [entry.id for entry in open_library(tmp_path / "home").articles()] == ["b", "c"]
    assert [entry.id for entry in open_library(tmp_path / "moved").articles()] == ["a"]


def test_a_catalog_that_is_gone_is_not_an_empty_library(tmp_path: Path):
    library, folder = open_library(tmp_path / "home"), write(tmp_path / "in", a=story("Copper", "Chile"))
    library.ingest([folder])
    library.close()
    for lose in (Path.unlink, Path.touch):
        lose(tmp_path / "home" / "catalog.db")
        for use in (library.articles, lambda: found(library), lambda: library.ingest([folder]), library.rebuild):
            with pytest.raises(LibraryDamaged, match="is gone") as caught:
                use()
            assert "aside" in caught.value.hint


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
@pytest.mark.parametrize(
    "make", [os.mkfifo, Path.mkdir, lambda path: path.symlink_to("/dev/zero")], ids=["pipe", "folder", "device"]
)
def test_a_catalog_that_is_no_file_is_said_to_be_none(tmp_path: Path, make: Callable[[Path], None]):
    library = open_library(tmp_path / "home")
    (tmp_path / "home").mkdir()
    make(tmp_path / "home" / "catalog.db")
    for use in (library.articles, lambda: found(library), lambda: library.ingest([tmp_path]), library.rebuild):
        with pytest.raises(LibraryDamaged, match="is no file"):
            use()


def test_a_copy_made_of_hard_links_is_asked_and_not_changed(tmp_path: Path):
    library, folder = open_library(tmp_path / "home"), write(tmp_path / "in", a=story("Copper", "Chile"))
    library.ingest([folder])
    library.close()
    shutil.copytree(tmp_path / "home", tmp_path / "copy", copy_function=os.link)
    copy = open_library(tmp_path / "copy")
    assert found(copy) == found(library)
    for change in (lambda: copy.ingest([folder]), lambda: copy.remove(["a"]), copy.rebuild):
        with pytest.raises(LibraryError, match="another folder") as caught:
            change()
        assert "cp -r" in caught.value.hint
    copy.close()
    library.close()


FORKED = """
import multiprocessing, sys
from pathlib import Path
import rag.storage.local.search
from helpers.library_builders import found, open_library
rag.storage.local.search.EXACT_UP_TO = 0
library = open_library(Path(sys.argv[1]))
answers = found(library)

def ask(queue):
    queue.put(found(library) == answers)
    library.close()

context = multiprocessing.get_context("fork")
queue = context.Queue()
children = [context.Process(target=ask, args=(queue,)) for _ in range(2)]
for child in children:
    child.start()
print([queue.get(timeout=30) for _ in children], found(library) == answers)
for child in children:
    child.join()
library.close()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs fork")
def test_a_fork_of_who_has_it_open_answers_alike(tmp_path: Path):
    library = open_library(tmp_path / "home")
    library.ingest([write(tmp_path / "in", a=story("Copper", "Chile"), b=story("Glass", "Osaka"))])
    library.close()
    command = [sys.executable, "-c", FORKED, str(tmp_path / "home")]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[1], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout == "[True, True] True\n", done.stderr
