"""What of a page can be seen: text that its author hid from readers may be written for machines alone, and is not the article.

Knows the attributes, styles within tags, and the simple rules of the page's own style sheets (`.a`, `#b`, `p.c d`). What scripts and
outer style sheets do, it cannot know; a colour it cannot compare with its background hides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, NamedTuple

MOST_STYLE, MOST_RULES, DEEPEST = 500_000, 500_000, 50
"""Characters of style sheets that are read, rules that are tried in all, and elements above one that a rule looks at: a page may be
made to take for ever."""
FAR = 500.0
"""Pixels beyond an edge at which nobody looks any more."""
FAINT = 24
"""Of 255: how far a colour must be from its background in some channel to be read."""

UNSEEN_TAGS = frozenset("noscript template style canvas audio video object iframe noframes noembed head".split())
_SHOWN_WHATEVER = ("html", "body")
"""Pages hide these until a script has run."""


@dataclass(frozen=True)
class _Look:
    """What an element has from those around it. Colours are (red, green, blue), None where they cannot be known."""

    seen: bool = True
    tiny: bool = False
    colour: tuple[int, ...] | None = (0, 0, 0)
    clear: bool = False
    """The colour is transparent."""
    ground: tuple[int, ...] | None = (255, 255, 255)

    @property
    def readable(self) -> bool:
        if not self.seen or self.tiny or self.clear:
            return False
        if self.colour is None or self.ground is None:
            return True
        return any(abs(one - other) > FAINT for one, other in zip(self.colour, self.ground, strict=True))


def drop_unseen(tree: Any) -> None:
    """Takes out of a page, as lxml has it, the text that a browser does not show. The head, with what it says of the page, stays."""
    rules = _Rules("\n".join(element.text or "" for element in tree.iter("style"))[:MOST_STYLE])
    waiting: list[tuple[Any, _Look]] = [(tree, _Look())]
    while waiting:  # no recursion: a page may be ten thousand elements deep
        element, around = waiting.pop()
        style = rules.style_of(element)
        if element.tag not in _SHOWN_WHATEVER and (_has_hiding_attribute(element) or _is_hidden(style)):
            _empty(element)
            continue
        look = _looked(element, style, around)
        if not look.readable and element.tag in _SHOWN_WHATEVER:
            look = replace(look, seen=True, tiny=False, clear=False, ground=None)  # its scheme of colours is not understood
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
    """What it holds goes, and what comes after it stays where it is: moved to the element before, it is copied once for each that goes."""
    element.clear(keep_tail=True)
    element.tag = "span"


def _has_hiding_attribute(element: Any) -> bool:
    given = element.attrib
    return "hidden" in given or given.get("aria-hidden", "").strip().lower() == "true" or (element.tag == "dialog" and "open" not in given)


def _looked(element: Any, style: Mapping[str, str], around: _Look) -> _Look:
    look = around
    if "visibility" in style:
        look = replace(look, seen=style["visibility"] not in ("hidden", "collapse"))
    if "text-indent" in style and abs(_pixels(style["text-indent"])) >= FAR:
        look = replace(look, seen=False)
    if "font-size" in style:
        look = replace(look, tiny=_is_tiny(style["font-size"], around.tiny))
    ground = style.get("background-color") or element.get("bgcolor")
    if ground is not None:
        found = _colour(ground)
        look = replace(look, ground=look.ground if found == () or ground in ("none", "inherit", "initial", "0") else found)
    if "background-image" in style and style["background-image"] != "none":
        look = replace(look, ground=None)
    colour = style.get("color") or (element.get("color") if element.tag == "font" else None) or element.get("text")
    if colour is not None and colour not in ("inherit", "currentcolor"):
        found = _colour(colour)
        look = replace(look, colour=found or None, clear=found == ())
    return look


def _is_hidden(style: Mapping[str, str]) -> bool:
    """Whether nothing below it can be seen either."""
    if style.get("display") == "none" or style.get("content-visibility") == "hidden":
        return True
    if "opacity" in style and _number(style["opacity"]) <= (5 if "%" in style["opacity"] else 0.05):
        return True
    placed = style.get("position") in ("absolute", "fixed")
    if placed and any(_pixels(style.get(side, "0")) <= -FAR for side in ("left", "right", "top", "bottom")):
        return True
    if any(abs(_pixels(style.get(side, "0"))) >= 2 * FAR and style[side].startswith("-") for side in ("margin-left", "margin-top")):
        return True
    return _is_clipped(style, placed=placed) or _is_moved_away(style.get("transform", ""))


def _is_clipped(style: Mapping[str, str], *, placed: bool) -> bool:
    cut = style.get("overflow", style.get("overflow-y", "")) in ("hidden", "clip")
    sizes = [style[name] for name in ("width", "height", "max-width", "max-height") if name in style]
    if cut and any(_pixels(size, unknown=FAR) <= 1 for size in sizes):
        return True
    if placed and (clip := re.fullmatch(r"rect\(([^)]*)\)", style.get("clip", ""))):
        return all(abs(_pixels(part)) <= 1 for part in re.split(r"[\s,]+", clip[1].strip()))
    return bool(re.match(r"inset\((?:50|100)%|circle\(0", style.get("clip-path", "")))


def _is_moved_away(transform: str) -> bool:
    moves = re.findall(r"translate(?:x|y|3d)?\(([^)]*)\)", transform)
    far = any(abs(_pixels(part)) >= 2 * FAR for move in moves for part in move.split(","))
    return far or bool(re.search(r"scale(?:x|y|3d)?\(\s*0*\.?0+\s*[,)]", transform))


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
    """About so many, on a screen of a thousand by a thousand."""
    found = _SIZE.match(size.strip())
    if not found or found[1] in ("", "-", ".", "-.") or found[2] not in _PIXELS:
        return unknown
    return float(found[1]) * _PIXELS[found[2]]


def _number(words: str) -> float:
    found = _SIZE.match(words.strip())
    return float(found[1]) if found and found[1] not in ("", "-", ".", "-.") else 1.0


def _is_tiny(size: str, around: bool) -> bool:
    if size == "inherit" or (around and size.endswith(("%", "em")) and not size.endswith("rem")):
        return around
    return (_number(size) * 0.16 if size.endswith("%") else _pixels(size, unknown=16.0)) <= 2


_NAMED = {
    "white": (255, 255, 255), "black": (0, 0, 0), "red": (255, 0, 0), "green": (0, 128, 0), "blue": (0, 0, 255), "yellow": (255, 255, 0),
    "gray": (128, 128, 128), "grey": (128, 128, 128), "silver": (192, 192, 192), "snow": (255, 250, 250), "ivory": (255, 255, 240),
    "whitesmoke": (245, 245, 245), "ghostwhite": (248, 248, 255), "floralwhite": (255, 250, 240), "transparent": (),
}  # fmt: skip
_HEX = re.compile(r"#([0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})\b")
_RGB = re.compile(r"rgba?\(\s*([0-9.]{1,9}%?)[\s,]+([0-9.]{1,9}%?)[\s,]+([0-9.]{1,9}%?)(?:[\s,/]+([0-9.]{1,9}%?))?\s*\)")


def _colour(words: str) -> tuple[int, ...] | None:
    """Red, green and blue; empty for what is transparent; None for what cannot be known."""
    if "url(" in words or "gradient(" in words:
        return None
    if found := _HEX.search(words):
        digits = found[1] if len(found[1]) > 4 else "".join(digit * 2 for digit in found[1])
        parts = tuple(int(digits[at : at + 2], 16) for at in range(0, len(digits), 2))
        return () if len(parts) == 4 and parts[3] <= 12 else parts[:3]
    if found := _RGB.search(words):
        alpha = _number(found[4]) / (100 if found[4].endswith("%") else 1) if found[4] else 1.0
        return () if alpha <= 0.05 else tuple(round(_number(part) * (2.55 if part.endswith("%") else 1)) for part in found.group(1, 2, 3))
    return next((_NAMED[word] for word in re.findall(r"[a-z]+", words) if word in _NAMED), None)


# ---- style sheets --------------------------------------------------------------------------------------------------------------------

_TELLING = frozenset(
    "display visibility opacity font-size position left right top bottom text-indent clip clip-path width height max-width max-height "
    "overflow overflow-y transform color background-color background-image margin-left margin-top content-visibility".split()
)
_SIMPLE = re.compile(r"(?P<tag>[\w-]+|\*)?(?P<rest>(?:[.#][\w-]+|\[[\w-]+(?:=[\"']?[\w -]*[\"']?)?\])*)")
_PART = re.compile(r"([.#])([\w-]+)|\[([\w-]+)(?:=[\"']?([\w -]*)[\"']?)?\]")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_LONGEST_VALUE = 500
"""Characters of a value that are looked at, its first."""


class _Simple(NamedTuple):
    """One step of a selector: `p.note#x`."""

    tag: str
    classes: frozenset[str]
    names: tuple[str, ...]
    attributes: tuple[tuple[str, str], ...]

    def fits(self, element: Any) -> bool:
        given = element.attrib
        if self.tag not in ("", "*", element.tag) or any(given.get("id", "").lower() != name for name in self.names):
            return False
        return self.classes.issubset(given.get("class", "").lower().split()) and all(
            name in given and value in ("", given[name]) for name, value in self.attributes
        )

    @property
    def key(self) -> str:
        """What an element must have so that it may fit."""
        return f"#{self.names[0]}" if self.names else f".{min(self.classes)}" if self.classes else self.tag or "*"


class _Rule(NamedTuple):
    steps: tuple[_Simple, ...]
    style: Mapping[str, tuple[bool, str]]

    def fits(self, element: Any) -> bool:
        if not self.steps[-1].fits(element):
            return False
        above = islice(element.iterancestors(), DEEPEST)
        return all(any(step.fits(one) for one in above) for step in reversed(self.steps[:-1]))


class _Rules:
    """The rules of a page's style sheets; of several for one element the last counts, and before it what is `!important`."""

    def __init__(self, css: str) -> None:
        self._by_key: dict[str, list[tuple[int, _Rule]]] = {}
        self._left = MOST_RULES
        for number, rule in enumerate(_parsed(_COMMENT.sub(" ", css).lower())):
            self._by_key.setdefault(rule.steps[-1].key, []).append((number, rule))

    def style_of(self, element: Any) -> dict[str, str]:
        given = element.attrib
        keys = ["*", element.tag, *(f".{name}" for name in given.get("class", "").lower().split())]
        keys += [f"#{given['id'].lower()}"] if "id" in given else []
        tried = [pair for key in dict.fromkeys(keys) for pair in self._by_key.get(key, ())] if self._left > 0 else []
        self._left -= len(tried)
        found = sorted((number, rule) for number, rule in tried if rule.fits(element))
        values: dict[str, tuple[bool, str]] = {}
        for style in (*(rule.style for _, rule in found), _declared(given.get("style", "").lower())):
            values |= {name: value for name, value in style.items() if value[0] or not values.get(name, (False, ""))[0]}
        return {name: value for name, (_, value) in values.items()}


