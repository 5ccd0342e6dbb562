from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from rag.benchmarks import speed
from rag.errors import RagError


def test_a_line_gives_both_sides_their_ratio_and_how_often():
    line = speed.Figure("rag ask, cold", 1.5, 6.0, "s", "≤ 0.25 ×", 5).line()
    assert "0.25 ×" in line
    assert line.split()[:5] == ["rag", "ask,", "cold", "1.5", "6"]
    assert line.endswith("n=5")


def test_without_another_side_there_is_no_ratio():
    assert " – " in speed.Figure("a whole answer", 10, None, "ms", "≤ 40", 200).line()


def test_a_process_is_measured_from_start_to_exit():
    done = speed.run([sys.executable, "-c", "import time; x = bytearray(50_000_000); time.sleep(0.2)"], cores=1)
    assert done.seconds >= 0.2
    assert done.peak_mb >= 45


def test_a_process_that_fails_is_said_and_not_measured():
    with pytest.raises(RagError, match="oh dear"):
        speed.run([sys.executable, "-c", "raise SystemExit('oh dear')"], cores=1)


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


def test_the_growth_table_has_a_column_for_each_cost():
    row = speed.Growth(100_000, 700.0, 1008.0, 1.75, 11.3, 19.9)
    assert row.line().split() == ["100,000", "700", "1008", "1.75", "11.3", "19.9"]
    assert len(row.line()) == len(speed.GROWTH)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="This system does not pin processes to cores.")
def test_a_process_has_the_cores_it_was_given_and_ours_come_back():
    before = os.sched_getaffinity(0)
    speed.run([sys.executable, "-c", "import os; assert len(os.sched_getaffinity(0)) == 1"], cores=1)
    assert os.sched_getaffinity(0) == before
