"""What of a PDF's page can be seen: text that is not painted, or on its own colour, or under a box, may be written for machines alone.

Follows the graphics state (ISO 32000-1, 8.4) operator by operator while pypdf extracts the text: colours, alpha, text modes, sizes, clips,
layers, and what is painted before and after. What it cannot know (patterns, pictures, odd shapes as the ground, the exact width of a
word) hides nothing. Text in no colour over a scanned page is its OCR, and stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import count
from typing import Any

from .geometry import Box, Matrix, applied, area, bounds, corners, holds, matrix_of, times, within
from .ground import CLEAR, Colour, Painted, Shown, colour_of, is_covered

TINY = 2.0
"""Points below which nobody reads."""
SCANNED = 0.3
"""The share of a page that its pictures cover when it is a scan."""
MOST_COMPARED = 2_000_000
"""Pairs of a text and what is painted that are looked at, a page."""

_NARROW = 0.25
"""Of its size, what a letter is wide at least: where a text ends is not known."""
_SHOWS = {b"Tj": 0, b"'": 0, b'"': 2, b"TJ": 0}
"""The operators that show text, and which of their operands it is."""


def text_of(page: Any, layers: frozenset[int]) -> str:
    """The text of a page that can be seen. `layers` are those that are `hidden_layers`."""
    painting = _Painting(page, layers)
    text: str = page.extract_text(visitor_operand_before=painting.before, visitor_operand_after=painting.after)
    unseen = painting.unseen()
    if not unseen:
        return text
    number = count()

    def blank(operator: bytes, operands: list[Any], *_: Any) -> None:
        if operator in _SHOWS and next(number) in unseen and len(operands) > _SHOWS[operator]:
            at = _SHOWS[operator]
            operands[at] = type(operands[at])()

    return str(page.extract_text(visitor_operand_before=blank))


def hidden_layers(catalog: Any) -> frozenset[int]:
    """The numbers of the objects that are optional content and off when the file is opened."""
    try:
        content = catalog["/OCProperties"]
        start = content["/D"]
        off = {ref.idnum for ref in content["/OCGs"]} if start.get("/BaseState") == "/OFF" else set()
        return frozenset(off - {ref.idnum for ref in start.get("/ON", ())} | {ref.idnum for ref in start.get("/OFF", ())})
    except (AttributeError, KeyError, TypeError):
        return frozenset()


@dataclass
class _State:
    """What `q` saves and `Q` brings back."""

    matrix: Matrix
    clip: Box
    fill: Colour = (0, 0, 0)
    stroke: Colour = (0, 0, 0)
    fill_space: str = "/DeviceGray"
    stroke_space: str = "/DeviceGray"
    fill_alpha: float = 1.0
    stroke_alpha: float = 1.0
    blended: bool = False
    masked: bool = False
    mode: int = 0
    size: float = 12.0
    stretch: float = 1.0
    glyphs_drawn: bool = False
    """A Type 3 font: its size says nothing of its letters'."""
    hidden: bool = False


