from __future__ import annotations

import os
import sys

import pytest

from rag.benchmarks.measurement import Figure, run
from rag.errors import RagError


def test_a_line_gives_both_sides_their_ratio_and_how_often():
    line = Figure("rag ask, cold", 1.5, 6.0, "s", "≤ 0.25 ×", 5).line()
    assert "0.25 ×" in line
    assert line.split()[:5] == ["rag", "ask,", "cold", "1.5", "6"]
    assert line.endswith("n=5")


def test_without_another_side_there_is_no_ratio():
    assert " – " in Figure("a whole answer", 10, None, "ms", "≤ 40", 200).line()


def test_a_process_is_measured_from_start_to_exit():
    done = run([sys.executable, "-c", "import time; x = bytearray(50_000_000); time.sleep(0.2)"], cores=1)
    assert done.seconds >= 0.2
    assert done.peak_mb >= 45


def test_a_process_that_fails_is_said_and_not_measured():
    with pytest.raises(RagError, match="oh dear"):
        run([sys.executable, "-c", "raise SystemExit('oh dear')"], cores=1)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="This system does not pin processes to cores.")
def test_a_process_has_the_cores_it_was_given_and_ours_come_back():
    before = os.sched_getaffinity(0)
    run([sys.executable, "-c", "import os; assert len(os.sched_getaffinity(0)) == 1"], cores=1)
    assert os.sched_getaffinity(0) == before
