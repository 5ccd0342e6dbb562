from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from rag.loading.changes import QUIET, Files, Look, Watch


def names(paths: object) -> set[str]:
    return {path.name for path in paths}  # type: ignore[attr-defined]


class Looks:
    """Looks at a folder, one every `QUIET` seconds of a clock of its own."""

    def __init__(self, folder: Path) -> None:
        self.files, self.now = Files([folder]), 0.0

    def __call__(self, after: float = QUIET) -> Look:
        self.now += after
        return self.files.look(self.now)


@pytest.fixture
def looks(tmp_path: Path) -> Looks:
    (tmp_path / "a.txt").write_text("One.")
    return Looks(tmp_path)


def test_a_file_is_whole_once_it_has_not_changed_between_two_looks(looks: Looks, tmp_path: Path):
    first = looks()
    assert (first.changed, first.whole, first.unsettled) == ({}, {}, True)
    (tmp_path / "a.txt").write_text("One. Two.")
    assert looks().changed == {}
    assert looks(QUIET / 2).changed == {}
    second = looks(QUIET / 2)
    assert names(second.changed) == names(second.whole) == {"a.txt"}
    assert not second.unsettled


def test_a_file_that_was_read_is_news_again_when_it_has_changed(looks: Looks, tmp_path: Path):
    looks()
    looks.files.taken(looks())
    assert looks().changed == {}
    (tmp_path / "a.txt").write_text("Two.")
    os.utime(tmp_path / "a.txt", ns=(5, 5))
    assert looks().unsettled
    assert names(looks().changed) == {"a.txt"}


def test_what_was_not_taken_stays_news(looks: Looks):
    looks()
    assert looks().changed == looks().changed != {}


def test_a_file_in_another_that_was_moved_there_is_new(looks: Looks, tmp_path: Path):
    looks()
    looks.files.taken(looks())
    (tmp_path / "below").mkdir()
    (tmp_path / "a.txt").rename(tmp_path / "below" / "a.txt")
    assert looks().vanishing
    assert {path.parent.name: stamp is None for path, stamp in looks().changed.items()} == {
        tmp_path.name: True,
        "below": False,
    }


def test_a_file_that_is_gone_is_news_once_and_only_after_a_while(looks: Looks, tmp_path: Path):
    looks()
    looks.files.taken(looks())
    (tmp_path / "a.txt").unlink()
    vanishing = looks()
    assert (vanishing.changed, vanishing.vanishing) == ({}, True)
    gone = looks()
    assert list(gone.changed.values()) == [None]
    assert not gone.vanishing
    looks.files.taken(gone)
    assert (looks().changed, looks().unsettled) == ({}, False)


def test_a_file_that_is_replaced_was_never_gone(looks: Looks, tmp_path: Path):
    looks()
    looks.files.taken(looks())
    (tmp_path / "a.txt").unlink()
    assert looks().vanishing
    (tmp_path / "a.txt").write_text("Another text.")
    assert not looks().vanishing
    assert [stamp is None for stamp in looks().changed.values()] == [False]


def test_hidden_files_and_other_kinds_are_no_news(looks: Looks, tmp_path: Path):
    (tmp_path / ".a.txt.swp").touch()
    (tmp_path / ".hidden.txt").touch()
    (tmp_path / "picture.png").touch()
    looks()
    assert names(looks().whole) == {"a.txt"}


@pytest.fixture
def watched(tmp_path: Path) -> Path:
    folder = tmp_path / "watched"
    folder.mkdir()
    return folder


def test_a_wait_ends_when_something_changes_in_a_folder_below(watched: Path):
    (watched / "below").mkdir()
    watch = Watch()
    watch.cover(frozenset([str(watched)]))
    watch.wait(30)  # ends as the watch begins
    threading.Timer(0.1, (watched / "below" / "new.txt").touch).start()
    begun = time.monotonic()
    watch.wait(30)
    assert time.monotonic() - begun < 20
    watch.close()


def test_a_folder_that_cannot_be_watched_is_waited_for_to_the_end(tmp_path: Path):
    watch = Watch()
    watch.cover(frozenset([str(tmp_path / "nowhere")]))
    watch.wait(0.05)
    watch.close()
