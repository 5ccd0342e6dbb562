"""What a page's own style sheets declare of an element, as far as it may hide something. Pure.

Of the conditions of `@media`, those that hold on every screen count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from .css_selectors import LONGEST, Effort, Selector, parse_selector

MOST_STYLE, MOST_STEPS = 500_000, 1_000_000
"""Characters of style sheets that are read, and elements that are compared with a step of a selector."""
LONGEST_VALUE = 500
"""Characters of a value that are looked at, its first."""
NARROWEST, WIDEST = 320, 4000
"""Pixels that a screen has across."""

Style = Mapping[str, tuple[bool, str]]
"""What is declared, and whether it is `!important`."""

_TELLING = frozenset(
    "display zoom letter-spacing visibility opacity font-size font position left right top bottom inset text-indent clip clip-path "
    "width height max-width max-height block-size inline-size overflow overflow-x overflow-y transform translate scale filter color "
    "background-color background-image margin-left margin-top content-visibility -webkit-text-fill-color".split()
)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|([g-z_-]))")
_TEXT = re.compile(r"\"[^\"\n]{0,2000}\"|'[^'\n]{0,2000}'")
_ANY = re.compile(r":(?:is|where|matches|(?:-webkit-|-moz-)any)\(([^()]*)\)")


class Rules:
    """The rules of a page; of several for one element the most specific counts, of these the last, and before it what is `!important`."""

    def __init__(self, css: str) -> None:
        self._by_key: dict[str, list[tuple[int, _Rule]]] = {}
        self._effort = Effort(MOST_STEPS)
        for number, rule in enumerate(_parsed(_plain(css[:MOST_STYLE]))):
            self._by_key.setdefault(rule.selector.key, []).append((number, rule))

    def style_of(self, element: Any) -> dict[str, str]:
        """What the rules and its own attribute declare, custom properties included; not what it inherits."""
        given = element.attrib
        keys = ["*", element.tag, *(f".{name}" for name in given.get("class", "").lower().split())]
        keys += [f"#{given['id'].lower()}"] if "id" in given else []
        tried = (
            [pair for key in dict.fromkeys(keys) for pair in self._by_key.get(key, ())]
            if not self._effort.is_spent
            else []
        )
        fitting = [
            (rule.selector.specificity, number, rule)
            for number, rule in tried
            if rule.selector.fits(element, self._effort)
        ]
        found = sorted(fitting, key=lambda each: each[:2])
        values: dict[str, tuple[bool, str]] = {}
        for style in (*(rule.style for _, _, rule in found), _declared(_plain(given.get("style", "")))):
            values |= {name: value for name, value in style.items() if value[0] or not values.get(name, (False, ""))[0]}
        return {name: value for name, (_, value) in values.items()}


def _plain(css: str) -> str:
    """In small letters, without comments, with the letters that escapes stand for."""
    return _ESCAPE.sub(_unescaped, _COMMENT.sub(" ", css).lower())


def _unescaped(found: re.Match[str]) -> str:
    letter = found[2] or chr(min(int(found[1], 16), 0x10FFFF))
    return letter.lower() if re.fullmatch(r"[\w-]", letter) else found[0]


class _Rule(NamedTuple):
    selector: Selector
    style: Style


def _parsed(css: str) -> Iterator[_Rule]:
    """The rules outside of `@` blocks and within those that hold on any screen; what is not closed ends with the sheet."""
    css = _TEXT.sub(lambda text: re.sub(r"[{};,]", " ", text[0]), css)
    blocks: list[tuple[bool, tuple[str, ...]]] = [(True, ())]
    at, stray = 0, False
    for brace in re.finditer(r"[{}]|\Z", css):
        segment, at = css[at : brace.start()], brace.end()
        if brace[0] == "{":
            declared, _, before = segment.rpartition(";")
            yield from _rules(*blocks[-1], declared)
            blocks.append(_opened(before.strip(), *blocks[-1]) if not stray else (False, ()))
            stray = False
        elif len(blocks) > 1:
            yield from _rules(*blocks[-1], segment)
            blocks = blocks[:-1] if brace[0] else []
            if not brace[0]:
                return
        else:
            stray = brace[0] == "}"


def _opened(before: str, counts: bool, around: tuple[str, ...]) -> tuple[bool, tuple[str, ...]]:
    if before.startswith("@"):
        return counts and _is_everywhere(before), around
    selectors = tuple(islice((one for one in _selectors(before, around) if len(one) <= LONGEST), 64))
    return counts and bool(selectors), selectors


def _is_everywhere(condition: str) -> bool:
    """Whether a block of this head counts on every screen."""
    if re.match(r"@(?:layer|scope|starting-style)\b", condition):
        return condition.startswith("@layer")
    found = re.fullmatch(r"@(media|container|supports)\s*(.*)", condition, re.DOTALL)
    if not found or len(condition) > 500:
        return False
    if found[1] == "supports":
        return not found[2].startswith("not")
    return any(_is_any_screen(part.strip()) for part in found[2].split(","))


def _is_any_screen(query: str) -> bool:
    for part in re.split(r"\s+and\s+", query):
        size = re.fullmatch(r"[\w-]*\s*\(\s*(min|max)-(?:device-)?width\s*:\s*([\d.]{1,8})(px|em|rem)?\s*\)", part)
        if size is None:
            if part not in ("all", "screen", "only screen"):
                return False
            continue
        pixels = float(size[2].rstrip(".") or 0) * (16 if size[3] in ("em", "rem") else 1)
        if not (pixels <= NARROWEST if size[1] == "min" else pixels >= WIDEST):
            return False
    return True


def _selectors(head: str, around: Sequence[str]) -> Iterator[str]:
    """Each of the list, within those of the block around it, and with each of the choices of `:is()`."""
    for selector in re.split(r",(?![^()]*\))", head):
        for outer in around or ("",):  # none is around what is outside of all
            nested = selector.replace("&", outer) if "&" in selector else f"{outer} {selector.strip()}"
            yield from _choices(nested.strip(), 16)


def _choices(selector: str, most: int) -> Iterator[str]:
    found = _ANY.search(selector)
    if found is None or len(selector) > LONGEST:
        yield selector
        return
    for choice in found[1].split(",")[:most]:
        word = choice.strip()
        # A tag's name goes first: `.a:is(p)` is `p.a`.
        start = re.search(r"[^\s>+~]*\Z", selector[: found.start()])
        at = start.start() if start and word[:1].isalpha() else found.start()
        yield from _choices(selector[:at] + word + selector[at : found.start()] + selector[found.end() :], most // 2)


def _rules(counts: bool, selectors: Sequence[str], declared: str) -> Iterator[_Rule]:
    if not counts or not selectors or not (style := _declared(declared)):
        return
    for selector in selectors:
        if found := parse_selector(selector):
            yield _Rule(found, style)


def _declared(style: str) -> dict[str, tuple[bool, str]]:
    """What is said in `display:none; …` of what may hide, and whether it is `!important`."""
    found = {}
    for declaration in style.split(";"):
        name, colon, value = declaration.partition(":")
        name = "background-color" if name.strip() == "background" else name.strip()  # whichever comes later counts
        if colon and (name in _TELLING or name.startswith("--")):
            plain = re.sub(r"! ?important", "", " ".join(value.split()))
            found[name] = ("!important" in value.replace(" ", ""), plain[:LONGEST_VALUE].strip())
    return found
