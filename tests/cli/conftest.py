"""Fixtures of all commands' tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.command_line import Door


@pytest.fixture
def rag(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Door:
    return Door(capsys, monkeypatch)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, subject in (("copper", "The copper mine"), ("ferry", "The old ferry")):
        sentence = f"{subject} closed in 2024 after a hundred years."
        text = f"{subject} closed\n\n{sentence} Nobody in the town wants to see it go.\n"
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder
