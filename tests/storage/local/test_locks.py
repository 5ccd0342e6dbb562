from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.errors import LibraryBusy, LibraryError
from rag.storage.local.locks import IndexLock, WriterLock

HOLDER = """
import sys, time
from pathlib import Path
from rag.storage.local.locks import WriterLock
with WriterLock(Path(sys.argv[1])).hold():
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_writer_is_told_the_pid_of_the_first_and_what_to_do(tmp_path: Path):
    path = tmp_path / "writer.lock"
    with (
        WriterLock(path).hold(),
        pytest.raises(LibraryBusy, match=rf"\({os.getpid()}\)") as caught,
        WriterLock(path).hold(),
    ):
        pass
    assert "try again" in caught.value.hint
    with WriterLock(path).hold():
        assert path.stat().st_mode & 0o077 == 0


def test_a_killed_writer_leaves_no_lock(tmp_path: Path):
    path = tmp_path / "writer.lock"
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    with pytest.raises(LibraryBusy, match=str(process.pid)), WriterLock(path).hold():
        pass
    process.send_signal(signal.SIGKILL)
    process.communicate()
    with WriterLock(path).hold():
        pass


def test_a_lock_in_a_folder_that_is_not_there_is_a_clear_error(tmp_path: Path):
    with pytest.raises(LibraryError, match=r"nowhere"), WriterLock(tmp_path / "nowhere" / "writer.lock").hold():
        pass


def test_readers_share_it(tmp_path: Path):
    lock = IndexLock(tmp_path)
    with lock.shared(lambda: 1), lock.shared(lambda: 2) as prepared:  # nested: allowed only while no writer waits
        assert prepared == 2


def test_a_writer_has_it_alone(tmp_path: Path):
    lock, events = IndexLock(tmp_path), []

    def read() -> None:
        with lock.shared(lambda: None):
            events.append("read")

    def write() -> None:
        with lock.exclusive():
            events.append("write")

    threads = [threading.Thread(target=work) for work in (read, write, read)]
    with lock.exclusive():
        for thread in threads:
            thread.start()
        time.sleep(0.1)
        assert events == []
    for thread in threads:
        thread.join(5)
    assert sorted(events) == ["read", "read", "write"]


def test_a_stream_of_readers_does_not_starve_a_writer(tmp_path: Path):
    lock, stop, written = IndexLock(tmp_path), threading.Event(), 0

    def read() -> None:
        while not stop.is_set():
            with lock.shared(lambda: None):
                time.sleep(0.02)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    end = time.monotonic() + 0.5
    while time.monotonic() < end:
        with lock.exclusive():
            written += 1
    stop.set()
    for reader in readers:
        reader.join(5)
    assert written >= 3


def test_readers_prepare_one_at_a_time(tmp_path: Path):
    lock, inside, most = IndexLock(tmp_path), [], []

    def prepare() -> str:
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.02)
        inside.pop()
        return "prepared"

    def read() -> None:
        with lock.shared(prepare) as prepared:
            assert prepared == "prepared"

    threads = [threading.Thread(target=read) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert most == [1] * 5


def test_a_reader_whose_preparation_fails_leaves_the_lock(tmp_path: Path):
    lock = IndexLock(tmp_path)
    with pytest.raises(ZeroDivisionError), lock.shared(lambda: 1 / 0):
        pass
    with lock.exclusive():
        pass


def test_a_patient_writer_takes_the_lock_once_it_is_free(tmp_path: Path):
    lock = WriterLock(tmp_path / "writer.lock")
    held, free = threading.Event(), threading.Event()

    def hold() -> None:
        with lock.hold():
            held.set()
            free.wait(10)

    other = threading.Thread(target=hold)
    other.start()
    held.wait(10)
    threading.Timer(0.1, free.set).start()
    with lock.hold(patience=10):
        pass
    other.join(10)


def test_who_is_kept_waiting_for_too_long_is_told_by_whom(tmp_path: Path):
    lock, short = IndexLock(tmp_path), IndexLock(tmp_path, patience=0.1)
    (tmp_path / "writer.lock").write_text("4242")
    with lock.exclusive(), pytest.raises(LibraryBusy, match=r"\(4242\)") as caught, short.shared(lambda: None):
        pass
    assert "stopped" in caught.value.hint
    with lock.shared(lambda: None), pytest.raises(LibraryBusy), short.exclusive():
        pass
    with short.exclusive():
        pass


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
@pytest.mark.parametrize(
    "make", [os.mkfifo, Path.mkdir, lambda path: path.symlink_to("/dev/zero")], ids=["pipe", "folder", "device"]
)
def test_what_is_no_file_is_no_lock_and_is_not_waited_at(tmp_path: Path, make: Callable[[Path], None]):
    for name, take in {
        "writer": WriterLock(tmp_path / "writer.lock").hold,
        "gate": IndexLock(tmp_path).exclusive,
    }.items():
        make(tmp_path / f"{name}.lock")
        with pytest.raises(LibraryError, match="is no file"), take():
            pass


def test_our_locks_outlive_another_descriptor_of_their_file_that_is_closed(tmp_path: Path):
    """POSIX locks would not, which is why no file of a database may be opened beside SQLite."""
    program = "import sys; from pathlib import Path; from rag.storage.local.locks import WriterLock as Lock; "
    program += "Lock(Path(sys.argv[1])).check()"
    path = tmp_path / "writer.lock"
    with WriterLock(path).hold():
        path.read_bytes()
        os.close(os.open(path, os.O_RDWR))
        done = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=False)
    assert "LibraryBusy" in done.stderr
