"""Removes text that a browser does not show: hidden text may be written for machines alone, and is not the article.

It reads attributes, style attributes and the page's own style sheets. It does not know scripts and external sheets,
except for a few classes whose names tell. A colour hides text only if its background is known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from .css_rules import LONGEST_VALUE, declared_styles

FAR = 500.0
"""Pixels beyond an edge of the screen from which text counts as hidden."""
BLURRED = 8.0
"""Pixels of blur from which text is unreadable."""
PILED = -8.0
"""Pixels of letter-spacing below which letters overlap."""
FAINT = 24
"""Of 255: a text is readable if some channel of its colour differs by more from the background."""
SMALLEST = 1.5
"""Points, which are two pixels, up to which nobody sees a letter."""
WHITE = (255, 255, 255)

UNSEEN_TAGS = frozenset("noscript template style canvas audio video object iframe noframes noembed head".split())
UNSEEN_CLASSES = frozenset("sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only".split())
"""Text for screen readers only, by the convention of many style sheets."""
_SHOWN_WHATEVER = ("html", "body")
"""Pages hide these elements until a script has run."""


@dataclass(frozen=True)
class _Look:
    """What an element inherits. Colours are (red, green, blue), or None if unknown."""

    seen: bool = True
    tiny: bool = False
    colour: tuple[int, ...] | None = (0, 0, 0)
    clear: bool = False
    """Whether the colour is transparent."""
    ground: tuple[int, ...] | None = WHITE
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def readable(self) -> bool:
        if not self.seen or self.tiny or self.clear:
            return False
        if self.colour is None or self.ground is None:
            return True
        return not is_near(self.colour, self.ground)


def is_near(colour: tuple[int, ...], ground: tuple[int, ...]) -> bool:
    """Whether a text of one colour is unreadable on the other. Both are (red, green, blue)."""
    return all(abs(one - other) <= FAINT for one, other in zip(colour, ground, strict=True))


def rgb(digits: str) -> tuple[int, ...] | None:
    """The colour that six hexadecimal digits write; None for anything else."""
    if not re.fullmatch("[0-9a-fA-F]{6}", digits):
        return None
    return tuple(int(digits[at : at + 2], 16) for at in (0, 2, 4))


def drop_unseen(tree: Any) -> None:
    """Removes, in place, the text of an lxml tree that a browser does not show. The head, with its metadata, stays."""
    styles = declared_styles(tree)
    waiting: list[tuple[Any, _Look]] = [(tree, _Look())]
    while waiting:  # no recursion: a page may be ten thousand elements deep
        element, around = waiting.pop()
        style = styles[element]
        if own := {name: value for name, value in style.items() if name.startswith("--")}:
            around = replace(around, variables={**around.variables, **own})
        style = {name: _resolved(value, around.variables) for name, value in style.items()}
        if element.tag not in _SHOWN_WHATEVER and (_has_hiding_attribute(element) or _is_hidden(style)):
            _empty(element)
            continue
        look = _looked(element, style, around)
        if not look.readable and element.tag in _SHOWN_WHATEVER:
            # A page whose body seems unreadable has colours that this module misunderstands.
            look = replace(look, seen=True, tiny=False, clear=False, ground=None)
        children = [child for child in element if isinstance(child.tag, str)]
        if not look.readable:
            element.text = None
            for child in element:
                child.tail = None
        for child in children:
            if child.tag == "head":
                continue
            if child.tag in UNSEEN_TAGS:
                _empty(child)
            else:
                waiting.append((child, look))


def _empty(element: Any) -> None:
    """Drops the content and keeps the tail in place: to move the tail of each dropped element takes quadratic time."""
    element.clear(keep_tail=True)
    element.tag = "span"


def _has_hiding_attribute(element: Any) -> bool:
    given = element.attrib
    if "hidden" in given or "popover" in given or given.get("aria-hidden", "").strip().lower() == "true":
        return True
    classes = given.get("class", "").lower().split()
    return (element.tag == "dialog" and "open" not in given) or not UNSEEN_CLASSES.isdisjoint(classes)


_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*(?:\([^()]*\))?[^()]*))?\)")


def _resolved(value: str, variables: Mapping[str, str]) -> str:
    for _ in range(5):  # a variable may refer to others
        if "var(" not in value or len(value) > 1000:
            break
        value = _VARIABLE.sub(lambda found: variables.get(found[1], (found[2] or "").strip()), value)
    return value[:LONGEST_VALUE]


def _looked(element: Any, style: Mapping[str, str], around: _Look) -> _Look:
    look = around
    if "visibility" in style:
        look = replace(look, seen=style["visibility"] not in ("hidden", "collapse"))
    if "text-indent" in style and abs(_pixels(style["text-indent"])) >= FAR:
        look = replace(look, seen=False)
    shorthand = re.search(r"(?<![\w.])(\d[\w.%]*)(?=\s|/)", style.get("font", ""))
    if size := style.get("font-size") or (shorthand and shorthand[1]):
        look = replace(look, tiny=_is_tiny(size, around.tiny))
    given = style.get("color") or (element.get("color") if element.tag == "font" else None) or element.get("text")
    colour = style.get("-webkit-text-fill-color") or given
    if colour is not None and colour not in ("inherit", "currentcolor"):
        found = _colour(colour)
        look = replace(look, colour=found or None, clear=found == ())
    ground = style.get("background-color") or element.get("bgcolor")
    if ground is not None:
        found = look.colour if ground == "currentcolor" else _colour(ground)
        look = replace(
            look, ground=look.ground if found == () or ground in ("none", "inherit", "initial", "0") else found
        )
    if "background-image" in style and style["background-image"] != "none":
        look = replace(look, ground=None)
    return look


def _is_hidden(style: Mapping[str, str]) -> bool:
    """Whether the element and all within it are hidden."""
    if style.get("display") == "none" or style.get("content-visibility") == "hidden":
        return True
    if any("line-through" in style.get(name, "") for name in ("text-decoration", "text-decoration-line")):
        return True  # struck out, often beside what replaces it
    if "opacity" in style and _is_clear(style["opacity"]):
        return True
    if (veil := re.search(r"opacity\(\s*([0-9.]+%?)\s*\)", style.get("filter", ""))) and _is_clear(veil[1]):
        return True
    if (veil := re.search(r"blur\(([^)]*)\)", style.get("filter", ""))) and _pixels(veil[1]) >= BLURRED:
        return True
    if _number(style.get("zoom", "")) == 0 or _pixels(style.get("letter-spacing", "")) <= PILED:
        return True
    placed = style.get("position") in ("absolute", "fixed")
    if _is_placed_outside(style, placed=placed):
        return True
    if any(
        abs(_pixels(style.get(side, "0"))) >= 2 * FAR and style[side].startswith("-")
        for side in ("margin-left", "margin-top")
    ):
        return True
    translated = f"translate({style.get('translate', '').replace(' ', ',')})"
    moved = f"{style.get('transform', '')} {translated} scale({style.get('scale', '')})"
    return _is_clipped(style, placed=placed) or _is_moved_away(moved)


def _is_clear(share: str) -> bool:
    return _number(share) <= (5 if "%" in share else 0.05)


def _is_placed_outside(style: Mapping[str, str], *, placed: bool) -> bool:
    if not placed and style.get("position") not in ("relative", "sticky"):
        return False
    inset = [part for part in style.get("inset", "").split() if part][:4]
    sides = [
        _pixels(part)
        for part in (*inset, *(style[side] for side in ("left", "right", "top", "bottom") if side in style))
    ]
    if any(side <= (-FAR if placed else -2 * FAR) for side in sides):
        return True
    return placed and any(
        re.match(r"[1-9]\d\dv[wh]|[1-9]\d{4}", style.get(side, "")) for side in ("left", "right", "top")
    )


def _is_clipped(style: Mapping[str, str], *, placed: bool) -> bool:
    cut = any(
        style.get(name) in ("hidden", "clip", "auto", "scroll") for name in ("overflow", "overflow-x", "overflow-y")
    )
    sizes = [
        style[name]
        for name in ("width", "height", "max-width", "max-height", "block-size", "inline-size")
        if name in style
    ]
    if cut and any(_pixels(size, unknown=FAR) <= 1 for size in sizes):
        return True
    if placed and (clip := re.fullmatch(r"rect\(([^)]*)\)", style.get("clip", ""))):
        return all(abs(_pixels(part)) <= 1 for part in re.split(r"[\s,]+", clip[1].strip()))
    return bool(
        re.match(r"inset\((?:[5-9]\d|100)%|circle\(0|(?:polygon|ellipse)\([^1-9]*\)", style.get("clip-path", ""))
    )


def _is_moved_away(transform: str) -> bool:
    moves = re.findall(r"translate(?:x|y|3d)?\(([^)]*)\)", transform)
    far = any(abs(_pixels(part)) >= 2 * FAR for move in moves for part in move.split(","))
    flat = r"(?:scale(?:x|y|3d)?|matrix(?:3d)?)\(\s*(?:0*\.?0+|0*\.0\d+)\s*[,)]|rotate[xy]\(\s*-?90deg"
    return far or bool(re.search(flat, transform))


_SIZE = re.compile(r"(-?[0-9]{0,9}\.?[0-9]{0,9})\s*([a-z%]*)")
_PIXELS = {
    "": 1.0,
    "px": 1.0,
    "pt": 1.33,
    "em": 16.0,
    "rem": 16.0,
    "ex": 8.0,
    "ch": 8.0,
    "vw": 10.0,
    "vh": 10.0,
    "%": 10.0,
    "in": 96.0,
    "cm": 38.0,
}


def _pixels(size: str, unknown: float = 0.0) -> float:
    """An estimate for a screen of 1000 by 1000 pixels."""
    found = _SIZE.match(size.strip().removeprefix("calc("))
    if not found or found[1] in ("", "-", ".", "-.") or found[2] not in _PIXELS:
        return unknown
    return float(found[1]) * _PIXELS[found[2]]


def _number(words: str) -> float:
    found = _SIZE.match(words.strip().removeprefix("calc(").lstrip())
    return float(found[1]) if found and found[1] not in ("", "-", ".", "-.") else 1.0


def _is_tiny(size: str, around: bool) -> bool:
    if size == "inherit" or (around and size.endswith(("%", "em")) and not size.endswith("rem")):
        return around
    return (_number(size) * 0.16 if size.endswith("%") else _pixels(size, unknown=16.0)) <= 2


_WORD = re.compile(r"[^\s(]+(?:\([^()]*\))?")


@lru_cache(maxsize=4096)
def _colour(words: str) -> tuple[int, ...] | None:
    """(red, green, blue) of the colour among the words; empty if it is transparent, None if it is unknown."""
    from tinycss2 import color5

    words = words.strip().lower()
    if "url(" in words or "gradient(" in words or len(words) > 200:
        return None
    if words in ("canvas", "window"):
        return WHITE
    for word in _WORD.findall(words):
        found = color5.parse_color(word)
        if found is not None and found != "currentcolor":
            if found.alpha <= 0.05:
                return ()
            try:
                return tuple(min(255, max(0, round(part * 255))) for part in found.to("srgb").coordinates)
            except NotImplementedError:  # tinycss2 cannot convert lab and its kin; only white is told
                light = found.coordinates[0] / (1 if found.space.startswith("ok") else 100)
                return WHITE if light >= 0.97 else None
    return None
