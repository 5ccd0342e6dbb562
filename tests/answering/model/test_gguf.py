"""A GGUF file as the model. What asks a real one is marked `llm`."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from rag.answering.model.model_loading import load_chat_model
from rag.errors import ModelError, SettingsError


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(SettingsError, match=r"absent\.gguf cannot be read: No such file"):
        load_chat_model(f"gguf:{tmp_path / 'absent.gguf'}")


def test_a_file_of_another_kind_is_refused(tmp_path: Path):
    (tmp_path / "notes.gguf").write_bytes(b"PK\x03\x04")
    with pytest.raises(SettingsError, match=r"notes\.gguf is not a GGUF file"):
        load_chat_model(f"gguf:{tmp_path / 'notes.gguf'}")


def test_a_damaged_file_or_a_missing_package_is_said_with_what_to_type(tmp_path: Path):
    (tmp_path / "cut.gguf").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ModelError) as caught:
        load_chat_model(f"gguf:{tmp_path / 'cut.gguf'}")
    expected = "cannot load" if find_spec("xllamacpp") else "needs the package xllamacpp"
    assert expected in caught.value.message
    assert "extractive answers offline" in caught.value.hint
