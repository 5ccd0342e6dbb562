"""`rag ingest --follow`: a line for each outcome, until Ctrl-C."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from ..errors import RagError
from ..terminal.articles import dated_line
from ..terminal.console import notes, results, write_json_line
from ..terminal.sanitize import one_line

if TYPE_CHECKING:
    from ..service import Rag
    from ..types import Outcome


def follow(rag: Rag, paths: Sequence[str], seconds: float, as_json: bool, **options: Any) -> NoReturn:
    """`options` are those of `Rag.follow`. Exits with 0 on Ctrl-C, with 1 where it cannot begin."""

    def tell(outcome: Outcome) -> None:
        if as_json:
            write_json_line({"time": _now().isoformat(), **asdict(outcome)})
        else:
            results().print(dated_line(_now(), outcome))

    def complain(error: RagError) -> None:
        if as_json:
            write_json_line({"time": _now().isoformat(), "error": error.message, "hint": error.hint})
        notes().print(one_line(f"{_now():%Y-%m-%d %H:%M:%S} {error.advice}"), style="bold red")

    def begin() -> None:
        notes().print("Following. Ctrl-C ends it.")

    try:
        rag.follow(paths, seconds, on_outcome=tell, on_error=complain, on_started=begin, **options)
    except KeyboardInterrupt:
        raise typer.Exit(0) from None
    except RagError as error:
        complain(error)
        raise typer.Exit(1) from None


def _now() -> datetime:
    return datetime.now().astimezone().replace(microsecond=0)
