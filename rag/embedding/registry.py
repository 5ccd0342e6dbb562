"""Loads an embedder by its name."""

from __future__ import annotations

import threading
from weakref import WeakValueDictionary

from .any_model import SentenceTransformersEmbedder
from .embedder import Embedder
from .model_files import PACKAGED
from .packaged import PackagedEmbedder


def load_embedder(name: str = PACKAGED) -> Embedder:
    """The embedder of that name. Raises `ModelError` if its package or weights are missing or damaged.

    All open libraries of a process share one packaged embedder; it is freed with the last of them.
    """
    if name != PACKAGED:
        return SentenceTransformersEmbedder(name)
    with _loading:
        if (embedder := _loaded.get(name)) is None:
            _loaded[name] = embedder = PackagedEmbedder()
        return embedder


_loaded: WeakValueDictionary[str, PackagedEmbedder] = WeakValueDictionary()
_loading = threading.Lock()
