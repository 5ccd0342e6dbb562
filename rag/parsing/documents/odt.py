"""LibreOffice's .odt to text and metadata, as a reader sees the page.

Deleted and hidden text, comments, tables of contents, heads and feet are not read; notes stand after the text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from ...errors import SourceError
from ..html.cleanup import LONGEST_REPEATED
from ..metadata import Reading
from ..properties import document_reading
from .body import MOST_REPEATED, note, plain, text_of_body, top_heading, tree_of
from .counting import counted, whole_number
from .odt_styles import Look, Styles, is_unseen
from .packages import Package, local, reading, value

_SKIPPED = frozenset(
    "tracked-changes annotation table-of-content alphabetical-index illustration-index table-index object-index"
    " user-index placeholder ruby-text forms script hidden-text hidden-paragraph variable-decls sequence-decls"
    " user-field-decls title desc event-listeners table-column table-columns soft-page-break note-citation"
    " index-title dde-connection-decls table-source".split()
)
_SHAPES = frozenset("frame g a custom-shape rect polygon ellipse path".split())
_MOST_COPIES = 20
"""Times that a cell is repeated; a longer run of the same is the empty rest of a sheet."""


def read_odt(data: bytes, name: str) -> Reading:
    """Raises `SourceError` for what is damaged, has a password, or is too large."""
    hint = "Open it in LibreOffice and save it anew as .odt."
    with reading(data, name, "an OpenDocument text", hint):
        package = Package(data, name)
        manifest = package.part("META-INF/manifest.xml") if "META-INF/manifest.xml" in package.names else b""
        if b"encryption-data" in manifest:
            raise SourceError(f"{name} has a password.", "Save a copy without one.")
        content = package.tree("content.xml")
        styles = package.tree("styles.xml") if "styles.xml" in package.names else None
        body = tree_of(_Story(content, styles).html())
        text = text_of_body(body)
        about = package.tree("meta.xml") if "meta.xml" in package.names else ()
        found = {local(element): element.text or "" for part in about for element in part}
        author = found.get("initial-creator") or found.get("creator", "")
        properties = {"title": found.get("title", ""), "author": author}
        return document_reading(text, top_heading(body), properties)


class _Story:
    """One pass over a document: the counts of its lists and its notes reach across paragraphs."""

    def __init__(self, content: Any, styles: Any) -> None:
        self._body = next(content.iter("{*}body"))[0]
        self._styles = Styles(content, styles)
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._boxes: list[str] = []
        self._notes: list[Any] = []
        self._repeats = 0

    def html(self) -> str:
        parts = [*self._blocks(self._body)]
        while self._notes:
            parts.append(note(self._blocks(self._notes.pop(0))))
        return "".join(parts)

    def _blocks(self, parent: Any) -> Iterator[str]:
        for element in parent:
            name = local(element)
            if name in _SKIPPED or (name == "section" and value(element, "display") == "none"):
                continue
            if name in ("p", "h"):
                yield from self._paragraph(element, None)
            elif name == "list":
                yield from self._list(element, "", 1)
            elif name == "table":
                yield self._table(element)
            elif name == "text-box" or name in _SHAPES:
                yield from self._box(element)
            else:
                yield from self._blocks(element)

    def _paragraph(self, element: Any, item: str | None) -> Iterator[str]:
        """`item`: the number of the list item that it begins, empty for a bullet."""
        look = self._styles.look("paragraph", value(element, "style-name"))
        around = len(self._boxes)
        inner = self._inline(element, look)
        boxes, self._boxes = self._boxes[around:], self._boxes[:around]
        is_title = look.get("role") == "title"
        if inner.strip() and (local(element) == "h" or is_title):
            level = whole_number(value(element, "outline-level"), 1)
            is_counted = not is_title and value(element, "is-list-header") != "true"
            number = self._counted(look.get("list") or "outline", level, None) if is_counted else ""
            tag = "h1" if is_title else f"h{min(level, 6)}"
            yield f"<{tag}>{plain(number)} {inner}</{tag}>"
        elif inner.strip():
            yield f"<li>{plain(item)} {inner}</li>" if item is not None else f"<p>{inner}</p>"
        yield from boxes

    def _list(self, element: Any, style: str, level: int) -> Iterator[str]:
        style = value(element, "style-name") or style
        if level == 1 and value(element, "continue-numbering") != "true" and not value(element, "continue-list"):
            self._counts.pop(style, None)
        for item in element:
            first = local(item) == "list-item"
            start = value(item, "start-value")
            for inner in item:
                name = local(inner)
                if name == "list":
                    yield from self._list(inner, style, level + 1)
                elif name in ("p", "h"):
                    number = self._counted(style, level, whole_number(start, 1) if start else None) if first else None
                    first = False
                    yield from self._paragraph(inner, number)
                else:
                    yield from self._blocks([inner])

    def _counted(self, style: str, level: int, start: int | None) -> str:
        levels = self._styles.levels(style)
        found = levels.get(level)
        if found is None or not found.form:
            return ""
        counts = self._counts[style]
        counts[level] = start if start is not None else counts.get(level, found.start - 1) + 1
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]
        shown = range(max(1, level - found.shown + 1), level + 1)
        known = [(levels[n], counts.setdefault(n, levels[n].start)) for n in shown if n in levels]
        written = ".".join(counted(count, one.form) for one, count in known if one.form)
        return f"{found.before}{written}{found.after}".strip()

    def _inline(self, parent: Any, look: Look) -> str:
        """The text of a paragraph or a span; a text box in it is kept for later."""
        seen = not is_unseen(look)
        parts = [plain(parent.text or "")] if seen else []
        for element in parent:
            name = local(element)
            if name == "span":
                style = self._styles.look("text", value(element, "style-name"))
                inner = self._inline(element, {**look, **style})
                parts.append(f"<sup>{inner}</sup>" if style.get("raised") == "super" and inner.strip() else inner)
            elif name == "note":
                self._notes += [body for body in element if local(body) == "note-body"]
            elif name in ("frame", "custom-shape", "text-box", "g", "rect", "polygon", "ellipse"):
                boxes = self._box(element)
                self._boxes += boxes
            elif name in ("s", "tab", "line-break"):
                parts.append({"s": " ", "tab": "\t", "line-break": "<br>"}[name] if seen else "")
            elif name not in _SKIPPED:
                parts.append(self._inline(element, look))
            parts.append(plain(element.tail or "") if seen else "")
        return "".join(parts)

    def _box(self, element: Any) -> list[str]:
        """The paragraphs of a text box or a shape; a picture has none."""
        around, self._boxes = self._boxes, []
        found = [*self._blocks(element)]
        found, self._boxes = found + self._boxes, around
        return found

    def _table(self, table: Any) -> str:
        written: list[str] = []
        for row, is_head in _rows(table):
            cells = []
            for cell in row:
                if local(cell) != "table-cell":  # another cell covers the others
                    continue
                tag = "th" if is_head or not written else "td"
                spans = f'colspan="{_span(cell, "columns")}" rowspan="{_span(cell, "rows")}"'
                html = "".join(self._blocks(cell))
                cells.append(f"<{tag} {spans}>{html}</{tag}>" * self._copies(cell, html))
            written.append(f"<tr>{''.join(cells)}</tr>")
        return f"<table>{''.join(written)}</table>"

    def _copies(self, cell: Any, html: str) -> int:
        """How many cells an element stands for; one for a long cell, and beyond a number of copies."""
        wanted = min(whole_number(value(cell, "number-columns-repeated"), 1), _MOST_COPIES)
        self._repeats += wanted - 1
        return wanted if len(html) <= LONGEST_REPEATED and self._repeats <= MOST_REPEATED else 1


def _rows(table: Any, is_head: bool = False) -> Iterator[tuple[Any, bool]]:
    for element in table:
        name = local(element)
        if name == "table-row":
            yield element, is_head
        elif name in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(element, is_head or name == "table-header-rows")


def _span(cell: Any, what: str) -> int:
    return min(whole_number(value(cell, f"number-{what}-spanned"), 1), 100)
