"""Writes what a trained reader has of its own, the encoder and the heads: its matrices in eight bits, the rest in half
precision.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from .network import ReaderNetwork

PARTS = ("encoder.", "sentence.", "passage.", "span.")
SCALE = "_scale"


def export(network: ReaderNetwork, path: Path) -> None:
    """A safetensors file with the names of the packaged model, whose own file holds the embeddings."""
    tensors: dict[str, Tensor] = {}
    for name, tensor in network.state_dict().items():
        if name.startswith(PARTS):
            tensors |= _eight_bits(name, tensor) if name.startswith("encoder.") and tensor.dim() == 2 else {name: tensor}
    kept = {name: t if t.dtype == torch.int8 else t.to(torch.float16) for name, t in tensors.items()}
    save_file({name: kept[name].contiguous() for name in sorted(kept)}, path)


def _eight_bits(name: str, matrix: Tensor) -> Mapping[str, Tensor]:
    """Each row as whole numbers from -127 to 127, times a scale of its own."""
    scales = (matrix.float().abs().amax(1) / 127).to(torch.float16)
    rows = (matrix.float() / scales.float().clamp_min(1e-8)[:, None]).round().clamp(-127, 127)
    return {name: rows.to(torch.int8), name + SCALE: scales}
