"""A file that a search finds, on the disk or in an object store."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePath

from ..file_system import path_text, read_bytes
from .object_store import object_path, read_object

_SUFFIX = re.compile(r"\.\w{1,10}")


@dataclass(frozen=True)
class File:
    """A file of the disk, or of an object store: then `path` is `/bucket/key`."""

    origin: str
    path: PurePath
    on_disk: Path | None = None

    @property
    def key(self) -> str:
        """Tells it from all others: the name of one on the disk may be no valid Unicode, and its origin another's."""
        return str(self.on_disk) if self.on_disk else self.origin

    @property
    def suffix(self) -> str:
        return self.path.suffix.lower()

    @property
    def plain_suffix(self) -> str:
        """`.zip`; empty for a name without one, such as `notes` or `Report v1. Final draft`."""
        return self.suffix if _SUFFIX.fullmatch(self.suffix) else ""

    def read(self, max_bytes: int) -> bytes:
        """Raises `SourceError`."""
        return read_bytes(self.on_disk, max_bytes) if self.on_disk else read_object(self.origin, max_bytes)


def on_disk(path: Path) -> File:
    return File(path_text(path), path, path)


def in_store(address: str) -> File:
    return File(address, object_path(address))
