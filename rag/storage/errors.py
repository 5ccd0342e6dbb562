"""The errors of a library's files, each with the command that repairs it."""

from __future__ import annotations

from pathlib import Path

from ..errors import LibraryDamaged, LibraryEmpty


def no_articles(home: object) -> LibraryEmpty:
    return LibraryEmpty(f"The library in {home} is empty.", "Type `rag ingest PATH` to put articles into it.")


def damaged(path: Path, why: str) -> LibraryDamaged:
    """`path` is the catalog."""
    otherwise = f"if that does not help, move the folder {path.parent} aside and ingest the articles again."
    remedy = f"Try `rag rebuild`; {otherwise}"
    return LibraryDamaged(f"The catalog {path} is damaged: {why}.", remedy)


NO_ROOM = ("no space", "disk i/o", "quota", "full", "too large")
"""Words in the system's messages about a full disk, in lower case."""


def unusable(which: str, folder: Path, why: str) -> LibraryDamaged:
    """`which` is the index, `why` the message of Chroma, tantivy or the system."""
    is_full = any(sign in why.lower() for sign in NO_ROOM)
    first = "See that the disk has room, then type" if is_full else "Type"
    remedy = f"{first} `rag rebuild` to make it again from the catalog."
    return LibraryDamaged(f"The {which} index {folder} cannot be used: {why}.", remedy)


REBUILD = "Type `rag rebuild` to make it again from the stored texts."


def changed_text(article_id: str, sha256: str) -> LibraryDamaged:
    remedy = f"Type `rag remove {article_id}` and ingest it again."
    return LibraryDamaged(f"The text {sha256[:12]}… of {article_id!r} is not what it was when it was stored.", remedy)


def changed_passage(article_id: str) -> LibraryDamaged:
    return LibraryDamaged(f"A passage of {article_id!r} is not what it was when it was stored.", REBUILD)
