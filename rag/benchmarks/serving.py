"""How many clients `rag serve` answers: python -m rag.benchmarks.serving BENCH --clients 50 --seconds 60

BENCH is a folder with articles/ and cases.jsonl. The clients run in this process, on the same machine, so a figure is
what is left beside them; the processor time of a request is not touched by that. First each question is asked once,
then all again and again: `rag serve` remembers its answers. With the extra `bench` the usual LangChain script is
measured in the same run: it finds passages and writes no answer.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from math import inf
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from ..errors import RagError
from ..evaluation.cases import read_cases
from .measurement import available_cores, rag_command, run
from .speed import EXTRA, baseline_command

EVENTS = {"Accept": "text/event-stream"}
STREAMS = 40
"""Streams timed for one figure."""
K = 8
"""Passages that an answer reads, as in the LangChain script."""
OTHER_K = 7
"""Of questions that must leave no answer that is remembered."""
STARTS_WITHIN = 120.0


@dataclass(frozen=True)
class Load:
    """What so many clients saw in so many seconds."""

    seconds: float
    latencies: Sequence[float]
    """Milliseconds of each answer, ascending."""
    errors: int
    processor: float
    """Seconds of all cores that the server used meanwhile."""

    def line(self, name: str) -> str:
        """The figures on one line."""
        n = len(self.latencies)
        shares = (self.latencies[min(n - 1, int(share * n))] for share in (0.5, 0.95, 0.99)) if n else ()
        times = "  ".join(f"p{p} {ms:,.0f} ms" for p, ms in zip((50, 95, 99), shares, strict=False))
        each = f"  {1e3 * self.processor / n:,.1f} ms of processor each" if n else ""
        return (
            f"{name:<16} {n:>6} in {self.seconds:.0f} s: {n / self.seconds:,.1f}/s{each}  {times}  errors {self.errors}"
        )


@dataclass(frozen=True)
class Running:
    """A server that was started."""

    process: int
    port: int

    def connect(self) -> http.client.HTTPConnection:
        """A new connection."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def megabytes(self) -> float:
        """The memory that it holds now."""
        status = Path(f"/proc/{self.process}/status").read_text(encoding="ascii")
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def processor(self) -> float:
        """Seconds of all cores that it has used."""
        fields = Path(f"/proc/{self.process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def started(command: Sequence[str], port: int, questions: Sequence[str]) -> Iterator[Running]:
    """A server program on that port, once it has answered a round of the questions."""
    env = os.environ | {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
    # S603: we run Python and our own programs
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:  # noqa: S603
        try:
            _await_port(port, child)
            running = Running(child.pid, port)
            load(running, questions, 2, 3, k=OTHER_K)
            yield running
        finally:
            began = time.perf_counter()
            child.send_signal(signal.SIGTERM)
            code = child.wait(60)
            sys.stdout.write(f"{'':<16} ended {time.perf_counter() - began:.1f} s after SIGTERM, exit code {code}\n")


def _await_port(port: int, child: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if child.poll() is not None or time.monotonic() > end:
                raise RagError("The server did not start.", "Start it alone to see why.") from None
            time.sleep(0.1)
        else:
            return


def load(
    server: Running, questions: Sequence[str], clients: int, seconds: float, *, most: float = inf, k: int = K
) -> Load:
    """So many clients ask one question after another, each on a connection that it keeps; `most` of them at most."""
    numbers, began, used = count(), time.perf_counter(), server.processor()

    def ask() -> tuple[list[float], int]:
        took, errors, connection = list[float](), 0, server.connect()
        while (at := time.perf_counter()) - began < seconds and (n := next(numbers)) < most:
            connection.request("GET", _path(questions[n % len(questions)], k))
            response = connection.getresponse()
            response.read()
            took.append(1e3 * (time.perf_counter() - at))
            errors += response.status != http.client.OK
        connection.close()
        return took, errors

    with ThreadPoolExecutor(clients) as pool:
        parts = [each.result() for each in [pool.submit(ask) for _ in range(clients)]]
    took = sorted(ms for part, _ in parts for ms in part)
    errors = sum(errors for _, errors in parts)
    return Load(time.perf_counter() - began, took, errors, server.processor() - used)


def _path(question: str, k: int = OTHER_K) -> str:
    return f"/ask?{urlencode({'q': question, 'k': k})}"


def first_bytes(server: Running, questions: Sequence[str]) -> tuple[float, float]:
    """Median milliseconds to the first byte and to the first claim of a stream, one at a time."""
    firsts, claims = list[float](), list[float]()
    for question in questions[:STREAMS]:
        connection, began = server.connect(), time.perf_counter()
        connection.request("GET", _path(question), headers=EVENTS)
        response = connection.getresponse()
        response.readline()
        firsts.append(1e3 * (time.perf_counter() - began))
        if any(b"event: claim" in line for line in response):
            claims.append(1e3 * (time.perf_counter() - began))
        connection.close()
    return median(firsts), median(claims)


def hang_ups(server: Running, question: str, number: int) -> str:
    """So many clients leave in the middle of a stream; what is left behind."""

    def leave(number: int) -> None:
        connection = server.connect()
        connection.request("GET", _path(f"{question} {number}"), headers=EVENTS)
        connection.getresponse().readline()
        connection.close()

    before = server.megabytes()
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(leave, range(number)))
    end = time.monotonic() + 60
    while (waiting := _questions(server)) and time.monotonic() < end:
        time.sleep(0.1)
    files = len(list(Path(f"/proc/{server.process}/fd").iterdir()))
    return (
        f"{number} hang-ups: {waiting} questions left, {files} open files, {before:.0f} to {server.megabytes():.0f} MB"
    )


def _questions(server: Running) -> int:
    connection = server.connect()
    connection.request("GET", "/health")
    return int(json.loads(connection.getresponse().read())["questions"])


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; the figures go to standard output."""
    options = _parser().parse_args(arguments)
    questions = [case.question for case in read_cases(options.bench / "cases.jsonl")]
    with tempfile.TemporaryDirectory(prefix="rag-serving-") as folder:
        for line in _lines(options, questions, Path(folder)):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m rag.benchmarks.serving", description="Measure `rag serve`.")
    parser.add_argument("bench", type=Path, help="a folder with articles/ and cases.jsonl")
    parser.add_argument("--clients", type=int, default=50, metavar="N")
    parser.add_argument("--seconds", type=float, default=60, metavar="N")
    parser.add_argument("--hang-ups", type=int, default=2000, metavar="N")
    return parser


def _lines(options: argparse.Namespace, questions: Sequence[str], work: Path) -> Iterator[str]:
    articles, cores = str(options.bench / "articles"), available_cores()
    run(rag_command(work / "ours", "ingest", articles), cores)
    yield f"{options.clients} clients for {options.seconds:g} s, {len(questions)} questions, {cores} cores"
    port = _free_port()
    with started(rag_command(work / "ours", "serve", "--quiet", "--port", str(port)), port, questions) as ours:
        first, claim = first_bytes(ours, questions)
        yield f"{'rag serve':<16} first byte of a stream {first:.0f} ms, first claim {claim:.0f} ms"
        yield from _rounds("rag serve", ours, questions, options)
        yield f"{'':<16} {hang_ups(ours, questions[0], options.hang_ups)}"
    if all(find_spec(name) for name in EXTRA):
        run(baseline_command("ingest", articles, str(work / "theirs")), cores)
        port = _free_port()
        command = [sys.executable, "-m", "rag.benchmarks.langchain_server", str(work / "theirs"), str(port)]
        with started(command, port, questions) as theirs:
            yield from _rounds("LangChain", theirs, questions, options)


def _rounds(name: str, server: Running, questions: Sequence[str], options: argparse.Namespace) -> Iterator[str]:
    before = server.megabytes()
    yield load(server, questions, options.clients, options.seconds, most=len(questions)).line(f"{name}, new")
    yield load(server, questions, options.clients, options.seconds).line(f"{name}, again")
    yield f"{'':<16} memory {before:.0f} MB before, {server.megabytes():.0f} MB after"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
