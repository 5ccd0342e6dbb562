"""How fast, and against what: python -m rag.benchmarks.speed BENCH  where BENCH is a folder with articles/ and cases.jsonl.

Both sides run in turn in one run, pinned to the same cores, for questions to one; a figure is the median of several, and n is printed.
What matters is the ratio: the machine and its mood divide out. All there is to know, in half an hour:

    python -m rag.benchmarks.speed BENCH --unchanged --sizes 1000 10000 100000

`--sizes` makes libraries of so many passages and shows how costs grow.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ..embedding.registry import load_embedder
from ..errors import RagError, SettingsError
from ..evaluation.cases import read_cases
from ..service import Rag
from . import langchain_baseline, synthetic_corpus

COLD, QUERIES = 5, 200
CHUNKS = 400


@dataclass(frozen=True)
class Figure:
    """One line: what we took, what the naive script took (or None), the ratio to be reached, how often it was measured."""

    what: str
    ours: float
    theirs: float | None
    unit: str
    reach: str
    n: int

    def line(self) -> str:
        """For a table of fixed columns."""
        ratio = f"{self.ours / self.theirs:.2f} ×" if self.theirs else ""
        theirs = f"{self.theirs:.4g}" if self.theirs is not None else "–"
        return f"{self.what:<58} {self.ours:>9.4g} {theirs:>9} {self.unit:<10} {ratio:>7}  {self.reach:<22} n={self.n}"


@dataclass(frozen=True)
class Process:
    """What one process cost from start to exit."""

    seconds: float
    peak_mb: float


@dataclass(frozen=True)
class Growth:
    """What a library of about so many passages costs."""

    passages: int
    ingest_seconds: float
    ingest_mb: float
    ask_seconds: float
    """Cold, on one core."""
    retrieval_ms: float
    filtered_ms: float
    """By a filter that keeps 1 %, another for each question."""

    def line(self) -> str:
        """For a table of fixed columns, under `GROWTH`."""
        costs = f"{self.ingest_seconds:>10.4g} {self.ingest_mb:>14.4g} {self.ask_seconds:>12.3g}"
        return f"{self.passages:>10,} {costs} {self.retrieval_ms:>17.3g} {self.filtered_ms:>14.3g}"


GROWTH = f"{'passages':>10} {'ingest, s':>10} {'its peak, MB':>14} {'cold ask, s':>12} {'retrieval p50, ms':>17} {'filter 1 %, ms':>14}"


@contextmanager
def pinned(cores: int) -> Iterator[None]:
    """What is started within has so many cores, where the system can see to that."""
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
    """Runs a program to its end, silently. Raises `RagError` when it fails."""
    env = os.environ | {name: str(cores) for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
    began = time.perf_counter()
    # S603: the programs are Python and ours
    with pinned(cores), subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as child:  # noqa: S603
        complaint = child.stderr.read() if child.stderr else b""
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RagError(f"{' '.join(command)} failed: {complaint.decode(errors='replace').strip().splitlines()[-1:]}")
    return Process(time.perf_counter() - began, usage.ru_maxrss / 1024)


def ours(home: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "rag", "--home", str(home), *words]


def theirs(*words: str) -> list[str]:
    return [sys.executable, str(Path(langchain_baseline.__file__)), *words]


def in_turn(one: Callable[[], Any], other: Callable[[], Any], n: int) -> tuple[list[Any], list[Any]]:
    """Both, `n` times each, one after the other."""
    pairs = [(one(), other()) for _ in range(n)]
    return [a for a, _ in pairs], [b for _, b in pairs]


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def timed(calls: Sequence[Callable[[], Any]]) -> list[float]:
    """Milliseconds of each."""
    found = []
    for call in calls:
        began = time.perf_counter()
        call()
        found.append(1e3 * (time.perf_counter() - began))
    return found


def starts() -> Iterator[Figure]:
    """What the program takes before it does anything."""
    for what, command in (("rag --help", ["-m", "rag", "--help"]), ("import rag", ["-c", "import rag"])):
        seconds = [run([sys.executable, *command], 1).seconds for _ in range(COLD)]
        yield Figure(f"{what}, cold", median(seconds), None, "s", "≤ 0.3", COLD)


def cold(bench: Path, work: Path, cores: int) -> Iterator[Figure]:
    """Processes from start to exit: an ingest of the bench, then one question."""
    articles, question = str(bench / "articles"), read_cases(bench / "cases.jsonl")[0].question
    homes = iter(range(10 * COLD))

    def fresh() -> Path:
        return work / f"cold-{next(homes)}"

    mine, naives = in_turn(
        lambda: run(ours(fresh(), "ingest", articles), cores),
        lambda: run(theirs("ingest", articles, str(fresh())), cores),
        COLD // 2 + 1,
    )
    yield Figure(
        "ingest of the bench, cold",
        median([p.seconds for p in mine]),
        median([p.seconds for p in naives]),
        "s",
        "≤ 0.40 ×",
        len(mine),
    )
    home, database = work / "asked", work / "naive"
    run(ours(home, "ingest", articles), cores)
    run(theirs("ingest", articles, str(database)), cores)
    mine, naives = in_turn(
        lambda: run(ours(home, "ask", question), 1), lambda: run(theirs("ask", question, str(database)), 1), COLD
    )
    yield Figure(
        "rag ask, cold", median([p.seconds for p in mine]), median([p.seconds for p in naives]), "s", "≤ 0.25 ×", COLD
    )
    peaks = [p.peak_mb for p in mine], [p.peak_mb for p in naives]
    yield Figure("peak memory of a cold rag ask", median(peaks[0]), median(peaks[1]), "MB", "≤ 0.60 ×", COLD)


def warm(bench: Path, work: Path, cores: int) -> Iterator[Figure]:
    """Within one process, after a first round that is not counted."""
    import numpy as np
    import torch

    questions = [case.question for case in read_cases(bench / "cases.jsonl")][:QUERIES]
    embeddings, embedder = langchain_baseline.embeddings(), load_embedder()
    texts = [document.page_content for document in langchain_baseline.passages(str(bench / "articles"))]
    texts = (texts * (CHUNKS // len(texts) + 1))[:CHUNKS]
    torch.set_num_threads(cores)
    cosine = float(
        (embedder.embed_queries(texts[:50]) * np.array(embeddings.embed_documents(texts[:50]))).sum(axis=1).min()
    )
    mine, naives = in_turn(
        lambda: timed([lambda: embedder.embed_queries(texts)])[0],
        lambda: timed([lambda: embeddings.embed_documents(texts)])[0],
        3,
    )
    bf16 = "≥ 2.5 × with bf16, else 1"
    yield Figure(
        "passages embedded a second, warm", 1e3 * CHUNKS / median(mine), 1e3 * CHUNKS / median(naives), "1/s", bf16, 3
    )
    yield Figure("least cosine to fp32", cosine, None, "", "≥ 0.998", 50)
    torch.set_num_threads(1)
    rag, database = Rag(home=work / "asked", embedder=embedder), langchain_baseline.store(str(work / "naive"))
    retrievals = [partial(rag.retrieve, question, k=langchain_baseline.K) for question in questions]
    searches = [partial(database.similarity_search, question, k=langchain_baseline.K) for question in questions]
    timed([*retrievals, *searches])
    yield Figure(
        "retrieval, warm, p50", median(timed(retrievals)), median(timed(searches)), "ms", "≤ 0.60 ×", len(questions)
    )
    answers = sorted(timed([partial(rag.ask, question) for question in questions]))
    yield Figure("a whole answer, warm, p50", median(answers), None, "ms", "≤ 40", len(answers))
    yield Figure("a whole answer, warm, p95", answers[int(0.95 * len(answers))], None, "ms", "≤ 80", len(answers))
    rag.close()


def unchanged(sentences: list[str], work: Path, n: int = 10_000) -> Iterator[Figure]:
    """An ingest of articles that are in already, cold."""
    folder, home = work / "unchanged", work / "unchanged-home"
    synthetic_corpus.write_files(folder, sentences, n)
    first = run(ours(home, "ingest", str(folder)), len(os.sched_getaffinity(0)))
    again = run(ours(home, "ingest", str(folder)), 1)
    yield Figure(
        f"ingest of {n:,} unchanged articles (beside: the first)", again.seconds, first.seconds, "s", "≤ 10", 1
    )


def growth(sentences: list[str], questions: list[str], work: Path, sizes: Sequence[int]) -> Iterator[Growth]:
    """Libraries of about so many passages, the smallest first."""
    made = {size: _made(sentences, work, size) for size in sorted(sizes)}
    asks: dict[int, list[float]] = {size: [] for size in made}
    for _ in range(COLD):
        for size in made:  # in turn, for they are compared
            asks[size].append(run(ours(work / f"library-{size}", "ask", questions[0]), 1).seconds)
    for size, ingest in made.items():
        yield Growth(
            size,
            ingest.seconds,
            ingest.peak_mb,
            median(asks[size]),
            *_warm_retrieval(work / f"library-{size}", questions),
        )


def _made(sentences: list[str], work: Path, size: int) -> Process:
    folder = work / f"corpus-{size}"
    synthetic_corpus.write_rows(folder, sentences, size // 4)
    return run(ours(work / f"library-{size}", "ingest", str(folder)), len(os.sched_getaffinity(0)))


def _warm_retrieval(home: Path, questions: list[str]) -> tuple[float, float]:
    rag = Rag(home=home)
    plain = [partial(rag.retrieve, question) for question in questions]
    narrow = [partial(rag.retrieve, question, sources=[f"Outlet {n % 100:02}"]) for n, question in enumerate(questions)]
    timed([*plain[:10], *narrow[:10]])
    found = median(timed(plain)), median(timed(narrow))
    rag.close()
    return found


def largest(small: Growth, large: Growth) -> Iterator[Figure]:
    """What the largest library must not cost."""
    size = f"at {large.passages:,} passages: "
    yield Figure(
        size + f"rag ask, cold (beside: {small.passages:,})",
        large.ask_seconds,
        small.ask_seconds,
        "s",
        "≤ 1 s more",
        COLD,
    )
    yield Figure(size + "retrieval, warm, p50", large.retrieval_ms, None, "ms", "≤ 15", QUERIES)
    yield Figure(
        size + "a filter that keeps 1 % (beside: none)", large.filtered_ms, large.retrieval_ms, "ms", "≤ 2 ×", QUERIES
    )
    yield Figure(size + "peak memory of the ingest", large.ingest_mb, None, "MB", "≤ 1,500", 1)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; the table goes to standard output."""
    parser = argparse.ArgumentParser(
        prog="python -m rag.benchmarks.speed", description="Compare with the usual LangChain script."
    )
    parser.add_argument("bench", type=Path, help="a folder with articles/ and cases.jsonl")
    parser.add_argument(
        "--sizes",
        type=int,
        nargs="*",
        default=[],
        metavar="N",
        help="libraries of so many passages (100000 takes long)",
    )
    parser.add_argument("--unchanged", action="store_true", help="an ingest of 10,000 unchanged articles")
    options = parser.parse_args(arguments)
    try:
        _check(options.bench)
        with tempfile.TemporaryDirectory(prefix="rag-speed-") as folder:
            for line in _lines(options, Path(folder)):
                sys.stdout.write(line + "\n")
                sys.stdout.flush()
    except RagError as error:
        sys.stderr.write(f"{error.message}\n{error.hint}\n")
        return 1
    return 0


