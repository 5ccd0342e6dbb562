from __future__ import annotations

from helpers.pdf_layouts import line

from rag.parsing.pdf.line_text import line_of
from rag.parsing.pdf.lines import Line, Word
from rag.parsing.pdf.tables import table_of


def grid(*rows: str, lefts: tuple[float, ...] = (50, 250, 400)) -> list[Line]:
    return [
        line(cell, left, 100 + 15 * n)
        for n, row in enumerate(rows)
        for cell, left in zip(row.split("|"), lefts, strict=True)
        if cell
    ]


def read(lines: list[Line]) -> list[str]:
    return [" | ".join(" ".join(part.text for part in cell) for cell in row) for row in table_of(lines)]


def test_a_table_of_figures_is_read_by_row():
    rows = ("Party|Seats 2021|Seats 2025", "Coast Party|14|19", "Red Bloc|2|3")
    assert read(grid(*rows)) == [row.replace("|", " | ") for row in rows]


def test_an_empty_cell_keeps_its_place():
    assert read(grid("City|Year|Cost", "Vigo||12", "Porto|2021|14")) == [
        "City | Year | Cost",
        "Vigo |  | 12",
        "Porto | 2021 | 14",
    ]


def test_a_cell_on_two_lines_is_one_cell():
    lines = grid(
        "Route|Operator|Fare", "Osterby|Norsund, hourly from six|2.80", "Lindholm|closed|4.10", "Vik|Fjordline|3.10"
    )
    lines += [line("until midnight", 250, 122)]
    lines = [each if each.y < 120 else each._replace(y=each.y + 7 * (each.text != "until midnight")) for each in lines]
    found = read(sorted(lines, key=lambda each: each.y))
    assert found[1] == "Osterby | Norsund, hourly from six until midnight | 2.80"


PROSE = """
The council of Ravenholt voted on|The operator will run an extra
Monday to close the old harbour|boat every twenty minutes while the
bridge for eighteen months. Repairs|bridge is shut. A single ticket
will cost millions and are to begin|will cost more, its chief said
"""


def test_two_columns_of_prose_are_no_table():
    assert table_of(grid(*PROSE.strip().split("\n"), lefts=(50, 300))) == []


def test_headings_in_the_middle_of_their_columns_are_cut_where_the_columns_part():
    lines = grid("Northgate|38.50|+7.4%", "Port Ellery|29.00|+2.2%", "Selby|22.10|-1.6%", lefts=(50, 250, 350))
    style = lines[0].words[0].style
    words = [("City", 70, 90), ("Rent", 200, 220), ("in", 222.5, 235), ("pounds", 237.5, 270), ("Change", 325, 355)]
    words += [("on", 357.5, 367), ("year", 369.5, 385)]
    head = line_of(Word(text, left, right, 85, style, 0, 9) for text, left, right in words)
    assert read([head, *lines])[:2] == ["City | Rent in pounds | Change on year", "Northgate | 38.50 | +7.4%"]
