"""What a PDF page paints, and which of its texts something could hide. Boxes are in points of the page's content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from ctypes import addressof, c_float, c_int, c_uint, c_ulong, cast, create_string_buffer
from dataclasses import dataclass
from typing import Any, Literal

from ..html.visibility import WHITE, is_near

Box = tuple[float, float, float, float]
"""Left, low, right and high."""
Colour = tuple[int, int, int]

_THIN = 2.0
"""Width in points of rules and lines that do not cover a letter."""
_MOST_RULES = 3
"""Thin lines across one text; more of them may cover it together."""
_MOST_COMPARED = 4_000_000
"""Pairs of a text and another object that are compared, for one page; beyond them, anything may be hidden."""
_MUCH_LARGER = 1.5
"""How many times larger type is that may cover other text."""
_UNKNOWN = (191, 191, 191)
"""What PDFium gives as the colour of a pattern."""
_FILLED = 0
"""The text rendering mode (ISO 32000-1, 9.3.6) of ordinary text."""


@dataclass(frozen=True, slots=True)
class Painted:
    """A text, picture, path, shading or annotation."""

    handle: Any
    kind: Literal["text", "picture", "other"]
    box: Box
    colour: Colour | None = None
    """Of an opaque fill; None for any other paint."""
    thin: bool = False
    blended: bool = False
    """Painted with transparency, which takes a hundred times as long."""
    size: float = 0.0
    """Of the font on the page; 0 for what is no text."""
    mode: int = _FILLED
    plain: bool = True
    """An opaque, dark text of the page itself, which only what is painted above or below it can hide."""


def address(handle: Any) -> int:
    """By which two handles of one object are equal."""
    return addressof(handle.contents) if handle else 0  # a tenth of the time of a cast


def painted_on(page: Any) -> list[Painted]:
    """In the order of painting, annotations last. The objects of a form stand in its place."""
    from pypdfium2 import PdfMatrix, raw

    waiting: list[tuple[Any, Any]] = [
        (raw.FPDFPage_GetObject(page, n), None) for n in reversed(range(raw.FPDFPage_CountObjects(page)))
    ]
    found: list[Painted] = []
    while waiting:
        handle, form = waiting.pop()
        kind = raw.FPDFPageObj_GetType(handle)
        if kind == raw.FPDF_PAGEOBJ_FORM:
            own = PdfMatrix(*_matrix(raw, handle))
            inner = own.multiply(form) if form else own
            count = range(raw.FPDFFormObj_CountObjects(handle))
            waiting += [(raw.FPDFFormObj_GetObject(handle, n), inner) for n in reversed(count)]
            if not raw.FPDFPageObj_HasTransparency(handle):
                continue
        left, low, right, high = (c_float() for _ in range(4))
        raw.FPDFPageObj_GetBounds(handle, left, low, right, high)
        box = (left.value, low.value, right.value, high.value)
        box = form.on_rect(*box) if form else box
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            found.append(_text(raw, handle, box, form))
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            found.append(_path(raw, handle, box))
        else:
            blended = bool(raw.FPDFPageObj_HasTransparency(handle))
            found.append(
                Painted(handle, "picture" if kind == raw.FPDF_PAGEOBJ_IMAGE else "other", box, blended=blended)
            )
    return found + list(_annotations(raw, page))


def perhaps_hidden(painted: list[Painted], page: Box, smallest: float) -> set[int]:
    """The numbers of the texts that may be unseen, wholly or in part: most pages have none, and need no drawing."""
    import numpy as np

    texts = [n for n, one in enumerate(painted) if one.kind == "text"]
    found = {
        n for n in texts if not (_holds(page, painted[n].box) and painted[n].plain and painted[n].size >= smallest)
    }
    if len(texts) * len(painted) > _MOST_COMPARED:
        return set(texts)
    boxes = np.array([one.box for one in painted]).reshape(-1, 4, 1)
    text, other = boxes[texts], boxes.T
    slack = 0.5
    meets = (text[:, 0] + slack < other[:, 2]) & (other[:, 0] + slack < text[:, 2])
    meets &= (text[:, 1] + slack < other[:, 3]) & (other[:, 1] + slack < text[:, 3])
    rules: Counter[int] = Counter()
    for row, other_number in zip(*(each.tolist() for each in meets.nonzero()), strict=True):
        number = texts[row]
        if number in found:
            continue
        rules[number] += painted[other_number].thin
        if rules[number] > _MOST_RULES or _may_hide(painted, other_number, number):
            found.add(number)
    return found


def _may_hide(painted: list[Painted], number: int, of_text: int) -> bool:
    one, text = painted[number], painted[of_text]
    if one.kind == "text":
        return number > of_text and one.size > _MUCH_LARGER * text.size
    alike = one.colour is None or text.colour is None or is_near(one.colour, text.colour)
    return not one.thin and (number > of_text or alike)


def _holds(outer: Box, inner: Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def _text(raw: Any, handle: Any, box: Box, form: Any) -> Painted:
    """A layer and a clip of a form are not known, so that no text in one is plain."""
    size = c_float()
    raw.FPDFTextObj_GetFontSize(handle, size)
    a, b, c, d, *_ = _matrix(raw, handle)
    scale = abs(a * d - b * c) * (abs(form.a * form.d - form.b * form.c) if form else 1)
    blended = bool(raw.FPDFPageObj_HasTransparency(handle))
    mode, colour = raw.FPDFTextObj_GetTextRenderMode(handle), _fill(raw, handle, blended=blended)
    plain = not form and mode == _FILLED and colour is not None and not is_near(colour, WHITE)
    plain = plain and not _is_clipped(raw, handle, box) and not _is_in_a_layer(raw, handle)
    return Painted(
        handle, "text", box, colour, blended=blended, size=abs(size.value) * scale**0.5, mode=mode, plain=plain
    )


def _path(raw: Any, handle: Any, box: Box) -> Painted:
    fill, stroke, width = c_int(), c_int(), c_float()
    raw.FPDFPath_GetDrawMode(handle, fill, stroke)
    blended = bool(raw.FPDFPageObj_HasTransparency(handle))
    if fill.value:
        thin = min(box[2] - box[0], box[3] - box[1]) <= _THIN
        return Painted(handle, "other", box, _fill(raw, handle, blended=blended), thin, blended)
    raw.FPDFPageObj_GetStrokeWidth(handle, width)
    thin = width.value <= _THIN and raw.FPDFPath_CountSegments(handle) <= 5
    return Painted(handle, "other", box, None, thin, blended)


def _annotations(raw: Any, page: Any) -> Iterator[Painted]:
    """Those that paint anything. A link paints a thin frame at most, unless it has an appearance of its own."""
    for n in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation, box = raw.FPDFPage_GetAnnot(page, n), raw.FS_RECTF()
        plain = raw.FPDFAnnot_GetSubtype(annotation) in (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP)
        if not plain or raw.FPDFAnnot_HasKey(annotation, b"AP"):
            raw.FPDFAnnot_GetRect(annotation, box)
            yield Painted(None, "other", (box.left, box.bottom, box.right, box.top))
        raw.FPDFPage_CloseAnnot(annotation)


def _fill(raw: Any, handle: Any, *, blended: bool) -> Colour | None:
    if blended:
        return None
    red, green, blue, alpha = c_uint(), c_uint(), c_uint(), c_uint()
    known = raw.FPDFPageObj_GetFillColor(handle, red, green, blue, alpha)
    if not known or alpha.value < 255:
        return None
    colour = red.value, green.value, blue.value
    return None if colour == _UNKNOWN else colour


def _matrix(raw: Any, handle: Any) -> tuple[float, ...]:
    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(handle, found)
    return found.a, found.b, found.c, found.d, found.e, found.f


def _is_clipped(raw: Any, handle: Any, box: Box) -> bool:
    """Whether anything but rectangles around the box clips it."""
    clip, x, y = raw.FPDFPageObj_GetClipPath(handle), c_float(), c_float()
    for path in range(raw.FPDFClipPath_CountPaths(clip)):
        count = raw.FPDFClipPath_CountPathSegments(clip, path)
        points = set()
        for n in range(count if count <= 5 else 0):
            raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, path, n), x, y)
            points.add((x.value, y.value))
        across, up = {x for x, _ in points}, {y for _, y in points}
        if not len(points) == 4 == len(across) + len(up):
            return True
        if not _holds((min(across) - 1, min(up) - 1, max(across) + 1, max(up) + 1), box):
            return True
    return False


def _is_in_a_layer(raw: Any, handle: Any) -> bool:
    name, length = create_string_buffer(8), c_ulong()
    for n in range(raw.FPDFPageObj_CountMarks(handle)):
        mark = raw.FPDFPageObj_GetMark(handle, n)
        raw.FPDFPageObjMark_GetName(mark, cast(name, raw.FPDFPageObjMark_GetName.argtypes[1]), 8, length)
        if name.raw[: length.value] == "OC\0".encode("utf-16-le"):
            return True
    return False
