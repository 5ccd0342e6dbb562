"""Is everything as it should be? Each check looks at one thing and says how to mend it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from .errors import RagError

if TYPE_CHECKING:
    from .service import Rag
    from .settings import Settings


@dataclass(frozen=True)
class Finding:
    """One line of the report. `fix` says what to type, and is empty where nothing is wrong."""

    status: Literal["ok", "warn", "fail"]
    what: str
    found: str
    fix: str = ""


def examine(home: Path | None) -> Iterator[Finding]:
    """The checks, those first without which the later ones make no sense."""
    from .service import Rag

    yield Finding("ok", "Python", sys.version.split()[0])
    yield _packages()
    try:
        rag = Rag(home)
    except RagError as error:
        yield Finding("fail", "settings", error.message, error.hint)
        return
    yield _home(rag.settings.home)
    yield _embedding(rag.settings.embedding)
    yield _chat_model(rag.settings)
    with closing(rag):
        yield from _library(rag)


def _packages() -> Finding:
    try:
        required = metadata.requires("rag") or []
    except metadata.PackageNotFoundError:
        return Finding("warn", "packages", "rag runs from a folder and is not installed.", "Type `pip install .` there.")
    names = [re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in required if "extra ==" not in line]
    versions = {name: _version(name) for name in sorted(names)}
    if missing := [name for name, version in versions.items() if version is None]:
        return Finding("fail", "packages", f"{', '.join(missing)} missing.", f"Type `pip install {' '.join(missing)}`.")
    return Finding("ok", "packages", ", ".join(f"{name} {version}" for name, version in {"rag": _version("rag"), **versions}.items()))


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _home(home: Path) -> Finding:
    nearest = next(folder for folder in (home, *home.absolute().parents) if os.path.exists(folder))  # noqa: PTH110 - Path.exists raises where it may not look
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        return Finding("fail", "home", f"{home} cannot be written to.", "Choose another folder with --home or RAG_HOME.")
    return Finding("ok", "home", str(home) if nearest == home else f"{home} (will be made by the first ingest)")


def _embedding(name: str) -> Finding:
    from .embedding import load_embedder

    try:
        embedder = load_embedder(name)
    except RagError as error:
        return Finding("fail", "embedding model", error.message, error.hint)
    return Finding("ok", "embedding model", f"{embedder.name}, {embedder.dimension} dimensions")


def _chat_model(settings: Settings) -> Finding:
    """Set up, not asked: that would cost money."""
    from .answering.loading import load_chat_model

    if settings.model == "extractive":
        return Finding("ok", "chat model", "none; answers are quoted, offline")
    try:
        load_chat_model(settings.model, base_url=settings.base_url)
    except RagError as error:
        return Finding("fail", "chat model", error.message, error.hint)
    return Finding("ok", "chat model", f"{settings.model} is set up; it was not asked anything")


def _library(rag: Rag) -> Iterator[Finding]:
    """That it can be asked shows more than its files being there."""
    try:
        entries = rag.articles()
        if not entries:
            yield Finding("warn", "library", "It is empty.", "Type `rag ingest PATH` to put articles into it.")
            return
        rag.retrieve("warm up", 1)
    except RagError as error:
        yield Finding("fail", "library", error.message, error.hint)
        return
    copies = sum(1 for entry in entries if entry.duplicate_of)
    also = f", {copies} of them with the same text as another" if copies else ""
    newest = max(entry.ingested_at for entry in entries)
    yield Finding("ok", "library", f"{len(entries)} article{'s' * (len(entries) != 1)}{also}; newest ingest {newest}")
