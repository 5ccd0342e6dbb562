"""How articles, ingest outcomes and check verdicts look: a table, or a line that begins with a coloured status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from rich.console import Group, RenderableType
from rich.text import Text

from ..errors import listed
from ..types import Outcome, Verdict
from .sanitize import one_line
from .widgets import NARROW, SHORTEST_TITLE, Hanging, attribution, file_name

if TYPE_CHECKING:
    from datetime import datetime

    from ..storage.records import Entry
    from .progress import Bar


FLEXIBLE = ("title", "outlet", "reason")
"""Columns of a table that wrap; the others stay whole."""
KINDS_NAMED = 10
"""Suffixes of skipped files that are named."""
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


NONE_MATCHES = "No article has these words in its id, title or outlet."


def matching(entries: Sequence[Entry], words: str) -> list[Entry]:
    """The articles with every one of the words in id, title or outlet; all of them without words."""
    wanted = words.casefold().split()
    return [e for e in entries if all(word in f"{e.id} {e.title} {e.source or ''}".casefold() for word in wanted)]


def article_list(entries: Sequence[Entry], width: int) -> RenderableType:
    """A table of articles or, where a table would break ids, two or more lines for each."""
    rows = [(e.id, _title(e), e.source or "", e.published or "", f"{e.characters:,}") for e in entries]
    if table := _table(("id", "title", "outlet", "date", "characters"), rows, width):
        return table
    lines: list[RenderableType] = []
    for entry in entries:
        lines += [
            Text(one_line(entry.id), "bold", overflow="fold"),
            Hanging("    ", attribution(_title(entry), entry.source, entry.published)),
        ]
    return Group(*lines)


def _title(entry: Entry) -> str:
    return f"{entry.title} (same text as {entry.duplicate_of})" if entry.duplicate_of else entry.title


def verdict_table(found: Sequence[Verdict], width: int) -> RenderableType:
    """The quotes of a saved answer, each with its verdict: a table, or lines where a table would break ids."""
    rows = [(f"{'nearest ' * v.nearest}[{v.marker}]", v.article_id, v.status, v.reason) for v in found]
    if table := _table(("marker", "article", "status", "reason"), rows, width):
        return table
    lines: list[RenderableType] = []
    for marker, article_id, status, reason in rows:
        lines += [Hanging("", Text(one_line(article_id), "bold")), Hanging(f"{marker} ", _verdict(status, reason))]
    return Group(*lines)


def _verdict(status: str, reason: str) -> Text:
    return Text.assemble((status, STATUS_COLOURS.get(status, "")), f" · {one_line(reason)}" if reason else "")


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> RenderableType | None:
    """None where `width` is too small for ids, dates and figures to stay whole. The `FLEXIBLE` columns wrap."""
    from rich.cells import cell_len
    from rich.table import Table

    cells = [[one_line(cell) for cell in row] for row in rows]
    widest = [max(map(cell_len, (name, *column))) for name, *column in zip(columns, *cells, strict=True)]
    least = [min(w, SHORTEST_TITLE) if n in FLEXIBLE else w for n, w in zip(columns, widest, strict=True)]
    if width < NARROW or sum(least) + 2 * (len(columns) - 1) > width:
        return None
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        justify: Literal["left", "right"] = "right" if column == "characters" else "left"
        table.add_column(column, justify=justify, overflow="fold", no_wrap=column not in FLEXIBLE)
    for row in cells:
        table.add_row(*(Text(cell, STATUS_COLOURS.get(cell, "")) for cell in row))
    return table


def outcome_reporter(bar: Bar) -> Callable[[Outcome], None]:
    """A callback that advances the bar for each article and prints its `outcome_line`, if it has one."""

    def report(done: Outcome) -> None:
        bar.advance()
        if (line := outcome_line(done)) is not None:
            bar.note(line)

    return report


def outcome_line(done: Outcome) -> Hanging | None:
    """A line about an article that needs attention; None for one that is added, updated or unchanged."""
    match done.status:
        case "failed":
            named = done.origin.startswith("-") or done.origin in done.detail or file_name(done.origin) in done.detail
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


def dated_line(at: datetime, done: Outcome) -> RenderableType:
    """A line about any outcome, after its time."""
    line = outcome_line(done) or status_line(done.status, done.article_id)
    head = Text.assemble((f"{at:%Y-%m-%d %H:%M:%S} ", "dim"), line.lead)
    return Hanging(head, line.text)


def status_line(status: str, text: str) -> Hanging:
    """The status in its colour, then the text."""
    return Hanging(Text(status.ljust(11), STATUS_COLOURS.get(status, "")), Text(one_line(text)))


def status_counts(statuses: Sequence[str], none: str) -> str:
    """`2 added, 1 unchanged, 1 failed`; the text `none` when there are no statuses."""
    found = Counter(statuses)
    order = [status for status in STATUS_COLOURS if status in found]
    return ", ".join(f"{found[status]} {status}" for status in order) or none


def skipped_files(skipped: Mapping[str, int]) -> str:
    """`, 3 skipped: 2 .zip, 1 .jpg`, to be added to `status_counts`; empty if none was."""
    order = sorted(skipped, key=lambda suffix: (-skipped[suffix], suffix))
    kinds = [f"{skipped[suffix]:,} {one_line(suffix) or 'without a suffix'}" for suffix in order]
    return f", {sum(skipped.values()):,} skipped: {listed(kinds, KINDS_NAMED)}" if kinds else ""