class _Painting:
    """Listens to pypdf: `before` and `after` each operator, in the page and in the forms that it draws."""

    def __init__(self, page: Any, layers: frozenset[int]) -> None:
        self._layers = layers
        self._page: Box = within(corners(page.mediabox), corners(page.cropbox))
        height = max(1.0, self._page[3] - self._page[1])
        self._tiny = TINY * min(1.0, height / 600) / float(page.get("/UserUnit", 1) or 1)
        self._state = _State((1, 0, 0, 1, 0, 0), self._page)
        self._saved: list[_State] = []
        self._resources: list[Any] = [page.get("/Resources", {})]
        self._forms: list[tuple[_State, int, int]] = []
        self._marked: list[bool] = []
        self._path: list[tuple[float, float]] = []
        self._is_box, self._clips = True, False
        self._advance = 0.0
        self._number, self._order = count(), count()
        self._painted: list[Painted] = []
        self._pictures: list[Box] = []
        self._shown: list[Shown] = []
        self._unseen: set[int] = set()

    # ---- what pypdf calls ----------------------------------------------------------------------------------------------------------

    def before(self, operator: bytes, operands: list[Any], _: Any, text_matrix: Sequence[float]) -> None:
        number = next(self._number) if operator in _SHOWS else 0
        try:
            if operator in _SHOWS:
                if operator in (b"'", b'"'):
                    self._advance = 0.0  # they begin a line
                self._show(number, operands[_SHOWS[operator]], text_matrix)
            elif (known := _OPERATORS.get(operator)) is not None:
                known(self, operands)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError, OverflowError):
            return  # an operator that is malformed; viewers skip it too

    def after(self, operator: bytes, *_: Any) -> None:
        if operator == b"Do":
            self._state, saved, marked = self._forms.pop()
            del self._saved[saved:], self._marked[marked:]
            self._resources.pop()

    def unseen(self) -> set[int]:
        """The numbers, in the order of the page, of what shows text that nobody sees."""
        scanned = sum(area(within(box, self._page)) for box in self._pictures) >= SCANNED * area(self._page)
        left = MOST_COMPARED
        for text in self._shown:
            near = self._painted if left > 0 else []
            left -= len(near)
            if is_covered(text, near) if text.colours else not (scanned and any(holds(box, text.box) for box in self._pictures)):
                self._unseen.add(text.number)
        return self._unseen

    # ---- the state -----------------------------------------------------------------------------------------------------------------

    def _save(self, _: list[Any]) -> None:
        self._saved.append(copy(self._state))

    def _restore(self, _: list[Any]) -> None:
        if len(self._saved) > (self._forms[-1][1] if self._forms else 0):
            self._state = self._saved.pop()

    def _transform(self, operands: list[Any]) -> None:
        self._state.matrix = times(matrix_of(operands), self._state.matrix)

    def _set_state(self, operands: list[Any]) -> None:
        given = self._resource("/ExtGState", operands[0])
        self._state.fill_alpha = float(given.get("/ca", self._state.fill_alpha))
        self._state.stroke_alpha = float(given.get("/CA", self._state.stroke_alpha))
        if "/BM" in given:
            self._state.blended = given["/BM"] not in ("/Normal", "/Compatible")
        if "/SMask" in given:
            self._state.masked = given["/SMask"] != "/None"
        if "/Font" in given:
            self._state.size = float(given["/Font"][1])

    def _set_font(self, operands: list[Any]) -> None:
        self._state.size = float(operands[1])
        self._state.glyphs_drawn = self._resource("/Font", operands[0]).get("/Subtype") == "/Type3"

    def _set_mode(self, operands: list[Any]) -> None:
        self._state.mode = int(operands[0])

    def _set_stretch(self, operands: list[Any]) -> None:
        self._state.stretch = float(operands[0]) / 100

    def _resource(self, kind: str, name: str) -> Any:
        return self._resources[-1][kind][name].get_object()

    # ---- colours -------------------------------------------------------------------------------------------------------------------

    def _fill_space(self, operands: list[Any]) -> None:
        self._state.fill_space, self._state.fill = self._space(operands[0]), (0, 0, 0)

    def _stroke_space(self, operands: list[Any]) -> None:
        self._state.stroke_space, self._state.stroke = self._space(operands[0]), (0, 0, 0)

    def _space(self, name: str) -> str:
        space = self._resources[-1].get("/ColorSpace", {}).get(name, name)
        space = space.get_object() if hasattr(space, "get_object") else space
        return str(space if isinstance(space, str) else space[0])

    def _fill(self, operands: list[Any]) -> None:
        self._state.fill = colour_of(self._state.fill_space, operands)

    def _stroke(self, operands: list[Any]) -> None:
        self._state.stroke = colour_of(self._state.stroke_space, operands)

    def _device_fill(self, operands: list[Any]) -> None:
        self._state.fill_space, self._state.fill = "/Device", colour_of("/Device", operands)

    def _device_stroke(self, operands: list[Any]) -> None:
        self._state.stroke_space, self._state.stroke = "/Device", colour_of("/Device", operands)

    # ---- layers and forms ----------------------------------------------------------------------------------------------------------

    def _mark(self, operands: list[Any]) -> None:
        off = False
        if operands and operands[0] == "/OC":
            properties = self._resources[-1]["/Properties"]
            off = self._is_off(properties.raw_get(operands[1]) if hasattr(properties, "raw_get") else None)
        self._marked.append(off)

    def _unmark(self, _: list[Any]) -> None:
        if len(self._marked) > (self._forms[-1][2] if self._forms else 0):
            self._marked.pop()

    def _is_off(self, content: Any) -> bool:
        """Whether a layer, or what belongs to several (8.11.2.2), is off."""
        if getattr(content, "idnum", None) in self._layers:
            return True
        members = content.get_object().get("/OCGs") if content is not None else None
        if members is None:
            return False
        off = [getattr(member, "idnum", None) in self._layers for member in (members if isinstance(members, list) else [members])]
        policy = content.get_object().get("/P", "/AnyOn")
        return {"/AllOn": any(off), "/AnyOff": not any(off), "/AllOff": not all(off)}.get(policy, bool(off) and all(off))

    def _draw(self, operands: list[Any]) -> None:
        """Pushes in any case: `after` pops."""
        self._forms.append((copy(self._state), len(self._saved), len(self._marked)))
        self._resources.append(self._resources[-1])
        drawn = self._resource("/XObject", operands[0])
        self._state.hidden |= "/OC" in drawn and self._is_off(drawn.raw_get("/OC"))
        if drawn.get("/Subtype") == "/Image":
            self._picture([])
            return
        self._resources[-1] = drawn.get("/Resources", self._resources[-1])
        self._state.matrix = times(matrix_of(drawn.get("/Matrix", (1, 0, 0, 1, 0, 0))), self._state.matrix)
        if "/BBox" in drawn:
            left, low, right, high = (float(side) for side in drawn["/BBox"])
            self._state.clip = within(self._state.clip, self._box([(left, low), (right, low), (right, high), (left, high)]))

    # ---- what is painted -----------------------------------------------------------------------------------------------------------

    def _picture(self, _: list[Any]) -> None:
        box = within(self._state.clip, self._box([(0, 0), (1, 0), (1, 1), (0, 1)]))
        if not (self._state.hidden or any(self._marked)):
            self._pictures.append(box)
        self._paint(box, None, opaque=False)  # some programs put the text of a scan under it

    def _shade(self, _: list[Any]) -> None:
        self._paint(self._state.clip, None, opaque=False)

    def _add_points(self, operands: list[Any]) -> None:
        self._path.append((float(operands[-2]), float(operands[-1])))

    def _add_curve(self, operands: list[Any]) -> None:
        self._is_box = False
        self._path += [(float(operands[at]), float(operands[at + 1])) for at in range(0, len(operands) - 1, 2)]

    def _add_box(self, operands: list[Any]) -> None:
        left, low, width, height = (float(side) for side in operands)
        self._is_box &= not self._path
        self._path += [(left, low), (left + width, low), (left + width, low + height), (left, low + height)]

    def _will_clip(self, _: list[Any]) -> None:
        self._clips = True

    def _fill_path(self, operands: list[Any]) -> None:
        if self._path:
            box, points = self._box(self._path), {self._point(*point) for point in self._path}
            corners = all(x in (box[0], box[2]) and y in (box[1], box[3]) for x, y in points) and len(points) == 4
            known = self._is_box and corners
            opaque = self._state.fill_alpha >= 1 and not self._state.blended and not self._state.masked
            self._paint(within(box, self._state.clip), self._state.fill if known and opaque else None, opaque=known and opaque)
        self._end_path(operands)

    def _end_path(self, _: list[Any]) -> None:
        if self._clips:
            self._state.clip = within(self._state.clip, self._box(self._path)) if self._path else self._state.clip
        self._path, self._is_box, self._clips = [], True, False

    def _paint(self, box: Box, colour: Colour, *, opaque: bool) -> None:
        if not (self._state.hidden or any(self._marked)) and self._state.fill_alpha > CLEAR:
            self._painted.append(Painted(next(self._order), box, colour, opaque))

    # ---- text ----------------------------------------------------------------------------------------------------------------------

    def _move(self, _: list[Any]) -> None:
        self._advance = 0.0

    def _show(self, number: int, words: Any, text_matrix: Sequence[float]) -> None:
        state = self._state
        matrix = times(matrix_of(text_matrix), state.matrix)
        start = self._advance
        parts = words if isinstance(words, list) else [words]
        written = [part for part in parts if isinstance(part, (str, bytes))]
        letters = sum(len(part) for part in written)
        moved = sum(float(part) for part in parts if isinstance(part, (int, float))) / -1000
        self._advance += (letters * _NARROW + moved) * state.size * state.stretch
        low, high = 0.1 * state.size, 0.5 * state.size
        ends = (start, max(start, self._advance))
        box = bounds([applied(matrix, x, y) for x in ends for y in (low, high)])
        if not any(part.strip() for part in written):
            return  # a space keeps words apart, seen or not
        if self._is_unseen(box, matrix):
            self._unseen.add(number)
        else:
            self._shown.append(Shown(number, next(self._order), box, self._colours()))

    def _is_unseen(self, box: Box, matrix: Matrix) -> bool:
        state = self._state
        if state.hidden or any(self._marked):
            return True
        scale = abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5
        tall = abs(state.size) * scale
        if state.mode != 3 and ((tall < self._tiny and not state.glyphs_drawn) or tall == 0 or abs(state.stretch) < 0.02):
            return True
        slack = max(tall, 2.0)
        left, low, right, high = within(state.clip, (box[0] - slack, box[1] - slack, box[2] + slack, box[3] + slack))
        if right <= left or high <= low:
            return True
        painted = {0: (state.fill_alpha,), 1: (state.stroke_alpha,), 2: (state.fill_alpha, state.stroke_alpha)}.get(state.mode % 4, (1.0,))
        return max(painted) <= CLEAR

    def _colours(self) -> tuple[Colour, ...]:
        state = self._state
        return {0: (state.fill,), 1: (state.stroke,), 2: (state.fill, state.stroke)}.get(state.mode % 4, ())

    def _point(self, x: float, y: float) -> tuple[float, float]:
        x, y = applied(self._state.matrix, x, y)
        return round(x, 2), round(y, 2)

    def _box(self, points: Sequence[tuple[float, float]]) -> Box:
        return bounds([self._point(*point) for point in points])


