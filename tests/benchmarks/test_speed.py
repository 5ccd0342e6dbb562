from __future__ import annotations

from pathlib import Path

import pytest

from rag.benchmarks import speed


def test_both_sides_take_turns():
    calls: list[str] = []
    speed.in_turn(lambda: calls.append("one"), lambda: calls.append("other"), 2)
    assert calls == ["one", "other", "one", "other"]


def test_a_folder_that_is_no_bench_or_a_side_that_is_missing_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert speed.main([str(tmp_path)]) == 1
    complaint = capsys.readouterr().err
    assert "pip install '.[bench]'" in complaint or "cases.jsonl" in complaint
