"""The moments between two of a writer's effects on the disk, at which a test may look or kill."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rag.library.library import Library
from rag.storage.local.catalog import LocalCatalog
from rag.storage.local.keyword_index import KeywordIndex
from rag.storage.local.vector_index import VectorIndex

MOMENTS: dict[str, tuple[type, str]] = {
    "staged": (LocalCatalog, "stage"),
    "begun": (LocalCatalog, "begin_writing"),
    "dense": (VectorIndex, "add"),
    "lexical": (KeywordIndex, "add"),
    "published": (LocalCatalog, "publish"),
    "deleted": (VectorIndex, "delete"),
    "settled": (KeywordIndex, "replace"),
    "upgraded": (LocalCatalog, "upgrade"),
    "rechunked": (LocalCatalog, "add_chunks"),
    "switched": (LocalCatalog, "switch_build"),
}
"""Each is the moment after a call of this method has returned."""
BEFORE = {"staging": "staged", "switching": "switched"}
"""Each is the moment before that call."""


def watch(hear: Callable[[str], None], patch: Callable[[Any, str, Any], None] = setattr) -> None:
    """Has `hear` told the name of every moment of every library of this process, when it comes."""
    for after, (owner, method) in MOMENTS.items():
        patch(owner, method, _telling(getattr(owner, method), after, hear))


def _telling(method: Callable[..., Any], after: str, hear: Callable[[str], None]) -> Callable[..., Any]:
    before = next((name for name, of in BEFORE.items() if of == after), None)

    def telling(*args: Any, **kwargs: Any) -> Any:
        if before:
            hear(before)
        result = method(*args, **kwargs)
        hear(after)
        return result

    return telling


def kill_at(moment: str, library: Library, deed: str, *arguments: str, after: int = 0) -> None:
    """Does one thing to a library, and kills this process as the system would.

    It dies at `moment`, once that has passed `after` times.
    """
    left = after

    def hear(name: str) -> None:
        nonlocal left
        if name != moment:
            return
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    watch(hear)
    if deed == "ingest":
        library.ingest([Path(path) for path in arguments], prune=True)
    elif deed == "remove":
        library.remove(arguments)
    else:
        library.rebuild()
