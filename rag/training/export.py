"""Writes what a trained reader has of its own: the encoder and the heads, in half precision."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import save_file

from .network import ReaderNetwork


def export(network: ReaderNetwork, path: Path) -> None:
    """A safetensors file, in the names of the packaged model; the embeddings stay in that one's file."""
    names = {"encoder.": "encoder.", "sentence.": "sentence.", "passage.": "passage.", "span.": "span."}
    tensors = {
        name: tensor.to(torch.float16).contiguous()
        for name, tensor in network.state_dict().items()
        if name.startswith(tuple(names))
    }
    save_file(dict(sorted(tensors.items())), path)
