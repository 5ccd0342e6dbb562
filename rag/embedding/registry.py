"""The embedder that a name stands for, loaded once a process."""

from __future__ import annotations

import threading
from weakref import WeakValueDictionary

from .any_model import SentenceTransformersEmbedder
from .embedder import Embedder
from .model_files import PACKAGED
from .packaged import PackagedEmbedder


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
