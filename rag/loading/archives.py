"""Packed files -> the command that unpacks them. They are not read: one may hold a thousand times its size."""

from __future__ import annotations

from pathlib import PurePath
from shlex import quote

_TAR = (".tar", ".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst", ".tgz", ".tbz", ".txz")
_SINGLE = {".gz": "gunzip -k", ".bz2": "bunzip2 -k", ".xz": "unxz -k", ".zst": "unzstd"}


def how_to_unpack(path: PurePath) -> str | None:
    """What to type, as a sentence; None for a file that is not packed."""
    file, lower = quote(str(path)), path.name.lower()
    if suffix := next((s for s in (*_TAR, ".zip", ".7z", ".rar") if lower.endswith(s)), None):
        folder = quote(path.name[: -len(suffix)] or "unpacked")
        command = f"unzip {file} -d {folder}" if suffix == ".zip" else f"7z x {file} -o{folder}"
        if suffix in _TAR:
            command = f"mkdir {folder} && tar -xf {file} -C {folder}"
        return f"Unpack it and ingest the folder: {command} && rag ingest {folder}"
    if unpack := _SINGLE.get(path.suffix.lower()):
        return f"Unpack it and ingest the file: {unpack} {file} && rag ingest {quote(str(path.with_suffix('')))}"
    return None
