"""Runs the packaged model on a GPU, through sentence-transformers."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from .any_model import load_sentence_transformer
from .embedder import Vectors

GPU_BATCH = 64
"""Windows in a batch on the GPU."""


class OnGpu:
    """The packaged model in fp32 through sentence-transformers."""

    def __init__(self, folder: Path, device: str) -> None:
        self._model, self._device = load_sentence_transformer(str(folder), device)[0].model, device

    def read(self, windows: Sequence[list[int]]) -> list[Vectors]:
        """The token states of each window, of shape (tokens, dimension)."""
        by_length = sorted(range(len(windows)), key=lambda n: len(windows[n]))  # so that a batch needs little padding
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


def find_gpu() -> str | None:
    """Torch's name for this machine's GPU, or None. Imports torch, which takes seconds, only if a GPU is likely."""
    drivers = "/proc/driver/nvidia", "/dev/kfd", "/dev/dxg"  # NVIDIA, AMD, Windows' within Linux (WSL)
    is_mac = sys.platform == "darwin" and platform.machine() == "arm64"
    if not (is_mac or shutil.which("nvidia-smi") or any(Path(driver).exists() for driver in drivers)):
        return None
    import torch

    return "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else None
