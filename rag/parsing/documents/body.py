"""A document's body as plain HTML -> its text. Every reader here writes that HTML: h1, p, li, table, sup, br."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from ..html.cleanup import mend_tables
from ..html.notes import settle_notes
from ..metadata import stored, table_row
from .counting import counted, whole_number

LONGEST_CELL, LONGEST_HEADED = 800, 150
"""Characters of a cell. A table with a longer one only arranges the page; the second is for one with headings."""
MOST_REPEATED = 20_000
"""Cells of a document that stand for one over several rows or columns."""
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset figcaption figure footer form header hr html li"
    " main nav ol p pre section table tbody td tfoot th thead tr ul".split()
) | frozenset(HEADINGS)
_BLANKS = re.compile(r"[^\S\t\u00a0]+")
_SYMBOLS = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "αβχδεφγηιϕκλμνοπθρστυϖωξψζΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ",
        strict=True,
    )
)
_SYMBOL_SIGNS = {0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB9: "≠", 0xBB: "≈", 0xA5: "∞"}


def tree_of(html: str) -> Any:
    """The body element of HTML that a reader wrote."""
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    written = f"<html><body>{html.replace('</sup><sup>', '')}</body></html>"
    return lxml_html.document_fromstring(written.encode("utf-8", "replace"), parser=parser).find("body")


def text_of_body(body: Any) -> str:
    """Paragraphs and headings, apart by a blank line; the items of a list and the rows of a table are lines."""
    settle_notes(body)
    limit_spans(body)
    mend_tables(body)
    return written(body)


def limit_spans(body: Any) -> None:
    """A cell is repeated in all rows and columns that it fills; beyond a limit it stands once."""
    filled = 0
    for cell in body.iter("td", "th"):
        filled += _attribute(cell, "colspan", 1) * _attribute(cell, "rowspan", 1) - 1
        if filled > MOST_REPEATED:
            cell.attrib.clear()


def written(body: Any) -> str:
    """The text of a body whose notes and tables are settled."""
    for heading in body.iter(*HEADINGS):
        for line_break in list(heading.iter("br")):
            line_break.tag, line_break.text = "span", " "
    return stored("\n\n".join(_joined(_lines(body))))


def number_items(body: Any) -> None:
    """Writes the numbers of HTML's ordered lists, which a browser counts."""
    for ordered in body.iter("ol"):
        number = _attribute(ordered, "start", 1)
        for item in ordered:
            if item.tag != "li":
                continue
            number = _attribute(item, "value", number)
            place = item
            while not (place.text or "").strip() and len(place) and place[0].tag in BLOCKS:
                place = place[0]
            place.text = f"{counted(number, ordered.get('type', '1'))}. {(place.text or '').lstrip()}"
            number += 1


def _attribute(element: Any, name: str, otherwise: int) -> int:
    return whole_number(element.get(name, "").strip(), otherwise)


def top_heading(body: Any) -> str | None:
    """The text of a title, or else of a heading of the first order that nothing but short lines stand above."""
    above = 0
    for element in body.iter("p", "li", "td", "th", *HEADINGS):
        words = one_line(element)
        if element.tag == "h1" and words:
            return words
        above += len(words)
        if above > 200:
            return None
    return None


def one_line(element: Any) -> str:
    """The text of an element, line breaks as blanks."""
    return " ".join(" ".join(line for _, line in _lines(element)).split())


def plain(text: str) -> str:
    """Text for the HTML that a reader writes."""
    return escape(text, quote=False)


def note(blocks: Iterable[str]) -> str:
    """The blocks of a note, which stands after the text, as an item. The class keeps it apart from a list above it."""
    return f"<li class='note'>{' '.join(re.sub(r'</?(?:p|li|h[1-6])>', ' ', block) for block in blocks)}</li>"


def symbol(code: int, font: str) -> str:
    """A character of Word's Symbol font; empty for one of another font of signs, such as Wingdings."""
    code = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    if font.casefold() != "symbol":
        return "" if font.casefold().startswith(("wingdings", "webdings")) or not 32 <= code < 0xD800 else chr(code)
    return _SYMBOL_SIGNS.get(code) or _SYMBOLS.get(chr(code), chr(code) if 32 <= code < 127 else "")


def _joined(lines: Iterator[tuple[str, str]]) -> Iterator[str]:
    """Paragraphs; lines that follow one another and have the same kind, that of a list or a table, are one."""
    kind = ""
    held: list[str] = []
    for what, line in lines:
        if held and not (what and what == kind):
            yield "\n".join(held)
            held = []
        kind = what
        held.append(line)
    if held:
        yield "\n".join(held)


def _lines(body: Any) -> Iterator[tuple[str, str]]:
    """Each line with its kind: "" for a paragraph. No recursion: e-books have deep elements."""
    words: list[str] = []
    mark = kind = ""
    waiting = [(body, True)]
    while waiting:
        element, begins = waiting.pop()
        is_block = element.tag in BLOCKS
        if is_block and (line := _line(words)):
            yield (kind if mark else ""), mark + line
            mark = ""
        words = [] if is_block else words
        if not begins:
            words.append(element.tail or "" if element is not body else "")
            mark = "" if element.tag == "li" else mark
            continue
        if element.tag == "table" and not _arranges(element):
            yield from _rows(element)
            words.append(element.tail or "")
            continue
        if element.tag == "li":
            mark, kind = "- ", f"li {element.get('class') or ''}"
        waiting.append((element, False))
        words.append("\v" if element.tag == "br" else element.text or "" if isinstance(element.tag, str) else "")
        waiting.extend((child, True) for child in reversed(element))
    if line := _line(words):
        yield "", line


def _line(words: list[str]) -> str:
    """The words with single blanks, and the breaks that were asked for."""
    parts = (_BLANKS.sub(" ", part).strip(" \u00a0") for part in "".join(words).split("\v"))
    return "\n".join(re.sub(r" *\t[ \t]*", "\t", part).strip() for part in parts if part.strip())


def _arranges(table: Any) -> bool:
    """Whether a table is no table: it has one column, or cells as long as articles."""
    rows = list(table.iter("tr"))
    if all(len([cell for cell in row if cell.tag in ("td", "th")]) <= 1 for row in rows):
        return True
    if table.find(".//table") is not None:
        return True
    longest = LONGEST_CELL if next(table.iter(*HEADINGS), None) is None else LONGEST_HEADED
    return any(len(cell.text_content()) > longest for cell in table.iter("td", "th"))


def _rows(table: Any) -> Iterator[tuple[str, str]]:
    for row in table.iter("tr"):
        cells = [" ".join(_cell(cell).split()) for cell in row if cell.tag in ("td", "th")]
        if any(cells):
            yield f"table {id(table)}", table_row(cells)


def _cell(cell: Any) -> str:
    """The paragraphs of a cell on one line."""
    return " ".join(line.replace("\n", " ") for _, line in _lines(cell))
