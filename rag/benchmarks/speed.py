"""How fast rag is beside the usual LangChain script: python -m rag.benchmarks.speed BENCH

BENCH is a folder with articles/ and cases.jsonl. Both sides run in turn, pinned to the same cores, the questions on
one. A figure is the median of n measurements. Compare the ratios: the speed of the machine cancels out. All figures
take half an hour:

    python -m rag.benchmarks.speed BENCH --unchanged --sizes 1000 10000 100000

`--sizes` makes libraries of so many passages and shows how costs grow.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from ..embedding.registry import load_embedder
from ..errors import RagError, SettingsError
from ..evaluation.cases import read_cases
from ..service import Rag
from . import langchain_baseline, synthetic_corpus
from .growth import HEADER, Growth, growth, largest, unchanged
from .measurement import COLD, QUERIES, Figure, Process, available_cores, rag_command, run, timed

if TYPE_CHECKING:
    from ..embedding.embedder import Embedder

CHUNKS = 400
"""Chunks embedded for one figure."""
EXTRA = ("langchain_huggingface", "langchain_chroma", "langchain_text_splitters")


def starts() -> Iterator[Figure]:
    """How long the program takes before it does anything."""
    for what, command in (("rag --help", ["-m", "rag", "--help"]), ("import rag", ["-c", "import rag"])):
        seconds = [run([sys.executable, *command], 1).seconds for _ in range(COLD)]
        yield Figure(f"{what}, cold", median(seconds), None, "s", "≤ 0.3", COLD)


def baseline_command(*words: str) -> list[str]:
    """The command line of the LangChain script."""
    return [sys.executable, str(Path(langchain_baseline.__file__)), *words]


def in_turn(one: Callable[[], Any], other: Callable[[], Any], n: int) -> tuple[list[Any], list[Any]]:
    """Calls both `n` times, alternating, and returns the results of each."""
    pairs = [(one(), other()) for _ in range(n)]
    return [a for a, _ in pairs], [b for _, b in pairs]


def cold(bench: Path, work: Path, cores: int) -> Iterator[Figure]:
    """Processes from start to exit: an ingest of the bench, then one question."""
    articles, question = str(bench / "articles"), read_cases(bench / "cases.jsonl")[0].question
    homes = (work / f"cold-{n}" for n in range(10 * COLD))
    ours, theirs = in_turn(
        lambda: run(rag_command(next(homes), "ingest", articles), cores),
        lambda: run(baseline_command("ingest", articles, str(next(homes))), cores),
        COLD // 2 + 1,
    )
    yield Figure("ingest of the bench, cold", *_seconds(ours, theirs), "s", "≤ 0.40 ×", len(ours))
    home, database = work / "asked", str(work / "naive")
    run(rag_command(home, "ingest", articles), cores)
    run(baseline_command("ingest", articles, database), cores)
    ours, theirs = in_turn(
        lambda: run(rag_command(home, "ask", question), 1),
        lambda: run(baseline_command("ask", question, database), 1),
        COLD,
    )
    yield Figure("rag ask, cold", *_seconds(ours, theirs), "s", "≤ 0.25 ×", COLD)
    peaks = median(p.peak_mb for p in ours), median(p.peak_mb for p in theirs)
    yield Figure("peak memory of a cold rag ask", *peaks, "MB", "≤ 0.60 ×", COLD)


def _seconds(ours: Sequence[Process], theirs: Sequence[Process]) -> tuple[float, float]:
    return median(p.seconds for p in ours), median(p.seconds for p in theirs)


def warm(bench: Path, work: Path, cores: int) -> Iterator[Figure]:
    """Calls within one process; a first round is not counted. Uses the libraries that `cold` made in `work`."""
    import torch

    embeddings, embedder = langchain_baseline.embeddings(), load_embedder()
    texts = [document.page_content for document in langchain_baseline.passages(str(bench / "articles"))]
    torch.set_num_threads(cores)
    yield from _embedding(embedder, embeddings, (texts * (CHUNKS // len(texts) + 1))[:CHUNKS])
    torch.set_num_threads(1)
    with closing(Rag(home=work / "asked", embedder=embedder)) as rag:
        yield from _questions(rag, langchain_baseline.store(str(work / "naive")), _asked(bench))


def _embedding(embedder: Embedder, embeddings: Any, texts: Sequence[str]) -> Iterator[Figure]:
    import numpy as np

    few = texts[:50]
    cosines = (embedder.embed_queries(few) * np.array(embeddings.embed_documents(few))).sum(axis=1)
    ours, theirs = in_turn(
        lambda: timed([lambda: embedder.embed_queries(texts)])[0],
        lambda: timed([lambda: embeddings.embed_documents(texts)])[0],
        3,
    )
    rates = 1e3 * CHUNKS / median(ours), 1e3 * CHUNKS / median(theirs)
    yield Figure("passages embedded a second, warm", *rates, "1/s", "≥ 2.5 × with bf16, else 1", 3)
    yield Figure("least cosine to fp32", float(cosines.min()), None, "", "≥ 0.998", len(few))


def _questions(rag: Rag, database: Any, questions: Sequence[str]) -> Iterator[Figure]:
    n = len(questions)
    retrievals = [partial(rag.retrieve, question, k=langchain_baseline.K) for question in questions]
    searches = [partial(database.similarity_search, question, k=langchain_baseline.K) for question in questions]
    timed([*retrievals, *searches])
    both = median(timed(retrievals)), median(timed(searches))
    yield Figure("retrieval, warm, p50", *both, "ms", "≤ 0.60 ×", n)
    answers = sorted(timed([partial(rag.ask, question) for question in questions]))
    yield Figure("a whole answer, warm, p50", median(answers), None, "ms", "≤ 40", n)
    yield Figure("a whole answer, warm, p95", answers[int(0.95 * n)], None, "ms", "≤ 80", n)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; the table goes to standard output."""
    options = _parser().parse_args(arguments)
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


