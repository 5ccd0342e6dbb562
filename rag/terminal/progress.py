"""Progress bars and spinners, on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .console import notes

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.progress import Progress, TaskID


class Bar:
    """A progress bar. Its methods may be called also when nothing is shown, as in a pipe."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress, self._task = progress, task

    def start(self, total: int) -> None:
        self._progress.update(self._task, total=total)

    def advance(self) -> None:
        self._progress.advance(self._task)

    def reach(self, done: int, total: int) -> None:
        self._progress.update(self._task, completed=done, total=total)

    def note(self, line: RenderableType) -> None:
        """Prints to standard error, above the bar."""
        self._progress.console.print(line)


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """A spinner with the text `what` on standard error, if that is a terminal; nothing if `what` is empty."""
    console = notes()
    if not what or not sys.stderr.isatty() or console.is_dumb_terminal:
        yield
        return
    with console.status(f"{what}…"):
        yield


@contextmanager
def progress_bar(what: str) -> Iterator[Bar]:
    """A bar on standard error, if that is a terminal; leaving the block erases it."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = notes()
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    shown = sys.stderr.isatty() and not console.is_dumb_terminal
    with Progress(*columns, console=console, transient=True, disable=not shown) as progress:
        yield Bar(progress, progress.add_task(what, total=None))
