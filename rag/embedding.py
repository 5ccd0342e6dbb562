"""Text to vectors. minilm.py is its fast path.

The packaged all-MiniLM-L6-v2 needs no torch and no download. Any other model runs through sentence-transformers. Both give unit vectors.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from .errors import ModelError
from .packaged import PACKAGED, SHA256, check_files, packaged_folder, tokenizer_of
from .types import Chunk, Span

if TYPE_CHECKING:
    from openvino import CompiledModel
    from tokenizers import Encoding

WINDOW = 510
"""Tokens read in one pass: BERT has 512 positions, two of them for [CLS] and [SEP]."""

BULK = 16
"""Texts from which on it pays to read several at a time."""

GPU_AFTER = 1000
"""Windows that the CPU reads before a GPU is looked for: it reads them in the seconds that loading torch takes."""

GPU_BATCH = 64
"""Windows that a GPU reads at a time."""

Vectors: TypeAlias = NDArray[np.float32]


class Embedder(Protocol):
    """Unit row vectors, so that a dot product is a cosine."""

    name: str
    """Names the weights, not only the model: a library refuses any other."""
    dimension: int

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Of shape (len(texts), dimension)."""
        ...

    def embed_chunks(self, titled: Sequence[tuple[str, Chunk]]) -> list[Vectors]:
        """For each (title of its article, chunk) an array (2 + sentences, dimension): the chunk, the title alone, then each sentence."""
        ...


def load_embedder(name: str = PACKAGED) -> Embedder:
    """The embedder of that name. Raises `ModelError` when its package or weights are missing, or are not what they should be.

    The packaged one is loaded once for all libraries that are open in a process, and goes with the last of them.
    """
    if name != PACKAGED:
        return SentenceTransformersEmbedder(name)
    with _loading:
        if (embedder := _loaded.get(name)) is None:
            _loaded[name] = embedder = PackagedEmbedder()
        return embedder


_loaded: WeakValueDictionary[str, PackagedEmbedder] = WeakValueDictionary()
_loading = threading.Lock()


class PackagedEmbedder:
    """all-MiniLM-L6-v2, in bf16 where the CPU computes in it (cosine to fp32 ≥ .9999), else in fp32; a long ingest on the GPU, if any.

    On the CPU each text is a batch of its own: nothing is padded, and a vector does not depend on what else is embedded beside it.
    A sentence's vector is the mean of its tokens' states within its chunk ("late chunking", arXiv:2409.04701): it knows its context,
    and costs no further pass.
    """

    name = f"{PACKAGED}@{SHA256['model.safetensors'][:12]}"
    dimension = 384

    def __init__(self, folder: Path | None = None, *, gpu: Callable[[], str | None] | None = None, gpu_after: int = GPU_AFTER) -> None:
        """`folder` holds the weights, the packaged ones unless given. Raises `ModelError` where they are not the right ones.

        `gpu` gives torch's name for what reads all but the first `gpu_after` windows of long batches, or None.
        """
        self._folder = folder or packaged_folder()
        self._gpu, self._until_gpu = gpu or find_gpu, gpu_after
        self._on_gpu: _OnGpu | None = None
        self._lock, self._own = threading.Lock(), threading.local()
        self._compiled: tuple[CompiledModel, int] | None = None
        with ThreadPoolExecutor(1) as pool:  # hashing leaves the interpreter free to compile meanwhile
            check = pool.submit(check_files, self._folder, "model.safetensors", "config.json")
            self._tokenizer = tokenizer_of(self._folder)
            with suppress(Exception):  # of whatever kind: the check says it better
                self._model(1)
            check.result()

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch(list(texts))
        return np.stack([_unit(states.mean(axis=0)) for states in self._states(encodings)])

    def embed_chunks(self, titled: Sequence[tuple[str, Chunk]]) -> list[Vectors]:
        encodings = self._tokenizer.encode_batch([f"{title}\n{chunk.text}" for title, chunk in titled])
        starts = [len(title) + 1 - chunk.start for title, chunk in titled]
        spans = [[Span(at + s.start, at + s.end) for s in chunk.sentences] for at, (_, chunk) in zip(starts, titled, strict=True)]
        titles = _by_title(self.embed_queries, titled)
        each = zip(titled, encodings, self._states(encodings), spans, strict=True)
        return [_pool(encoding, states, span, titles[title]) for (title, _), encoding, states, span in each]

    def _states(self, encodings: Sequence[Encoding]) -> list[Vectors]:
        """One (tokens, dimension) array a text, special tokens included; a text above the window is read in several."""
        windows = [(i, ids) for i, encoding in enumerate(encodings) for ids in _windows(encoding.ids)]
        parts: list[list[Vectors]] = [[] for _ in encodings]
        for (i, _), states in zip(windows, self._read([ids for _, ids in windows]), strict=True):
            parts[i].append(states)
        return [np.concatenate(_without_inner_specials(p)) for p in parts]

    def _read(self, windows: Sequence[list[int]]) -> list[Vectors]:
        """Each window in one pass, as many at a time as there are cores.

        Trap: OpenVINO's own AsyncInferQueue calls back into Python, and now and then hangs for ever when the model is freed.
        """
        if len(windows) < BULK:
            model = self._model(1)
            return [self._read_one(model, window) for window in windows]
        if on_gpu := self._gpu_when_it_pays(len(windows)):
            return on_gpu.read(windows)
        model = self._model(_cores())
        with ThreadPoolExecutor(_cores()) as pool:
            return list(pool.map(partial(self._read_one, model), windows))

    def _gpu_when_it_pays(self, count: int) -> _OnGpu | None:
        with self._lock:
            if self._on_gpu is None and self._until_gpu <= 0 and (device := self._gpu()):
                self._on_gpu = _OnGpu(self._folder, device)
            self._until_gpu -= count
            return self._on_gpu

    def _read_one(self, model: CompiledModel, ids: list[int]) -> Vectors:
        own = self._own  # a request is costly to make, and not to be shared between threads
        if getattr(own, "model", None) is not model:
            own.model, own.request = model, model.create_infer_request()
        own.request.infer([np.array([ids], dtype=np.int32)])
        states: Vectors = own.request.get_output_tensor().data[0].copy()
        return states

    def _model(self, streams: int) -> CompiledModel:
        """Compiled for so many texts at a time, or more: a question needs one, which is ready sooner and takes less memory."""
        from .minilm import compile_minilm

        with self._lock:
            if self._compiled is None or self._compiled[1] < streams:
                self._compiled = compile_minilm(self._folder, streams), streams
            return self._compiled[0]


