"""A library in a folder beside the same one in PostgreSQL:

python -m rag.benchmarks.backends BENCH postgresql://user@host/db --passages 1000 10000

BENCH is a folder with articles/ and cases.jsonl. The database must have no library; its tables are dropped after each
size. The clients are threads of this process. Passages are made up of the bench's sentences, each embedded as always;
with --made the vectors are made too, of those of the sentences, as embedding a hundred thousand takes an hour.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple

from ..errors import RagError
from ..evaluation.cases import read_cases
from ..library.copying import copy_library
from ..service import Rag
from ..settings import home_of
from ..storage.opening import open_store
from ..types import Passage
from ..urls import DatabaseURL
from . import synthetic_corpus
from .measurement import available_cores, run

CLIENTS = (1, 8)
NARROW = 0.01
"""The part of the articles that the narrow filter keeps: one outlet of a hundred."""


class Asked(NamedTuple):
    """Milliseconds of retrievals."""

    p50: float
    p95: float

    def line(self) -> str:
        return f"{self.p50:6.1f} {self.p95:6.1f}"


def compare(bench: Path, database: DatabaseURL, passages: int, *, made: bool) -> Iterator[str]:
    sentences = synthetic_corpus.sentences_of(bench / "articles")
    questions = [case.question for case in read_cases(bench / "cases.jsonl")][:100]
    with tempfile.TemporaryDirectory(prefix="rag-backends-") as work:
        folder = Path(work, "library")
        rows = Path(work, "rows")
        synthetic_corpus.write_rows(rows, sentences, passages // 4)
        for home in (folder, database):
            began = time.perf_counter()
            peak = _filled(rows, home) if made else _ingested(rows, home)
            rate = _chunks(home) / (time.perf_counter() - began)
            how = "vectors made" if made else f"its peak {peak:,.0f} MB"
            size = f"{_size(home) / 1e6:,.0f} MB on disk"
            yield f"{_chunks(home):>9,} {_name(home):<11} {rate:,.0f} passages/s ({how}), {size}"
        for home in (folder, database):
            yield from (f"{passages:>9,} {_name(home):<11} {line}" for line in _retrievals(home, questions))
        yield f"{passages:>9,} {_differences(folder, database, questions)}"
    _drop(database)


def _filled(rows: Path, home: Path | DatabaseURL) -> float:
    synthetic_corpus.fill(rows, home)
    return 0.0


def _ingested(rows: Path, home: Path | DatabaseURL) -> float:
    where = home.secret if isinstance(home, DatabaseURL) else str(home)
    return run([sys.executable, "-m", "rag", "--home", where, "ingest", str(rows)], available_cores()).peak_mb


def _retrievals(home: Path | DatabaseURL, questions: Sequence[str]) -> Iterator[str]:
    with Rag(home) as rag:
        plain = [partial(rag.retrieve, question) for question in questions]
        narrow = [partial(rag.retrieve, q, sources=[f"Outlet {n % 100:02}"]) for n, q in enumerate(questions)]
        _asked(plain[:10] + narrow[:10], 1)
        for clients in CLIENTS:
            asked, filtered = _asked(plain, clients), _asked(narrow, clients)
            yield f"{clients} client{'s' * (clients > 1)}: p50 p95 {asked.line()} ms; 1 % filter {filtered.line()} ms"


def _asked(calls: Sequence[Callable[[], object]], clients: int) -> Asked:
    def timed(call: Callable[[], object]) -> float:
        began = time.perf_counter()
        call()
        return 1000 * (time.perf_counter() - began)

    with ThreadPoolExecutor(clients) as pool:
        every = quantiles(pool.map(timed, calls), n=20)
    return Asked(every[9], every[18])


def _differences(folder: Path, database: DatabaseURL, questions: Sequence[str]) -> str:
    """In how many questions the passages differ, or their order."""
    with Rag(folder) as one, Rag(database) as other:
        pairs = [(_places(one.retrieve(q)), _places(other.retrieve(q))) for q in questions]
    differ = sum(a != b for a, b in pairs)
    others = sum(set(a) != set(b) for a, b in pairs)
    first = sum(a[:1] != b[:1] for a, b in pairs)
    return f"of {len(pairs)} questions {differ} have another order, {others} other passages, {first} another first one"


def _places(passages: Sequence[Passage]) -> list[tuple[str, int]]:
    return [(passage.article_id, passage.start) for passage in passages]


def copied(bench: Path, database: DatabaseURL) -> str:
    """The same, of the bench's own articles."""
    questions = [case.question for case in read_cases(bench / "cases.jsonl")]
    with tempfile.TemporaryDirectory(prefix="rag-backends-") as work:
        folder = Path(work, "library")
        with Rag(folder) as rag:
            rag.ingest(bench / "articles")
        copy_library(folder, database)
        said = f"{_chunks(folder):>9,} {bench.name}: {_differences(folder, database, questions)}"
    _drop(database)
    return said


def _chunks(home: Path | DatabaseURL) -> int:
    with closing(open_store(home)) as store:
        return store.opened().count_chunks()


def _size(home: Path | DatabaseURL) -> float:
    if isinstance(home, Path):
        return sum(file.stat().st_size for file in home.rglob("*") if file.is_file())
    import psycopg

    tables = "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c WHERE relnamespace = 'rag'::regnamespace"
    with psycopg.connect(home.secret) as db:
        found = db.execute(f"{tables} AND relkind = 'r'").fetchone()
    return float(found[0]) if found else 0.0


def _drop(database: DatabaseURL) -> None:
    import psycopg

    with psycopg.connect(database.secret) as db:
        db.execute("DROP SCHEMA rag CASCADE")


def _name(home: Path | DatabaseURL) -> str:
    return "folder" if isinstance(home, Path) else "PostgreSQL"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("bench", type=Path)
    parser.add_argument("database")
    parser.add_argument("--passages", type=int, nargs="*", default=[1000, 10_000])
    parser.add_argument("--made", action="store_true", help="make the vectors instead of embedding")
    options = parser.parse_args(arguments)
    database = home_of(options.database)
    try:
        if not isinstance(database, DatabaseURL):
            parser.error("the second argument is no postgresql:// address")
        sys.stdout.write(copied(options.bench, database) + "\n")
        for passages in options.passages:
            for line in compare(options.bench, database, passages, made=options.made):
                sys.stdout.write(line + "\n")
                sys.stdout.flush()
    except RagError as error:
        sys.stderr.write(error.advice + "\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
