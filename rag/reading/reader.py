"""The reader: a small cross-encoder that reads a question and a passage together. English.

all-MiniLM-L6-v2's encoder with its embeddings unchanged and three linear heads, trained by `rag.training.reader`; see
MODEL.md beside this file. Each passage is a batch of its own: what it says does not depend on the others.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..embedding.embedder import Vectors
from ..embedding.model_files import check_files, packaged_folder, sha256_of, tokenizer_of
from ..errors import ModelError
from ..types import Span

if TYPE_CHECKING:
    from tokenizers import Encoding

WEIGHTS = Path(__file__).with_name("reader.safetensors")
SHA256 = "a20ef25fe49ee5b3751bbabd632d541dcc8266f6cd2d12d0b011718dfaff8160"
WINDOW = 1_500
"""Characters of a passage that are read at a time: what the 512 positions of BERT hold, mostly."""
LONGEST_ANSWER = 24
"""Tokens of the exact words that answer."""
STREAMS = 4
"""Passages that are read at once, at most: one a core. More would take memory for each."""
_TOKENS = 512


class Reading(NamedTuple):
    """What the reader finds in a passage."""

    passage: float
    """Logit that the passage answers the question."""
    sentences: tuple[float, ...]
    """Logit for each sentence that it answers."""
    words: tuple[Span | None, ...]
    """For each sentence the likeliest exact words that answer, in the coordinates of the text."""


class Reader:
    """Safe to use from several threads."""

    def __init__(self, weights: Path = WEIGHTS, *, sha256: str | None = SHA256, folder: Path | None = None) -> None:
        """Raises `ModelError` if the weights, or those of the packaged model in `folder`, are missing or damaged.

        `sha256`: what the weights must have; None for weights just trained.
        """
        from ..embedding.openvino_bert import compile_encoder, tensors

        self._folder = folder or packaged_folder()
        _check(weights, sha256)
        check_files(self._folder, "config.json")
        self._tokenizer = tokenizer_of(self._folder)
        self._embeddings = _Embeddings(self._folder / "model.safetensors")
        with weights.open("rb") as file:
            read = tensors(file)
            names = ("sentence", "passage", "span")
            self._heads = {name: (read(f"{name}.weight"), read(f"{name}.bias")) for name in names}
            self._encoder = compile_encoder(self._folder, read, streams())
        self._requests = SimpleQueue[Any]()

    def read(self, question: str, title: str, text: str, sentences: Sequence[Span]) -> Reading:
        """`sentences` are spans of the text, in order."""
        parts = [self._read(question, title, text, part) for part in _windows(sentences)]
        return Reading(
            max(part.passage for part in parts),
            tuple(logit for part in parts for logit in part.sentences),
            tuple(words for part in parts for words in part.words),
        )

    def _read(self, question: str, title: str, text: str, sentences: Sequence[Span]) -> Reading:
        at, end = sentences[0].start, sentences[-1].end
        encoding = self._tokenizer.encode(question, f"{title}\n{text[at:end]}" if title else text[at:end])
        encoding.truncate(_TOKENS)
        tokens = _Tokens(encoding, at - (len(title) + 1 if title else 0), at)
        states = self._states(encoding)
        logits = {name: states @ weight.T + bias for name, (weight, bias) in self._heads.items() if name != "sentence"}
        answers = [self._sentence(states, *tokens.of(sentence)) for sentence in sentences]
        spans = _Answers(logits["span"], tokens)
        words = tuple(spans.within(sentence) for sentence in sentences)
        return Reading(float(logits["passage"][0, 0]), tuple(answers), words)

    def _sentence(self, states: Vectors, first: int, last: int) -> float:
        weight, bias = self._heads["sentence"]
        mean = states[first:last].mean(axis=0) if last > first else states[0]
        return float(weight[0] @ np.concatenate([mean, states[0]]) + bias[0])

    def _states(self, encoding: Encoding) -> Vectors:
        request = self._request()
        request.infer([self._embeddings.of(encoding)[None]])
        states: Vectors = request.get_output_tensor().data[0].copy()
        self._requests.put(request)
        return states

    def _request(self) -> Any:
        """One that is free: it is costly to make, and threads must not share it."""
        try:
            return self._requests.get_nowait()
        except Empty:
            return self._encoder.create_infer_request()


def streams() -> int:
    """How many passages are read at once."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, STREAMS)