def _parser() -> argparse.ArgumentParser:
    about = "Compare the speed of rag with that of the usual LangChain script."
    parser = argparse.ArgumentParser(prog="python -m rag.benchmarks.speed", description=about)
    parser.add_argument("bench", type=Path, help="a folder with articles/ and cases.jsonl")
    sizes = "also time libraries of so many passages (100000 takes long)"
    parser.add_argument("--sizes", type=int, nargs="*", default=[], metavar="N", help=sizes)
    parser.add_argument("--unchanged", action="store_true", help="also time an ingest of 10,000 unchanged articles")
    return parser


def _check(bench: Path) -> None:
    if missing := [name for name in EXTRA if find_spec(name) is None]:
        raise SettingsError(f"The LangChain script needs {', '.join(missing)}.", "Type: pip install '.[bench]'")
    if not (bench / "cases.jsonl").is_file():
        raise SettingsError(f"{bench} holds no cases.jsonl.", "Name a folder with articles/ and cases.jsonl.")


def _lines(options: argparse.Namespace, work: Path) -> Iterator[str]:
    cores = available_cores()
    yield f"{'':<58} {'ours':>9} {'theirs':>9} {'':<10} {'ratio':>7}  reach"
    yield from (figure.line() for figure in starts())
    yield from (figure.line() for figure in cold(options.bench, work, cores))
    yield from (figure.line() for figure in warm(options.bench, work, cores))
    sentences = synthetic_corpus.sentences_of(options.bench / "articles")
    if options.unchanged:
        yield from (figure.line() for figure in unchanged(sentences, work))
    rows: list[Growth] = []
    for row in growth(sentences, _asked(options.bench), work, options.sizes):
        yield from ["", HEADER, row.line()] if not rows else [row.line()]
        rows.append(row)
    if rows:
        yield from ["", *(figure.line() for figure in largest(rows[0], rows[-1]))]


def _asked(bench: Path) -> list[str]:
    return [case.question for case in read_cases(bench / "cases.jsonl")][:QUERIES]


if __name__ == "__main__":
    sys.exit(main())
