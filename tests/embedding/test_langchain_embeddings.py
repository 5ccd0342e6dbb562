from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.fakes import WordEmbedder
from langchain_core.embeddings import DeterministicFakeEmbedding, Embeddings

from rag import Rag
from rag.embedding.langchain_embeddings import LangChainEmbedder, as_embedder
from rag.errors import LibraryMismatch, ModelError, SettingsError
from rag.types import Chunk, Span

TEXT = "The kiln burns day and night. Nobody knows who feeds it."
CHUNK = Chunk(0, len(TEXT), TEXT, (Span(0, 29), Span(30, len(TEXT))))


class Counting(Embeddings):
    """Long vectors, as a model gives them that does not normalise; it counts its calls."""

    def __init__(self, model: str = "large", size: int = 6, value: Any = 4.0) -> None:
        self.model, self.size, self.value, self.calls = model, size, value, 0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.calls += 1
        return [[self.value] * (self.size - 1) + [len(text)] for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def test_vectors_are_normalised_and_a_chunk_has_its_title_and_sentences():
    embedder = LangChainEmbedder(Counting())
    assert np.allclose(np.linalg.norm(embedder.embed_queries(["kiln", "who feeds it?"]), axis=1), 1)
    one, two = embedder.embed_chunks([("A kiln", CHUNK), ("Another", CHUNK)])
    assert (one.shape, two.shape, one.dtype) == ((4, 6), (4, 6), np.float32)
    assert np.allclose(np.linalg.norm(one, axis=1), 1)
    assert embedder.embed_chunks([]) == [] or not sum(map(len, embedder.embed_chunks([])))


def test_one_call_finds_the_dimension_and_none_is_made_before():
    given = Counting(size=9)
    embedder = LangChainEmbedder(given)
    assert (embedder.name, given.calls) == ("Counting:large", 0)
    assert (embedder.dimension, embedder.dimension, given.calls) == (9, 9, 1)


def test_a_text_without_a_direction_gets_one():
    class Zero(Counting):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [[0.0] * self.size for _ in texts]

    assert np.allclose(np.linalg.norm(LangChainEmbedder(Zero()).embed_queries(["kiln"])), 1)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "four", None])
def test_vectors_that_are_none_are_an_error_of_the_model(value: Any):
    embedder = LangChainEmbedder(Counting(value=value))
    with pytest.raises(ModelError, match=r"Counting:large did not give 6 numbers"):
        embedder.embed_queries(["kiln"])


def test_a_model_that_fails_is_named_and_its_words_which_may_hold_a_key_are_not_repeated():
    class Failing(Counting):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            raise ConnectionError("refused for key abc123")

    with pytest.raises(ModelError, match=r"Failing:large failed: ConnectionError") as caught:
        LangChainEmbedder(Failing()).embed_queries(["kiln"])
    assert "abc123" not in caught.value.message + caught.value.hint
    assert isinstance(caught.value.__cause__, ConnectionError)


def test_an_embedder_of_ours_stays_what_it_is():
    ours = WordEmbedder()
    assert as_embedder(ours) is ours


@pytest.mark.parametrize("given", [5, object(), DeterministicFakeEmbedding])
def test_what_does_not_embed_is_refused_by_the_name_of_the_argument(given: Any, tmp_path: Path):
    with pytest.raises(SettingsError, match=r"^embedder must be .*, not "):
        Rag(tmp_path, embedder=given)


def test_a_library_remembers_the_embeddings_that_it_was_made_with(tmp_path: Path):
    with Rag(tmp_path / "home", embedder=DeterministicFakeEmbedding(size=12)) as made:
        made.add({"id": "kiln", "text": TEXT})
    assert Rag(tmp_path / "home", embedder=DeterministicFakeEmbedding(size=12)).retrieve("kiln")
    for other, why in (
        (DeterministicFakeEmbedding(size=8), "number of dimensions 12, not 8"),
        (Counting(), "DeterministicFakeEmbedding, not Counting:large"),
    ):
        with pytest.raises(LibraryMismatch, match=why):
            Rag(tmp_path / "home", embedder=other).retrieve("kiln")
