"""The two locks of a library. Both are held by open files, so the system frees them when a process dies.

The writer lock is held for a whole ingest, removal or rebuild. The index lock is held exclusively for a batch of index writes and
shared while somebody opens or queries the indexes: Chroma's embedded client crashes when its files change under it.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TypeVar

from ..errors import LibraryBusy, LibraryError
from ..files import NO_WAIT, PRIVATE

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds to wait for the index lock: who holds it for longer than a batch or a question takes was stopped."""


class WriterLock:
    """Admits one writer, of all processes and all threads. A second one is refused, at once or after a moment."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def check(self) -> None:
        """Raises `LibraryBusy` while somebody holds it."""
        with self.hold():
            pass

    @contextmanager
    def hold(self, patience: float = 0.0) -> Iterator[None]:
        """Raises `LibraryBusy`, naming the process that holds it, where it is still held after `patience` seconds."""
        with _opened(self._path, writing=True) as file:
            end = time.monotonic() + patience
            while not _lock(file, exclusive=True):
                if time.monotonic() < end:
                    time.sleep(0.02)
                    continue
                raise LibraryBusy(
                    f"Another process{_named_in(self._path)} is writing to the library in {self._path.parent}.",
                    "Wait until it has finished, then try again; asking works meanwhile.",
                )
            with suppress(OSError):  # a full disk takes no name, and may still be emptied
                file.truncate(0)
                file.write(str(os.getpid()).encode())
            try:
                yield
            finally:
                with suppress(OSError):
                    file.truncate(0)


class IndexLock:
    """Many readers or one writer; neither side starves.

    A thread that holds it must not take it again, nor wait for another thread that does: a writer in the queue would stop both.
    Raises `LibraryBusy` where it is not to be had within `patience` seconds.
    """

    def __init__(self, home: Path, patience: float = PATIENCE) -> None:
        self._patience, self._writer = patience, home / "writer.lock"
        self._index = home / "index.lock"
        # Everyone passes the gate one at a time. A waiting writer keeps it, which holds back new readers.
        self._gate = home / "gate.lock"

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        with _opened(self._gate) as gate, _opened(self._index) as index:
            self._wait(gate, exclusive=True)
            self._wait(index, exclusive=True)
            yield

    @contextmanager
    def shared(self, prepare: Callable[[], T]) -> Iterator[T]:
        """Calls `prepare` while no other reader is in its own `prepare`, and yields what it returns.

        Opening belongs there: Chroma's first query replays its log, and after a killed writer may write.
        """
        with _opened(self._index) as file:
            with _opened(self._gate) as gate:
                self._wait(gate, exclusive=True)
                self._wait(file, exclusive=False)
                prepared = prepare()
            yield prepared

    def _wait(self, file: IO[bytes], *, exclusive: bool) -> None:
        end, pause = time.monotonic() + self._patience, 0.001
        while not _lock(file, exclusive=exclusive):
            if time.monotonic() > end:
                name = _named_in(self._writer, but=os.getpid())
                raise LibraryBusy(
                    f"Another process{name} has kept the library in {self._index.parent} to itself for {self._patience:.0f} seconds.",
                    "It may have been stopped: let it go on (`fg`) or end it, then try again.",
                )
            time.sleep(pause)
            pause = min(2 * pause, 0.02)


@contextmanager
def _opened(path: Path, *, writing: bool = False) -> Iterator[IO[bytes]]:
    # A file of its own for each holder: a lock belongs to the open file, so that it also separates the threads of one process.
    # Where one may only read, a file that is there can be locked too.
    try:
        try:
            file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | NO_WAIT, PRIVATE), "r+b", buffering=0)
        except OSError:
            if writing:
                raise
            file = os.fdopen(os.open(path, os.O_RDONLY | NO_WAIT), "rb", buffering=0)
    except IsADirectoryError:
        raise _no_file(path) from None
    except OSError as error:
        raise LibraryError(
            f"The lock {path} cannot be opened: {error.strerror}.", "Check who owns the library's folder."
        ) from None
    with file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise _no_file(path)
        yield file


def _lock(file: IO[bytes], *, exclusive: bool) -> bool:
    """Whether it was to be had at once."""
    import portalocker
    from portalocker import LockFlags

    flags = LockFlags.EXCLUSIVE if exclusive else LockFlags.SHARED
    try:
        portalocker.lock(file, flags | LockFlags.NON_BLOCKING)
    except portalocker.AlreadyLocked:
        return False
    except portalocker.LockException as error:
        raise LibraryError(
            f"The lock {file.name} cannot be taken: {error}.", "Keep the library on a local disk."
        ) from None
    return True


def _no_file(path: Path) -> LibraryError:
    return LibraryError(f"The lock {path} is no file.", "Remove it, as nothing is kept in it, and try again.")


def _named_in(path: Path, but: int = 0) -> str:
    try:
        pid = path.read_bytes().decode("ascii", "replace").strip() if path.is_file() else ""
    except OSError:  # Windows does not let others read a locked file
        return ""
    return f" ({pid})" if pid.isdigit() and pid != str(but) else ""
