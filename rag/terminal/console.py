"""What reaches a terminal or a pipe: two consoles, one JSON document, a progress bar, and no control character of anybody's text."""

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
"""Columns of what is no terminal: nothing is wrapped or cut for a program that reads it."""


def open_closed() -> None:
    """Puts something where a standard stream is closed (`>&-`): else the next file that is opened, one of the library's, would be it.

    Reading finds nothing, a result cannot be written, and what is said beside it goes nowhere.
    """
    for name, flags, mode in (("stdin", os.O_RDONLY, "r"), ("stdout", os.O_RDONLY, "w"), ("stderr", os.O_WRONLY, "w")):
        if getattr(sys, name) is None:  # the lowest number that is free, which is its own
            setattr(sys, name, os.fdopen(os.open(os.devnull, flags), mode, encoding="utf-8"))


def results() -> Console:
    """Standard output as it is now."""
    return _console(sys.stdout)


def notes() -> Console:
    """Standard error, for all that is not the result."""
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
        screen.size = ConsoleDimensions(columns or 80, lines or 25)  # rich takes every dumb terminal for 80 wide
    return screen


@contextmanager
def reported(stream: IO[str]) -> Iterator[None]:
    """Ends the program as done when who reads its output has seen enough (`| head`); a full disk is said in a sentence."""
    try:
        yield
    except OSError as error:
        # Python flushes the stream once more on its way out, which must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if isinstance(error, BrokenPipeError):
            raise SystemExit(0) from None
        raise RagError(
            f"The output cannot be written: {error.strerror or error}.", "Send it to another place."
        ) from None


@contextmanager
def unechoed() -> Iterator[None]:
    """What is typed between two prompts does not stand in the midst of an answer: the next prompt has it, key by key, Ctrl-D too.

    Ctrl-C still interrupts.
    """
    try:
        import termios
    except ImportError:  # Windows
        yield
        return
    try:
        before = termios.tcgetattr(sys.stdin)
    except (OSError, ValueError, termios.error):  # no terminal
        yield
        return
    try:
        quiet = [*before[:3], before[3] & ~(termios.ECHO | termios.ICANON), *before[4:]]
        termios.tcsetattr(sys.stdin, termios.TCSANOW, quiet)
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSANOW, before)


def write(text: str) -> None:
    """Puts text on standard output as it is."""
    with reported(sys.stdout):
        sys.stdout.write(text)
        sys.stdout.flush()


def write_json(document: Any) -> None:
    """Puts one JSON document on standard output; safe on a terminal, and the same document for every encoding."""
    readable = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    text = json.dumps(document, ensure_ascii=not readable, indent=2)
    write(ESCAPED.sub(escape, text) + "\n")
