from __future__ import annotations

from collections.abc import Sequence

from helpers.pdf_layouts import line

from rag.parsing.pdf.lines import Line
from rag.parsing.pdf.reading_order import order


def stack(name: str, left: float, top: float, rows: int, letters: int = 40) -> list[Line]:
    return [line(f"{name}{n}".ljust(letters, "x"), left, top + 12 * n) for n in range(rows)]


def read(lines: Sequence[Line]) -> list[str]:
    """The first letter of each run of lines, in reading order."""
    letters = [each.text[0] for part in order(lines) for each in part.lines]
    return [letter for n, letter in enumerate(letters) if n == 0 or letters[n - 1] != letter]


def test_columns_are_read_one_after_another():
    assert read(stack("c", 450, 100, 20, 20) + stack("b", 250, 105, 20, 30) + stack("a", 50, 100, 20, 30)) == [*"abc"]


def test_a_headline_across_columns_is_read_first_and_parts_two_articles():
    first = [line("h" * 90, 50, 80, 12), *stack("a", 50, 100, 9), *stack("b", 300, 100, 7)]
    second = [line("i" * 90, 50, 230, 12), *stack("c", 50, 250, 9), *stack("d", 300, 250, 9)]
    assert read(second + first) == [*"habicd"]


def test_a_column_beside_everything_else_is_read_by_itself():
    lines = [
        line("h" * 60, 50, 80, 12),
        *stack("a", 50, 100, 20, 28),
        *stack("b", 210, 100, 20, 28),
        *stack("s", 400, 80, 25, 25),
    ]
    assert read(lines) == [*"habs"]


def test_text_above_and_below_columns_stays_above_and_below():
    lines = stack("t", 50, 100, 3, 98) + stack("a", 50, 140, 5) + stack("b", 300, 140, 5) + stack("u", 50, 210, 3, 98)
    assert read(lines) == [*"tabu"]


def test_a_table_below_columns_stays_whole_though_their_gutter_runs_between_its_cells():
    lines = stack("a", 50, 100, 12) + stack("b", 300, 100, 11)
    rows = ("Post|2026|2027|Total", "Purchase|19.0|0.0|19.0", "Roof|2.1|3.0|5.1", "Walls|1.3|2.0|3.3")
    for n, row in enumerate(rows):
        lines += [line(cell, x, 255 + 16 * n) for cell, x in zip(row.split("|"), (50, 230, 320, 450), strict=True)]
    found = order([*lines, line("u" * 40, 50, 325)])
    assert [len(part.rows) for part in found if part.rows] == [4]
    assert read([*lines, line("u" * 40, 50, 325)])[:2] == [*"ab"]


def test_one_column_is_one_stack_whatever_the_length_of_its_lines():
    lines = [line("x" * n, 50, 100 + 12 * i) for i, n in enumerate((90, 85, 12, 90, 40, 88))]
    assert [len(part.lines) for part in order(lines)] == [6]


def test_thousands_of_lines_are_read_in_time():
    lines = [line("x" * 10, 50 + 60 * (n % 9), 100 + 12 * (n // 9)) for n in range(3000)]
    assert sum(len(part.lines) for part in order(lines)) == 3000
