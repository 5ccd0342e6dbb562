"""Standard output and standard error: a console for each, JSON documents, and errors of writing."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, NoReturn

from ..errors import RagError
from .sanitize import ESCAPED, escape

if TYPE_CHECKING:
    from rich.console import Console

ENDLESS = 1_000_000
"""Width in columns of a file or a pipe: nothing is wrapped or cut for the program that reads it."""


def open_closed() -> None:
    """Opens /dev/null for every standard stream that is closed (`>&-`).

    Otherwise the next file opened, one of the library's, would get the stream's number and be written to.
    Standard input is then empty, writing a result fails, and notes are dropped.
    """
    for name, flags, mode in (("stdin", os.O_RDONLY, "r"), ("stdout", os.O_RDONLY, "w"), ("stderr", os.O_WRONLY, "w")):
        if getattr(sys, name) is None:  # os.open takes the lowest free number, which is the stream's own
            setattr(sys, name, os.fdopen(os.open(os.devnull, flags), mode, encoding="utf-8"))


def results() -> Console:
    """A console on the current sys.stdout."""
    return _console(sys.stdout)


def notes() -> Console:
    """A console on the current sys.stderr, for everything but the result."""
    return _console(sys.stderr)


def _console(stream: IO[str]) -> Console:
    from rich.console import Console, ConsoleDimensions

    class Screen(Console):
        def print(self, *objects: Any, **options: Any) -> None:
            with reported(stream):
                super().print(*objects, **options)

        def on_broken_pipe(self) -> NoReturn:
            raise BrokenPipeError

    screen = Screen(file=stream, width=None if stream.isatty() else ENDLESS, markup=False, emoji=False, highlight=False)
    if screen.is_dumb_terminal:
        columns, lines = os.get_terminal_size(stream.fileno())
        screen.size = ConsoleDimensions(columns or 80, lines or 25)  # rich assumes 80 columns for a dumb terminal
    return screen


@contextmanager
def reported(stream: IO[str]) -> Iterator[None]:
    """Exits with 0 when the reader of the output has closed it (`| head`); raises `RagError` for other failures."""
    try:
        yield
    except OSError as error:
        # Python flushes the stream again at exit, which would fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if isinstance(error, BrokenPipeError):
            raise SystemExit(0) from None
        raise RagError(
            f"The output cannot be written: {error.strerror or error}.", "Send it to another place."
        ) from None


@contextmanager
def unechoed() -> Iterator[None]:
    """Turns the terminal's echo off, so that keys typed during an answer do not appear in it.

    The next prompt gets them, Ctrl-D included. Ctrl-C still interrupts.
    """
    try:
        import termios
    except ImportError:  # Windows
        yield
        return
    try:
        before = termios.tcgetattr(sys.stdin)
    except (OSError, ValueError, termios.error):  # standard input is no terminal
        yield
        return
    try:
        quiet = [*before[:3], before[3] & ~(termios.ECHO | termios.ICANON), *before[4:]]
        termios.tcsetattr(sys.stdin, termios.TCSANOW, quiet)
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSANOW, before)


def write(text: str) -> None:
    """Writes text to standard output unchanged."""
    with reported(sys.stdout):
        sys.stdout.write(text)
        sys.stdout.flush()


def write_json(document: Any) -> None:
    """Writes one JSON document, without control characters and the same in every encoding."""
    _write_json(document, 2)


def write_json_line(document: Any) -> None:
    """`write_json`, on one line."""
    _write_json(document, None)


def _write_json(document: Any, indent: int | None) -> None:
    readable = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    text = json.dumps(document, ensure_ascii=not readable, indent=indent)
    write(ESCAPED.sub(escape, text) + "\n")
