"""Which files of given paths have changed, and are whole; and the wait until something changes."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from .discovery import Search

QUIET = 1.0
"""Seconds for which a file must not change before it is read: until then a program may still be writing it."""


class Stamp(NamedTuple):
    """What shows that a file has changed without reading it."""

    size: int
    modified: int
    """Nanoseconds."""
    inode: int


@dataclass(frozen=True)
class Look:
    """The files at one moment."""

    whole: Mapping[Path, Stamp]
    """Those that have not changed for `QUIET` seconds."""
    changed: Mapping[Path, Stamp | None]
    """Those of them that are not as they were when they were last read; None: gone, for as long."""
    unsettled: bool
    """Whether others have changed in the last `QUIET` seconds."""
    vanishing: bool
    """Whether one has been missing for less: some programs replace a file by removing it first."""
    folders: frozenset[str]


class Files:
    """The files of some paths; those of folders are found anew at each look."""

    def __init__(self, paths: Sequence[str | Path], quiet: float = QUIET) -> None:
        self._paths, self._quiet = paths, quiet
        self._read: dict[Path, Stamp] = {}
        self._seen: dict[Path, tuple[Stamp | None, float]] = {}

    def look(self, now: float) -> Look:
        """`now` is in seconds, of a clock that is never set back. Reads no file."""
        here, folders = self._listed()
        for path in {*here, *self._seen}:
            stamp = here.get(path)
            if path not in self._seen or self._seen[path][0] != stamp:
                self._seen[path] = (stamp, now)
        settled = {path: stamp for path, (stamp, since) in self._seen.items() if now - since >= self._quiet}
        moving = [path for path in self._seen if path not in settled]
        return Look(
            whole={path: stamp for path, stamp in settled.items() if stamp},
            changed={path: stamp for path, stamp in settled.items() if stamp != self._read.get(path)},
            unsettled=bool(moving),
            vanishing=any(self._seen[path][0] is None for path in moving),
            folders=folders,
        )

    def taken(self, look: Look) -> None:
        """Call it once the files that `look` found changed have been read."""
        for path, stamp in look.changed.items():
            if stamp:
                self._read[path] = stamp
            else:
                self._read.pop(path, None)
                self._seen.pop(path, None)

    def _listed(self) -> tuple[dict[Path, Stamp], frozenset[str]]:
        here: dict[Path, Stamp] = {}

        def leave(path: Path) -> bool:
            if stamp := stamp_of(path):
                here[path] = stamp
            return False

        search = Search(0, None, wanted=leave)
        for path in self._paths:
            search.add(path)
        return here, frozenset(root for root in search.roots if Path(root).is_dir())


def stamp_of(path: Path) -> Stamp | None:
    """None where there is no such file."""
    with suppress(OSError):
        found = path.stat()
        return Stamp(found.st_size, found.st_mtime_ns, found.st_ino)
    return None


class Watch:
    """A wait that ends when something changes in a folder, or in one below it.

    Where the system does not tell of changes, as for many network disks, it waits to its end. The only place that
    imports watchfiles.
    """

    def __init__(self) -> None:
        self._changed = threading.Event()
        self._stop = threading.Event()
        self._folders: frozenset[str] = frozenset()

    def cover(self, folders: frozenset[str]) -> None:
        """Watches these folders in place of those before."""
        if folders != self._folders:
            self.close()
            self._folders, self._stop = folders, threading.Event()
            if folders:
                threading.Thread(target=self._listen, args=(folders, self._stop), daemon=True).start()

    def wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        # In slices, as nothing interrupts the wait for an event on Windows.
        while (left := end - time.monotonic()) > 0 and not self._changed.wait(min(left, 1.0)):
            pass
        self._changed.clear()

    def close(self) -> None:
        self._stop.set()

    def _listen(self, folders: frozenset[str], stop: threading.Event) -> None:
        from watchfiles import watch

        # The system may refuse to watch so many folders, or one may have gone.
        with suppress(OSError, RuntimeError):
            found = watch(
                *folders,
                watch_filter=None,
                stop_event=stop,
                rust_timeout=1000,
                yield_on_timeout=True,
                raise_interrupt=False,
                ignore_permission_denied=True,
            )
            for n, changes in enumerate(found):
                if changes or n == 0:  # what came before the watch began is found by another look
                    self._changed.set()
