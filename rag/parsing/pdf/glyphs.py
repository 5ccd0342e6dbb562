"""The glyphs of a page as PDFium finds them, in the page's upright coordinates. Uses PDFium's text functions."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from .visibility import unseen_characters

MOST = 400_000
"""Characters of a page that are read; a printed page has 10,000 at most."""


class Style(NamedTuple):
    """How a text is set: the font's name without its subset tag, its size in points as shown, its weight."""

    font: str
    size: float
    bold: bool


class Glyph(NamedTuple):
    """A character where it is shown: points from the page's left and top edge, `y` the baseline.

    `order` counts the characters as the file draws them; `blank`: what is in front of this one, a blank that is
    drawn, one that PDFium supposes, or none.
    """

    text: str
    left: float
    right: float
    y: float
    style: Style
    order: int
    blank: Literal["drawn", "supposed", ""] = ""


class Frame(NamedTuple):
    """The sides of something drawn on the page, in points from its left and top edge."""

    left: float
    top: float
    right: float
    bottom: float


class GlyphPage(NamedTuple):
    """A page's size in points, as it is shown, and its glyphs by the direction of their text.

    `directions[0]` has those that run to the right, then those that run down, to the left, up: each in coordinates
    in which they run to the right. Text at any other angle is in none: it is a watermark.
    """

    width: float
    height: float
    directions: tuple[tuple[Glyph, ...], ...]


def glyphs_of(page: Any) -> GlyphPage:
    """The visible glyphs of a pypdfium2 page within its crop box."""
    from pypdfium2 import raw

    textpage = page.get_textpage()
    try:
        frame = _Upright(page)
        found: tuple[list[Glyph], ...] = ([], [], [], [])
        for turn, glyph in _shown(raw, page, textpage, frame):
            found[turn].append(glyph)
        return GlyphPage(frame.width, frame.height, tuple(map(tuple, found)))
    finally:
        textpage.close()


def _shown(raw: Any, page: Any, textpage: Any, frame: _Upright) -> Iterator[tuple[int, Glyph]]:
    unseen = unseen_characters(page, textpage)
    handle, box = textpage.raw, raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    objects: dict[int | None, tuple[int, Style] | None] = {}
    blank: Literal["drawn", "supposed", ""] = ""
    for i in range(min(textpage.count_chars(), MOST)):
        code = raw.FPDFText_GetUnicode(handle, i)
        text = _LETTERS.get(code) or chr(code)
        if text.isspace():
            blank = "drawn" if blank == "drawn" or not raw.FPDFText_IsGenerated(handle, i) else "supposed"
            continue
        if i in unseen or (code < 32 and code != _HYPHEN):
            continue
        key = ctypes.cast(raw.FPDFText_GetTextObject(handle, i), ctypes.c_void_p).value
        if key not in objects:
            objects[key] = _setting(raw, handle, i, frame) if key else None
        setting = objects[key]
        if setting is None:
            continue
        raw.FPDFText_GetLooseCharBox(handle, i, box)
        raw.FPDFText_GetCharOrigin(handle, i, x, y)
        turn, style = setting
        origin = frame.point(x.value, y.value)
        sides = frame.point(box.left, box.bottom), frame.point(box.right, box.top)
        if frame.holds(origin, sides):
            turned = [frame.turned(point, turn) for point in (origin, *sides)]
            left, right = sorted((turned[1][0], turned[2][0]))
            yield turn, Glyph(text, left, right, turned[0][1], style, i, blank)
            blank = ""


_HYPHEN = 2
"""PDFium's character for a hyphen at the end of a line."""
_LETTERS: Mapping[int, str] = {
    _HYPHEN: "-",
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_BOLD = re.compile(r"bold|black|heavy|semibd|demi", re.IGNORECASE)
_FORCED_BOLD = 1 << 18
_BOLD_WEIGHT = 600


def _setting(raw: Any, handle: Any, i: int, frame: _Upright) -> tuple[int, Style] | None:
    """The direction of a text, 0 to 3, and its style; None for text at another angle."""
    matrix, flags, name = raw.FS_MATRIX(), ctypes.c_int(), ctypes.create_string_buffer(200)
    raw.FPDFText_GetMatrix(handle, i, matrix)
    raw.FPDFText_GetFontInfo(handle, i, name, len(name), flags)
    font = _SUBSET.sub("", name.value.decode("utf-8", "replace"))
    scale = (matrix.c**2 + matrix.d**2) ** 0.5
    size = round(raw.FPDFText_GetFontSize(handle, i) * scale, 1)
    bold = bool(_BOLD.search(font)) or bool(flags.value & _FORCED_BOLD)
    bold = bold or raw.FPDFText_GetFontWeight(handle, i) >= _BOLD_WEIGHT
    turn = frame.turn(matrix.a, matrix.b)
    return None if turn is None or not size else (turn, Style(font, size, bold))


class _Upright:
    """Maps the coordinates of a page's content to points from the left and top edge of the page as it is shown."""

    def __init__(self, page: Any) -> None:
        self._left, self._bottom, self._right, self._top = page.get_bbox()
        self._quarter = page.get_rotation() // 90
        sides = abs(self._right - self._left), abs(self._top - self._bottom)
        self.width, self.height = sides if self._quarter % 2 == 0 else sides[::-1]

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self._quarter == 0:
            return x - self._left, self._top - y
        if self._quarter == 1:
            return y - self._bottom, x - self._left
        if self._quarter == 2:
            return self._right - x, y - self._bottom
        return self._top - y, self._right - x

    def turn(self, along: float, up: float) -> int | None:
        """The direction of text that runs along this vector of the content: 0 right, 1 down, 2 left, 3 up."""
        x, y = ((along, -up), (up, along), (-along, up), (-up, -along))[self._quarter]
        if abs(y) < 0.1 * abs(x):
            return 0 if x > 0 else 2
        if abs(x) < 0.1 * abs(y):
            return 1 if y > 0 else 3
        return None

    def turned(self, point: tuple[float, float], turn: int) -> tuple[float, float]:
        """The point on the page turned so that text in this direction runs to the right."""
        x, y = point
        return ((x, y), (y, self.width - x), (self.width - x, self.height - y), (self.height - y, x))[turn]

    def holds(self, origin: tuple[float, float], sides: tuple[tuple[float, float], tuple[float, float]]) -> bool:
        """Whether the middle of a glyph is on the page."""
        x, y = (sides[0][0] + sides[1][0]) / 2, (origin[1] + sides[0][1] + sides[1][1]) / 3
        return -1 <= x <= self.width + 1 and -1 <= y <= self.height + 1
