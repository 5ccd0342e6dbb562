"""What several commands of the command line share: options, and a group with a default."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from ..service import Rag


def _inherited(ctx: typer.Context, param: typer.CallbackParam, value: Any) -> Any:
    """What was given before the subcommand holds where nothing is given after it."""
    given = ctx.ensure_object(dict)
    if value:
        given[param.name] = value
    return given.get(param.name, value)


Home = Annotated[
    Path | None,
    typer.Option(
        "--home",
        metavar="DIR",
        help="The library's folder, instead of RAG_HOME's.",
        readable=False,
        callback=_inherited,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.", callback=_inherited)]


Model = Annotated[
    str | None,
    typer.Option(
        "--model", metavar="PROVIDER:NAME", help="Who answers, instead of RAG_MODEL's; extractive quotes, offline."
    ),
]
Fallback = Annotated[
    bool | None, typer.Option("--fallback", help="Answer with quotes where the model fails.", show_default=False)
]


@contextmanager
def opened(home: Path | None, **flags: Any) -> Iterator[Rag]:
    """The library of that home, or of the settings; its files are let go of afterwards. `flags` go before the settings."""
    from ..service import Rag
    from ..settings import load_settings

    rag = Rag(home, settings=load_settings(**flags))
    try:
        yield rag
    finally:
        rag.close()


class RunByDefault(TyperGroup):
    """Takes `rag eval CASES…` for `rag eval run CASES…`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """A subcommand may come after --home and --json."""
        at = 0
        while at < len(args) and args[at].split("=")[0] in ("--home", "--json"):
            at += 2 if args[at] == "--home" else 1
        if args[at : at + 1] and args[at] in self.commands:
            args = [args[at], *args[:at], *args[at + 1 :]]
        elif args not in (["--help"], ["-h"]):
            args = ["run", *args]
        return super().parse_args(ctx, args)
