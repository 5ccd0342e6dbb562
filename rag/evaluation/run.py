"""`rag eval run`: which cases are asked, of which library, and where the log is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import CaseError
from ..service import Rag
from ..settings import Home, Settings, home_of, load_settings
from .cases import Case, misfits, read_cases
from .logs import Log, LogWriter, drop_unfinished_line, make_folder, new_path, read_log
from .provenance import differences, fingerprint
from .runner import run
from .scoring import CaseResult
from .temporary_library import throwaway

if TYPE_CHECKING:
    from ..terminal.progress import Bar

MOST_PROBLEMS = 5


@dataclass(frozen=True)
class RunRequest:
    """What was typed. Without `articles` the user's own library is asked; without `files`, the seeds."""

    files: tuple[Path, ...] = ()
    articles: Path | None = None
    home: Home | None = None
    model: str | None = None
    tags: tuple[str, ...] = ()
    """Only cases with one of these tags are asked; all if empty."""
    limit: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """For the log, from which `resume` reads it again; paths are absolute."""
        return {
            "files": [str(path.absolute()) for path in self.files],
            "articles": str(self.articles.absolute()) if self.articles else None,
            "home": _kept(self.home),
            "model": self.model,
            "tags": list(self.tags),
            "limit": self.limit,
        }


def asked_home(home: str | None) -> Home | None:
    return home_of(home) if home else None


def _kept(home: Home | None) -> str | None:
    """For the log, without a password."""
    return None if home is None else str(home.absolute() if isinstance(home, Path) else home)


class Interrupted(KeyboardInterrupt):
    """Ctrl-C after at least one case: the run can be continued from the log at `path`."""

    def __init__(self, path: Path, done: int, cases: int) -> None:
        super().__init__()
        self.path, self.done, self.cases = path, done, cases


@dataclass(frozen=True)
class Evaluated:
    """A finished run. `problems` are sentences for the user about cases that do not fit or crashed."""

    log: Log
    problems: tuple[str, ...]


def evaluate(request: RunRequest, *, out: Path | None, jobs: int, bar: Bar) -> Evaluated:
    """Asks the cases and logs each in the folder `out` as it is answered. Raises `Interrupted` at Ctrl-C."""
    request = with_defaults(request)
    cases = chosen(request)
    settings = _settings(request)
    folder = make_folder(out or settings.folder / "evals")
    with _library(request, settings, bar) as rag:
        head = _fingerprint(rag, request, cases)
        path = new_path(folder, request.files[0].stem)
        with LogWriter(path, head) as log:
            return _finish(rag, cases, log, jobs, bar, done=0)


def resume(path: Path, *, jobs: int, bar: Bar) -> Evaluated:
    """Asks the cases that an interrupted run left or that crashed in it.

    Raises `CaseError` if the settings, articles, cases or anything else in the fingerprint has changed since.
    """
    before = read_log(path)
    request = _request(before.fingerprint.get("asked", {}), path)
    cases = chosen(request)
    with _library(request, _settings(request), bar) as rag:
        if changed := differences(before.fingerprint, _fingerprint(rag, request, cases)):
            raise CaseError(
                f"The run {path} cannot be continued: since then the {' and the '.join(changed)} changed.",
                "Start anew, with the command that began it.",
            )
        done = {result.case.id for result in before.results if result.error is None or result.unfit}
        drop_unfinished_line(path)
        with LogWriter(path) as log:
            return _finish(rag, [case for case in cases if case.id not in done], log, jobs, bar, done=len(done))


def _finish(rag: Rag, cases: Sequence[Case], log: LogWriter, jobs: int, bar: Bar, *, done: int) -> Evaluated:
    def keep(result: CaseResult) -> None:
        log.add(result)
        bar.advance()

    try:
        bar.start(done + len(cases))
        bar.reach(done, done + len(cases))
        unfit = _misfits(rag, cases)
        for case in cases:
            if case.id in unfit:
                keep(CaseResult(case, None, error=unfit[case.id], unfit=True))
        run(rag, [case for case in cases if case.id not in unfit], keep, jobs=jobs)
    except BaseException as error:
        if not done + log.written:
            with suppress(OSError):
                log.path.unlink()
        elif isinstance(error, KeyboardInterrupt):
            raise Interrupted(log.path, done + log.written, done + len(cases)) from None
        raise
    whole = read_log(log.path)
    lost = [r for r in whole.results if r.error is not None]
    unfit_ones = [f"The case {r.case.id!r} does not fit: {r.error}." for r in lost if r.unfit]
    crashed = [f"The case {r.case.id!r} crashed and is not scored: {r.error}" for r in lost if not r.unfit]
    return Evaluated(whole, (*_few(unfit_ones), *_few(crashed)))


def _misfits(rag: Rag, cases: Sequence[Case]) -> dict[str, str]:
    """Why each case does not fit its articles, by its id."""
    held = {entry.id for entry in rag.articles()}
    texts = {name: rag.article(name).text for case in cases for name in case.articles if name in held}
    found = {case.id: misfits(case, texts) for case in cases}
    return {name: "; ".join(problems) for name, problems in found.items() if problems}


def _fingerprint(rag: Rag, request: RunRequest, cases: Sequence[Case]) -> dict[str, Any]:
    corpus = [(entry.id, entry.sha256) for entry in rag.articles()]
    return fingerprint(rag.describe(), corpus, cases, request.to_dict())


def with_defaults(request: RunRequest) -> RunRequest:
    """The request, with the seeds if no cases are named."""
    if request.files:
        return request
    return replace(request, files=(shipped("evals/seeds.jsonl"),), articles=request.articles or shipped("seeds"))


def chosen(request: RunRequest) -> list[Case]:
    """The first `limit` cases of the files, in their order, that have one of the tags."""
    cases = _read(request.files)
    if request.tags and not (cases := [case for case in cases if set(case.tags) & set(request.tags)]):
        known = sorted({tag for case in _read(request.files) for tag in case.tags})
        raise CaseError(
            f"No case is tagged {' or '.join(request.tags)}.", f"The tags are: {', '.join(known) or 'none'}."
        )
    return cases[: request.limit]


def shipped(name: str) -> Path:
    """A file or folder of the project, in the current folder or else in the checkout that this package runs from."""
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
                raise CaseError(
                    f"The id {case.id!r} in {path} is also in another of these files.",
                    "Give each case an id of its own.",
                )
            cases[case.id] = case
    return list(cases.values())


def _settings(request: RunRequest) -> Settings:
    return load_settings(home=request.home, model=request.model)


@contextmanager
def _library(request: RunRequest, settings: Settings, bar: Bar) -> Iterator[Rag]:
    if request.articles is None:
        with closing(Rag(settings=settings)) as rag:
            yield rag
        return
    from ..terminal.articles import outcome_reporter

    with throwaway([request.articles], settings=settings, on_start=bar.start, on_outcome=outcome_reporter(bar)) as rag:
        yield rag


def _request(asked: dict[str, Any], path: Path) -> RunRequest:
    try:
        return RunRequest(
            files=tuple(map(Path, asked["files"])),
            articles=Path(asked["articles"]) if asked["articles"] else None,
            home=asked_home(asked["home"]),
            model=asked["model"],
            tags=tuple(asked["tags"]),
            limit=asked["limit"],
        )
    except (KeyError, TypeError):
        raise CaseError(f"The log {path} does not say what was asked.", "Start anew with `rag eval`.") from None


def _few(problems: Sequence[str]) -> list[str]:
    more = len(problems) - MOST_PROBLEMS
    return [*problems[:MOST_PROBLEMS], *([f"And {more} more like this."] if more > 0 else [])]
