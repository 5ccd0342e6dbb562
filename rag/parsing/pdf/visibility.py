"""The characters of a PDF page that nobody sees: the page is drawn with its text and without, and the two compared.

A character is unseen if it changes no pixel by more than a faint shade, or if its type is too small to read. Invisible
text over a scanned page is its OCR, and stays where the scan shows something.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from ctypes import c_double
from dataclasses import dataclass
from typing import Any

from ..html.visibility import FAINT
from .page_objects import Box, Painted, address, painted_on, perhaps_hidden

TINY = 2.0
"""Font size in points below which text counts as hidden."""
SCANNED = 0.3
"""Share of a page covered by pictures from which it counts as a scan."""
MOST_LAYERS = 6
"""Texts drawn at one place; nobody can read what is below these."""
_SCALE, _MOST_PIXELS, _LONGEST_SIDE = 2.0, 6_000_000, 20_000
"""Pixels a point, on pages up to a size; larger ones are drawn smaller."""
_SMALLEST_SCALE = 0.5
_NO_GLYPH = 0.02
"""Points that the box of a character is high, or wide, for which PDFium has no glyph."""
_MOST_BLENDED, _OPAQUE = 40.0, 0.1
"""How many times a page may be covered with transparent paint, which takes two seconds, before it is drawn smaller; and
what opaque paint counts."""
_INVISIBLE = 3
"""The text rendering mode (ISO 32000-1, 9.3.6) that draws nothing, modulo four: 7 clips what follows."""


@dataclass(frozen=True, slots=True)
class _Character:
    index: int
    area: float
    """Of its box, in square points."""
    pixels: tuple[slice, slice]
    """Rows and columns."""
    empty: bool
    """Whether PDFium has no glyph for it: a viewer with another font may have one."""


def unseen_characters(page: Any, textpage: Any) -> frozenset[int]:
    """The indices, in PDFium's text page, of the characters that are not seen; blanks are not among them."""
    painted, smallest = painted_on(page), TINY * min(1.0, page.get_height() / 600)
    suspects = perhaps_hidden(painted, page.get_bbox(), smallest)
    if not suspects:
        return frozenset()
    indices, scale = _indices(textpage, painted), _scale(page, painted)
    if scale is None:
        return frozenset(index for number in suspects & indices.keys() for index in indices[number])
    bare = _drawn(page, painted, (), scale)
    texts = {number: _placed(textpage, each, bare.get_posconv(page)) for number, each in indices.items()}
    scans = _scans(painted, page.get_bbox())
    unseen: set[int] = set()
    doubtful: list[int] = []
    for number in suspects & texts.keys():
        if _is_tiny(painted[number], texts[number], smallest):
            unseen.update(one.index for one in texts[number])
        elif not (_is_ocr(painted[number], number, scans) and _shows(bare.to_numpy(), texts[number])):
            doubtful.append(number)
    changed = _changed(page, painted, texts, bare, scale) if doubtful else {}
    for number in doubtful:
        unseen.update(_unseen_of(texts[number], changed[number], plain=painted[number].plain))
    return frozenset(unseen)


def _unseen_of(characters: Sequence[_Character], ink: Any, *, plain: bool) -> Iterator[int]:
    """Not one alone between seen ones: a dot too small for a pixel, or a letter under the sign of a note.

    A character without a glyph goes with the one before it.
    """
    drawn = {one.index: not ink[one.pixels].any() for one in characters if not one.empty}
    last, gone = next(iter(drawn.values()), not plain), []
    for one in characters:
        last = drawn.get(one.index, last)
        gone.append(last)
    around = zip(gone[1:2] + gone, gone[1:] + gone[-2:-1], strict=False) if len(gone) > 1 else [(True, True)]
    for one, is_gone, (before, after) in zip(characters, gone, around, strict=False):
        if is_gone and (before or after):
            yield one.index


def _scale(page: Any, painted: Sequence[Painted]) -> float | None:
    """None for a page that takes too long to draw."""
    width, height = page.get_size()
    box = page.get_bbox()
    shares = sum(_area(box, one.box) * (1 if one.blended else _OPAQUE) for one in painted) / max(1e-9, _area(box, box))
    scale = _SCALE * min(1.0, (_MOST_BLENDED / max(1e-9, shares)) ** 0.5)
    if scale < _SMALLEST_SCALE:
        return None
    return float(min(scale, (_MOST_PIXELS / (width * height)) ** 0.5, _LONGEST_SIDE / max(width, height)))


def _drawn(page: Any, painted: Sequence[Painted], shown: Collection[int], scale: float) -> Any:
    """A bitmap of the page with these of its texts."""
    from pypdfium2 import raw

    texts = [(n, one.handle) for n, one in enumerate(painted) if one.kind == "text"]
    for n, handle in texts:
        raw.FPDFPageObj_SetIsActive(handle, n in shown)
    try:
        return page.render(scale=scale, no_smoothtext=True, prefer_bgrx=True)
    finally:
        for _, handle in texts:
            raw.FPDFPageObj_SetIsActive(handle, True)


