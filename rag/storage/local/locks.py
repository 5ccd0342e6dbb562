"""The two locks of a library. Open files hold them, so the system frees them when a process dies.

A writer holds the writer lock for a whole ingest, removal or rebuild, and the index lock exclusively for each batch of
index writes. Readers share the index lock while they open or query the indexes: Chroma crashes if its files change
meanwhile.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TypeVar

from ...errors import LibraryBusy, LibraryError
from ...files import NO_WAIT, PRIVATE

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds to wait for the index lock. A batch or a question takes less: a longer holder was stopped."""


class WriterLock:
    """Admits one writer among all processes and threads; refuses a second one."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def check(self) -> None:
        """Raises `LibraryBusy` while another writer holds it."""
        with self.hold():
            pass

    @contextmanager
    def hold(self, patience: float = 0.0) -> Iterator[None]:
        """Raises `LibraryBusy`, with the process that holds the lock, after `patience` seconds."""
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
            with suppress(OSError):  # a full disk cannot take the process id, but articles can still be removed
                file.truncate(0)
                file.write(str(os.getpid()).encode())
            try:
                yield
            finally:
                with suppress(OSError):
                    file.truncate(0)


class IndexLock:
    """Admits many readers or one writer; neither side starves.

    A thread that holds it must not take it again, nor wait for another thread that does: a waiting writer would
    deadlock them. Raises `LibraryBusy` after waiting `patience` seconds.
    """

    def __init__(self, home: Path, patience: float = PATIENCE) -> None:
        self._patience, self._writer = patience, home / "writer.lock"
        self._index = home / "index.lock"
        # Everybody takes the gate first, one at a time. A waiting writer keeps it, which holds back new readers.
        self._gate = home / "gate.lock"

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        with _opened(self._gate) as gate, _opened(self._index) as index:
            self._wait(gate, exclusive=True)
            self._wait(index, exclusive=True)
            yield

    @contextmanager
    def shared(self, prepare: Callable[[], T]) -> Iterator[T]:
        """Calls `prepare` while no other reader is in its own `prepare`, and yields its result.

        Open the indexes in `prepare`: Chroma's first query replays its log, and may write after a writer was killed.
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
                which = f"Another process{_named_in(self._writer, but=os.getpid())}"
                raise LibraryBusy(
                    f"{which} has kept the library in {self._index.parent} to itself for {self._patience:.0f} seconds.",
                    "It may have been stopped: let it go on (`fg`) or end it, then try again.",
                )
            time.sleep(pause)
            pause = min(2 * pause, 0.02)


@contextmanager
def _opened(path: Path, *, writing: bool = False) -> Iterator[IO[bytes]]:
    # Each holder opens the file itself: the lock belongs to the open file, so it also separates threads.
    # Without write permission an existing file can still be locked.
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
    """Takes the lock unless another holds it; says whether it did."""
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
