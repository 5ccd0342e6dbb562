"""The checks of `rag doctor`: each looks at one thing and says what to type if it is wrong."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from importlib import metadata
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ..errors import LibraryBusy, RagError
from ..storage.opening import open_store

if TYPE_CHECKING:
    from ..service import Rag
    from ..settings import Settings
    from ..storage.records import Entry
    from ..storage.store import Store

REACHED_WITHIN = 10.0
"""Seconds to wait for a chat model's provider."""
SPARE = 100_000_000
"""Bytes that should be free besides room for a second copy of the library."""


@dataclass(frozen=True)
class Finding:
    """One line of the report. `fix` says what to type; it is empty if nothing is wrong."""

    status: Literal["ok", "warn", "fail"]
    what: str
    found: str
    fix: str = ""


def examine(home: str | None) -> Iterator[Finding]:
    """Runs the checks; those that later ones depend on come first."""
    from ..service import Rag

    yield Finding("ok", "Python", sys.version.split()[0])
    yield _packages()
    try:
        rag = Rag(home)
    except RagError as error:
        yield Finding("fail", "settings", error.message, error.hint)
        return
    with closing(rag), closing(open_store(rag.settings.home)) as store:
        if isinstance(rag.settings.home, Path):
            yield _home(rag.settings.home)
            yield _space(rag.settings.home)
        else:
            yield _found("database", store.describe)
        yield _embedding(rag.settings.embedding)
        yield _reader()
        yield _chat_model(rag.settings)
        yield from _library(rag, store)


def _packages() -> Finding:
    try:
        required = metadata.requires("rag") or []
    except metadata.PackageNotFoundError:
        return Finding(
            "warn", "packages", "rag runs from a folder and is not installed.", "Type `pip install .` there."
        )
    names = [re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in required if "extra ==" not in line]
    versions = {name: _version(name) for name in sorted(names)}
    if missing := [name for name, version in versions.items() if version is None]:
        return Finding("fail", "packages", f"{', '.join(missing)} missing.", f"Type `pip install {' '.join(missing)}`.")
    return Finding(
        "ok",
        "packages",
        ", ".join(f"{name} {version}" for name, version in {"rag": _version("rag"), **versions}.items()),
    )


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _home(home: Path) -> Finding:
    # lexists: a broken link counts too
    nearest = next(folder for folder in (home, *home.absolute().parents) if os.path.lexists(folder))
    if nearest != home:
        if nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK):
            return Finding("ok", "home", f"{home} (the first ingest will make it)")
        return Finding("fail", "home", f"{home} cannot be made.", "Choose another folder with --home or RAG_HOME.")
    if not home.is_dir():
        return Finding("fail", "home", f"{home} is not a folder.", "Choose another with --home or RAG_HOME.")
    if not os.access(home, os.R_OK | os.X_OK):
        return Finding(
            "fail",
            "home",
            f"{home} cannot be read.",
            "Check who owns it, or choose another with --home or RAG_HOME.",
        )
    if not os.access(home, os.W_OK):
        return Finding(
            "warn",
            "home",
            f"{home} cannot be written to: the library can be asked, not changed.",
            "To change it, check who owns it.",
        )
    if os.name == "posix" and home.stat().st_mode & 0o077:
        return Finding(
            "warn",
            "home",
            f"Other users of this machine can read {home}.",
            f"Type `chmod 700 {shlex.quote(str(home))}`.",
        )
    return Finding("ok", "home", str(home))


def _embedding(name: str) -> Finding:
    from ..embedding.registry import load_embedder

    try:
        embedder = load_embedder(name)
    except RagError as error:
        return Finding("fail", "embedding model", error.message, error.hint)
    return Finding("ok", "embedding model", f"{embedder.name}, {embedder.dimension} dimensions")


def _reader() -> Finding:
    from ..reading.reader import SHA256, Reader

    try:
        Reader()
    except RagError as error:
        return Finding("fail", "reader", error.message, error.hint)
    return Finding("ok", "reader", f"its weights {SHA256[:12]} read questions in English")


def _chat_model(settings: Settings) -> Finding:
    """Only reaches the provider; a question to the model would cost money."""
    from ..answering.model.model_errors import Called
    from ..answering.model.model_loading import load_chat_model, reached

    if settings.model == "extractive":
        return Finding("ok", "chat model", "none; answers are quoted, offline")
    try:
        model = load_chat_model(settings.model, base_url=settings.base_url, timeout=REACHED_WITHIN, retries=0)
        there = reached(model, Called(settings.model, settings.base_url, REACHED_WITHIN))
    except RagError as error:
        return Finding("fail", "chat model", error.message, error.hint)
    return Finding(
        "ok", "chat model", f"{settings.model} {'can be reached' if there else 'is set up'}; it was not asked anything"
    )


def _sizes(home: Path) -> Iterator[int]:
    """Bytes of each readable file; at most 10,000 files, in case the folder is no library."""
    files = (os.path.join(folder, name) for folder, _, names in os.walk(home) for name in names)  # noqa: PTH118 - as below
    for file in islice(files, 10_000):
        with suppress(OSError):
            yield os.lstat(file).st_size


def _space(home: Path) -> Finding:
    """A rebuild writes a second copy beside the first."""
    held = sum(_sizes(home))
    folders = (home, *home.absolute().parents)
    nearest = next(folder for folder in folders if os.path.exists(folder))  # noqa: PTH110 - Path.exists may raise
    free = shutil.disk_usage(nearest).free
    found = f"{free / 1e9:.1f} GB free; the library has {held / 1e6:.1f} MB"
    if free < held + SPARE:
        return Finding("warn", "space", found, "Make room, or move the library: an update or `rag rebuild` may fail.")
    return Finding("ok", "space", found)


def _library(rag: Rag, store: Store) -> Iterator[Finding]:
    try:
        entries = rag.articles()
    except RagError as error:
        yield Finding("fail", "library", error.message, error.hint)
        return
    if not entries:
        yield Finding("warn", "library", "It is empty.", "Type `rag ingest PATH` to put articles into it.")
        return
    yield _found("catalog", store.check_texts)
    busy = _busy(store)
    yield busy or Finding("ok", "writer", "nobody is writing")
    if not busy:  # while somebody writes, the indexes differ
        yield _found("indexes", store.check_indexes)
    yield _found("library", lambda: _asked(rag, entries))


def _busy(store: Store) -> Finding | None:
    try:
        store.check_writer()
    except LibraryBusy as error:
        return Finding(
            "warn", "writer", error.message, "The indexes were not compared: try again when it has finished."
        )
    except RagError:  # a read-only home has no writers
        return None
    return None


def _found(what: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding("ok", what, check())
    except RagError as error:
        return Finding("fail", what, error.message, error.hint)


def _asked(rag: Rag, entries: Sequence[Entry]) -> str:
    """Retrieves once: that shows more than that the files are there."""
    rag.retrieve("warm up", 1)
    copies = sum(1 for entry in entries if entry.duplicate_of)
    also = f", {copies} of them with the same text as another" if copies else ""
    newest = max(entry.ingested_at for entry in entries)
    return f"{len(entries)} article{'s' * (len(entries) != 1)}{also}; newest ingest {newest}"
