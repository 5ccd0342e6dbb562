"""Checks that a library's chunks were made with the model and the settings now in force. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import LibraryMismatch

if TYPE_CHECKING:
    from ..embedding.embedder import Embedder
    from ..storage.records import LibraryState


@dataclass(frozen=True)
class Recipe:
    """What determines chunks and vectors. `embedding` is the setting's name for the model; `embedder` loads it."""

    embedding: str
    chunk_chars: int
    embedder: Callable[[], Embedder]


def check_recipe(place: str, state: LibraryState, recipe: Recipe) -> None:
    """Raises `LibraryMismatch` if the library was made with another recipe."""
    made = {"embedding model": state.embedding, "passage length": state.chunk_chars}
    asked = {"embedding model": recipe.embedding, "passage length": recipe.chunk_chars}
    for what, value in made.items():
        if value is not None and value != asked[what]:
            raise _mismatch(place, what, value, asked[what])


def check_embedder(place: str, state: LibraryState, embedder: Embedder) -> None:
    """Raises `LibraryMismatch` if the library was made with other weights, even under the same setting."""
    if state.embedder is None:
        return
    if state.embedder != embedder.name:
        raise _mismatch(place, "embedding model", state.embedder, embedder.name)
    if state.dimension != embedder.dimension:
        raise _mismatch(place, "number of dimensions", state.dimension, embedder.dimension)


def _mismatch(place: str, what: str, made: object, asked: object) -> LibraryMismatch:
    return LibraryMismatch(
        f"The library in {place} was made with the {what} {made}, not {asked}.",
        "Type `rag rebuild` to make it anew with the setting now in force, or set it back.",
    )
