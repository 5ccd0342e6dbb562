from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from helpers.fakes import WordEmbedder
from helpers.library_builders import story, write

from rag import Rag, Settings
from rag.embedding.model_files import packaged_folder
from rag.errors import ModelError
from rag.retrieval.reranker import CrossEncoderReranker, rerank
from rag.types import Passage, Sentence


class Fond:
    """Likes texts that hold a word; counts what it reads."""

    def __init__(self, word: str) -> None:
        self.word, self.read = word, 0

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        self.read += len(texts)
        return [0.9 if self.word in text else 0.1 for text in texts]


def passage(article_id: str, *sentences: str) -> Passage:
    text, at, found = " ".join(sentences), 0, []
    for sentence in sentences:
        found.append(Sentence(at, at + len(sentence), sentence, score=1.0))
        at += len(sentence) + 1
    return Passage(article_id, "0" * 64, 0, len(text), text, 1.0, "Title", sentences=tuple(found))


def test_what_the_reranker_likes_comes_first_and_equals_in_the_order_of_their_ids():
    ranked = rerank("q", [passage("c", "Iron."), passage("b", "Iron."), passage("a", "Gold.")], 3, Fond("Gold"))
    assert [(p.article_id, p.score) for p in ranked] == [("a", 0.9), ("b", 0.1), ("c", 0.1)]


def test_a_sentence_counts_for_itself_and_for_its_passage():
    (only,) = rerank("q", [passage("a", "Iron rusts.", "Gold does not.")], 1, Fond("Gold"))
    assert [s.score for s in only.sentences] == pytest.approx([0.5, 0.9])


def test_only_the_passages_that_are_kept_have_their_sentences_read():
    reranker = Fond("Gold")
    assert len(rerank("q", [passage(str(n), "Iron.", "Tin.") for n in range(9)], 2, reranker)) == 2
    assert reranker.read == 9 + 2 * 2


def test_nothing_found_is_nothing_read():
    reranker = Fond("Gold")
    assert (rerank("q", [], 3, reranker), reranker.read) == ((), 0)


def test_the_service_quotes_what_the_reranker_prefers(tmp_path: Path):
    folder = write(tmp_path / "in", a=story("Copper", "Chile"), b=story("Glass", "Osaka"))
    question = "What did the council of Chile pay for Copper?"
    preferred = {}
    for word in ("mayor", "310"):
        rag = Rag(
            settings=Settings(home=tmp_path / word, embedding="words"), embedder=WordEmbedder(), reranker=Fond(word)
        )
        rag.ingest(folder)
        (first,) = rag.retrieve(question, 1)
        preferred[word] = max(first.sentences, key=lambda s: s.score).text
        rag.close()
    assert all(word in text for word, text in preferred.items())


def test_a_cross_encoder_gives_probabilities():
    """The packaged weights with a head that nobody trained do for one."""
    scores = CrossEncoderReranker(str(packaged_folder())).scores("Who?", ["Nobody.", "Anybody."])
    assert len(scores) == 2
    assert all(0 < score < 1 for score in scores)


def test_an_unknown_cross_encoder_is_one_sentence_with_a_remedy(tmp_path: Path):
    with pytest.raises(ModelError) as caught:
        CrossEncoderReranker(str(tmp_path / "none"))
    assert "\n" not in caught.value.message
    assert "RAG_RERANKER" in caught.value.hint
