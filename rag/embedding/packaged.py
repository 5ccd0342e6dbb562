"""The packaged model, all-MiniLM-L6-v2: on the CPU by OpenVINO; a long ingest continues on the GPU if there is one."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..types import Chunk, Span
from .embedder import Vectors
from .gpu import OnGpu, find_gpu
from .model_files import PACKAGED, SHA256, check_files, packaged_folder, tokenizer_of

if TYPE_CHECKING:
    from openvino import CompiledModel
    from tokenizers import Encoding


WINDOW = 510
"""Tokens in one pass: BERT has 512 positions, two of them for [CLS] and [SEP]."""
BULK = 16
"""The fewest windows for which reading several at a time pays."""
GPU_AFTER = 1000
"""Windows read on the CPU before a GPU is looked for; loading torch takes as long as reading these."""


class PackagedEmbedder:
    """all-MiniLM-L6-v2, in bf16 if the CPU supports it (cosine to fp32 ≥ .9999), else in fp32.

    On the CPU each text is a batch of its own: nothing is padded, and a vector does not depend on the texts embedded
    with it. A sentence's vector is the mean of its tokens' states within its chunk ("late chunking", arXiv:2409.04701):
    it reflects the context and costs no further pass.
    """

    name = f"{PACKAGED}@{SHA256['model.safetensors'][:12]}"
    dimension = 384

    def __init__(
        self, folder: Path | None = None, *, gpu: Callable[[], str | None] | None = None, gpu_after: int = GPU_AFTER
    ) -> None:
        """Raises `ModelError` if the weights in `folder` (the packaged ones unless given) are missing or damaged.

        `gpu` returns torch's name for a GPU, or None. It is called after `gpu_after` windows, for a long batch only.
        """
        self._folder = folder or packaged_folder()
        self._gpu, self._until_gpu = gpu or find_gpu, gpu_after
        self._on_gpu: OnGpu | None = None
        self._lock, self._own = threading.Lock(), threading.local()
        self._compiled: tuple[CompiledModel, int] | None = None
        with ThreadPoolExecutor(1) as pool:  # hashing releases the GIL, so the model compiles meanwhile
            check = pool.submit(check_files, self._folder, "model.safetensors", "config.json")
            self._tokenizer = tokenizer_of(self._folder)
            with suppress(Exception):  # the check below has the better message
                self._model(1)
            check.result()

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch(list(texts))
        return np.stack([_unit(states.mean(axis=0)) for states in self._states(encodings)])

    def embed_chunks(self, titled: Sequence[tuple[str, Chunk]]) -> list[Vectors]:
        encodings = self._tokenizer.encode_batch([f"{title}\n{chunk.text}" for title, chunk in titled])
        starts = [len(title) + 1 - chunk.start for title, chunk in titled]
        spans = [
            [Span(at + s.start, at + s.end) for s in chunk.sentences]
            for at, (_, chunk) in zip(starts, titled, strict=True)
        ]
        titles = _by_title(self.embed_queries, titled)
        each = zip(titled, encodings, self._states(encodings), spans, strict=True)
        return [_pool(encoding, states, span, titles[title]) for (title, _), encoding, states, span in each]

    def _states(self, encodings: Sequence[Encoding]) -> list[Vectors]:
        """Each text's states, of shape (tokens with special ones, dimension); a long text takes several windows."""
        windows = [(i, ids) for i, encoding in enumerate(encodings) for ids in _windows(encoding.ids)]
        parts: list[list[Vectors]] = [[] for _ in encodings]
        for (i, _), states in zip(windows, self._read([ids for _, ids in windows]), strict=True):
            parts[i].append(states)
        return [np.concatenate(_without_inner_specials(p)) for p in parts]

    def _read(self, windows: Sequence[list[int]]) -> list[Vectors]:
        """The token states of each window; many windows are read in parallel, one a core.

        Trap: OpenVINO's AsyncInferQueue calls back into Python and sometimes hangs forever when the model is freed.
        """
        if len(windows) < BULK:
            model = self._model(1)
            return [self._read_one(model, window) for window in windows]
        if on_gpu := self._gpu_when_it_pays(len(windows)):
            return on_gpu.read(windows)
        model = self._model(_cores())
        with ThreadPoolExecutor(_cores()) as pool:
            return list(pool.map(partial(self._read_one, model), windows))

    def _gpu_when_it_pays(self, count: int) -> OnGpu | None:
        with self._lock:
            if self._on_gpu is None and self._until_gpu <= 0 and (device := self._gpu()):
                self._on_gpu = OnGpu(self._folder, device)
            self._until_gpu -= count
            return self._on_gpu

    def _read_one(self, model: CompiledModel, ids: list[int]) -> Vectors:
        own = self._own  # a request is costly to make and must not be shared between threads
        if getattr(own, "model", None) is not model:
            own.model, own.request = model, model.create_infer_request()
        own.request.infer([np.array([ids], dtype=np.int32)])
        states: Vectors = own.request.get_output_tensor().data[0].copy()
        return states

    def _model(self, streams: int) -> CompiledModel:
        """The model compiled for at least so many streams. One, enough for a question, loads faster and is smaller."""
        from .openvino_bert import compile_minilm

        with self._lock:
            if self._compiled is None or self._compiled[1] < streams:
                self._compiled = compile_minilm(self._folder, streams), streams
            return self._compiled[0]


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _windows(ids: list[int]) -> list[list[int]]:
    """The ids cut into stretches of at most WINDOW tokens, each between [CLS] and [SEP]."""
    first, inner, last = ids[0], ids[1:-1], ids[-1]
    return [[first, *inner[at : at + WINDOW], last] for at in range(0, max(len(inner), 1), WINDOW)]


def _without_inner_specials(windows: list[Vectors]) -> list[Vectors]:
    if len(windows) == 1:
        return windows
    return [windows[0][:-1], *(w[1:-1] for w in windows[1:-1]), windows[-1][1:]]


def _by_title(embed: Callable[[list[str]], Vectors], titled: Sequence[tuple[str, Chunk]]) -> dict[str, Vectors]:
    titles = list(dict.fromkeys(title for title, _ in titled))
    return dict(zip(titles, embed(titles), strict=True)) if titles else {}


def _pool(encoding: Encoding, states: Vectors, sentences: list[Span], title: Vectors) -> Vectors:
    """The mean of all tokens, the title, the mean of each sentence's tokens. `sentences` are spans of the input."""
    offsets = np.array(encoding.offsets)
    rows = [_unit(states.mean(axis=0)), title]
    for start, end in sentences:
        inside = (offsets[:, 0] < end) & (offsets[:, 1] > start) & (offsets[:, 1] > offsets[:, 0])
        rows.append(_unit(states[inside].mean(axis=0)) if inside.any() else rows[0])
    return np.stack(rows)


def _unit(vector: Vectors) -> Vectors:
    return (vector / max(float(np.linalg.norm(vector)), 1e-12)).astype(np.float32)
