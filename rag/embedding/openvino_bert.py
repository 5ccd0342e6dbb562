"""all-MiniLM-L6-v2 as an OpenVINO graph, built from its weights, or another encoder of its shape. The only file that
imports openvino.

BERT (arXiv:1810.04805) with one text a batch, so it needs no padding and no mask. It loads in a third of a second; the
same weights through transformers take five. bf16, where the CPU has it, triples the speed. Trap: do not set OpenVINO's
CACHE_DIR, with which OpenVINO 2026.4 crashes in bf16.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from openvino import CompiledModel, Model, Node

Vectors: TypeAlias = NDArray[np.float32]


def compile_minilm(folder: Path, streams: int) -> CompiledModel:
    """The model in `folder`: int32 token ids of shape (1, n) to states of shape (1, n, 384).

    Reads config.json and model.safetensors. It runs `streams` texts at a time, each on one thread.
    """
    with (folder / "model.safetensors").open("rb") as weights:
        return _compiled(_Bert(tensors(weights), _config(folder)).model(), streams)


def compile_encoder(folder: Path, tensor: Callable[[str], Vectors], streams: int) -> CompiledModel:
    """The encoder alone, with weights of its own: embedded tokens to states, both of shape (1, n, 384) in float32.

    `tensor` gives the weights by name; config.json is read from `folder`. It runs `streams` texts at a time.
    """
    return _compiled(_Bert(tensor, _config(folder)).encoder(), streams)


def _config(folder: Path) -> dict[str, Any]:
    config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return config


def _compiled(model: Model, streams: int) -> CompiledModel:
    import openvino

    return openvino.Core().compile_model(model, "CPU", {"INFERENCE_NUM_THREADS": streams, "NUM_STREAMS": streams})


def tensors(file: IO[bytes]) -> Callable[[str], Vectors]:
    """A function that reads a tensor by name from an open safetensors file, in float32.

    Rows of eight-bit numbers are multiplied by their scales, a tensor called `NAME_scale`. Tensors are read one at a
    time, because the safetensors package maps the whole file, which adds 90 MB to the peak of memory.
    """
    header, rows = _header(file)

    def read(name: str) -> Vectors:
        start, end = header[name]["data_offsets"]
        file.seek(rows + start)
        kind = header[name]["dtype"]
        values = np.frombuffer(file.read(end - start), dtype=_TYPES[kind]).astype(np.float32, copy=False)
        shaped = values.reshape(header[name]["shape"])
        return shaped * read(f"{name}_scale")[:, None] if kind == "I8" else shaped

    return read


def mapped(path: Path, name: str) -> Vectors:
    """A float32 tensor of a safetensors file that stays there: only the rows that are looked at come into memory."""
    with path.open("rb") as file:
        header, rows = _header(file)
    start = rows + header[name]["data_offsets"][0]
    return np.memmap(path, _TYPES["F32"], "r", offset=start, shape=tuple(header[name]["shape"]))


def _header(file: IO[bytes]) -> tuple[dict[str, Any], int]:
    """What a safetensors file says of its tensors, and where their rows begin: behind a length and a JSON header."""
    length = int.from_bytes(file.read(8), "little")
    return json.loads(file.read(length)), 8 + length


_TYPES = {"F32": "<f4", "F16": "<f2", "I8": "i1"}


class _Bert:
    def __init__(self, tensor: Callable[[str], Vectors], config: dict[str, Any]) -> None:
        # Without this, importing openvino reports to Google Analytics from another process and writes an id to ~/intel.
        sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
        import openvino.opset15 as ops

        self._ops, self._tensor = ops, tensor
        self._layers: int = config["num_hidden_layers"]
        self._heads: int = config["num_attention_heads"]
        self._size: int = config["hidden_size"]
        self._epsilon: float = config["layer_norm_eps"]

    def model(self) -> Model:
        from openvino import Model

        ids = self._ops.parameter([1, -1], np.int32, "ids")
        return Model([self._encode(self._embed(ids))], [ids], "minilm")

    def encoder(self) -> Model:
        from openvino import Model

        embedded = self._ops.parameter([1, -1, self._size], np.float32, "embedded")
        return Model([self._encode(embedded)], [embedded], "encoder")

    def _encode(self, states: Node) -> Node:
        for layer in range(self._layers):
            states = self._layer(states, f"encoder.layer.{layer}")
        return states

    def _embed(self, ids: Node) -> Node:
        ops, zero, one = self._ops, self._int(0), self._int(1)
        positions = ops.range(zero, ops.gather(ops.shape_of(ids, "i32"), one, zero), one, "i32")
        words = ops.gather(self._weight("embeddings.word_embeddings.weight"), ids, zero)
        places = ops.gather(self._weight("embeddings.position_embeddings.weight"), positions, zero)
        first_type = ops.constant(self._tensor("embeddings.token_type_embeddings.weight")[0])
        return self._norm(ops.add(ops.add(words, places), first_type), "embeddings.LayerNorm")

    def _layer(self, states: Node, name: str) -> Node:
        query, key, value = (
            self._split(self._dense(states, f"{name}.attention.self.{part}")) for part in ("query", "key", "value")
        )
        attended = self._join(self._ops.scaled_dot_product_attention(query, key, value, causal=False))
        attended = self._dense(attended, f"{name}.attention.output.dense")
        states = self._norm(self._ops.add(states, attended), f"{name}.attention.output.LayerNorm")
        inner = self._ops.gelu(self._dense(states, f"{name}.intermediate.dense"), "erf")
        return self._norm(self._ops.add(states, self._dense(inner, f"{name}.output.dense")), f"{name}.output.LayerNorm")

    def _split(self, states: Node) -> Node:
        """Shape (1, n, size) to (1, heads, n, size / heads)."""
        shape = self._ops.constant(np.array([0, 0, self._heads, self._size // self._heads]))
        return self._ops.transpose(self._ops.reshape(states, shape, True), self._ops.constant(np.array([0, 2, 1, 3])))

    def _join(self, states: Node) -> Node:
        swapped = self._ops.transpose(states, self._ops.constant(np.array([0, 2, 1, 3])))
        return self._ops.reshape(swapped, self._ops.constant(np.array([0, 0, self._size])), True)

    def _dense(self, states: Node, name: str) -> Node:
        product = self._ops.matmul(states, self._weight(f"{name}.weight"), False, True)
        return self._ops.add(product, self._weight(f"{name}.bias"))

    def _norm(self, states: Node, name: str) -> Node:
        last = self._ops.constant(np.array([-1]))
        centred = self._ops.mvn(states, last, True, self._epsilon, "inside_sqrt")
        return self._ops.add(self._ops.multiply(centred, self._weight(f"{name}.weight")), self._weight(f"{name}.bias"))

    def _weight(self, name: str) -> Node:
        return self._ops.constant(self._tensor(name))

    def _int(self, value: int) -> Node:
        return self._ops.constant(np.int32(value))
