"""How costs grow with the library: ingest, a cold question, retrieval and a filter, at several numbers of passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from ..service import Rag
from . import synthetic_corpus
from .measurement import COLD, QUERIES, Figure, Process, available_cores, rag_command, run, timed


@dataclass(frozen=True)
class Growth:
    """The costs of a library of about this many passages."""

    passages: int
    ingest_seconds: float
    ingest_mb: float
    ask_seconds: float
    """A whole process, on one core."""
    retrieval_ms: float
    filtered_ms: float
    """With a filter that keeps 1 % of the articles, a different one for each question."""

    def line(self) -> str:
        """The costs in columns of fixed width, under `HEADER`."""
        costs = f"{self.ingest_seconds:>10.4g} {self.ingest_mb:>14.4g} {self.ask_seconds:>12.3g}"
        return f"{self.passages:>10,} {costs} {self.retrieval_ms:>17.3g} {self.filtered_ms:>14.3g}"


HEADER = "  passages  ingest, s   its peak, MB  cold ask, s retrieval p50, ms filter 1 %, ms"


def growth(sentences: list[str], questions: list[str], work: Path, sizes: Sequence[int]) -> Iterator[Growth]:
    """The costs of libraries of about so many passages, the smallest first."""
    made = {size: _made(sentences, work, size) for size in sorted(sizes)}
    asks: dict[int, list[float]] = {size: [] for size in made}
    for _ in range(COLD):
        for size in made:  # in turn, since they are compared
            asks[size].append(run(rag_command(work / f"library-{size}", "ask", questions[0]), 1).seconds)
    for size, ingest in made.items():
        warm = _warm_retrieval(work / f"library-{size}", questions)
        yield Growth(size, ingest.seconds, ingest.peak_mb, median(asks[size]), *warm)


def _made(sentences: list[str], work: Path, size: int) -> Process:
    folder = work / f"corpus-{size}"
    synthetic_corpus.write_rows(folder, sentences, size // 4)
    return run(rag_command(work / f"library-{size}", "ingest", str(folder)), available_cores())


def _warm_retrieval(home: Path, questions: list[str]) -> tuple[float, float]:
    """The median milliseconds of a retrieval, without a filter and with one."""
    rag = Rag(home=home)
    plain = [partial(rag.retrieve, question) for question in questions]
    narrow = [partial(rag.retrieve, question, sources=[f"Outlet {n % 100:02}"]) for n, question in enumerate(questions)]
    timed([*plain[:10], *narrow[:10]])
    found = median(timed(plain)), median(timed(narrow))
    rag.close()
    return found


def largest(small: Growth, large: Growth) -> Iterator[Figure]:
    """The costs of the largest library, with the goals for them."""
    at, few = f"at {large.passages:,} passages: ", f"(beside: {small.passages:,})"
    yield Figure(f"{at}rag ask, cold {few}", large.ask_seconds, small.ask_seconds, "s", "≤ 1 s more", COLD)
    yield Figure(f"{at}retrieval, warm, p50", large.retrieval_ms, None, "ms", "≤ 15", QUERIES)
    narrow = f"{at}a filter that keeps 1 % (beside: none)"
    yield Figure(narrow, large.filtered_ms, large.retrieval_ms, "ms", "≤ 2 ×", QUERIES)
    yield Figure(f"{at}peak memory of the ingest", large.ingest_mb, None, "MB", "≤ 1,500", 1)


def unchanged(sentences: list[str], work: Path, n: int = 10_000) -> Iterator[Figure]:
    """A cold ingest of articles that the library has already."""
    folder, home = work / "unchanged", work / "unchanged-home"
    synthetic_corpus.write_files(folder, sentences, n)
    first = run(rag_command(home, "ingest", str(folder)), available_cores())
    again = run(rag_command(home, "ingest", str(folder)), 1)
    what = f"ingest of {n:,} unchanged articles (beside: the first)"
    yield Figure(what, again.seconds, first.seconds, "s", "≤ 10", 1)
