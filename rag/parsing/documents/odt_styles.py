"""What a style of OpenDocument, and those that it is based on, say about a paragraph, a span or a list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..html.visibility import SMALLEST, WHITE, is_near, rgb
from .counting import whole_number
from .packages import local, value

Look = Mapping[str, str]
"""Property -> value: `hidden`, `struck`, `colour`, `ground`, `size`, `raised`, `list`, and `role` of a title."""


class Level(NamedTuple):
    """A level of a list. `form`: `1`, `a`, `i` and their like; empty for a bullet. `shown`: levels in its number."""

    form: str
    before: str
    after: str
    start: int
    shown: int


class Styles:
    """The styles of a document: those of `styles.xml`, and the automatic ones of `content.xml`."""

    def __init__(self, content: Any, styles: Any) -> None:
        self._elements: dict[tuple[str, str], Any] = {}
        self._lists: dict[str, Any] = {}
        self._looks: dict[tuple[str, str], dict[str, str]] = {}
        self._levels: dict[str, dict[int, Level]] = {}
        for root in (styles, content):
            for group in root if root is not None else ():
                for element in group if local(group) in ("styles", "automatic-styles") else ():
                    self._keep(element)

    def _keep(self, element: Any) -> None:
        name = local(element)
        if name == "style":
            self._elements[value(element, "family"), value(element, "name")] = element
        elif name == "list-style":
            self._lists[value(element, "name")] = element
        elif name == "outline-style":
            self._lists["outline"] = element

    def look(self, family: str, name: str) -> Look:
        """The look of a `paragraph` or a `text` style."""
        key = family, name
        if key not in self._looks:
            self._looks[key] = {}  # a style that is based on itself ends here
            element = self._elements.get(key)
            if element is not None:
                around = self.look(family, value(element, "parent-style-name"))
                self._looks[key] = {**around, **_own(element)}
        return self._looks[key]

    def levels(self, name: str) -> Mapping[int, Level]:
        """The levels of a list style, from 1."""
        if name not in self._levels:
            element = self._lists.get(name)
            found = [_level(level) for level in element] if element is not None else []
            self._levels[name] = dict(found)
        return self._levels[name]


def _own(style: Any) -> dict[str, str]:
    look: dict[str, str] = {}
    if value(style, "name") == "Title":
        look["role"] = "title"
    if listed := value(style, "list-style-name"):
        look["list"] = listed
    for properties in style:
        name = local(properties)
        if name in ("text-properties", "paragraph-properties") and (ground := value(properties, "background-color")):
            look["ground"] = ground
        if name != "text-properties":
            continue
        for key, attribute in (("colour", "color"), ("size", "font-size"), ("hidden", "display")):
            if written := value(properties, attribute):
                look[key] = written
        if line := value(properties, "text-line-through-style") or value(properties, "text-line-through-type"):
            look["struck"] = "" if line == "none" else "on"
        if raised := value(properties, "text-position"):
            look["raised"] = "super" if re.match(r"super|[1-9]", raised) else raised.partition(" ")[0]
    return look


def _level(element: Any) -> tuple[int, Level]:
    def number(name: str) -> int:
        return whole_number(value(element, name), 1)

    form = value(element, "num-format") if local(element) != "list-level-style-bullet" else ""
    before, after = value(element, "num-prefix"), value(element, "num-suffix")
    if pattern := value(element, "num-list-format"):  # %1%.%2%. of newer programs holds all of it
        before, _, after = (pattern.partition("%")[0], "", pattern.rpartition("%")[2])
    return number("level"), Level(form, before, after, number("start-value"), number("display-levels"))


def is_unseen(look: Look) -> bool:
    """Whether a reader sees nothing of such a text, or it is struck out."""
    if look.get("hidden") == "none" or look.get("struck"):
        return True
    if (size := re.fullmatch(r"([0-9.]{1,6})pt", look.get("size", ""))) and float(size[1]) <= SMALLEST:
        return True
    colour, ground = rgb(look.get("colour", "").removeprefix("#")), look.get("ground", "")
    if colour is None:
        return False
    behind = WHITE if ground in ("", "transparent") else rgb(ground.removeprefix("#"))
    return behind is not None and is_near(colour, behind)
