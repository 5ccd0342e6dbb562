"""An answer while it streams: each line is printed as soon as it is full; a terminal also shows a spinner below."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, nullcontext
from typing import TYPE_CHECKING

from rich.text import Text

from ..terminal.answers import marked

if TYPE_CHECKING:
    from types import TracebackType

    from rich.console import Console, RenderableType
    from rich.live import Live
    from rich.spinner import Spinner

    from ..types import Answer, Progress, Span


class Reply:
    """A paragraph that grows by claims, wrapped as if it had been printed at once.

    A context manager: leaving it, early or not, prints the last line and removes the spinner.
    """

    def __init__(self, out: Console) -> None:
        self._out = out
        self._line = Text()
        """The last line, not printed yet because the next claim may continue it."""
        self._claims: list[str] = []
        self._spinner: Spinner | None = None
        self._live: Live | None = None
        if out.is_terminal and not out.is_dumb_terminal:
            from rich.spinner import Spinner

            self._spinner = Spinner("dots" if out.encoding.startswith("utf") else "line", style="dim")

    @property
    def text(self) -> str:
        """The claims shown so far, joined as in `Answer.text`."""
        return " ".join(self._claims)

    def __enter__(self) -> Reply:
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()
        if self._line:
            self._out.print(self._line)

    def follow(self, steps: Iterator[Progress], heard: Callable[[Progress], None] = lambda _: None) -> Answer:
        """Prints the claims of a stream, closes it, and returns its answer; `heard` is called with each step first."""
        answer = None
        with closing(steps) if isinstance(steps, Generator) else nullcontext():
            for step in steps:
                heard(step)
                if step.stage == "writing":
                    self.meanwhile("Writing…")
                elif step.stage == "claim":
                    self.add(step.text, step.answer_spans)
                answer = step.answer or answer
        if answer is None:
            raise AssertionError("a stream ends with its answer")
        return answer

    def meanwhile(self, what: str) -> None:
        """Sets the spinner's text; without a terminal it does nothing."""
        if self._spinner:
            self._spinner.update(text=Text(what, "dim", no_wrap=True, overflow="ellipsis"))

    def add(self, claim: str, exact: Sequence[Span] = ()) -> None:
        """Prints the lines that this claim completes; its `exact` words are bold."""
        self._claims.append(claim)
        added = marked(claim, exact)
        text = Text.assemble(self._line, " ", added) if self._line else added
        *full, self._line = text.wrap(self._out, self._out.width, overflow="fold") or [Text()]
        self._line.rstrip()
        if full:
            self._print(full)

    def _print(self, lines: list[Text]) -> None:
        """Prints lines above the spinner, which is gone meanwhile.

        A refresh from the spinner's thread between the two steps of rich's `print` would overwrite a line.
        """
        self._stop()
        for line in lines:
            line.rstrip()
            self._out.print(line)
        self._start()

    def _start(self) -> None:
        """Shows the spinner. A new `Live` each time: one that was stopped would go up over what was printed since."""
        if self._spinner is None:
            return
        from rich.live import Live

        self._live = Live(
            console=self._out,
            get_renderable=self._look,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
            refresh_per_second=12,
        )
        self._live.start()

    def _stop(self) -> None:
        if self._live:
            self._live.stop()
        self._live = None

    def _look(self) -> RenderableType:
        from rich.console import Group

        return Group(*([self._line] if self._line else []), *([self._spinner] if self._spinner else []))
