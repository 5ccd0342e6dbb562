"""`rag eval` on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..terminal.console import notes, results, write_json
from ..terminal.progress import progress_bar
from ..terminal.sanitize import one_line, safe
from .options import AsJson, Home, RunByDefault

if TYPE_CHECKING:
    from ..evaluation.baseline import Fall
    from ..evaluation.logs import Log
    from ..evaluation.run import RunRequest

app = typer.Typer(cls=RunByDefault, help="Measure answers on questions with known answers. Without a subcommand: run.")

LogFile = Annotated[Path, typer.Argument(metavar="LOG", help="A log that `rag eval` wrote.")]


@app.callback()
def _group() -> None: ...


@app.command("run")
def run(
    cases: Annotated[
        list[Path] | None, typer.Argument(metavar="CASES", help="Files of cases; evals/seeds.jsonl by default.")
    ] = None,
    articles: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Ask these articles, in a temporary library.")
    ] = None,
    model: Annotated[
        str | None, typer.Option(metavar="M", help="The model that answers, instead of RAG_MODEL.")
    ] = None,
    tag: Annotated[
        list[str] | None, typer.Option(metavar="T", help="Ask only cases with this tag; may be repeated.")
    ] = None,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="Ask only the first N cases.")] = None,
    jobs: Annotated[int, typer.Option(metavar="N", min=1, help="Ask N cases at a time.")] = 1,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for the log; inside the library's folder by default.")
    ] = None,
    resume: Annotated[
        Path | None, typer.Option(metavar="LOG", help="Ask the cases that this log's run left out or that crashed.")
    ] = None,
    gate: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Exit with 1 if a metric falls below this baseline.")
    ] = None,
    max_drop: Annotated[
        list[str] | None,
        typer.Option(metavar="METRIC=AMOUNT", help="With --gate: how far a metric may fall; may be repeated."),
    ] = None,
    write_baseline: Annotated[
        bool,
        typer.Option("--write-baseline", help="Write baseline.json beside the cases, or the file that --gate names."),
    ] = False,
    report: Annotated[bool, typer.Option("--report", help="Write an HTML report beside the log.")] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Ask every case and print the metrics. Without CASES and --articles: the seeds."""
    from ..evaluation.baseline import falls, read_baseline
    from ..evaluation.run import RunRequest, asked_home

    request = RunRequest(tuple(cases or ()), articles, asked_home(home), model, tuple(tag or ()), limit)
    if resume and (request != RunRequest(home=asked_home(home)) or out):
        raise typer.BadParameter(
            "The log says what to ask; give nothing beside it but --jobs and --gate.", param_hint="--resume"
        )
    drops = _drops(max_drop or [], gate)
    # read before the questions are asked, which may take an hour
    baseline = read_baseline(gate) if gate and not write_baseline else None
    log = _asked(request, resume, out, jobs, as_json=as_json)
    if not as_json:  # the document names the log
        notes().print(f"The log is in {one_line(str(log.path))}", soft_wrap=True)  # a wrapped path cannot be copied
    fallen = falls(baseline, log, drops) if baseline else None
    _print(log, fallen, as_json=as_json)
    if write_baseline:
        _write_baseline(gate or Path(log.fingerprint["asked"]["files"][0]).with_name("baseline.json"), log)
    if report:
        _write_report(log, None)
    if crashed := sum(result.error is not None and not result.unfit for result in log.results):
        notes().print(
            f"To ask the {crashed} that crashed again, type: rag eval --resume {_quoted(log.path)}", soft_wrap=True
        )
    if fallen or crashed:
        raise typer.Exit(1)


def _asked(request: RunRequest, resume: Path | None, out: Path | None, jobs: int, *, as_json: bool) -> Log:
    """Runs or resumes and returns the log. With `as_json` it names the unfit and crashed cases, as `_print` does."""
    from ..evaluation import run

    try:
        with progress_bar("Asking") as bar:
            done = (
                run.resume(resume, jobs=jobs, bar=bar) if resume else run.evaluate(request, out=out, jobs=jobs, bar=bar)
            )
    except run.Interrupted as stopped:
        notes().print(f"{stopped.done} of {stopped.cases} cases are answered. To continue, type:")
        notes().print(f"rag eval --resume {_quoted(stopped.path)}", soft_wrap=True)
        raise
    for problem in done.problems if as_json else ():
        notes().print(one_line(problem), style="yellow")
    return done.log


def _drops(given: list[str], gate: Path | None) -> dict[str, float]:
    from ..evaluation.baseline import MAX_DROPS

    drops: dict[str, float] = {}
    for pair in given:
        name, _, amount = pair.partition("=")
        try:
            drops[name] = float(amount)
        except ValueError:
            drops[name] = -1
        if not 0 <= drops[name] <= 1:
            raise typer.BadParameter(f"{pair!r} is not METRIC=AMOUNT, such as answer=.02.", param_hint="--max-drop")
        if name not in MAX_DROPS:
            raise typer.BadParameter(f"{name!r} is none of {', '.join(MAX_DROPS)}.", param_hint="--max-drop")
    if given and not gate:
        raise typer.BadParameter("There is no --gate that it could apply to.", param_hint="--max-drop")
    return drops


