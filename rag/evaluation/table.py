"""A run's numbers as tables for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from .runner import Summary


def render(summary: Summary) -> Table:
    """The metrics; "–" where there was nothing to measure."""
    rows = [(row.metric, _number(row.value), str(row.n)) for row in summary.rows]
    table = _table(("metric", "value", "n"), rows)
    lost = f", {summary.not_scored} of them crashed and not scored" if summary.not_scored else ""
    table.caption = f"{summary.cases} cases{lost}"
    return table


def render_tags(summary: Summary) -> Table:
    """Accuracy and refusals by tag. Accuracy of an unanswerable case is having been refused."""
    rows = [(row.tag, _number(row.accuracy), _number(row.abstained), str(row.n)) for row in summary.tags]
    return _table(("tag", "accuracy", "abstained", "n"), rows)


def _table(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE)
    for at, column in enumerate(columns):
        table.add_column(column, justify="right" if at else "left", no_wrap=bool(at))
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))  # a tag is someone's text, not markup
    return table


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if value < 10 else f"{value:.1f}"
