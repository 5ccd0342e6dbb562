"""Word's .docx to text and metadata, as a reader sees the page.

Deleted and hidden text, comments, tables of contents, heads and feet are not read; notes stand after the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..metadata import Reading
from ..properties import document_reading
from .body import note, plain, symbol, text_of_body, top_heading, tree_of
from .counting import whole_number
from .docx_numbers import Numbers
from .docx_styles import Look, Styles, is_listing, is_of_contents, is_unseen, tag_of
from .packages import Package, child, office_name, reading, value

_WRAPPERS = frozenset("w:ins w:moveTo w:smartTag w:customXml w:sdtContent w:hyperlink w:dir w:bdo w:rubyBase".split())
_MOST_COLUMNS = 100
"""Columns that a cell fills."""


def read_docx(data: bytes, name: str) -> Reading:
    """Raises `SourceError` for what is damaged, has a password, or is too large."""
    hint = "Open it in Word and save it anew as .docx."
    with reading(data, name, "a Word document", hint):
        package = Package(data, name)
        main = package.related("", "officeDocument") or "word/document.xml"
        body = tree_of(_Story(package, main).html())
        text = text_of_body(body)
        core = package.core_properties()
        properties = {"title": core.get("title", ""), "author": core.get("creator", "")}
        return document_reading(text, top_heading(body), properties)


class _Story:
    """One pass over a document: fields, counts of lists and a deleted end of a paragraph reach across paragraphs."""

    def __init__(self, package: Package, main: str) -> None:
        self._root = package.tree(main)
        self._package, self._main = package, main
        self._styles = Styles(self._part("styles"))
        self._numbers = Numbers(self._part("numbering"), self._styles)
        self._white = child(self._root, "background") is None
        self._fields: list[tuple[str, bool]] = []
        """Of each open field its instruction, and whether its result has begun."""
        self._carried = ""
        self._boxes: list[str] = []
        self._notes: list[tuple[str, str]] = []

    def _part(self, kind: str) -> Any:
        path = self._package.related(self._main, kind)
        return None if path is None else self._package.tree(path)

    def html(self) -> str:
        parts = [*self._blocks(child(self._root, "body"))]
        if self._carried:
            parts.append(f"<p>{self._carried}</p>")
        notes = {what: self._part(f"{what}s") for what in dict.fromkeys(what for what, _ in self._notes)}
        found = {(w, value(e, "id")): e for w, part in notes.items() if part is not None for e in part}
        self._fields, self._carried = [], ""
        parts += [note(self._blocks(found[key])) for key in list(dict.fromkeys(self._notes)) if key in found]
        return "".join(parts)

    def _blocks(self, parent: Any) -> Iterator[str]:
        for element in parent if parent is not None else ():
            name = office_name(element)
            if name == "w:p":
                yield from self._paragraph(element)
            elif name == "w:tbl":
                yield self._table(element)
            elif name == "w:sdt":
                yield from self._blocks(_control(element))
            elif name in _WRAPPERS:
                yield from self._blocks(element)

    def _paragraph(self, element: Any) -> Iterator[str]:
        properties = child(element, "pPr")
        look = self._styles.paragraph(properties)
        is_contents = is_of_contents(look.get("name", ""))
        around = len(self._boxes)
        inner = self._inline(element, look)
        boxes, self._boxes = self._boxes[around:], self._boxes[:around]
        if is_contents:
            return
        inner, self._carried = self._carried + inner, ""
        frame = child(properties, "framePr") if properties is not None else None
        if (frame is not None and value(frame, "dropCap") in ("drop", "margin")) or _is_end_deleted(properties):
            self._carried = inner
        elif inner.strip():
            mark = self._numbers.mark(look)
            tag = tag_of(look.get("name", ""), whole_number(look.get("outline", ""), -1))
            if tag != "p":
                yield f"<{tag}>{plain(mark) + ' ' if mark else ''}{inner}</{tag}>"
            elif mark is not None:
                yield f"<li>{plain(mark) + ' ' if mark else ''}{inner}</li>"
            else:
                yield f"<p>{inner}</p>"
        yield from boxes

    def _inline(self, parent: Any, look: Look) -> str:
        parts = []
        for element in parent:
            name = office_name(element)
            if name == "w:r":
                parts.append(self._run(element, look))
            elif name in _WRAPPERS:
                parts.append(self._inline(element, look))
            elif name == "w:sdt":
                parts.append(self._inline(_control(element), look))
            elif name == "w:fldSimple" and not is_listing(value(element, "instr")):
                parts.append(self._inline(element, look))
            elif name in ("m:oMath", "m:oMathPara") and self._is_read():
                parts.append(_formula(element))
        return "".join(parts)

    def _run(self, run: Any, paragraph: Look) -> str:
        look = self._styles.run(paragraph, child(run, "rPr"))
        parts: list[str] = []
        marked = False
        for element in run:
            name = office_name(element)
            if name == "w:fldChar":
                self._field(value(element, "fldCharType"))
            elif name == "w:instrText" and self._fields:
                instruction, begun = self._fields[-1]
                self._fields[-1] = instruction + (element.text or ""), begun
            elif name in ("w:drawing", "w:pict", "w:object", "mc:AlternateContent"):
                boxes = self._boxed(element)  # which may put another list in the place of this one
                self._boxes += boxes
            elif name in ("w:footnoteReference", "w:endnoteReference"):
                self._notes.append((name[2:].removesuffix("Reference"), value(element, "id")))
                marked = bool(value(element, "customMarkFollows"))
            elif name == "w:ruby":
                parts.append(self._inline(child(element, "rubyBase"), look))
            elif not marked:
                parts.append(_characters(element, name, look))
        text = "".join(parts)
        if not text or not self._is_read() or is_unseen(look, on_white=self._white):
            return ""
        return f"<sup>{text}</sup>" if look.get("raised") == "superscript" and text.strip() else text

    def _field(self, what: str) -> None:
        if what == "begin":
            self._fields.append(("", False))
        elif what == "separate" and self._fields:
            self._fields[-1] = self._fields[-1][0], True
        elif what == "end" and self._fields:
            self._fields.pop()

    def _is_read(self) -> bool:
        return all(begun and not is_listing(instruction) for instruction, begun in self._fields)

    def _boxed(self, element: Any) -> list[str]:
        """The text boxes within a drawing. Office writes each twice, the second time for older programs."""
        if office_name(element) == "mc:AlternateContent":
            choices = [choice for choice in element if next(choice.iter("{*}txbxContent"), None) is not None]
            return self._boxed(choices[0]) if choices else []
        if office_name(element) == "w:txbxContent":
            white, self._white = self._white, False  # the colour of the shape is not known
            carried, self._carried = self._carried, ""
            found = [*self._blocks(element)]
            self._white, self._carried = white, carried
            return found
        return [html for inner in element for html in self._boxed(inner)]

    def _table(self, table: Any) -> str:
        rows = [row for row in _unwrapped(table, "w:tr") if child(row, "trPr", "del") is None]
        is_styled = child(table, "tblPr", "tblStyle") is not None
        grid = [[*self._cells(row, styled=is_styled)] for row in rows]
        below = _spans(grid)
        written = []
        for n, (row, cells) in enumerate(zip(rows, grid, strict=True)):
            tag = "th" if n == 0 or child(row, "trPr", "tblHeader") is not None else "td"
            inner = "".join(
                f'<{tag} colspan="{span}" rowspan="{below[n, column]}">{html}</{tag}>'
                for column, span, merged, html in cells
                if not merged
            )
            written.append(f"<tr>{inner}</tr>")
        return f"<table>{''.join(written)}</table>"

    def _cells(self, row: Any, *, styled: bool) -> Iterator[tuple[int, int, bool, str]]:
        """Each cell: its column, how many columns it fills, whether the cell above fills it, and its content."""
        before = child(row, "trPr", "gridBefore")
        column = 0 if before is None else min(whole_number(value(before), 1), _MOST_COLUMNS)
        if column:
            yield 0, column, False, ""
        for cell in _unwrapped(row, "w:tc"):
            properties = child(cell, "tcPr")
            span, merge = (
                child(properties, name) if properties is not None else None for name in ("gridSpan", "vMerge")
            )
            shade = child(properties, "shd") if properties is not None else None
            white, carried = self._white, self._carried
            # A table's style may colour its cells.
            self._white = white and not styled and (shade is None or value(shade, "fill") in ("", "auto", "FFFFFF"))
            self._carried = ""
            html = "".join(self._blocks(cell)) + self._carried
            self._white, self._carried = white, carried
            across = 1 if span is None else min(max(whole_number(value(span), 1), 1), _MOST_COLUMNS)
            yield column, across, merge is not None and value(merge) != "restart", html
            column += across


def _control(element: Any) -> Any:
    """What a content control holds; nothing for a table of contents or a prompt such as "Click here to enter text"."""
    properties = child(element, "sdtPr")
    if properties is not None:
        gallery = child(properties, "docPartObj", "docPartGallery")
        if gallery is not None and "contents" in value(gallery).casefold():
            return ()
        prompt = child(properties, "showingPlcHdr")
        if prompt is not None and value(prompt) not in ("0", "false"):
            return ()
    content = child(element, "sdtContent")
    return () if content is None else content


def _unwrapped(parent: Any, name: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, also those in content controls."""
    for element in parent:
        found = office_name(element)
        if found == name:
            yield element
        elif found in ("w:sdt", *_WRAPPERS):
            yield from _unwrapped(_control(element) if found == "w:sdt" else element, name)


