"""Removes the hidden text of a PDF page: not painted, in the colour of its background, or under a box.

It follows the operators while pypdf extracts the text (`pdf_graphics_state.py`), and records what is painted before and
after each text. What it cannot know (patterns, pictures, odd shapes, the exact width of a word) hides nothing.
Invisible text over a scanned page is its OCR, and stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Any, ClassVar

from .pdf_contrast import CLEAR, Colour, Painted, Shown, is_covered
from .pdf_geometry import Box, Matrix, applied, area, bounds, holds, matrix_of, times, within
from .pdf_graphics_state import Graphics, by_operator

TINY = 2.0
"""Font size in points below which text counts as hidden."""
SCANNED = 0.3
"""Share of a page covered by pictures from which it counts as a scan."""
MOST_COMPARED = 2_000_000
"""Pairs of a text and a painted box that are compared, for one page."""

_NARROW = 0.25
"""The least width of a letter, as a share of the font size: the true end of a text is not known."""
_SHOWS = {b"Tj": 0, b"'": 0, b'"': 2, b"TJ": 0}
"""The operators that show text, and the index of the text among their operands."""


def text_of(page: Any, layers: frozenset[int]) -> str:
    """The visible text of a page. `layers` comes from `pdf_layers.hidden_layers`."""
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


class _Painting:
    """Visitor for pypdf: `before` and `after` each operator of the page and of the forms that it draws."""

    def __init__(self, page: Any, layers: frozenset[int]) -> None:
        self._graphics = Graphics(page, layers)
        self._page = self._graphics.page
        height = max(1.0, self._page[3] - self._page[1])
        self._tiny = TINY * min(1.0, height / 600) / float(page.get("/UserUnit", 1) or 1)
        self._path: list[tuple[float, float]] = []
        self._is_box, self._clips = True, False
        self._advance = 0.0
        self._number, self._order = count(), count()
        self._painted: list[Painted] = []
        self._pictures: list[Box] = []
        self._shown: list[Shown] = []
        self._unseen: set[int] = set()

    def before(self, operator: bytes, operands: list[Any], _: Any, text_matrix: Sequence[float]) -> None:
        number = next(self._number) if operator in _SHOWS else 0
        try:
            if operator in _SHOWS:
                if operator in (b"'", b'"'):
                    self._advance = 0.0  # these two begin a line
                self._show(number, operands[_SHOWS[operator]], text_matrix)
            elif (deed := self._DEEDS.get(operator)) is not None:
                deed(self, operands)
            else:
                self._graphics.change(operator, operands)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError, OverflowError):
            return  # viewers skip a malformed operator, too

    def after(self, operator: bytes, *_: Any) -> None:
        if operator == b"Do":
            self._graphics.leave()

    def unseen(self) -> set[int]:
        """The numbers, in page order, of the operators whose text is hidden."""
        scanned = sum(area(within(box, self._page)) for box in self._pictures) >= SCANNED * area(self._page)
        left = MOST_COMPARED
        for text in self._shown:
            near = self._painted if left > 0 else []
            left -= len(near)
            if (
                is_covered(text, near)
                if text.colours
                else not (scanned and any(holds(box, text.box) for box in self._pictures))
            ):
                self._unseen.add(text.number)
        return self._unseen

    def _draw(self, operands: list[Any]) -> None:
        if self._graphics.enter(operands[0]):
            self._picture([])

    def _picture(self, _: list[Any]) -> None:
        state = self._graphics.state
        box = within(state.clip, state.box([(0, 0), (1, 0), (1, 1), (0, 1)]))
        if not self._graphics.is_off:
            self._pictures.append(box)
        self._paint(box, None, opaque=False)  # some programs put the OCR text below the picture

    def _shade(self, _: list[Any]) -> None:
        self._paint(self._graphics.state.clip, None, opaque=False)

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
            state = self._graphics.state
            box, points = state.box(self._path), {state.point(*point) for point in self._path}
            upright = all(x in (box[0], box[2]) and y in (box[1], box[3]) for x, y in points) and len(points) == 4
            known = self._is_box and upright and state.is_opaque
            self._paint(within(box, state.clip), state.fill if known else None, opaque=known)
        self._end_path(operands)

    def _end_path(self, _: list[Any]) -> None:
        state = self._graphics.state
        if self._clips and self._path:
            state.clip = within(state.clip, state.box(self._path))
        self._path, self._is_box, self._clips = [], True, False

    def _paint(self, box: Box, colour: Colour, *, opaque: bool) -> None:
        if not self._graphics.is_off and self._graphics.state.fill_alpha > CLEAR:
            self._painted.append(Painted(next(self._order), box, colour, opaque))

    def _begin_line(self, _: list[Any]) -> None:
        self._advance = 0.0

    def _show(self, number: int, words: Any, text_matrix: Sequence[float]) -> None:
        state = self._graphics.state
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
            return  # a space keeps words apart even if it is hidden
        if self._is_unseen(box, matrix):
            self._unseen.add(number)
        else:
            self._shown.append(Shown(number, next(self._order), box, state.colours))

    def _is_unseen(self, box: Box, matrix: Matrix) -> bool:
        state = self._graphics.state
        if self._graphics.is_off:
            return True
        scale = abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5
        tall = abs(state.size) * scale
        if state.mode != 3 and (
            (tall < self._tiny and not state.glyphs_drawn) or tall == 0 or abs(state.stretch) < 0.02
        ):
            return True
        slack = max(tall, 2.0)
        left, low, right, high = within(state.clip, (box[0] - slack, box[1] - slack, box[2] + slack, box[3] + slack))
        if right <= left or high <= low:
            return True
        return state.is_clear

    _DEEDS: ClassVar[Mapping[bytes, Callable[[_Painting, list[Any]], None]]] = by_operator(
        {
            "BT, Td, TD, Tm, T*": _begin_line,
            "Do": _draw,
            "INLINE IMAGE": _picture,
            "sh": _shade,
            "m, l": _add_points,
            "c, v, y": _add_curve,
            "re": _add_box,
            "W, W*": _will_clip,
            "f, F, f*, B, B*, b, b*": _fill_path,
            "n, S, s": _end_path,
        }
    )
