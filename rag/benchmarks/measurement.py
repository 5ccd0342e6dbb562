"""Processes and calls, timed, and a line of the table that shows them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import RagError

COLD = 5
"""Processes started for one figure."""
QUERIES = 200
"""Questions asked for one figure, at most."""


@dataclass(frozen=True)
class Figure:
    """A line of the table: our median, that of the other side (or None), the goal, the number of measurements."""

    what: str
    ours: float
    theirs: float | None
    unit: str
    reach: str
    n: int

    def line(self) -> str:
        """The figure in columns of fixed width."""
        ratio = f"{self.ours / self.theirs:.2f} ×" if self.theirs else ""
        theirs = f"{self.theirs:.4g}" if self.theirs is not None else "–"
        return f"{self.what:<58} {self.ours:>9.4g} {theirs:>9} {self.unit:<10} {ratio:>7}  {self.reach:<22} n={self.n}"


@dataclass(frozen=True)
class Process:
    """The cost of one process from start to exit."""

    seconds: float
    peak_mb: float


def available_cores() -> int:
    """The number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def pinned(cores: int) -> Iterator[None]:
    """Pins what is started within the block to this number of cores, if the system can."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    mine = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(mine)[-cores:])
    try:
        yield
    finally:
        os.sched_setaffinity(0, mine)


def run(command: Sequence[str], cores: int) -> Process:
    """Runs a program to its end, without its output. Raises `RagError` if it fails."""
    env = os.environ | {name: str(cores) for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
    began = time.perf_counter()
    # S603: we run Python and our own programs
    with pinned(cores), subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as child:  # noqa: S603
        complaint = child.stderr.read() if child.stderr else b""
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RagError(f"{' '.join(command)} failed: {complaint.decode(errors='replace').strip().splitlines()[-1:]}")
    return Process(time.perf_counter() - began, usage.ru_maxrss / 1024)


def rag_command(home: Path, *words: str) -> list[str]:
    """The command line of `rag` on the library in `home`."""
    return [sys.executable, "-m", "rag", "--home", str(home), *words]


def timed(calls: Sequence[Callable[[], Any]]) -> list[float]:
    """The milliseconds of each call."""
    found = []
    for call in calls:
        began = time.perf_counter()
        call()
        found.append(1e3 * (time.perf_counter() - began))
    return found
