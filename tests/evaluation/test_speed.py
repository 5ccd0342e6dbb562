from __future__ import annotations

import sys
from pathlib import Path

import pytest

from rag.errors import RagError
from rag.evaluation import speed


def test_a_line_gives_both_sides_their_ratio_and_how_often():
    line = speed.Figure("rag ask, cold", 1.5, 6.0, "s", "≤ 0.25 ×", 5).line()
    assert "0.25 ×" in line
    assert line.split()[:5] == ["rag", "ask,", "cold", "1.5", "6"]
    assert line.endswith("n=5")


def test_without_another_side_there_is_no_ratio():
    assert " – " in speed.Figure("a whole answer", 10, None, "ms", "≤ 40", 200).line()


def test_a_process_is_measured_from_start_to_exit():
    done = speed.run([sys.executable, "-c", "import time; x = bytearray(50_000_000); time.sleep(0.2)"], threads=1)
    assert done.seconds >= 0.2
    assert done.peak_mb >= 45


def test_a_process_that_fails_is_said_and_not_measured():
    with pytest.raises(RagError, match="oh dear"):
        speed.run([sys.executable, "-c", "raise SystemExit('oh dear')"], threads=1)


def test_both_sides_take_turns():
    calls: list[str] = []
    speed.in_turn(lambda: calls.append("one"), lambda: calls.append("other"), 2)
    assert calls == ["one", "other", "one", "other"]


def test_a_folder_that_is_no_bench_or_a_side_that_is_missing_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert speed.main([str(tmp_path)]) == 1
    complaint = capsys.readouterr().err
    assert "pip install '.[bench]'" in complaint or "cases.jsonl" in complaint