class _OnGpu:
    """The packaged model in fp32 through sentence-transformers."""

    def __init__(self, folder: Path, device: str) -> None:
        self._model, self._device = _load_sentence_transformer(str(folder), device)[0].model, device

    def read(self, windows: Sequence[list[int]]) -> list[Vectors]:
        """One (tokens, dimension) array a window."""
        by_length = sorted(range(len(windows)), key=lambda n: len(windows[n]))  # little is padded
        found: dict[int, Vectors] = {}
        for at in range(0, len(windows), GPU_BATCH):
            part = by_length[at : at + GPU_BATCH]
            found.update(zip(part, self._read_padded([windows[n] for n in part]), strict=True))
        return [found[n] for n in range(len(windows))]

    def _read_padded(self, windows: Sequence[list[int]]) -> list[Vectors]:
        import torch

        longest = max(map(len, windows))
        ids = torch.tensor([[*w, *[0] * (longest - len(w))] for w in windows], device=self._device)
        real = torch.tensor([[1] * len(w) + [0] * (longest - len(w)) for w in windows], device=self._device)
        with torch.inference_mode():
            states = self._model(input_ids=ids, attention_mask=real).last_hidden_state.float().cpu().numpy()
        return [rows[: len(w)] for rows, w in zip(states, windows, strict=True)]


class SentenceTransformersEmbedder:
    """Any model that sentence-transformers can load by name or folder, from the local disk unless HF_HUB_OFFLINE=0 is set.

    It runs on the device that sentence-transformers chooses: a GPU where torch can use one.
    """

    def __init__(self, name: str) -> None:
        model = _load_sentence_transformer(name)
        self._model = model
        self.name = name
        self.dimension = int(model.get_embedding_dimension() or 0)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(self._model.encode_query, list(texts))

    def embed_chunks(self, titled: Sequence[tuple[str, Chunk]]) -> list[Vectors]:
        texts = [text for title, chunk in titled for text in _chunk_title_and_sentences(title, chunk)]
        rows = self._encode(self._model.encode_document, texts)
        ends = np.cumsum([2 + len(chunk.sentences) for _, chunk in titled])
        return np.split(rows, ends[:-1])

    def _encode(self, encode: Any, texts: list[str]) -> Vectors:
        return np.asarray(encode(texts, normalize_embeddings=True, show_progress_bar=False), dtype=np.float32)


def find_gpu() -> str | None:
    """Torch's name for this machine's GPU. Torch, which takes seconds to load, is asked only where there may be one."""
    drivers = "/proc/driver/nvidia", "/dev/kfd", "/dev/dxg"  # NVIDIA's, AMD's, Windows' within Linux
    is_mac = sys.platform == "darwin" and platform.machine() == "arm64"
    if not (is_mac or shutil.which("nvidia-smi") or any(Path(driver).exists() for driver in drivers)):
        return None
    import torch

    return "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else None


def _load_sentence_transformer(name: str, device: str | None = None) -> Any:
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # no look-ups on the hub unless the user asks for them
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(name, device=device, model_kwargs={"use_safetensors": True})  # the other format is a pickle
    except (OSError, ValueError) as error:
        first_line = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ModelError(
            f"The embedding model {name!r} cannot be loaded: {first_line}",
            f"Name a folder that holds it, set HF_HUB_OFFLINE=0 to download it, or use RAG_EMBEDDING={PACKAGED}.",
        ) from None


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _windows(ids: list[int]) -> list[list[int]]:
    """The ids with [CLS] and [SEP] around each stretch of at most WINDOW tokens."""
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
    """The mean of all tokens, the title's vector, then the mean of each sentence's own tokens; `sentences` count in the text read."""
    offsets = np.array(encoding.offsets)
    rows = [_unit(states.mean(axis=0)), title]
    for start, end in sentences:
        inside = (offsets[:, 0] < end) & (offsets[:, 1] > start) & (offsets[:, 1] > offsets[:, 0])
        rows.append(_unit(states[inside].mean(axis=0)) if inside.any() else rows[0])
    return np.stack(rows)


def _chunk_title_and_sentences(title: str, chunk: Chunk) -> list[str]:
    return [f"{title}\n{chunk.text}", title, *(chunk.text[s.start - chunk.start : s.end - chunk.start] for s in chunk.sentences)]


def _unit(vector: Vectors) -> Vectors:
    return (vector / max(float(np.linalg.norm(vector)), 1e-12)).astype(np.float32)
