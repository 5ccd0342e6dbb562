"""How near an embedding model puts texts that have nothing to do with each other.

Some models give such texts a cosine of 0.7 (see Ethayarajh 2019, arXiv:1909.00512). The weights of ranking and of
confidence are fitted to the packaged model, which gives them one near 0: the cosines of other models are adjusted.
"""

from __future__ import annotations

import numpy as np

from ..types import Chunk, Span
from .embedder import Embedder
from .packaged import PackagedEmbedder

QUESTIONS = (
    "When does the bakery open?",
    "Wer gewann das Spiel am Sonntag?",
    "¿Cuánto costaba el trigo en marzo?",
    "Pourquoi le volcan est-il entré en éruption ?",
    "部长演奏什么乐器？",
    "Где построят новую больницу?",
)
STATEMENTS = (
    "The parcels were sent to a wrong address.",
    "Der Schriftsteller wuchs auf einer Insel auf.",
    "Los mosquitos transmiten la malaria.",
    "Le tribunal a annulé le contrat de location.",
    "桥梁因结冰关闭了两天。",
    "Старый телефон больше не заряжается.",
)
"""None answers a question or shares its topic. Several languages, as the model may read any of them."""
UNRELATED = 0.3
"""The adjusted cosine of such a pair; no cosine of a model that gives it less is changed.

Set by trial with multilingual-e5-small, which gives it 0.75: 0.15 withholds 4 of 29 right answers to
evals/languages.jsonl, and 0.5 refuses 0.18 of the unanswerable questions made from it in place of about half.
"""
AT_MOST = 0.95
"""A model beyond this tells hardly any texts apart; the bound keeps the divisor from 0."""


def anisotropy(embedder: Embedder) -> float:
    """What `adjusted` takes off the model's cosines, in [0, AT_MOST]; exactly 0 for the packaged model."""
    if embedder.name == PackagedEmbedder.name:
        return 0.0
    chunks = [Chunk(0, len(text), text, (Span(0, len(text)),)) for text in STATEMENTS]
    rows = embedder.embed_chunks([(chunk.text, chunk) for chunk in chunks])  # some services refuse an empty title
    said = np.stack([sentence for _, _, sentence in rows])
    mean = float((embedder.embed_queries(QUESTIONS) @ said.T).mean())
    return min(AT_MOST, max(0.0, (mean - UNRELATED) / (1 - UNRELATED)))


def adjusted(cosine: float, anisotropy: float) -> float:
    """The cosine on about the packaged model's scale: 1 stays 1, and unrelated texts are at most at `UNRELATED`."""
    return (cosine - anisotropy) / (1 - anisotropy)
