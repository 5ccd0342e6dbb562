"""The folder of both indexes: opens both or neither, and checks their files first against a seal.

The seal is a JSON file with the size and CRC-32 of every index file that only a writer changes, and with the catalog's
mark, which keeps a catalog from being searched through another one's indexes. Chroma and tantivy do not check what they
read: on a damaged file they may crash, hang or find other chunks. (Of 45 single bits flipped in Chroma's files for
3,000 passages, 8 crashed the process and 1 changed the hits silently.) The seal detects accidents, not an attacker who
may write here.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from ...errors import LibraryError
from ...files import PRIVATE, write_whole
from ..errors import unusable
from .keyword_index import KeywordIndex
from .vector_index import VectorIndex, persisted_files

SEAL = "seal.json"
WHICH = {"chroma": "dense", "lexical": "lexical"}
BOTH = "dense and the lexical"
AT_ONCE = 1 << 20
"""Bytes read at a time."""


def index_folder(home: Path, build: int) -> Path:
    return home / f"index-{build}"


def create_indexes(home: Path, build: int) -> tuple[VectorIndex, KeywordIndex]:
    """Raises `LibraryDamaged` if the disk is full."""
    folder = index_folder(home, build)
    try:
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise unusable(BOTH, folder, (error.strerror or "it cannot be made").lower()) from None
    return _opened(folder, create=True)


def open_indexes(home: Path, build: int, mark: str) -> tuple[VectorIndex, KeywordIndex]:
    """Raises `LibraryDamaged` if one of them cannot be opened, and leaves neither open."""
    folder = index_folder(home, build)
    check_seal(folder, mark)
    return _opened(folder, create=False)


def _opened(folder: Path, *, create: bool) -> tuple[VectorIndex, KeywordIndex]:
    dense = VectorIndex(folder / "chroma", create=create)
    try:
        return dense, KeywordIndex(folder / "lexical", create=create)
    except BaseException:
        dense.close()
        raise


def check_seal(folder: Path, mark: str) -> None:
    """Raises `LibraryDamaged` if the indexes belong to another `mark`, or a sealed file is missing or has changed.

    Reads every byte: 0.1 s for 27,000 passages (43 MB) in the system's cache. Accepts a folder without a seal: a writer
    is at work, or was killed.
    """
    try:
        if not is_sealed(folder):
            return
        sealed, files = _sealed(folder)
        if sealed != mark:
            raise unusable(BOTH, folder, "they were made for another catalog, or for an earlier state of this one")
        for file, expected in files.items():
            if (found := _measured(file)) != expected:
                which = WHICH[file.relative_to(folder).parts[0]]
                raise unusable(which, file.parent, f"{file.name} is {'not what was written' if found else 'missing'}")
    except OSError as error:
        raise LibraryError(
            f"{error.filename} cannot be read: {error.strerror}.", "Check who owns the library's folder."
        ) from None


def is_sealed(folder: Path) -> bool:
    return (folder / SEAL).exists()


def unseal(folder: Path) -> None:
    """Call it before the files change."""
    (folder / SEAL).unlink(missing_ok=True)


def seal(folder: Path, mark: str) -> None:
    """Call it while nobody writes. On a full disk there is no seal, and the next writer compares the indexes."""
    files = [
        *persisted_files(folder / "chroma"),
        *(file for file in (folder / "lexical").iterdir() if not file.name.endswith(".lock")),
    ]
    measured = {file.relative_to(folder).as_posix(): _measured(file) for file in files}
    with suppress(OSError):
        write_whole(folder / SEAL, json.dumps({"mark": mark, "files": measured}).encode(), PRIVATE)


def _sealed(folder: Path) -> tuple[str, dict[Path, list[int]]]:
    try:
        read: Any = json.loads((folder / SEAL).read_bytes()) if (folder / SEAL).is_file() else None
        files = {
            folder / name: [int(size), int(crc)]
            for name, (size, crc) in read["files"].items()
            if name.startswith(tuple(WHICH))
        }
        return read["mark"], files
    except (ValueError, TypeError, AttributeError, KeyError):
        raise unusable(BOTH, folder, f"{SEAL} is not what was written") from None


def _measured(file: Path) -> list[int] | None:
    """Its size and CRC-32; None if there is no such file."""
    if not file.is_file():  # opening a pipe would hang
        return None
    crc = size = 0
    for part in _parts(file):
        crc, size = zlib.crc32(part, crc), size + len(part)
    return [size, crc]


def _parts(file: Path) -> Iterator[memoryview]:
    buffer = memoryview(bytearray(AT_ONCE))
    with file.open("rb", buffering=0) as opened:
        while count := opened.readinto(buffer):
            yield buffer[:count]
