"""The command line: its commands and its exit codes. Results go to standard output, all else to standard error.

No heavy library is imported before a command needs it: `rag --help` must be instant.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext, suppress
from io import TextIOWrapper
from typing import Annotated, Any

import typer

from ..errors import RagError, SettingsError
from ..terminal.console import notes, open_closed, reported, write, write_json
from ..terminal.sanitize import safe
from . import library, questions, serving
from .evaluation import app as evaluation
from .options import AsJson, Home

# Newer versions of typer vendor click: this is the usage error of whichever click it uses.
_UsageError: type[Any] = typer.BadParameter.__mro__[1]

app = typer.Typer(
    name="rag",
    help="Questions over your articles, answered with citations that can be checked to the character.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(evaluation, name="eval")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command line and returns its exit code. Only `RagError` is caught: a bug keeps its traceback."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    as_json = "--json" in (given[: given.index("--")] if "--" in given else given)
    open_closed()
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # an article may hold characters that the encoding lacks
    try:
        _check_encoding(given)
        with reported(sys.stdout) if {"--help", "-h"} & set(given) else nullcontext():  # typer prints the help itself
            code = int(app(given, prog_name="rag", standalone_mode=False) or 0)
    except RagError as error:
        return _fail(error, as_json)
    except _UsageError as error:
        error.show()
        if as_json:
            write_json({"error": error.format_message(), "hint": "Type `rag --help` to see what can be typed."})
        return int(error.exit_code)
    except KeyboardInterrupt:
        code = 130
    if code == 130:
        notes().print("Interrupted.")
        if as_json:
            write_json({"error": "Interrupted.", "hint": ""})
    return code


def _check_encoding(arguments: Sequence[str]) -> None:
    """An argument must be UTF-8 unless it is an existing path, which may be any bytes."""
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            if not os.path.exists(argument):  # noqa: PTH110 - Path.exists raises for a name that is too long
                raise SettingsError(
                    f"{argument!a} is not valid UTF-8.", "Set the terminal to UTF-8 and type it again."
                ) from None


def _fail(error: RagError, as_json: bool) -> int:
    console = notes()
    console.print(safe(error.message), style="bold red")
    if error.hint:
        console.print(safe(error.hint))
    if as_json:
        with suppress(RagError):  # standard output itself may be what failed
            write_json({"error": error.message, "hint": error.hint})
    return 1


def _show_version(wanted: bool) -> None:
    if wanted:
        from .. import __version__

        write(f"rag {__version__}\n")
        raise typer.Exit


@app.callback()
def _root(
    home: Home = None,
    as_json: AsJson = False,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None: ...


app.command(cls=library.IngestCommand)(library.ingest)
app.command()(questions.ask)
app.command()(questions.timeline)
app.command()(questions.chat)
app.command()(questions.check)
app.command()(serving.serve)
app.command()(serving.mcp)
app.command("list")(library.list_articles)
app.command()(library.show)
app.command()(library.remove)
app.command()(library.rebuild)
app.command()(library.copy)
app.command()(library.doctor)