def _check(bench: Path) -> None:
    if missing := [
        name
        for name in ("langchain_huggingface", "langchain_chroma", "langchain_text_splitters")
        if find_spec(name) is None
    ]:
        raise SettingsError(f"The other side needs {', '.join(missing)}.", "Type: pip install '.[bench]'")
    if not (bench / "cases.jsonl").is_file():
        raise SettingsError(f"{bench} holds no cases.jsonl.", "Name a folder with articles/ and cases.jsonl.")


def _lines(options: argparse.Namespace, work: Path) -> Iterator[str]:
    cores = len(os.sched_getaffinity(0))
    yield f"{'':<58} {'ours':>9} {'theirs':>9} {'':<10} {'ratio':>7}  reach"
    yield from (
        f.line()
        for stage in (starts(), cold(options.bench, work, cores), warm(options.bench, work, cores))
        for f in stage
    )
    sentences = synthetic_corpus.sentences_of(options.bench / "articles")
    questions = [case.question for case in read_cases(options.bench / "cases.jsonl")][:QUERIES]
    if options.unchanged:
        yield from (figure.line() for figure in unchanged(sentences, work))
    rows: list[Growth] = []
    for row in growth(sentences, questions, work, options.sizes):
        yield from ["", GROWTH, row.line()] if not rows else [row.line()]
        rows.append(row)
    if rows:
        yield from ["", *(figure.line() for figure in largest(rows[0], rows[-1]))]


if __name__ == "__main__":
    sys.exit(main())
