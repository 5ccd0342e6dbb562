"""What runs in a worker: it reads, parses, chunks and embeds. Plain Python; `ray_workers.py` makes an actor of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from ...loading.policy import FetchPolicy
from ...parsing.formats import READER_VERSION

if TYPE_CHECKING:
    from ...embedding.embedder import Embedder
    from ...errors import SourceError
    from ..preparation import Prepared, Source


@dataclass(frozen=True)
class WorkerRecipe:
    """What a worker needs to know. It is sent to other processes, so all of it can be pickled."""

    policy: FetchPolicy
    chunk_chars: int
    load_embedder: Callable[[], Embedder]


class Made(NamedTuple):
    """What decides chunks and vectors, beside the settings: it must be the same on all machines."""

    reader: str
    model: str


def made_with(embedder: Embedder) -> Made:
    return Made(READER_VERSION, embedder.name)


class Worker:
    """Keeps the embedding model between two batches."""

    def __init__(self, recipe: WorkerRecipe) -> None:
        self._recipe = recipe

    @cached_property
    def _embedder(self) -> Embedder:
        """Not loaded by the constructor, whose error would reach the ingest as text only."""
        return self._recipe.load_embedder()

    def made_with(self) -> Made:
        return made_with(self._embedder)

    def prepare(self, sources: Sequence[Source]) -> list[Prepared | SourceError | None]:
        from ..preparation import prepare

        return prepare(sources, self._recipe.policy, self._recipe.chunk_chars, lambda: self._embedder)
