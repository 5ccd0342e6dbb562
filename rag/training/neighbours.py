"""For each question the contexts that dense retrieval finds: its hardest passages that do not answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from ..embedding.packaged import PackagedEmbedder
from .data import Data

FOUND = 8
"""Contexts for a question."""
_BATCH = 2048
_START = 500
"""Characters of a context that stand for it."""


def find_neighbours(data: Data, kept: Path, log: Callable[[str], None]) -> Mapping[int, Sequence[int]]:
    """Context numbers by question number, nearest first; read from the file `kept` where that exists, else made."""
    if not kept.exists():
        _make(data, kept, log)
    with np.load(kept) as arrays:
        rows = zip(arrays["questions"].tolist(), arrays["contexts"].tolist(), strict=True)
        return dict(rows)


def _make(data: Data, kept: Path, log: Callable[[str], None]) -> None:
    asked = [question for question in data.questions if question.answerable and not question.is_single]
    numbers = sorted({question.context for question in asked})
    embedder = PackagedEmbedder(gpu=lambda: None)
    texts = [data.contexts[number].text[:_START] for number in numbers]
    contexts = _embedded(embedder, texts, log, "contexts")
    questions = _embedded(embedder, [question.text for question in asked], log, "questions")
    found = np.empty((len(asked), FOUND), np.int32)
    for at in range(0, len(asked), _BATCH):
        cosines = questions[at : at + _BATCH] @ contexts.T
        best = np.argpartition(-cosines, FOUND, axis=1)[:, :FOUND]
        order = np.argsort(-np.take_along_axis(cosines, best, axis=1), axis=1)
        found[at : at + _BATCH] = np.array(numbers)[np.take_along_axis(best, order, axis=1)]
    np.savez(kept, questions=np.array([question.number for question in asked]), contexts=found)


def _embedded(
    embedder: PackagedEmbedder, texts: list[str], log: Callable[[str], None], what: str
) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
    rows = np.empty((len(texts), embedder.dimension), np.float32)
    for at in range(0, len(order), _BATCH):
        some = order[at : at + _BATCH]
        rows[some] = embedder.embed_queries([texts[n] for n in some])
        log(f"{min(at + _BATCH, len(order)):,} of {len(order):,} {what} embedded")
    return rows
