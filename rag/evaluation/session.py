"""One `rag eval run`: which cases, of which library, and where the log goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import CaseError
from ..service import Rag
from .cases import Case, misfits, read_cases
from .library import throwaway
from .runner import Summary, run, summarise, write_log

if TYPE_CHECKING:
    from ..terminal import Bar
    from .scoring import CaseResult

MOST_PROBLEMS = 5


@dataclass(frozen=True)
class Evaluated:
    """`problems` are sentences for the user: cases that do not fit the articles, cases that crashed."""

    summary: Summary
    log: Path
    problems: tuple[str, ...]


def evaluate(
    files: Sequence[Path], articles: Path | None, *, home: Path | None, out: Path | None, limit: int | None, bar: Bar
) -> Evaluated:
    """Asks the cases of `files` and writes the log into `out`.

    Who is asked: a throw-away library of `articles`; else the user's own; without files too, a throw-away library of the seeds.
    """
    if not files:
        files = [shipped("evals/seeds.jsonl")]
        articles = articles or shipped("seeds")
    cases = _read(files)[:limit]
    own = Rag(home)
    logs = _made(out or own.settings.home / "evals")
    with closing(own), _library(articles, own, bar) as rag:
        bar.start(len(cases))
        entries = {entry.id: entry.sha256 for entry in rag.articles()}
        texts = {name: rag.article(name).text for case in cases for name in case.articles if name in entries}
        unfit = [f"The case {case.id!r} does not fit: {problem}." for case in cases for problem in misfits(case, texts)]
        done = run(rag, cases, on_case=lambda _: bar.advance(), settings=rag.describe(), corpus=entries.items())
    log = _log_path(logs, files[0].stem)
    write_log(log, done)
    return Evaluated(summarise(done.results), log, (*_few(unfit), *_few(_crashed(done.results))))


def shipped(name: str) -> Path:
    """A file or folder of the project: in the current folder, else in the checkout that this package runs from."""
    for folder in (Path.cwd(), Path(__file__).parents[2]):
        if (path := folder / name).exists():
            return path
    raise CaseError(
        f"{name} is neither in the current folder nor beside the installed package.",
        "Type `rag eval CASES.jsonl --articles DIR`, or run `rag eval` in a checkout of the project.",
    )


def _read(files: Sequence[Path]) -> list[Case]:
    cases: dict[str, Case] = {}
    for path in files:
        for case in read_cases(path):
            if case.id in cases:
                raise CaseError(f"The id {case.id!r} in {path} is also in another of these files.", "Give each case an id of its own.")
            cases[case.id] = case
    return list(cases.values())


@contextmanager
def _library(articles: Path | None, own: Rag, bar: Bar) -> Iterator[Rag]:
    if articles is None:
        yield own
        return
    from ..showing import reporter

    with throwaway([articles], settings=own.settings, on_start=bar.start, on_outcome=reporter(bar)) as rag:
        yield rag


def _crashed(results: Sequence[CaseResult]) -> list[str]:
    return [f"The case {result.case.id!r} crashed and is not scored: {result.error}" for result in results if result.error is not None]


def _few(problems: Sequence[str]) -> list[str]:
    more = len(problems) - MOST_PROBLEMS
    return [*problems[:MOST_PROBLEMS], *([f"And {more} more like this."] if more > 0 else [])]


def _made(folder: Path) -> Path:
    """Before the first question is asked: a run that cannot be written down may have taken an hour."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CaseError(f"The folder {folder} for the log cannot be made: {error.strerror}.", "Name another with --out.") from None
    return folder


def _log_path(folder: Path, name: str) -> Path:
    """Named after the cases and the time; never one that exists."""
    stem = f"{name}-{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    names = (f"{stem}{suffix}.jsonl" for suffix in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(path for path in map(folder.joinpath, names) if not path.exists())
