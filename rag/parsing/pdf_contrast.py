"""Whether a text is readable on its background. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .html.visibility import is_near
from .pdf_geometry import Box, area, holds, within

Colour = tuple[int, int, int] | None
"""Red, green and blue; None if unknown."""
CLEAR = 0.05
"""Alpha, or share of ink, up to which paint is invisible."""


@dataclass(frozen=True)
class Painted:
    """A painted box. Its colour is None if unknown."""

    number: int
    box: Box
    colour: Colour
    opaque: bool


@dataclass(frozen=True)
class Shown:
    """A text that is visible unless a painted box hides it."""

    number: int
    order: int
    box: Box
    colours: tuple[Colour, ...]
    """Of its letters and their outlines; empty for invisible text."""


def is_covered(text: Shown, painted: Sequence[Painted]) -> bool:
    """Whether a box was painted over the text, or the text has the colour of its background."""
    on_ground, elsewhere = _is_alike(text, (255, 255, 255)), 0.0
    for one in painted:
        if one.number > text.order:
            if one.opaque and holds(one.box, text.box):
                return True
        elif holds(one.box, text.box):
            on_ground, elsewhere = _is_alike(text, one.colour), 0.0
        elif not _is_alike(text, one.colour):
            elsewhere += area(within(one.box, text.box))  # strips of a shade, cells of a table
    return on_ground and elsewhere * 2 < area(text.box)


def _is_alike(text: Shown, ground: Colour) -> bool:
    return ground is not None and all(colour is not None and is_near(colour, ground) for colour in text.colours)


def colour_of(space: str, parts: Sequence[Any]) -> Colour:
    """An approximation of the screen colour. For separation inks, only the absence of all ink is known: white."""
    inks = [min(1.0, max(0.0, float(part))) for part in parts if isinstance(part, (int, float))]
    if len(inks) != len(parts):
        return None
    if space in ("/Separation", "/DeviceN"):
        return (255, 255, 255) if inks and max(inks) <= CLEAR else None
    if not space.startswith(("/Device", "/Cal", "/ICCBased")):
        return None
    if len(inks) == 4:
        inks = [(1 - ink) * (1 - inks[3]) for ink in inks[:3]]
    red, green, blue = inks * 3 if len(inks) == 1 else inks
    return round(red * 255), round(green * 255), round(blue * 255)
