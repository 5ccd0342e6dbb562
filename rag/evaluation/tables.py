"""The numbers of a run, a comparison and the verdict of a gate as tables for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import listed
from ..terminal.sanitize import one_line
from ..terminal.widgets import Hanging
from .scoring import why

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType
    from rich.table import Table

    from .baseline import Fall
    from .compare import Comparison, Difference, Flip
    from .scoring import CaseResult
    from .summary import Row, Summary, TagRow

ANSWER_COLUMNS = 60
"""The largest width of each of two answers side by side."""
MOST_NAMED = 20
_BY_TAG = {"recall@6": "recall@6", "quote_precision": "quotes", "concise": "concise"}
"""The metrics of a tag that fit 80 columns beside its accuracy; --json and the report have all."""


def render(summary: Summary) -> Table:
    """The metrics of a run; "–" if there was nothing to measure."""
    table = _table(("metric", "value", "95 % interval", "n"))
    group = ""
    for row in summary.rows:
        if row.group != group:
            group = row.group
            _heading(table, group)
        _add(table, row.metric, number(row.value), between(row.low, row.high), str(row.n))
    lost = f", {summary.not_scored} of them crashed and not scored" if summary.not_scored else ""
    unfit = f", {summary.unfit} not fitting the articles and not asked" if summary.unfit else ""
    table.caption = f"{summary.cases} cases{lost}{unfit}"
    return table


def render_failures(summary: Summary, named: Sequence[CaseResult]) -> list[RenderableType]:
    """`11 of 15 right.`, then a line for each of the first `MOST_NAMED` failed cases, and how many more there are."""
    from rich.text import Text

    asked = summary.cases - summary.not_scored - summary.unfit
    lines: list[RenderableType] = [Text(f"{summary.right} of {asked} right.", "bold")]
    for result in named[:MOST_NAMED]:
        about = f"{one_line(result.case.question)} {one_line(why(result))}"
        lines.append(Hanging(Text(f"  {one_line(result.case.id)}: ", "dim"), Text(about)))
    if len(named) > MOST_NAMED:
        lines.append(Text(f"  And {len(named) - MOST_NAMED:,} more. To see all with their answers, type:"))
    return lines


def failed(results: Iterable[CaseResult]) -> list[CaseResult]:
    """The cases that were not answered or refused rightly: first the unfit ones, then those that crashed."""
    return sorted((r for r in results if not r.is_right), key=lambda result: (not result.unfit, result.error is None))


def render_tags(summary: Summary) -> Table:
    """The metrics by tag. An unanswerable case counts as accurate if it was refused."""
    table = _table(("tag", "accuracy", "95 % interval", "abstained", *_BY_TAG.values(), "n"))
    table.collapse_padding = True
    for tag in summary.tags:
        _add(table, *_tag_cells(tag))
    return table


def _tag_cells(tag: TagRow) -> Iterable[str]:
    rows: dict[str, Row] = {row.key: row for row in tag.rows}
    right = rows["right"]
    yield from (one_line(tag.tag), number(tag.accuracy), between(right.low, right.high), number(tag.abstained))
    yield from (number(rows[key].value) for key in _BY_TAG)
    yield str(tag.n)


def render_comparison(found: Comparison, names: tuple[str, str]) -> list[RenderableType]:
    """The flipped questions, worse ones first; then the figures of both runs; then the settings that differ."""
    from rich.text import Text

    worse = sum(not flip.better for flip in found.flips)
    title = f"{len(found.flips)} of {found.cases} questions flipped: {worse} worse, {len(found.flips) - worse} better."
    lost = f" {found.left_out} more were not scored in one of the runs." if found.left_out else ""
    changes = [Text(f"  {one_line(change)}", "dim") for change in found.changed]
    return [
        *(render_flip(flip, names) for flip in found.flips),
        Text(f"\n{title}{lost}", "bold"),
        Text(f"A: {one_line(names[0])}   B: {one_line(names[1])}"),
        _difference_table(found.rows),
        Text("What differs between them:" if changes else "Settings, prompts and versions are the same."),
        *changes,
    ]


def render_flip(flip: Flip, names: tuple[str, str]) -> Table:
    """Both answers to a flipped question, side by side."""
    from rich.text import Text

    sign, colour = ("better", "green") if flip.better else ("worse", "red")
    table = _table(())
    about = f"{one_line(' · '.join((flip.id, *flip.tags)))}\nexpected: {one_line(flip.expected)}"
    table.title = Text.assemble("\n", (sign, f"bold {colour}"), f"  {one_line(flip.question)}  ", (about, "dim"))
    table.title_justify = "left"
    for letter, name in zip("AB", names, strict=True):
        table.add_column(
            f"{letter}: {one_line(name)}", min_width=24, max_width=ANSWER_COLUMNS, overflow="fold", ratio=1
        )
    _add(table, one_line(flip.one), one_line(flip.other))
    return table


def _difference_table(rows: Sequence[Difference]) -> Table:
    table = _table(("metric", "A", "B", "B − A", "95 % interval", "p", "n"))
    table.collapse_padding = True
    group = ""
    for row in rows:
        if row.group != group:
            group = row.group
            _heading(table, group)
        values = (number(row.one), number(row.other), number(row.difference, sign=True))
        interval = between(row.low, row.high, sign=True)
        p = "" if row.p is None else "< 0.001" if row.p < 0.001 else f"{row.p:.3f}"
        _add(table, row.metric, *values, interval, p, str(row.n), style="bold" if row.is_clear else "")
    table.caption = "p: McNemar's exact test. Bold: zero lies outside the interval."
    table.caption_justify = "left"
    return table


def render_falls(falls: Sequence[Fall]) -> list[RenderableType]:
    """A sentence for each metric that fell, and the questions that made it fall."""
    from rich.text import Text

    lines: list[RenderableType] = []
    for fall in falls:
        named = listed([one_line(name) for name in fall.cases], MOST_NAMED)
        figures = f"{number(fall.before)} in the baseline, {number(fall.now)} now; {fall.allowed:g} worse is allowed."
        lines.append(Text(f"{fall.metric}: {figures}", "red"))
        lines.append(Text(f"  {named or 'It is made of all questions together.'}"))
    return lines


def _table(columns: tuple[str, ...]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE)
    for at, column in enumerate(columns):
        table.add_column(column, justify="right" if at else "left", no_wrap=bool(at), overflow="fold")
    return table


def _heading(table: Table, group: str) -> None:
    from rich.text import Text

    if table.row_count:
        table.add_section()
    table.add_row(Text(group, "bold cyan"))


def _add(table: Table, *cells: str, style: str = "") -> None:
    from rich.text import Text

    table.add_row(*(Text(cell) for cell in cells), style=style)  # as Text, since rich would read markup in a tag


def number(value: float | None, *, sign: bool = False) -> str:
    """The value with three decimals, or one from 10 up; "–" if it was not measured."""
    if value is None:
        return "–"
    plus = "+" if sign else ""
    return f"{value:{plus}z.3f}" if abs(value) < 10 else f"{value:{plus}.1f}"


def between(low: float | None, high: float | None, *, sign: bool = False) -> str:
    """The two ends of an interval; "–" without one."""
    return "–" if low is None or high is None else f"{number(low, sign=sign)} … {number(high, sign=sign)}"
