"""PowerPoint's .pptx to text and metadata: slide by slide, what is on it. The notes of the speaker are not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..html.visibility import SMALLEST
from ..metadata import Reading
from ..properties import document_reading
from .body import plain, text_of_body, top_heading, tree_of
from .counting import counted
from .packages import Package, child, office_name, reading, value

_FURNITURE = ("dt", "ftr", "hdr", "sldNum")
_TITLES = ("title", "ctrTitle")
_LISTED = ("", "body", "obj")
"""Types of placeholders whose paragraphs the master may give bullets."""
_FORMS = {"arabic": "decimal", "alphaLc": "a", "alphaUc": "A", "romanLc": "i", "romanUc": "I"}


def read_pptx(data: bytes, name: str) -> Reading:
    """Raises `SourceError` for what is damaged, has a password, or is too large."""
    with reading(data, name, "a presentation", "Open it in PowerPoint and save it anew as .pptx."):
        package = Package(data, name)
        main = package.related("", "officeDocument") or "ppt/presentation.xml"
        root, targets = package.tree(main), package.relations(main)
        size = child(root, "sldSz")
        edges = (_int(value(size, "cx")), _int(value(size, "cy"))) if size is not None else (0, 0)
        listed = child(root, "sldIdLst")
        paths = [targets[key][1] for slide in listed if (key := _id(slide)) in targets] if listed is not None else []
        body = tree_of(
            "".join(html for path in paths if path in package.names for html in _Slide(package, path, edges))
        )
        text = text_of_body(body)
        core = package.core_properties()
        properties = {"title": core.get("title", ""), "author": core.get("creator", "")}
        return document_reading(text, top_heading(body), properties)


class _Slide:
    """The shapes of a slide as HTML, its title first, else in the order in which screen readers read them."""

    def __init__(self, package: Package, path: str, edges: tuple[int, int]) -> None:
        self._package, self._path, self._edges = package, path, edges
        self._root = package.tree(path)
        layout = package.related(path, "slideLayout")
        master = package.related(layout, "slideMaster") if layout else None
        self._layout, self._master = (None if part is None else package.kept_tree(part) for part in (layout, master))
        self._bullets: dict[tuple[str, str, int], list[Any]] = {}

    def __iter__(self) -> Iterator[str]:
        if value(self._root, "show") in ("0", "false"):
            return
        tree = child(self._root, "cSld", "spTree")
        shapes = list(_shapes(tree)) if tree is not None else []
        shapes.sort(key=lambda shape: _place(shape)[0] not in _TITLES)
        for shape in shapes:
            if not self._is_outside(shape):
                yield from self._frame(shape) if office_name(shape) == "p:graphicFrame" else self._shape(shape)

    def _is_outside(self, shape: Any) -> bool:
        place = child(shape, "spPr", "xfrm") if office_name(shape) == "p:sp" else child(shape, "xfrm")
        off, size = (child(place, name) if place is not None else None for name in ("off", "ext"))
        if off is None or size is None or not all(self._edges):
            return False
        x, y, width, height = (
            _int(value(off, "x")),
            _int(value(off, "y")),
            _int(value(size, "cx")),
            _int(value(size, "cy")),
        )
        return x >= self._edges[0] or y >= self._edges[1] or x + width <= 0 or y + height <= 0

    def _shape(self, shape: Any) -> Iterator[str]:
        kind, index = _place(shape)
        body = child(shape, "txBody")
        if body is None or kind in _FURNITURE:
            return
        paragraphs = [element for element in body if office_name(element) == "a:p"]
        if kind in _TITLES:
            words = "<br>".join(text for p in paragraphs if (text := _words(p)).strip())
            yield f"<h1>{words}</h1>"
            return
        own = child(body, "lstStyle")
        counts: dict[int, int] = {}
        for paragraph in paragraphs:
            properties = child(paragraph, "pPr")
            level = min(_int(value(properties, "lvl")), 8) if properties is not None else 0
            bullet = _bullet(properties, [child(own, f"lvl{level + 1}pPr"), *self._inherited(kind, index, level)])
            if not (words := _words(paragraph)).strip():
                continue
            number = _numbered(bullet, counts, level)
            yield f"<li>{number}{words}</li>" if bullet is not None else f"<p>{words}</p>"

    def _inherited(self, kind: str, index: str, level: int) -> list[Any]:
        """What the layout and the master say of the paragraphs of a level in such a placeholder; looked up once."""
        key = kind, index, level
        if key not in self._bullets:
            self._bullets[key] = [child(style, f"lvl{level + 1}pPr") for style in self._list_styles(kind, index)]
        return self._bullets[key]

    def _list_styles(self, kind: str, index: str) -> Iterator[Any]:
        """The list styles of the placeholders that this one stands for, and of the master's text."""
        if kind not in _LISTED or (not kind and not index):
            return
        for root, key, at in ((self._layout, index, 1), (self._master, "body", 0)):
            tree = child(root, "cSld", "spTree")
            shapes = [e for e in tree if office_name(e) == "p:sp"] if tree is not None else []
            yield next((child(shape, "txBody", "lstStyle") for shape in shapes if _place(shape)[at] == key), None)
        yield child(self._master, "txStyles", "bodyStyle")

    def _frame(self, frame: Any) -> Iterator[str]:
        """A table, or the texts of a diagram."""
        table = child(frame, "graphic", "graphicData", "tbl")
        if table is not None:
            yield _table(table)
        for ids in frame.iter("{*}relIds"):
            target = self._package.relations(self._path).get(value(ids, "dm"), ("", ""))[1]
            if target in self._package.names:
                for text in self._package.tree(target).iter("{*}t"):
                    if not office_name(text).startswith("a:"):
                        yield from (f"<li>{words}</li>" for p in text if (words := _words(p)).strip())