def _spans(grid: list[list[tuple[int, int, bool, str]]]) -> dict[tuple[int, int], int]:
    """(row, column) -> how many rows the cell fills."""
    found: dict[tuple[int, int], int] = {}
    open_cells: dict[int, int] = {}
    for n, cells in enumerate(grid):
        here = {}
        for column, _, merged, _ in cells:
            top = open_cells.get(column, n) if merged else n
            found[top, column] = found.get((top, column), 0) + 1
            here[column] = top
        open_cells = here
    return found


def _is_end_deleted(properties: Any) -> bool:
    """Whether the end of a paragraph was deleted, so that the next one goes on in it."""
    mark = child(properties, "rPr") if properties is not None else None
    return mark is not None and (child(mark, "del") is not None or child(mark, "moveFrom") is not None)


def _characters(element: Any, name: str, look: Look) -> str:
    if name == "w:t":
        text = element.text or ""
        if look.get("font") == "Symbol" and any("\uf000" <= c <= "\uf0ff" for c in text):
            text = "".join(symbol(ord(c), "Symbol") for c in text)
        return plain(text)
    if name in ("w:tab", "w:ptab"):
        return "\t"
    if name in ("w:br", "w:cr"):
        return "<br>"
    if name == "w:noBreakHyphen":
        return "-"
    if name == "w:sym":
        code = value(element, "char")
        return plain(symbol(int(code, 16), value(element, "font"))) if re.fullmatch("[0-9a-fA-F]{1,4}", code) else ""
    return ""


def _formula(element: Any) -> str:
    """A formula on one line."""
    name = office_name(element)
    if name == "m:t":
        return plain(element.text or "")
    parts = {office_name(inner): _formula(inner) for inner in element} if name in ("m:f", "m:sSup") else {}
    if name == "m:f":
        return f"{parts.get('m:num', '')}/{parts.get('m:den', '')}"
    if name == "m:sSup":
        return f"{parts.get('m:e', '')}<sup>{parts.get('m:sup', '')}</sup>"
    return "".join(map(_formula, element))
