"""Copies a library to another place, of the same kind or the other. Nothing is chunked or embedded again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from ..errors import LibraryDamaged, LibraryError
from ..storage.errors import no_articles
from ..storage.opening import open_store
from ..storage.records import Kept
from ..urls import DatabaseURL


class Copied(NamedTuple):
    """What a copy holds."""

    articles: int
    texts: str
    """What was found intact in the copy."""


def copy_library(
    source: Path | DatabaseURL, target: Path | DatabaseURL, on_progress: Callable[[int, int], None] = lambda *_: None
) -> Copied:
    """Each revision, passage and vector of the copy is compared with the original by hash, each text with its SHA-256.

    Raises `LibraryError` where the target has articles. A copy that is interrupted leaves it empty.
    """
    with closing(open_store(source)) as given, closing(open_store(target)) as made:
        if given.place == made.place:
            raise LibraryError(f"{given.place} cannot be copied into itself.", "Name another place.")
        catalog = given.opened()
        model, entries = catalog.state().model, catalog.entries()
        if model is None or not entries:
            raise no_articles(given.place)
        hashes: list[str] = []
        total = sum(entry.versions for entry in entries)
        with made.writing(create=True) as writing:
            writing.fill(_heard(catalog.whole(), hashes, lambda done: on_progress(done, max(done, total))), model)
            writing.settle()
        if hashes != list(map(_hash, made.opened().whole())):
            raise LibraryDamaged(f"The copy in {made.place} is not what {given.place} holds.", "Delete it; try again.")
        return Copied(len(entries), made.check_texts())


def _heard(kept: Iterable[Kept], hashes: list[str], on_done: Callable[[int], None]) -> Iterator[Kept]:
    for each in kept:
        hashes.append(_hash(each))
        yield each
        on_done(len(hashes))


def _hash(kept: Kept) -> str:
    digest = hashlib.sha256(repr((kept.draft, kept.status, kept.ingested_at)).encode("utf-8", "backslashreplace"))
    if kept.indexed:
        for chunk, vectors in zip(kept.indexed.chunks, kept.indexed.vectors, strict=True):
            digest.update(repr(chunk).encode("utf-8", "backslashreplace"))
            digest.update(vectors.astype("<f2").tobytes())
    return digest.hexdigest()