def _quoted(path: Path) -> str:
    import shlex

    return shlex.quote(one_line(str(path)))


def _print(log: Log, fallen: list[Fall] | None, *, as_json: bool) -> None:
    from dataclasses import asdict

    from ..evaluation import tables
    from ..evaluation.scoring import why
    from ..evaluation.summary import summarise

    summary, failed = summarise(log.results), tables.failed(log.results)
    if as_json:
        verdict = {} if fallen is None else {"gate": {"passed": not fallen, "falls": [asdict(fall) for fall in fallen]}}
        named = [{"id": r.case.id, "question": r.case.question, "why": why(r)} for r in failed]
        write_json(summary.to_dict() | {"failed": named, "log": str(log.path)} | verdict)
        return
    results().print(tables.render(summary), *([tables.render_tags(summary)] if summary.tags else []))
    results().print(*tables.render_failures(summary, failed), sep="\n")
    if len(failed) > tables.MOST_NAMED:
        results().print(f"  rag eval report {_quoted(log.path)}", soft_wrap=True)
    if fallen is not None:
        results().print(
            *(tables.render_falls(fallen) or ["No metric is below the baseline by more than it may be."]), sep="\n"
        )


def _write_baseline(path: Path, log: Log) -> None:
    from ..evaluation.baseline import write_baseline

    write_baseline(path, log)
    notes().print(f"The baseline is in {one_line(str(path))}", soft_wrap=True)


def _write_report(log: Log, out: Path | None) -> Path:
    from ..evaluation.report import write_report
    from ..files import PRIVATE

    path = write_report(log, out) if out else write_report(log, log.path.with_suffix(".html"), PRIVATE)
    notes().print(f"The report is in {one_line(str(path))}", soft_wrap=True)
    return path


@app.command("compare")
def compare_runs(
    one: Annotated[Path, typer.Argument(metavar="A", help="The log of the run before.")],
    other: Annotated[Path, typer.Argument(metavar="B", help="The log of the run after.")],
    home: Home = None,  # noqa: ARG001 - every command takes it
    as_json: AsJson = False,
) -> None:
    """Compare two runs. Shows which questions flipped, and which differences are significant."""
    from ..evaluation import tables
    from ..evaluation.compare import compare
    from ..evaluation.logs import read_whole_log

    found = compare(read_whole_log(one), read_whole_log(other))
    if as_json:
        write_json(found.to_dict())
    else:
        names = (one.stem, other.stem) if one.stem != other.stem else ("A", "B")
        results().print(*tables.render_comparison(found, names))


@app.command("rescore")
def rescore(log: LogFile, home: Home = None, as_json: AsJson = False) -> None:  # noqa: ARG001
    """Recompute the metrics of a log without asking again."""
    from ..evaluation.logs import read_log

    read = read_log(log)
    if read.left:
        notes().print(
            f"The run was interrupted with {read.left} cases left. To continue: rag eval --resume {_quoted(log)}",
            style="yellow",
        )
    _print(read, None, as_json=as_json)


@app.command("report")
def report_of(
    log: LogFile,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE.html", help="The file; beside the log by default.")
    ] = None,
    home: Home = None,  # noqa: ARG001
    as_json: AsJson = False,
) -> None:
    """Write a log as an HTML report. It has every question, answer and quote."""
    from ..evaluation.logs import read_log

    path = _write_report(read_log(log), out)
    if as_json:
        write_json({"report": str(path)})


@app.command("draft")
def draft_cases(
    articles: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Ask about these articles; the library's by default.")
    ] = None,
    number: Annotated[int, typer.Option("-n", metavar="N", min=1, help="Number of cases to propose.")] = 20,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="FILE", help="Add to this file; drafted.jsonl beside the logs by default."),
    ] = None,
    model: Annotated[
        str | None, typer.Option(metavar="M", help="The model that proposes, instead of RAG_MODEL.")
    ] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Let a chat model propose cases. Those that you approve are added to a file."""
    from dataclasses import asdict

    from ..evaluation.case_drafting import Drafts, articles_of, chat_model, draft
    from ..settings import load_settings

    def say(line: str) -> None:
        notes().print(safe(line))

    def ask(question: str) -> str:
        notes().print(question, end="")
        return input()

    settings = load_settings(home=home, model=model)
    writer = chat_model(settings)
    drafts = Drafts(out or settings.folder / "evals" / "drafted.jsonl")
    tally = draft(writer, articles_of(articles, settings, say), drafts, number, ask, say, settings.prompts)
    if as_json:
        write_json(asdict(tally) | {"file": str(drafts.path)})
        return
    results().print(
        f"{tally.approved} approved, {tally.declined} declined, "
        f"{tally.unfit} dropped because the article does not say so."
    )
    notes().print(f"The cases are in {one_line(str(drafts.path))}", soft_wrap=True)
