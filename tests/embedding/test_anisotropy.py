"""Models that put all texts near each other: their cosines are brought to the scale that the weights are fitted to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from helpers.fakes import WordEmbedder
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from rag import Rag
from rag.embedding.anisotropy import AT_MOST, UNRELATED, adjusted, anisotropy
from rag.embedding.langchain_embeddings import LangChainEmbedder
from rag.embedding.packaged import PackagedEmbedder
from rag.types import Chunk


class Crowded(WordEmbedder):
    """Its cosines are those of `WordEmbedder`, c, raised to `floor` + (1 - `floor`) c. Counts what it embeds."""

    dimension = WordEmbedder.dimension + 1

    def __init__(self, floor: float = 0.8, name: str = "crowded") -> None:
        self.floor, self.name, self.chunks = floor, name, 0

    def embed_chunks(self, titled: Sequence[tuple[str, Chunk]]) -> list[NDArray[np.float32]]:
        self.chunks += len(titled)
        return super().embed_chunks(titled)

    def _embed(self, text: str) -> NDArray[np.float32]:
        plain = WordEmbedder()._embed(text)
        return np.append(plain * (1 - self.floor) ** 0.5, self.floor**0.5).astype(np.float32)


class CrowdedService(Embeddings):
    """The same as LangChain's `Embeddings`; it refuses an empty text, as services do."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        assert all(texts)
        return Crowded().embed_queries(texts).tolist()

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


ARTICLE = "The harbour\n\nThe harbour bridge was opened in 1931. It is painted green.\n"
QUESTION = "Who trains the goalkeepers of the club?"


def test_a_model_that_tells_texts_apart_keeps_its_cosines():
    assert anisotropy(WordEmbedder()) == 0
    assert anisotropy(Crowded(floor=0.2)) == 0
    assert adjusted(0.123456789, 0.0) == 0.123456789


def test_unrelated_texts_get_one_cosine_with_every_crowded_model():
    for floor in (0.5, 0.7, 0.9):
        assert adjusted(floor, anisotropy(Crowded(floor=floor))) == pytest.approx(UNRELATED, abs=0.03)
        assert adjusted(1.0, anisotropy(Crowded(floor=floor))) == pytest.approx(1)


def test_a_model_that_tells_nothing_apart_has_a_bounded_anisotropy():
    assert anisotropy(Crowded(floor=1.0)) == AT_MOST


def test_embeddings_of_langchain_are_measured_alike():
    assert anisotropy(LangChainEmbedder(CrowdedService())) == pytest.approx(anisotropy(Crowded()), abs=1e-4)


def test_the_packaged_model_is_not_measured():
    packaged = Crowded(name=PackagedEmbedder.name)
    assert (anisotropy(packaged), packaged.chunks) == (0, 0)


@pytest.mark.parametrize("given", [Crowded(), CrowdedService()])
def test_an_unrelated_sentence_is_as_unsure_with_a_crowded_model(tmp_path: Path, given: object):
    (tmp_path / "harbour.txt").write_text(ARTICLE)
    with (
        Rag(home=tmp_path / "plain", embedder=WordEmbedder()) as plain,
        Rag(home=tmp_path / "a", embedder=given) as rag,
    ):
        for each in (plain, rag):
            each.ingest([tmp_path / "harbour.txt"])
        assert rag.ask(QUESTION).abstained
        best, other = rag.retrieve(QUESTION)[0], plain.retrieve(QUESTION)[0]
        assert best.dense - other.dense < UNRELATED
        assert rag.ask("When was the harbour bridge opened?").plain == "The harbour bridge was opened in 1931."


def test_the_library_remembers_what_was_measured_when_it_was_made(tmp_path: Path):
    (tmp_path / "harbour.txt").write_text(ARTICLE)
    with Rag(home=tmp_path / "home", embedder=Crowded()) as rag:
        rag.ingest([tmp_path / "harbour.txt"])
        first = rag.retrieve(QUESTION)
    again = Crowded()
    with Rag(home=tmp_path / "home", embedder=again) as rag:
        assert (rag.retrieve(QUESTION), again.chunks) == (first, 0)
