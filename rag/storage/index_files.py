"""The folder of both indexes: opened whole or not at all, and sealed by who wrote it.

Chroma and tantivy trust what they read: on a damaged file they crash, run for ever, or find something else. The seal has the size and the
CRC-32 of every file that only a writer changes, so that a reader knows before they do; and the catalog's mark, so that no catalog is
asked through indexes that are not its own. It guards against accidents, not against somebody who may write here.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..errors import LibraryError
from ..files import PRIVATE, write_whole
from .errors import unusable
from .keyword_index import KeywordIndex
from .vector_index import VectorIndex, persisted_files

SEAL = "seal.json"
WHICH = {"chroma": "dense", "lexical": "lexical"}
BOTH = "dense and the lexical"
AT_ONCE = 1 << 20
"""Bytes."""


def index_folder(home: Path, build: int) -> Path:
    return home / f"index-{build}"


def create_indexes(home: Path, build: int) -> tuple[VectorIndex, KeywordIndex]:
    """Raises `LibraryDamaged` where there is no room for them."""
    folder = index_folder(home, build)
    try:
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise unusable(BOTH, folder, (error.strerror or "it cannot be made").lower()) from None
    return _opened(folder, create=True)


def open_indexes(home: Path, build: int, mark: str) -> tuple[VectorIndex, KeywordIndex]:
    """Raises `LibraryDamaged` when one of them cannot be opened, and then leaves none open."""
    folder = index_folder(home, build)
    check_seal(folder, mark)
    return _opened(folder, create=False)


def _opened(folder: Path, *, create: bool) -> tuple[VectorIndex, KeywordIndex]:
    store = VectorIndex(folder / "chroma", create=create)
    try:
        return store, KeywordIndex(folder / "lexical", create=create)
    except BaseException:
        store.close()
        raise


def check_seal(folder: Path, mark: str) -> None:
    """Raises `LibraryDamaged` where the indexes were made for another `mark`, or a sealed file is missing or is not as its writer left it.

    Takes a tenth of a second for 100,000 passages. Says nothing where there is no seal: a writer is at work, or was killed.
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
    """To be called before the files change."""
    (folder / SEAL).unlink(missing_ok=True)


def seal(folder: Path, mark: str) -> None:
    """To be called when nobody has them open for writing. On a full disk they stay without: the next writer looks more closely."""
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
    """Its size and its CRC-32; None where there is no such file."""
    if not file.is_file():  # opening a pipe would wait for ever
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