def _indices(textpage: Any, painted: Sequence[Painted]) -> Mapping[int, Sequence[int]]:
    """The characters but for blanks, by the number of their text among the painted objects."""
    from pypdfium2 import raw

    numbers = {address(one.handle): n for n, one in enumerate(painted) if one.kind == "text"}
    found: dict[int, list[int]] = {}
    for index in range(textpage.count_chars()):
        number = numbers.get(address(raw.FPDFText_GetTextObject(textpage, index)))
        if number is not None and not chr(raw.FPDFText_GetUnicode(textpage, index)).isspace():
            found.setdefault(number, []).append(index)
    return found


def _placed(textpage: Any, indices: Sequence[int], canvas: Any) -> Sequence[_Character]:
    from pypdfium2 import raw

    found: list[_Character] = []
    left, right, low, high = (c_double() for _ in range(4))
    for index in indices:
        raw.FPDFText_GetCharBox(textpage, index, left, right, low, high)
        ends = canvas.to_bitmap(left.value, low.value), canvas.to_bitmap(right.value, high.value)
        columns, rows = (_pixels(*sorted(pair)) for pair in zip(*ends, strict=True))
        width, height = right.value - left.value, high.value - low.value
        found.append(_Character(index, width * height, (rows, columns), empty=min(width, height) <= _NO_GLYPH))
    return found


def _pixels(first: int, last: int) -> slice:
    """Thin letters may be drawn beside their place."""
    slack = 0 if last - first > 3 else 1
    return slice(max(0, first - slack), max(0, last + slack + 1))


def _changed(
    page: Any, painted: Sequence[Painted], texts: Mapping[int, Sequence[_Character]], bare: Any, scale: float
) -> Mapping[int, Any]:
    """For each text, the pixels of the whole page that have their colour from its layer; none below many others."""
    import numpy as np

    shape = (bare.height, bare.width)
    layers = _layers(texts, shape)
    whole = _drawn(page, painted, range(len(painted)), scale)
    found = dict.fromkeys(texts, np.zeros(shape, dtype=bool))
    for layer in layers:
        alone = whole if len(layers) == 1 else _drawn(page, painted, layer, scale)
        ink = _differs(alone, bare)
        if alone is not whole:
            ink &= ~_differs(alone, whole)
        found |= dict.fromkeys(layer, ink)
    return found


def _layers(texts: Mapping[int, Sequence[_Character]], shape: tuple[int, int]) -> list[set[int]]:
    """The texts, the topmost first, in groups whose characters do not overlap: what changes there is theirs."""
    import numpy as np

    layers: list[tuple[set[int], Any]] = []
    for number in sorted(texts, reverse=True):
        free = (each for each in layers if not any(each[1][one.pixels].any() for one in texts[number]))
        layer = next(free, None)
        if layer is None:
            if len(layers) == MOST_LAYERS:
                continue
            layer = set(), np.zeros(shape, dtype=bool)
            layers.append(layer)
        layer[0].add(number)
        for one in texts[number]:
            layer[1][one.pixels] = True
    return [numbers for numbers, _ in layers]


def _differs(one: Any, other: Any) -> Any:
    """Where the colours of two bitmaps differ by more than a faint shade."""
    import numpy as np

    first, second = one.to_numpy(), other.to_numpy()
    found = np.zeros(first.shape[:2], dtype=bool)
    rows, columns = (first.view(np.uint32)[..., 0] != second.view(np.uint32)[..., 0]).nonzero()
    gaps = np.abs(first[rows, columns].astype(np.int16) - second[rows, columns]).max(axis=1, initial=0)
    found[rows[gaps > FAINT], columns[gaps > FAINT]] = True
    return found


def _is_tiny(text: Painted, characters: Sequence[_Character], smallest: float) -> bool:
    """Letters of a Type 3 font may have any size at font size 1, so that their boxes have to be small, too."""
    return text.size < smallest and sum(one.area for one in characters) < len(characters) * smallest**2 / 2


def _scans(painted: Sequence[Painted], page: Box) -> Sequence[tuple[int, Box]]:
    """The pictures with their numbers, if they cover much of the page."""
    pictures = [(n, one.box) for n, one in enumerate(painted) if one.kind == "picture"]
    return pictures if sum(_area(page, box) for _, box in pictures) >= SCANNED * _area(page, page) else ()


def _is_ocr(text: Painted, number: int, scans: Sequence[tuple[int, Box]]) -> bool:
    """Whether a scan covers the text, which is invisible or painted before it."""
    return any(
        (text.mode % 4 == _INVISIBLE or n > number) and _area(box, text.box) >= 0.9 * _area(text.box, text.box)
        for n, box in scans
    )


def _area(one: Box, other: Box) -> float:
    """Of what two boxes share."""
    width, height = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, width) * max(0.0, height)


def _shows(pixels: Any, characters: Sequence[_Character]) -> bool:
    """Whether anything is drawn at the place of these characters."""
    ends = [[(one.pixels[axis].start, one.pixels[axis].stop) for one in characters] for axis in (0, 1)]
    rows, columns = (slice(min(start for start, _ in axis), max(stop for _, stop in axis)) for axis in ends)
    part = pixels[rows, columns].reshape(-1, pixels.shape[2])
    return bool(part.size and (part.max(axis=0).astype(int) - part.min(axis=0)).max() > FAINT)
