"""What a style of Word, and those that it is based on, say about a paragraph or a run; and the names of its styles."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..html.visibility import SMALLEST, WHITE, is_near, rgb
from .packages import child, local, office_name, value

RAISED = 4
"""Half points above the line from which a letter is a note mark or an exponent."""
_CONTENTS = re.compile(r"(?:toc|index|table of figures|tof|toa)\b|contents ?(?:heading|\d)")
_HEADING = re.compile(r"(?:heading|überschrift|titre|título) ([1-9])")
_LISTED = re.compile(r"\s*(?:TOC|INDEX|TOA|NOTEREF)\b")
_SWITCHES = ("vanish", "specVanish", "strike", "dstrike")
_OFF = ("0", "false", "off", "none")

Look = Mapping[str, str]
"""Property -> value, as `vanish`, `color`, `size`, `ground`; of paragraphs also `name`, `outline`, `list`, `level`."""


def is_of_contents(style: str) -> bool:
    """Whether paragraphs of this style are a table of contents or an index. Names of styles are in small letters."""
    return bool(_CONTENTS.match(style))


def is_listing(instruction: str) -> bool:
    """Whether a field's text is a table of contents, an index, or the number of a note."""
    return bool(_LISTED.match(instruction))


def tag_of(style: str, outline: int | None) -> str:
    """The element of HTML for a paragraph; `outline` is its level as a heading, from 0, if it has one of its own."""
    if style == "title":
        return "h1"
    heading = _HEADING.fullmatch(style)
    if heading or (outline is not None and 0 <= outline <= 8):
        return f"h{min(int(heading[1]) if heading else (outline or 0) + 1, 6)}"
    return "h2" if style == "subtitle" else "p"


class Styles:
    """The styles of a document, by their ids."""

    def __init__(self, root: Any) -> None:
        self._elements: dict[str, Any] = {}
        self._looks: dict[str, dict[str, str]] = {}
        self._default: dict[str, str] = {}
        self._paragraph = ""
        if root is None:
            return
        self._default = run_look(child(root, "docDefaults", "rPrDefault", "rPr"))
        for style in root:
            if local(style) == "style" and (name := value(style, "styleId")):
                self._elements[name] = style
                if value(style, "type") == "paragraph" and value(style, "default") not in ("", *_OFF):
                    self._paragraph = name

    def paragraph(self, properties: Any) -> dict[str, str]:
        """The look of a paragraph by its `w:pPr`, as its runs inherit it."""
        style = child(properties, "pStyle") if properties is not None else None
        named = self._look(self._paragraph if style is None else value(style))
        return {**self._default, **named, **paragraph_look(properties)}

    def run(self, paragraph: Look, properties: Any) -> Look:
        """The look of a run in a paragraph by its `w:rPr`."""
        if properties is None or not len(properties):
            return paragraph
        style = child(properties, "rStyle")
        named = {} if style is None else self._look(value(style))
        return {**paragraph, **named, **run_look(properties)}

    def list_of(self, style: str) -> str:
        """The id of the list that a style has; empty for none."""
        return self._look(style).get("list", "")

    def _look(self, name: str) -> dict[str, str]:
        if name not in self._looks:
            self._looks[name] = {}  # a style that is based on itself ends here
            element = self._elements.get(name)
            if element is not None:
                based = child(element, "basedOn")
                around = {} if based is None else self._look(value(based))
                own = {**paragraph_look(child(element, "pPr")), **run_look(child(element, "rPr"))}
                called = child(element, "name")
                if "list" in own:
                    own["list style"] = name
                title = {"name": "" if called is None else value(called).casefold()}
                if around.get("name") in ("title", "subtitle"):
                    title = {}
                self._looks[name] = {**around, **title, **own}
        return self._looks[name]


def paragraph_look(properties: Any) -> dict[str, str]:
    """What a `w:pPr` says itself."""
    look: dict[str, str] = {}
    for element in properties if properties is not None else ():
        name = office_name(element)
        if name == "w:outlineLvl":
            look["outline"] = value(element)
        elif name == "w:shd":
            look["ground"] = value(element, "fill")
        elif name == "w:numPr":
            number, level = child(element, "numId"), child(element, "ilvl")
            look |= {} if number is None else {"list": value(number), "list style": ""}
            look |= {} if level is None else {"level": value(level)}
    return look


def run_look(properties: Any) -> dict[str, str]:
    """What a `w:rPr` says itself."""
    look: dict[str, str] = {}
    for element in properties if properties is not None else ():
        name = local(element)
        if name in _SWITCHES:
            look[name] = "" if value(element) in _OFF else "on"
        elif name == "color":
            look["colour"] = value(element)
        elif name == "sz":
            look["size"] = value(element)
        elif name in ("shd", "highlight"):
            look["ground"] = value(element, "fill") if name == "shd" else value(element)
        elif name == "vertAlign":
            look["raised"] = value(element)
        elif name == "position" and value(element).isdecimal() and int(value(element)) >= RAISED:
            look["raised"] = "superscript"
        elif name == "rFonts":
            look["font"] = value(element, "ascii")
    return look


def is_unseen(look: Look, *, on_white: bool) -> bool:
    """Whether a reader sees nothing of such a run, or it is struck out. `on_white`: nothing around it has a colour."""
    if any(look.get(switch) for switch in _SWITCHES):
        return True
    if look.get("size", "").isdecimal() and int(look["size"]) <= 2 * SMALLEST:
        return True
    colour = rgb(look.get("colour", ""))
    if colour is None:
        return False
    ground = look.get("ground", "")
    if ground in ("", "auto", "none", "white"):
        return on_white and is_near(colour, WHITE)
    behind = rgb(ground)
    return behind is not None and is_near(colour, behind)
