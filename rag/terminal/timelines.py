"""How a timeline looks, on a terminal and as Markdown. Every text of an article passes `safe`."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from ..types import Step, Timeline
from .sanitize import one_line
from .widgets import Hanging, citation_line, quoted

UNDATED = "no date"


def timeline(given: Timeline) -> RenderableType:
    """A line for each step, its day in front and its changed figures behind, and below all the sources."""
    if not given.steps:
        return Text("The articles tell nothing of this.")
    lines = [Hanging(Text(f"{_day(step):<11} ", "bold"), _told(step)) for step in given.steps]
    sources = [citation_line(step.citation) for step in given.steps]
    return Group(*lines, Text(), *sources, Text(), Text(counts(given), "dim"))


def counts(given: Timeline) -> str:
    """`3 steps, from 4 articles of 2 outlets`."""
    number = ((len(given.steps), "step"), (given.articles, "article"), (given.outlets, "outlet"))
    steps, articles, outlets = (f"{n} {what}{'s' * (n != 1)}" for n, what in number)
    return f"{steps}, from {articles}" + (f" of {outlets}" if given.outlets else "")


def changed(step: Step) -> str:
    """`12, now 31` for each figure that has changed; empty where none has."""
    return "; ".join(f"{one_line(change.before)}, now {one_line(change.now)}" for change in step.changes)


def _day(step: Step) -> str:
    return one_line(step.citation.published or UNDATED)


def _told(step: Step) -> Text:
    told = Text.assemble(quoted(step.citation.quote), (f" [{step.citation.marker}]", "bold cyan"))
    return told.append(f" ({changed(step)})", "yellow") if step.changes else told
