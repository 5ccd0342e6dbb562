"""The folder of both indexes: opened whole or not at all, and sealed by who wrote it.

Chroma and tantivy trust what they read: on a damaged file they crash, run for ever, or find something else. The seal has the size and the
CRC-32 of every file that only a writer changes, so that a reader knows before they do. It guards against accidents, not against somebody
who may write here.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from .entries import unusable
from .lexical import Lexical
from .store import Store, persisted_files

SEAL = "seal.json"
WHICH = {"chroma": "dense", "lexical": "lexical"}
AT_ONCE = 1 << 20
"""Bytes."""


def index_folder(home: Path, build: int) -> Path:
    return home / f"index-{build}"


def open_indexes(home: Path, build: int, *, create: bool = False) -> tuple[Store, Lexical]:
    """Raises `LibraryDamaged` when one of them cannot be opened, and then leaves none open."""
    folder = index_folder(home, build)
    if create:
        _make(folder)
    else:
        check_seal(folder)
    store = Store(folder / "chroma", create=create)
    try:
        return store, Lexical(folder / "lexical", create=create)
    except BaseException:
        store.close()
        raise


def check_seal(folder: Path) -> None:
    """Raises `LibraryDamaged` where a sealed file is missing or is not as its writer left it. A tenth of a second for 100,000 passages.

    Says nothing where there is no seal: a writer is at work, or was killed.
    """
    for name, expected in _sealed(folder).items():
        if (found := _measured(folder / name)) != expected:
            file = folder / name
            raise unusable(WHICH[name.partition("/")[0]], file.parent, f"{file.name} is {'not what was written' if found else 'missing'}")


def is_sealed(folder: Path) -> bool:
    return (folder / SEAL).exists()


def unseal(folder: Path) -> None:
    """To be called before the files change."""
    (folder / SEAL).unlink(missing_ok=True)


def seal(folder: Path) -> None:
    """To be called when nobody has them open for writing. On a full disk they stay without: the next writer looks more closely."""
    files = [*persisted_files(folder / "chroma"), *(file for file in (folder / "lexical").iterdir() if not file.name.endswith(".lock"))]
    measured = {file.relative_to(folder).as_posix(): _measured(file) for file in files}
    unfinished = folder / f"{SEAL}.unfinished"
    with suppress(OSError):
        unfinished.write_text(json.dumps(measured), encoding="utf-8")
        unfinished.chmod(0o600)
        unfinished.replace(folder / SEAL)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise unusable("dense and the lexical", folder, (error.strerror or "it cannot be made").lower()) from None


def _sealed(folder: Path) -> dict[str, list[int]]:
    if not is_sealed(folder):
        return {}
    try:
        sealed = json.loads((folder / SEAL).read_bytes())
        return {name: [int(size), int(crc)] for name, (size, crc) in sealed.items() if name.startswith(tuple(WHICH))}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise unusable("dense and the lexical", folder, f"{SEAL} cannot be read ({error})") from None


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
