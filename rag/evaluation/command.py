"""`rag eval` on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..options import AsJson, Home, RunByDefault
from ..terminal import notes, one_line, progress_bar, results, write_json

app = typer.Typer(cls=RunByDefault, help="Measure on questions whose answers are known. Without a subcommand: run.")


@app.callback()
def _group() -> None: ...


@app.command("run")
def run(
    cases: Annotated[list[Path] | None, typer.Argument(metavar="CASES", help="Files of cases; evals/seeds.jsonl by default.")] = None,
    articles: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Ask these articles, in a library that is deleted afterwards.")
    ] = None,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="Ask the first N cases only.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Where the log goes; the library's folder by default.")] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Ask every case and print the metrics. Without CASES and --articles: the seeds."""
    from . import table
    from .session import evaluate

    with progress_bar("Asking") as bar:
        done = evaluate(cases or [], articles, home=home, out=out, limit=limit, bar=bar)
    for problem in done.problems:
        notes().print(one_line(problem), style="yellow")
    if as_json:
        write_json(done.summary.to_dict() | {"log": str(done.log)})
    else:
        results().print(table.render(done.summary), *([table.render_tags(done.summary)] if done.summary.tags else []))
        notes().print(f"The log is in {one_line(str(done.log))}", soft_wrap=True)  # a path that is cut cannot be copied
    if done.summary.not_scored:
        raise typer.Exit(1)
