"""Writes and reads what a trained reader has of its own, the encoder and the heads: its matrices in eight bits, the
rest in half precision.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from ..embedding.openvino_bert import tensors
from .network import ReaderNetwork

PARTS = ("encoder.", "sentence.", "passage.", "span.")
SCALE = "_scale"


def export(network: ReaderNetwork, path: Path) -> None:
    """A safetensors file with the names of the packaged model, whose own file holds the embeddings."""
    found: dict[str, Tensor] = {}
    for name, tensor in network.state_dict().items():
        if name.startswith(PARTS):
            is_matrix = name.startswith("encoder.") and tensor.dim() == 2
            found |= _eight_bits(name, tensor) if is_matrix else {name: tensor}
    kept = {name: t if t.dtype == torch.int8 else t.to(torch.float16) for name, t in found.items()}
    save_file({name: kept[name].contiguous() for name in sorted(kept)}, path)


def load(network: ReaderNetwork, path: Path) -> None:
    """Gives the network the encoder and the heads of an exported file, to be trained further."""
    with path.open("rb") as file, torch.no_grad():
        read = tensors(file)
        for name, own in network.named_parameters():
            if name.startswith(PARTS):
                own.copy_(torch.from_numpy(read(name).copy()))


def _eight_bits(name: str, matrix: Tensor) -> Mapping[str, Tensor]:
    """Each row as whole numbers from -127 to 127, times a scale of its own."""
    scales = (matrix.float().abs().amax(1) / 127).to(torch.float16)
    rows = (matrix.float() / scales.float().clamp_min(1e-8)[:, None]).round().clamp(-127, 127)
    return {name: rows.to(torch.int8), name + SCALE: scales}
