"""The options that every command takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.command_line import Door


@pytest.mark.parametrize(
    "order",
    [["--home", "{}", "--json", "list"], ["--json", "list", "--home", "{}"], ["list", "--home", "{}", "--json"]],
)
def test_home_and_json_may_stand_before_or_after_the_command(
    rag: Door, seeds_home: Path, tmp_path: Path, order: list[str]
):
    assert rag(*(part.format(tmp_path / "another") for part in order)).document == []
    assert len(rag(*(part.format(seeds_home) for part in order)).document) == 2
