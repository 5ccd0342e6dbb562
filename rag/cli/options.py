"""What several commands share: options, opening the library, and a command group with a default subcommand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from ..service import Rag


def _inherited(ctx: typer.Context, param: typer.CallbackParam, value: Any) -> Any:
    """The value given before the subcommand, unless one is given after it."""
    given = ctx.ensure_object(dict)
    if value:
        given[param.name] = value
    return given.get(param.name, value)


Home = Annotated[
    str | None,
    typer.Option(
        "--home",
        metavar="DIR|URL",
        help="The library's folder, or its database as postgresql://user@host/db, instead of RAG_HOME.",
        callback=_inherited,
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON document on standard output.", callback=_inherited)
]


Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="PROVIDER:NAME",
        help="The model that answers, instead of RAG_MODEL; `extractive` quotes articles, offline.",
    ),
]
Fallback = Annotated[
    bool | None, typer.Option("--fallback", help="Answer with quotes if the model fails.", show_default=False)
]


@contextmanager
def opened(home: str | None, **flags: Any) -> Iterator[Rag]:
    """The library in `home`, or in the settings' home; closed afterwards. `flags` override the settings."""
    from ..service import Rag
    from ..settings import load_settings

    rag = Rag(home, settings=load_settings(**flags))
    try:
        yield rag
    finally:
        rag.close()


class RunByDefault(TyperGroup):
    """Reads `rag eval CASES…` as `rag eval run CASES…`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Adds `run` unless a subcommand is given, which may come after --home and --json."""
        at = 0
        while at < len(args) and args[at].split("=")[0] in ("--home", "--json"):
            at += 2 if args[at] == "--home" else 1
        if args[at : at + 1] and args[at] in self.commands:
            args = [args[at], *args[:at], *args[at + 1 :]]
        elif args not in (["--help"], ["-h"]):
            args = ["run", *args]
        return super().parse_args(ctx, args)
