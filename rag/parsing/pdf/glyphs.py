"""The glyphs of a page as PDFium finds them, in the page's upright coordinates. Uses PDFium's text functions."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from .page_objects import address
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
    textpage = page.get_textpage()
    try:
        frame = _Upright(page)
        found: tuple[list[Glyph], ...] = ([], [], [], [])
        for turn, glyph in _shown(page, textpage, frame):
            found[turn].append(glyph)
        return GlyphPage(frame.width, frame.height, tuple(map(tuple, found)))
    finally:
        textpage.close()


def _shown(page: Any, textpage: Any, frame: _Upright) -> Iterator[tuple[int, Glyph]]:
    """The direction of each glyph with the glyph. Each call of PDFium takes half a microsecond: few are made."""
    from pypdfium2 import raw

    unseen, settings = unseen_characters(page, textpage), _Settings(raw, textpage.raw, frame)
    handle, box, x, y = textpage.raw, raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    box_at, x_at, y_at = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    unicode_of, loose_box, origin = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetCharOrigin
    blank: Literal["drawn", "supposed", ""] = ""
    for i in range(min(textpage.count_chars(), MOST)):
        code = unicode_of(handle, i)
        text = _LETTERS.get(code) or chr(code)
        if text.isspace():
            blank = "drawn" if blank == "drawn" or not raw.FPDFText_IsGenerated(handle, i) else "supposed"
            continue
        if i in unseen or (code < 32 and code != _HYPHEN):
            continue
        setting = settings.of(i)
        if setting is None:
            continue
        loose_box(handle, i, box_at)
        origin(handle, i, x_at, y_at)
        turn, style, (a, b, c, d, e, f), (width, height) = setting
        left, right = a * box.left + b * box.bottom + c, a * box.right + b * box.top + c
        baseline = d * x.value + e * y.value + f
        if left > right:
            left, right = right, left
        if left + right >= -2 and left + right <= 2 * width + 2 and 0 <= baseline <= height + 0.3 * style.size:
            yield turn, Glyph(text, left, right, baseline, style, i, blank)
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
_Affine = tuple[float, float, float, float, float, float]
"""`a, b, c, d, e, f` of x' = ax + by + c and y' = dx + ey + f."""


class _Setting(NamedTuple):
    turn: int
    style: Style
    affine: _Affine
    """To the coordinates in which this text runs to the right."""
    size: tuple[float, float]
    """Of the page in these coordinates."""


class _Settings:
    """How each text object of a page is set. Chromium makes an object of each glyph, so fonts are looked at once."""

    def __init__(self, raw: Any, handle: Any, frame: _Upright) -> None:
        self._raw, self._handle, self._frame = raw, handle, frame
        self._matrix, self._flags = raw.FS_MATRIX(), ctypes.c_int()
        self._fonts: dict[int, tuple[str, bool]] = {}
        self._settings: dict[tuple[object, ...], _Setting | None] = {}
        self._last: tuple[int, _Setting | None] = (0, None)

    def of(self, i: int) -> _Setting | None:
        """None for text at another angle, and for characters that PDFium makes up."""
        raw = self._raw
        drawn = raw.FPDFText_GetTextObject(self._handle, i)
        key = address(drawn)
        if not key or key == self._last[0]:
            return self._last[1] if key else None
        raw.FPDFText_GetMatrix(self._handle, i, self._matrix)
        matrix = self._matrix
        size = raw.FPDFText_GetFontSize(self._handle, i) * (matrix.c**2 + matrix.d**2) ** 0.5
        font = address(raw.FPDFTextObj_GetFont(drawn))
        look = (font, round(size, 1), round(matrix.a, 2), round(matrix.b, 2))
        if look not in self._settings:
            self._settings[look] = self._setting(i, font, look[1])
        self._last = key, self._settings[look]
        return self._last[1]

    def _setting(self, i: int, font: int, size: float) -> _Setting | None:
        turn = self._frame.turn(self._matrix.a, self._matrix.b)
        if turn is None or not size:
            return None
        if font not in self._fonts:
            self._fonts[font] = self._font(i)
        name, bold = self._fonts[font]
        return _Setting(turn, Style(name, size, bold), self._frame.affine(turn), self._frame.size(turn))

    def _font(self, i: int) -> tuple[str, bool]:
        """The font's name without its subset tag, and whether it is bold."""
        name = ctypes.create_string_buffer(200)
        self._raw.FPDFText_GetFontInfo(self._handle, i, name, len(name), self._flags)
        font = _SUBSET.sub("", name.value.decode("utf-8", "replace"))
        heavy = self._raw.FPDFText_GetFontWeight(self._handle, i) >= _BOLD_WEIGHT
        return font, bool(_BOLD.search(font)) or bool(self._flags.value & _FORCED_BOLD) or heavy


class _Upright:
    """Maps the coordinates of a page's content to points from the left and top edge of the page as it is shown."""

    def __init__(self, page: Any) -> None:
        self._box = page.get_bbox()
        self._quarter = page.get_rotation() // 90
        left, bottom, right, top = self._box
        sides = abs(right - left), abs(top - bottom)
        self.width, self.height = sides if self._quarter % 2 == 0 else sides[::-1]

    def turn(self, along: float, up: float) -> int | None:
        """The direction of text that runs along this vector of the content: 0 right, 1 down, 2 left, 3 up."""
        x, y = ((along, -up), (up, along), (-along, up), (-up, -along))[self._quarter]
        if abs(y) < 0.1 * abs(x):
            return 0 if x > 0 else 2
        if abs(x) < 0.1 * abs(y):
            return 1 if y > 0 else 3
        return None

    def size(self, turn: int) -> tuple[float, float]:
        """Of the page turned so that text in this direction runs to the right."""
        return (self.width, self.height) if turn % 2 == 0 else (self.height, self.width)

    def affine(self, turn: int) -> _Affine:
        """To the page turned so that text in this direction runs to the right."""
        left, bottom, right, top = self._box
        a, b, c, d, e, f = (
            (1.0, 0.0, -left, 0.0, -1.0, top),
            (0.0, 1.0, -bottom, 1.0, 0.0, -left),
            (-1.0, 0.0, right, 0.0, 1.0, -bottom),
            (0.0, -1.0, top, -1.0, 0.0, right),
        )[self._quarter]
        width, height = self.width, self.height
        return (
            (a, b, c, d, e, f),
            (d, e, f, -a, -b, width - c),
            (-a, -b, width - c, -d, -e, height - f),
            (-d, -e, height - f, a, b, c),
        )[turn]