def _parsed(css: str) -> Iterator[_Rule]:
    """The rules outside of `@` blocks and within those that hold on any screen."""
    skipped: list[bool] = []
    at = 0
    for brace in re.finditer(r"[{}]", css):
        before = css[at : brace.start()].rpartition(";")[2].strip() if brace[0] == "{" else css[at : brace.start()]
        at = brace.end()
        if brace[0] == "{":
            skipped.append(before.startswith("@") and not re.fullmatch(r"@(?:media\s+(?:all|(?:only\s+)?screen)|layer[\w\s.-]*)", before))
            selectors = before
        elif skipped:
            if not any(skipped) and not selectors.startswith("@") and (style := _declared(before)):
                for selector in selectors.split(","):
                    if steps := _steps(selector):
                        yield _Rule(steps, style)
            selectors = "@"
            skipped.pop()


def _steps(selector: str) -> tuple[_Simple, ...]:
    """Empty for a selector that is not simple."""
    words = selector.replace(">", " ").split() if len(selector) < 300 else []
    found = [_SIMPLE.fullmatch(word) for word in words]
    steps = []
    for match in found:
        if match is None:
            return ()
        parts = list(_PART.finditer(match["rest"]))
        classes = frozenset(part[2] for part in parts if part[1] == ".")
        names = tuple(part[2] for part in parts if part[1] == "#")
        steps.append(_Simple(match["tag"] or "", classes, names, tuple((part[3], part[4] or "") for part in parts if part[3])))
    return tuple(steps)


def _declared(style: str) -> dict[str, tuple[bool, str]]:
    """What is said in `display:none; …` of what may hide, and whether it is `!important`."""
    found = {}
    for declaration in _COMMENT.sub(" ", style).split(";"):
        name, colon, value = declaration.partition(":")
        name = "background-color" if name.strip() == "background" else name.strip()  # whichever comes later counts
        if colon and name in _TELLING:
            plain = re.sub(r"! ?important", "", " ".join(value.split()))
            found[name] = ("!important" in value.replace(" ", ""), plain[:_LONGEST_VALUE].strip())
    return found
