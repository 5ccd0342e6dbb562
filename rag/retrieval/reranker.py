"""Optional: a cross-encoder reads the question together with each retrieved passage and reorders the passages."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

from ..errors import ModelError
from ..types import Passage

CANDIDATES = 32
"""Passages that the reranker reads for a question; then it also reads each sentence of the k best."""


class Reranker(Protocol):
    """Scores texts as answers to a question."""

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """How well each text answers the question, in [0, 1]."""
        ...


class CrossEncoderReranker:
    """Any cross-encoder with one output, through sentence-transformers; it is downloaded only with HF_HUB_OFFLINE=0."""

    def __init__(self, name: str) -> None:
        """Raises `ModelError` if the model cannot be loaded."""
        self._model = _load_cross_encoder(name)

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        from torch.nn import Sigmoid

        pairs = [(question, text) for text in texts]
        predicted: Any = self._model.predict(pairs, activation_fn=Sigmoid(), show_progress_bar=False)
        return [float(score) for score in predicted]


def rerank(question: str, passages: Sequence[Passage], k: int, reranker: Reranker) -> tuple[Passage, ...]:
    """The k best passages, best first. A sentence's score is the mean of its own and its passage's, both in [0, 1]."""
    read = reranker.scores(question, [f"{p.title}\n{p.text}" for p in passages]) if passages else []
    scored = [replace(passage, score=score) for passage, score in zip(passages, read, strict=True)]
    best = sorted(scored, key=lambda p: (-p.score, p.article_id, p.start))[:k]
    texts = [sentence.text for passage in best for sentence in passage.sentences]
    each = iter(reranker.scores(question, texts) if texts else [])
    return tuple(_with_sentence_scores(passage, [next(each) for _ in passage.sentences]) for passage in best)


def _with_sentence_scores(passage: Passage, scores: Sequence[float]) -> Passage:
    pairs = zip(passage.sentences, scores, strict=True)
    return replace(
        passage, sentences=tuple(replace(sentence, score=(score + passage.score) / 2) for sentence, score in pairs)
    )


def _load_cross_encoder(name: str) -> Any:
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # no requests to the hub unless the user allows them
    from sentence_transformers import CrossEncoder

    try:
        model = CrossEncoder(name, model_kwargs={"use_safetensors": True})  # the other format is a pickle
    except (OSError, ValueError) as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
    else:
        if model.num_labels == 1:
            return model
        why = f"it has {model.num_labels} outputs, not one."
    raise ModelError(
        f"The reranker {name!r} cannot be used: {why}",
        "Name a folder that holds a cross-encoder, set HF_HUB_OFFLINE=0 to download it, or unset RAG_RERANKER.",
    )