_OPERATORS: Mapping[bytes, Any] = {
    b"q": _Painting._save, b"Q": _Painting._restore, b"cm": _Painting._transform, b"gs": _Painting._set_state,
    b"g": _Painting._device_fill, b"rg": _Painting._device_fill, b"k": _Painting._device_fill,
    b"G": _Painting._device_stroke, b"RG": _Painting._device_stroke, b"K": _Painting._device_stroke,
    b"cs": _Painting._fill_space, b"CS": _Painting._stroke_space,
    b"sc": _Painting._fill, b"scn": _Painting._fill, b"SC": _Painting._stroke, b"SCN": _Painting._stroke,
    b"Tf": _Painting._set_font, b"Tr": _Painting._set_mode, b"Tz": _Painting._set_stretch,
    b"BT": _Painting._move, b"Td": _Painting._move, b"TD": _Painting._move, b"Tm": _Painting._move, b"T*": _Painting._move,
    b"BMC": _Painting._mark, b"BDC": _Painting._mark, b"EMC": _Painting._unmark, b"Do": _Painting._draw,
    b"INLINE IMAGE": _Painting._picture, b"sh": _Painting._shade,
    b"m": _Painting._add_points, b"l": _Painting._add_points, b"re": _Painting._add_box,
    b"c": _Painting._add_curve, b"v": _Painting._add_curve, b"y": _Painting._add_curve,
    b"W": _Painting._will_clip, b"W*": _Painting._will_clip,
    b"n": _Painting._end_path, b"S": _Painting._end_path, b"s": _Painting._end_path,
    **dict.fromkeys((b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"), _Painting._fill_path),
}  # fmt: skip
