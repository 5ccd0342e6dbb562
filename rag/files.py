"""Files that are written whole or not at all, and who may read them.

What this program keeps is its owner's alone; a document for which the user gave a name has the rights that the umask leaves it.
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
"""Less the umask."""
NO_WAIT = getattr(os, "O_NONBLOCK", 0)
"""For opening what may be a pipe in a file's place, at which one would wait for ever for somebody to write to it."""
LARGEST = 100_000_000
"""Bytes of cases, a log or a saved answer."""


def make_folder(folder: Path) -> None:
    """With those above it that are missing, each for its owner alone, whatever the umask. Raises `OSError`."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(mode=0o700, exist_ok=True)
    if not folder.is_dir():
        raise NotADirectoryError(20, os.strerror(20), str(folder))


def make_private(folder: Path) -> None:
    """With all that is in it, as far as it is this user's."""
    for path in (folder, *folder.rglob("*")):
        with suppress(OSError):
            path.chmod(0o700 if path.is_dir() else PRIVATE)


def opener(path: str, flags: int) -> int:
    """For `open(…, opener=opener)`: a file that this makes is private."""
    return os.open(path, flags, PRIVATE)


def append_whole(file: IO[bytes], line: bytes) -> None:
    """At the end of a file that was opened with `buffering=0`. Raises `OSError`, and then leaves it as it was: a full disk takes a part."""
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
    """Its first bytes, piece by piece: Python asks at once for all the memory that they may take."""
    parts: list[bytes] = []
    while number > 0 and (part := file.read(min(number, 1_000_000))):
        parts.append(part)
        number -= len(part)
    return b"".join(parts)


def read_bounded(path: Path, most: int = LARGEST) -> bytes:
    """For what a user names beside the articles: it may be a device, which has no end. Raises `OSError`, also for what is larger."""
    with path.open("rb") as file:
        data = at_most(file, most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"it is larger than {most / 1e6:g} MB")
    return data


def write_whole(path: Path, content: bytes, mode: int = AS_USUAL) -> None:
    """Over an earlier file, whose rights it keeps; a new one has `mode` less the umask. Raises `OSError`.

    The unfinished file has a name that nobody can foresee and is never one that is there: in a shared folder it could be a link.
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
