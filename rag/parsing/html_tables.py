"""Tables of a page: every cell in its column, and the header in a row of its own above the others."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from .html_notes import replace, text_of

LONGEST_REPEATED = 200
"""Characters of a cell that is repeated. A longer one is text in a table that only arranges the page."""
_MOST_SPAN = 100
"""Rows and columns that one cell may fill; trafilatura reads no more either."""


def mend_tables(tree: Any) -> None:
    """Mends, in place, what trafilatura drops from tables or misplaces in them."""
    for table in list(tree.iter("table")):
        if table.get("role") in ("presentation", "none"):
            continue
        for caption in table.findall("caption"):  # as a row, it would be taken for the header
            paragraph = table.makeelement("p")
            paragraph.text = " ".join(caption.text_content().split())
            if table.getparent() is not None:
                table.addprevious(paragraph)
                replace(caption, "")
                table.remove(caption)
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
        for row in rows:
            _mark_headers(row)
        is_grouped = any(_span(cell, "colspan") > 1 for row in rows[:1] for cell in _cells(row))
        _fill_spans(rows)
        if is_grouped:
            _merge_headers(rows)
    for cell in list(tree.iter("td", "th")):
        _inline_lists(cell)


def _cells(row: Any) -> list[Any]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _mark_headers(row: Any) -> None:
    """A row heads its table if all its filled cells are `<th>`, or if it is in `<thead>`.

    A `<th>` in front of other rows is a cell: trafilatura would take the first such row for the header.
    """
    cells = _cells(row)
    filled = [cell for cell in cells if cell.text_content().strip()]
    heads = row.getparent().tag == "thead" or (bool(filled) and all(cell.tag == "th" for cell in filled))
    for cell in cells:
        cell.tag = "th" if heads and (len(filled) > 1 or row.getparent().tag == "thead") else "td"


def _fill_spans(rows: list[Any]) -> None:
    """Repeats a cell in every row that it spans, and a header in every column: the rows are read one by one."""
    waiting: dict[int, tuple[int, Any]] = {}
    width = max((sum(_span(cell, "colspan") for cell in _cells(row)) for row in rows), default=0)
    for row in rows:
        column = 0
        for cell in _cells(row):
            column = _insert(row, cell, column, waiting)
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            if across < width and (across > 1 or down > 1):
                cell.attrib.pop("rowspan", None)
                cell.attrib.pop("colspan", None)
                for i in range(across):
                    if i:
                        cell.addnext(_copied(cell))
                    if down > 1:
                        waiting[column + i] = (down - 1, cell)
            column += across
        _insert(row, None, column, waiting)


def _merge_headers(rows: list[Any]) -> None:
    """`Seats | Seats` above `2021 | 2025` becomes `Seats 2021 | Seats 2025`: trafilatura marks one header row."""
    is_header = [bool(_cells(row)) and all(cell.tag == "th" for cell in _cells(row)) for row in rows]
    first = is_header.index(True) if True in is_header else len(rows)
    heads = [row for row, _ in takewhile(lambda one: one[1], zip(rows[first:], is_header[first:], strict=True))]
    if not 2 <= len(heads) <= 4 or len({len(_cells(row)) for row in heads}) > 1:
        return
    for column in zip(*(_cells(row) for row in heads), strict=True):
        words = dict.fromkeys(" ".join(cell.text_content().split()) for cell in column)
        replace(column[0], " ".join(words))
        column[0].tag = "th"
    for row in heads[1:]:
        row.drop_tree()


def _insert(row: Any, cell: Any, column: int, waiting: dict[int, tuple[int, Any]]) -> int:
    """Puts the cells that span this row before `cell`; returns the column of `cell`."""
    while column in waiting:
        left, spanning = waiting.pop(column)
        if left > 1:
            waiting[column] = (left - 1, spanning)
        if cell is None:
            row.append(_copied(spanning))
        else:
            cell.addprevious(_copied(spanning))
        column += 1
    return column


def _copied(cell: Any) -> Any:
    copy = cell.makeelement(cell.tag)
    copy.text = text_of(cell, LONGEST_REPEATED)
    return copy


def _span(cell: Any, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(max(int(value), 1), _MOST_SPAN) if value.isdecimal() and len(value) < 5 else 1


def _inline_lists(cell: Any) -> None:
    """`Red 3; Blue 2`: trafilatura drops lists within cells."""
    for listed in [e for e in cell.iter("ul", "ol") if next(e.iterancestors("td", "th"), None) is cell]:
        listed.tag = "span"
        items = [item for item in listed if item.tag == "li"]
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.tag = "span"
            item.tail = None if following is None else "; "
        listed.text = " "
