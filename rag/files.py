"""Files written whole or not at all, and their permissions.

What this program keeps is private to its owner; a document that the user named gets the usual permissions (umask).
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from stat import S_IMODE
from typing import IO

PRIVATE = 0o600
AS_USUAL = 0o666
"""Minus the umask."""
NO_WAIT = getattr(os, "O_NONBLOCK", 0)
"""For opening a path that may be a pipe: a plain open would wait for ever for a writer."""
LARGEST = 100_000_000
"""Largest file of cases, log or saved answer that is read, in bytes."""


def make_folder(folder: Path) -> None:
    """Make the folder and its missing parents, each private to its owner whatever the umask. Raises `OSError`."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(mode=0o700, exist_ok=True)
    if not folder.is_dir():
        raise NotADirectoryError(20, os.strerror(20), str(folder))


def make_private(folder: Path) -> None:
    """Make the folder and all in it private; files of other users are left alone."""
    for path in (folder, *folder.rglob("*")):
        with suppress(OSError):
            path.chmod(0o700 if path.is_dir() else PRIVATE)


def opener(path: str, flags: int) -> int:
    """For `open(…, opener=opener)`: the file that it creates is private."""
    return os.open(path, flags, PRIVATE)


def append_whole(file: IO[bytes], line: bytes) -> None:
    """Append to a file opened with `buffering=0`. Raises `OSError`, then restores it: a full disk may take a part."""
    end = file.seek(0, os.SEEK_END)
    rest = memoryview(line)
    try:
        while rest:
            rest = rest[file.write(rest) :]
    except OSError:
        with suppress(OSError):
            file.truncate(end)
        raise


def at_most(file: IO[bytes], number: int) -> bytes:
    """The first `number` bytes, read in pieces: one large `read` would allocate all of that memory at once."""
    parts: list[bytes] = []
    while number > 0 and (part := file.read(min(number, 1_000_000))):
        parts.append(part)
        number -= len(part)
    return b"".join(parts)


def read_bounded(path: Path, most: int = LARGEST) -> bytes:
    """Read a file that the user named, which may be an endless device. Raises `OSError`, also if it is larger."""
    with path.open("rb") as file:
        data = at_most(file, most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"it is larger than {most / 1e6:g} MB")
    return data


def write_whole(path: Path, content: bytes, mode: int = AS_USUAL) -> None:
    """Replace a file and keep its permissions; a new one has `mode` minus the umask. Raises `OSError`.

    The unfinished file has a random new name: in a shared folder, a foreseeable name could be a stranger's link.
    """
    part = path.with_name(f".{path.name[:200]}.{token_hex(8)}")
    held = S_IMODE(path.stat().st_mode) if path.is_file() else None
    try:
        with os.fdopen(
            os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode), "wb"
        ) as file:
            file.write(content)
        if held is not None:
            part.chmod(held)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
