"""What a page's style sheets and style attributes declare, as far as it may hide text.

Conditions of `@media` count if they hold on every screen. Sheets beyond a limit hide nothing: a rule that was not read
may be the one that shows a word again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any

import tinycss2
from cssselect2 import ElementWrapper, Matcher, compile_selector_list

MOST_STYLE, MOST_SELECTORS, LONGEST_SELECTOR, DEEPEST = 500_000, 10_000, 1_000, 20
"""Limits of a page's sheets: characters without embedded files; selectors whose names occur in the page; characters of
a selector with those of the rules around it; blocks within blocks."""
MOST_STEPS = 5_000_000
"""Comparisons of an element with a step of a selector, for one page."""
LONGEST_VALUE = 500
"""Characters of a value that are kept."""
NARROWEST, WIDEST = 320, 4000
"""Widths of screens, in pixels."""

Style = dict[str, tuple[bool, str]]
"""Property -> whether it is `!important`, and its value in small letters."""

_PROPERTIES = frozenset(
    "display visibility opacity color background-color background-image font font-size letter-spacing text-indent zoom "
    "position left right top bottom inset margin-left margin-top transform translate scale clip clip-path filter "
    "width height max-width max-height block-size inline-size overflow overflow-x overflow-y content-visibility "
    "-webkit-text-fill-color text-decoration text-decoration-line".split()
)
_OVERLONG = re.compile(r"data:[^\"')\s]{100,}|(?<=\d{100})\d+")
"""Embedded files, and digits that Python refuses to make a number of: `int()` takes 4300."""
_ARGUMENT = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NAME = re.compile(r"[.#][\w-]+")
_WIDTH = re.compile(r"[\w-]*\s*\(\s*(min|max)-(?:device-)?width\s*:\s*([\d.]{1,8})(px|em|rem)?\s*\)")


class _TooMuchError(Exception):
    """The sheets are beyond one of the limits."""


def declared_styles(tree: Any) -> Mapping[Any, Mapping[str, str]]:
    """Property values of each element of an lxml tree, from sheets and its own attribute; none is inherited."""
    sheets = "\n".join(e.text or "" for e in tree.iter("style") if _is_everywhere(f"@media {e.get('media') or 'all'}"))
    try:
        matched = _matched(tree, _OVERLONG.sub("", sheets))
    except (_TooMuchError, RecursionError):
        matched = {}
    return {
        element: _cascaded([*matched.get(element, ()), _attribute(element.get("style", ""))])
        for element in tree.iter()
        if isinstance(element.tag, str)
    }


def _cascaded(styles: Iterable[Style]) -> dict[str, str]:
    values: Style = {}
    for style in styles:
        values |= {name: value for name, value in style.items() if value[0] or not values.get(name, (False, ""))[0]}
    return {name: value for name, (_, value) in values.items()}


@lru_cache(maxsize=4096)
def _attribute(style: str) -> Style:
    return _style(tinycss2.parse_blocks_contents(_OVERLONG.sub("", style))) if style else {}


def _matched(tree: Any, css: str) -> dict[Any, list[Style]]:
    """The styles of the rules that match each element, least specific first."""
    if len(css) > MOST_STYLE:
        raise _TooMuchError
    root = _Element.from_html_root(tree)
    names = {name for e in tree.iter() if isinstance(e.tag, str) for name in _names(e)}
    matcher, number = _Matcher(), 0
    for selector, style in _parsed(css):
        if _may_match(selector, names):
            number += 1
            if number > MOST_SELECTORS:
                raise _TooMuchError
            for compiled in _compiled(selector):
                matcher.add_selector(compiled, style)
    return {e.etree_element: [style for *_, style in matcher.match(e)] for e in root.iter_subtree()} if number else {}


def _may_match(selector: str, names: set[str]) -> bool:
    """False if a class or id outside of brackets is not in the page. It saves compiling most of a large sheet."""
    plain = _ARGUMENT.sub("", selector)
    return not {"\\", "(", '"'}.isdisjoint(plain) or names.issuperset(_NAME.findall(plain))


def _names(element: Any) -> Iterator[str]:
    yield from (f".{name}" for name in element.get("class", "").lower().split())
    yield f"#{element.get('id', '').lower()}"


@lru_cache(maxsize=20_000)
def _compiled(selector: str) -> tuple[Any, ...]:
    """Empty for a pseudo-element, and for a selector that cssselect2 does not know or Python finds too nested."""
    try:
        return tuple(found for found in compile_selector_list(selector) if found.pseudo_element is None)
    except Exception:  # six kinds, by what is wrong with the selector
        return ()


class _Budget:
    def __init__(self, steps: int) -> None:
        self._left = steps

    def spend(self, steps: int) -> None:
        self._left -= steps
        if self._left < 0:
            raise _TooMuchError


class _Siblings(list[Any]):
    """The children of an element. Iterating is counted: `:nth-of-type()` does it for each child."""

    budget: _Budget

    def __iter__(self) -> Iterator[Any]:
        self.budget.spend(1 + len(self) // 8)
        return super().__iter__()

    def __getitem__(self, part: Any) -> Any:
        self.budget.spend(1 + len(self) // 8)
        return super().__getitem__(part)


class _Element(ElementWrapper):  # type: ignore[misc]
    """Compares classes and ids without case, as browsers do where there is no doctype, and counts each look at it."""

    budget: _Budget

    def __init__(self, etree_element: Any, parent: _Element | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(etree_element, parent, *args, **kwargs)
        self.budget = parent.budget if parent is not None else _Budget(MOST_STEPS)
        self.budget.spend(5)  # `:has()` creates one for each element that it visits

    @cached_property
    def id(self) -> str:
        return str(self.etree_element.get("id", "")).lower()

    @cached_property
    def classes(self) -> set[str]:
        return set(self.etree_element.get("class", "").lower().split())

    @cached_property
    def etree_children(self) -> _Siblings:
        children = _Siblings(child for child in self.etree_element if isinstance(child.tag, str))
        children.budget = self.budget
        return children

    @cached_property
    def effort(self) -> int:
        """More than one step where attributes are long: `[class~=x]` splits them each time."""
        return 1 + sum(len(value) // 1000 + len(value.split()) // 16 for value in self.etree_element.attrib.values())

    @property
    def ancestors(self) -> Iterator[_Element]:
        return self._along("parent")

    @property
    def previous_siblings(self) -> Iterator[_Element]:
        return self._along("previous")

    def _along(self, link: str) -> Iterator[_Element]:
        """A generator: cssselect2 keeps a tuple for each element, which takes quadratic memory."""
        other = getattr(self, link)
        while other is not None:
            self.budget.spend(other.effort)
            yield other
            other = getattr(other, link)


class _Matcher(Matcher):  # type: ignore[misc]
    def add_relevant_selectors(self, element: _Element, selectors: list[Any], relevant: list[Any]) -> None:
        element.budget.spend(element.effort * len(selectors))
        super().add_relevant_selectors(element, selectors, relevant)


@lru_cache(maxsize=4)  # pages of one site share their sheets
def _parsed(css: str) -> tuple[tuple[str, Style], ...]:
    """The selectors of the rules that hold on every screen, in order, each with what its rule declares."""
    return tuple(_rules(tinycss2.parse_stylesheet(css, skip_comments=True), "", 0))


def _rules(nodes: list[Any], around: str, depth: int) -> Iterator[tuple[str, Style]]:
    """Rules of a block within a rule of the selectors `around`, one a line; empty outside of rules."""
    if depth > DEEPEST:
        raise _TooMuchError
    if around and (style := _style(nodes)):
        yield from ((selector, style) for selector in around.split("\n"))
    for node in nodes:
        if node.type == "qualified-rule" and (selectors := "\n".join(_selectors(node.prelude, around))):
            yield from _rules(tinycss2.parse_blocks_contents(node.content), selectors, depth + 1)
        elif (
            node.type == "at-rule"
            and node.content
            and _is_everywhere(f"@{node.lower_at_keyword} {_text(node.prelude)}")
        ):
            yield from _rules(tinycss2.parse_blocks_contents(node.content), around, depth + 1)


def _style(nodes: list[Any]) -> Style:
    found = {}
    for node in nodes:
        if node.type == "declaration" and (node.lower_name in _PROPERTIES or node.name.startswith("--")):
            found[node.lower_name] = (node.important, _text(node.value)[:LONGEST_VALUE])
        elif node.type == "declaration" and node.lower_name == "background":  # the later of the two counts
            found["background-color"] = (node.important, _text(node.value)[:LONGEST_VALUE])
    return found


def _text(tokens: Iterable[Any]) -> str:
    try:
        return " ".join(tinycss2.serialize([t for t in tokens if t.type != "comment"]).lower().split())
    except RecursionError:  # a thousand brackets
        return ""


def _selectors(prelude: list[Any], around: str) -> Iterator[str]:
    """The selectors of a list. In a nested rule, the outer ones are put before them, or in place of `&`, as `:is()`."""
    outer = f":is({around.replace(chr(10), ',')})"
    parts: list[list[Any]] = [[]]
    for node in prelude:
        if node == ",":
            parts.append([])
        elif node.type != "comment":
            parts[-1].append(_caseless(node))
    for part in parts:
        selector = " ".join(tinycss2.serialize(part).split())
        if around:
            selector = selector.replace("&", outer) if "&" in selector else f"{outer} {selector}"
        if len(selector) > LONGEST_SELECTOR:
            raise _TooMuchError
        if selector:
            yield selector


def _caseless(token: Any) -> Any:
    """Makes the names of a token lower-case, but not those within `[]`: values of attributes keep their case."""
    if token.type in ("ident", "hash"):
        token.value = token.value.lower()
    elif token.type == "function":
        token.arguments = [_caseless(argument) for argument in token.arguments]
    return token


def _is_everywhere(condition: str) -> bool:
    """Whether a block with this head holds on every screen."""
    if re.match(r"@(?:layer|scope|starting-style)\b", condition):
        return condition.startswith("@layer")
    found = re.fullmatch(r"@(media|container|supports)\s*(.*)", condition.lower(), re.DOTALL)
    if not found or len(condition) > 500:
        return False
    if found[1] == "supports":
        return not found[2].startswith("not")
    return any(_is_any_screen(part.strip()) for part in found[2].split(","))


def _is_any_screen(query: str) -> bool:
    for part in re.split(r"\s+and\s+", query):
        size = _WIDTH.fullmatch(part)
        if size is None:
            if part not in ("all", "screen", "only screen"):
                return False
            continue
        pixels = float(size[2].rstrip(".") or 0) * (16 if size[3] in ("em", "rem") else 1)
        if not (pixels <= NARROWEST if size[1] == "min" else pixels >= WIDEST):
            return False
    return True
