"""Mends an lxml tree where trafilatura would drop text or glue it together. Its output is not patched."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Any

from .boxes import drop_boxes
from .notes import replace, settle_notes, text_before, text_of
from .times import keep_times

_QUOTES = "\"'“”„‘’‚«»‹›「『"
_SPEAKER = re.compile(
    r"author|attribution|speaker|(?:^|[\s_-])(?:source|cite|credit|name|person)(?![a-z])", re.IGNORECASE
)
_BLOCKS = frozenset("p ul ol dl div table blockquote section figure h2 h3 h4 h5 h6 pre".split())

LONGEST_REPEATED = 200
"""Characters of a cell that is repeated. A longer one is text in a table that only arranges the page."""
_MOST_SPAN = 100
"""Rows and columns that one cell may fill; trafilatura reads no more either."""


def mend(tree: Any) -> None:
    """Mends the tree in place, after unseen text was dropped from it."""
    for element in list(tree.iter("del", "s", "strike")):  # struck out, often beside what replaces it
        replace(element, "")
        _close_gap(element)
    settle_notes(tree)
    for element in list(tree.iter("q")):
        _mark_quotation(element)
    for element in list(tree.iter("blockquote")):
        _keep_speaker(element)
    drop_boxes(tree)
    for element in list(tree.iter("dl")):
        _join_terms(element)
    mend_tables(tree)
    keep_times(tree)
    for element in list(tree.iter("span")):
        if "mw-editsection" in element.get("class", ""):  # MediaWiki's "[edit]" in headings
            replace(element, "")


def _close_gap(element: Any) -> None:
    """Removes one of the two blanks around an element that was emptied, or the one before a comma."""
    if not text_before(element)[-1:].isspace():
        return
    element.tail = (element.tail or "").lstrip()
    previous, parent = element.getprevious(), element.getparent()
    if element.tail[:1] in tuple(",.;:!?)") and previous is not None:
        previous.tail = (previous.tail or "").rstrip()
    elif element.tail[:1] in tuple(",.;:!?)"):
        parent.text = (parent.text or "").rstrip()


def _mark_quotation(element: Any) -> None:
    """Trafilatura makes a paragraph of `<q>`; browsers print quotation marks around it."""
    words = element.text_content().strip()
    inner = any(parent.get("data-quoted") for parent in element.iterancestors("span"))
    element.tag = "span"
    element.attrib.clear()
    before = text_before(element)
    if words and words[0] not in _QUOTES and not before.endswith(tuple(_QUOTES)) and not before.rstrip().endswith("«"):
        element.set("data-quoted", "1")
        _surround(element, "‘" if inner else "“", "’" if inner else "”")


def _surround(element: Any, opening: str, closing: str) -> None:
    element.text = opening + (element.text or "").lstrip()
    if len(element):
        element[-1].tail = (element[-1].tail or "").rstrip() + closing
    else:
        element.text = element.text.rstrip() + closing


def _keep_speaker(quote: Any) -> None:
    """Puts the speaker, whose `<footer>` trafilatura drops, at the end of the quotation's last paragraph.

    A figure around the quotation becomes a div, since trafilatura drops figures.
    """
    figure = quote.getparent()
    figure = figure if figure is not None and figure.tag == "figure" else None
    if figure is not None:
        if "pull" in figure.get("class", ""):  # a pull quote repeats the article
            return
        figure.tag = "div"
    named = _speakers(quote, figure)
    speaker = next((words for element in named if (words := text_of(element, 200))), None)
    if speaker is None:
        return
    for element in named:
        element.drop_tree()
    paragraphs = [p for p in quote.iter("p") if p.text_content().strip()] or [quote]
    if not quote.text_content().strip().startswith(tuple(_QUOTES)):
        paragraphs[0].text = "“" + (paragraphs[0].text or "").lstrip()
        _append(paragraphs[-1], "”")
    _append(paragraphs[-1], f" — {speaker.lstrip('-–—―~ ')}")


def _speakers(quote: Any, figure: Any) -> list[Any]:
    """The elements that name the speaker: in the quotation, in the caption of its figure, or right after it."""
    _wrap_signature(quote)
    within = [e for e in quote.iter("div", "p", "span") if _SPEAKER.search(e.get("class", "")) or _is_signature(e)]
    found = [*quote.iter("footer"), *_own_lines(quote, "cite"), *within]
    after = quote.getnext()
    if figure is not None:
        found += figure.iter("figcaption")
    elif after is not None and (after.tag in ("cite", "footer") or _SPEAKER.search(str(after.get("class", "")))):
        found.append(after)
    return [e for e in found if not any(other in found for other in e.iterancestors())]


def _wrap_signature(quote: Any) -> None:
    """A signature without an element of its own, as in embedded posts, gets a paragraph: `<p>…</p>— Name <a>…</a>`."""
    last = next((child for child in reversed(quote) if child.tag == "p"), None)
    if last is None or not re.match(r"\s*[—–―]\s?\S", last.tail or ""):
        return
    signature = quote.makeelement("p")
    signature.text, last.tail = last.tail, None
    signature.extend(list(last.itersiblings()))
    last.addnext(signature)


def _is_signature(element: Any) -> bool:
    """Whether the last of several paragraphs begins with a dash and is as short as a name."""
    words = text_of(element, 100) if element.tag == "p" and element.getprevious() is not None else None
    return bool(words and element.getnext() is None and re.match(r"[—–―]\s?\w", words))


def _own_lines(quote: Any, tag: str) -> list[Any]:
    """`<cite>` names the speaker if it ends the quotation; within a sentence it is the title of a work."""
    return [e for e in quote.iter(tag) if not (e.tail or "").strip() and (e.getparent() is quote or _is_alone(e))]


def _is_alone(element: Any) -> bool:
    return not (element.getparent().text or "").strip() and len(element.getparent()) == 1


def _append(element: Any, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "").rstrip() + text
    else:
        element.text = (element.text or "").rstrip() + text


def _join_terms(definitions: Any) -> None:
    """One line for each `<dt>` with its `<dd>`, which trafilatura puts on lines of their own."""
    parts = [e for e in definitions.iter("dt", "dd") if next(e.iterancestors("dl"), None) is definitions]
    if any(child.tag in _BLOCKS for part in parts for child in part):
        for part in parts:
            part.tag = "p" if part.tag == "dt" else "div"
        definitions.tag = "div"
        return
    items: list[Any] = []
    after = ""
    for part in parts:
        if (part.tag == "dt" and after != "dt") or not items:
            items.append(part.makeelement("li"))
        if after:
            _append(items[-1], {"dtdt": ", ", "dtdd": _colon(items[-1]), "dddd": "; "}.get(after + part.tag, ""))
        _move_content(part, items[-1])
        after = part.tag
    attributes = dict(definitions.attrib)
    definitions.clear(keep_tail=True)
    definitions.tag = "ul"
    definitions.attrib.update(attributes)
    definitions.extend(items)


def _colon(item: Any) -> str:
    words = item.text_content().rstrip()
    return " " if words[-1:] in tuple(":?!") or not words else ": "


def _move_content(source: Any, target: Any) -> None:
    text = (source.text or "").lstrip()
    if len(target):
        target[-1].tail = (target[-1].tail or "") + text
    else:
        target.text = (target.text or "") + text
    target.extend(list(source))


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
