"""How lists of articles, outcomes of an ingest and verdicts look in a terminal."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from ..types import Outcome, Verdict
from .sanitize import one_line
from .widgets import NARROW, Hanging, attribution

if TYPE_CHECKING:
    from ..storage.records import Entry
    from .progress import Bar


COLOURS = {
    "added": "green",
    "updated": "green",
    "valid": "green",
    "ok": "green",
    "unchanged": "dim",
    "duplicate": "yellow",
    "gone": "yellow",
    "removed": "yellow",
    "stale": "yellow",
    "warn": "yellow",
    "failed": "red",
    "broken": "red",
    "fail": "red",
}


def articles(entries: Sequence[Entry], width: int) -> RenderableType:
    """The list of articles: a table, or where `width` is too small for one, some lines each."""
    if width >= NARROW:
        rows = [(e.id, _title(e), e.source or "", e.published or "", f"{e.characters:,}") for e in entries]
        return _table(("id", "title", "outlet", "date", "characters"), rows)
    lines: list[RenderableType] = []
    for entry in entries:
        lines += [
            Text(one_line(entry.id), "bold", overflow="fold"),
            Hanging("    ", attribution(_title(entry), entry.source, entry.published)),
        ]
    return Group(*lines)


def _title(entry: Entry) -> str:
    return f"{entry.title} (same text as {entry.duplicate_of})" if entry.duplicate_of else entry.title


def verdicts(found: Sequence[Verdict]) -> RenderableType:
    """A saved answer's citations with what became of them."""
    return _table(
        ("marker", "article", "status", "reason"), [(f"[{v.marker}]", v.article_id, v.status, v.reason) for v in found]
    )


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> RenderableType:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        count = column == "characters"
        table.add_column(
            column, justify="right" if count else "left", overflow="fold", no_wrap=column in ("date", "status") or count
        )
    for row in rows:
        table.add_row(*(Text(one_line(cell), COLOURS.get(cell, "")) for cell in row))
    return table


def reporter(bar: Bar) -> Callable[[Outcome], None]:
    """Moves the bar on with each article, and notes beside it what somebody should know of."""

    def report(done: Outcome) -> None:
        bar.advance()
        if (line := outcome(done)) is not None:
            bar.note(line)

    return report


def outcome(done: Outcome) -> RenderableType | None:
    """A line for what somebody should know of; None for an article that went in, or was in, as it should."""
    match done.status:
        case "failed":
            file = re.sub(r"\.jsonl[:#].*", ".jsonl", done.origin.replace("\\", "/"), flags=re.DOTALL).rpartition("/")[
                2
            ]
            named = done.origin == "-" or done.origin in done.detail or file in done.detail
            text = done.detail if named else f"{done.origin}: {done.detail}"
        case "duplicate":
            text = f"{done.article_id} has the same text as {done.detail}, which is asked in its place."
        case "gone":
            text = f"{done.article_id} is still in the library, but its file is gone: {done.origin}"
        case "removed":
            text = f"{done.article_id} is out of the library: its file is gone: {done.origin}"
        case _:
            return None
    return labelled(done.status, text)


def labelled(status: str, text: str) -> RenderableType:
    """A line behind its status, in that one's colour."""
    return Hanging(Text(status.ljust(11), COLOURS.get(status, "")), Text(one_line(text)))


def counts(statuses: Sequence[str], none: str) -> str:
    """`2 added, 1 unchanged, 1 failed`; `none` where there are none."""
    found = Counter(statuses)
    order = [status for status in COLOURS if status in found]
    return ", ".join(f"{found[status]} {status}" for status in order) or none