class _Tokens:
    """The tokens of a passage that belong to its text, with their places there.

    The tokenizer's places count from the title's start, which is `shift` in the text's coordinates; `at`: where the
    text that was read begins.
    """

    def __init__(self, encoding: Encoding, shift: int, at: int) -> None:
        places = np.array(encoding.offsets) + shift
        own = np.array(encoding.type_ids) == 1
        own &= (places[:, 0] >= at) & (places[:, 1] > places[:, 0])
        self.starts, self.ends = np.where(own, places[:, 0], -1), np.where(own, places[:, 1], -1)
        self.own = own

    def of(self, span: Span) -> tuple[int, int]:
        """The first token of the span and its last + 1; both 0 if it has none, as what was cut off."""
        inside = np.flatnonzero(self.own & (self.starts < span.end) & (self.ends > span.start))
        return (int(inside[0]), int(inside[-1]) + 1) if len(inside) else (0, 0)


class _Answers:
    """The likeliest exact words, from the logits of a start and an end at each token: shape (tokens, 2)."""

    def __init__(self, logits: Vectors, tokens: _Tokens) -> None:
        kept = np.where(tokens.own[:, None], logits, -np.inf)
        self._logs = kept - np.logaddexp.reduce(kept, axis=0) if tokens.own.any() else kept
        self._tokens = tokens

    def within(self, sentence: Span) -> Span | None:
        first, last = self._tokens.of(sentence)
        if first == last:
            return None
        both = self._logs[first:last, 0][:, None] + self._logs[first:last, 1][None]
        both[np.tri(last - first, k=-1, dtype=bool) | ~np.tri(last - first, k=LONGEST_ANSWER - 1, dtype=bool)] = -np.inf
        start, end = np.unravel_index(int(both.argmax()), both.shape)
        return Span(int(self._tokens.starts[first + start]), int(self._tokens.ends[first + end]))


class _Embeddings:
    """BERT's embeddings, computed from rows of the mapped file: the table is not held in memory a second time."""

    def __init__(self, path: Path) -> None:
        from ..embedding.openvino_bert import mapped, tensors

        self._words = mapped(path, "embeddings.word_embeddings.weight")
        with path.open("rb") as file:
            read = tensors(file)
            self._places = read("embeddings.position_embeddings.weight")
            self._types = read("embeddings.token_type_embeddings.weight")
            self._norm = read("embeddings.LayerNorm.weight"), read("embeddings.LayerNorm.bias")

    def of(self, encoding: Encoding) -> Vectors:
        """Shape (tokens, 384)."""
        summed = self._words[encoding.ids] + self._places[: len(encoding.ids)] + self._types[encoding.type_ids]
        centred = summed - summed.mean(axis=1, keepdims=True)
        scale = np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-12)
        embedded: Vectors = (centred / scale * self._norm[0] + self._norm[1]).astype(np.float32)
        return embedded


def _windows(sentences: Sequence[Span]) -> Iterator[Sequence[Span]]:
    """The sentences in groups that can be read at a time."""
    first = 0
    for at in range(1, len(sentences)):
        if sentences[at].end - sentences[first].start > WINDOW:
            yield sentences[first:at]
            first = at
    yield sentences[first:]


def _check(weights: Path, sha256: str | None) -> None:
    try:
        digest = sha256_of(weights)
    except OSError as error:
        raise ModelError(f"The reader's weights cannot be read: {error}.", "Install the package again.") from None
    if sha256 is not None and digest != sha256:
        raise ModelError(
            f"The reader's weights are damaged: their SHA-256 is {digest[:12]}….", "Install the package again."
        )
