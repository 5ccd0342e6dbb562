"""How articles, ingest outcomes and check verdicts look: a table, or a line that begins with a coloured status."""

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


STATUS_COLOURS = {
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


def article_list(entries: Sequence[Entry], width: int) -> RenderableType:
    """A table of articles, or two or more lines for each where `width` is below `NARROW`."""
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


def verdict_table(found: Sequence[Verdict]) -> RenderableType:
    """The citations of a saved answer, each with its verdict."""
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
        table.add_row(*(Text(one_line(cell), STATUS_COLOURS.get(cell, "")) for cell in row))
    return table


def outcome_reporter(bar: Bar) -> Callable[[Outcome], None]:
    """A callback that advances the bar for each article and prints its `outcome_line`, if it has one."""

    def report(done: Outcome) -> None:
        bar.advance()
        if (line := outcome_line(done)) is not None:
            bar.note(line)

    return report


def outcome_line(done: Outcome) -> RenderableType | None:
    """A line about an article that needs attention; None for one that is added, updated or unchanged."""
    match done.status:
        case "failed":
            path = re.sub(r"\.jsonl[:#].*", ".jsonl", done.origin.replace("\\", "/"), flags=re.DOTALL)
            file = path.rpartition("/")[2]
            named = done.origin == "-" or done.origin in done.detail or file in done.detail
            text = done.detail if named else f"{done.origin}: {done.detail}"
        case "duplicate":
            text = f"{done.article_id} has the same text as {done.detail}, which is asked in its place."
        case "gone":
            text = f"{done.article_id} is still in the library, but its file is gone: {done.origin}"
        case "removed":
            text = f"{done.article_id} is out of the library: its file is gone: {done.origin}"
        case "added" | "updated" if (
            remark := done.detail.removeprefix("text").removeprefix("metadata").removeprefix("; ")
        ):
            text = f"{done.article_id}, but {remark}."
        case _:
            return None
    return status_line(done.status, text)


def status_line(status: str, text: str) -> RenderableType:
    """The status in its colour, then the text."""
    return Hanging(Text(status.ljust(11), STATUS_COLOURS.get(status, "")), Text(one_line(text)))


def status_counts(statuses: Sequence[str], none: str) -> str:
    """`2 added, 1 unchanged, 1 failed`; the text `none` when there are no statuses."""
    found = Counter(statuses)
    order = [status for status in STATUS_COLOURS if status in found]
    return ", ".join(f"{found[status]} {status}" for status in order) or none