def _shapes(parent: Any) -> Iterator[Any]:
    """The shapes with text and the frames, also those in groups, that are not hidden."""
    for element in parent:
        name = office_name(element)
        if name == "mc:AlternateContent":
            yield from _shapes(element[0] if len(element) else ())
        elif name == "p:grpSp":
            yield from _shapes(element)
        elif name in ("p:sp", "p:graphicFrame"):
            about = child(element, "nvSpPr" if name == "p:sp" else "nvGraphicFramePr", "cNvPr")
            if about is None or value(about, "hidden") not in ("1", "true"):
                yield element


def _place(shape: Any) -> tuple[str, str]:
    """The type and the index of a placeholder; ("", "") for a shape that is none."""
    about = child(shape, "nvSpPr", "nvPr", "ph")
    return ("", "") if about is None else (value(about, "type"), value(about, "idx") or "0")


def _bullet(properties: Any, inherited: list[Any]) -> Any:
    """The `a:buChar` or `a:buAutoNum` of a paragraph; None where it has no bullet."""
    for source in (properties, *inherited):
        for element in source if source is not None else ():
            if office_name(element) in ("a:buNone", "a:buChar", "a:buAutoNum", "a:buBlip"):
                return None if office_name(element) == "a:buNone" else element
    return None


def _numbered(bullet: Any, counts: dict[int, int], level: int) -> str:
    """The number of a paragraph, which PowerPoint counts when it shows it; empty for a bullet."""
    for deeper in [n for n in counts if n > level]:
        del counts[deeper]
    if bullet is None or office_name(bullet) != "a:buAutoNum":
        counts.pop(level, None)
        return ""
    counts[level] = counts[level] + 1 if level in counts else max(1, _int(value(bullet, "startAt")))
    kind = value(bullet, "type")
    form = next((form for begin, form in _FORMS.items() if kind.startswith(begin)), "decimal")
    end = ")" if "Paren" in kind else "." if kind.endswith("Period") or not kind else ""
    return f"{'(' if kind.endswith('ParenBoth') else ''}{counted(counts[level], form)}{end} "


def _words(paragraph: Any) -> str:
    parts = []
    for element in paragraph:
        name = office_name(element)
        if name == "a:br":
            parts.append("<br>")
        elif name == "a:r" or (name == "a:fld" and value(element, "type") != "slidenum"):
            parts.append(_run(element))
        elif name == "mc:AlternateContent" and len(element):
            parts += [plain(text.text or "") for text in element[0].iter("{*}t")]
    return "".join(parts)


def _run(element: Any) -> str:
    properties, text = child(element, "rPr"), child(element, "t")
    words = plain(text.text or "") if text is not None else ""
    if properties is None:
        return words
    if value(properties, "strike") not in ("", "noStrike") or 0 < _int(value(properties, "sz")) <= 100 * SMALLEST:
        return ""
    return f"<sup>{words}</sup>" if _int(value(properties, "baseline")) > 0 and words.strip() else words


def _table(table: Any) -> str:
    rows: list[str] = []
    for row in table:
        if office_name(row) != "a:tr":
            continue
        cells = []
        for cell in row:
            if office_name(cell) != "a:tc" or "1" in (value(cell, "hMerge"), value(cell, "vMerge")):
                continue
            body = child(cell, "txBody")
            words = "".join(f"<p>{_words(p)}</p>" for p in body if office_name(p) == "a:p") if body is not None else ""
            tag = "td" if rows else "th"
            spans = (
                f'colspan="{max(1, _int(value(cell, "gridSpan")))}" rowspan="{max(1, _int(value(cell, "rowSpan")))}"'
            )
            cells.append(f"<{tag} {spans}>{words}</{tag}>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(rows)}</table>"


def _id(slide: Any) -> str:
    """The id of a relation; `id` without a namespace is the slide's own."""
    return next((found for key, found in slide.attrib.items() if key.endswith("}id")), "")


def _int(written: str) -> int:
    sign, digits = (-1, written[1:]) if written.startswith("-") else (1, written)
    return sign * int(digits) if digits.isdecimal() and len(digits) < 12 else 0
