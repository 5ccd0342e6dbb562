"""What a page's own style sheets say of an element: selectors and what is declared, as far as it may hide something. Pure.

Of the conditions of `@media`, those that hold on every screen count; of pseudo-classes, those that stand still.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

MOST_STYLE, MOST_STEPS, DEEPEST = 500_000, 1_000_000, 50
"""Characters of style sheets that are read, elements that are compared with a step of a selector, and elements above or before one that
a rule looks at: a page may be made to take for ever."""
LONGEST = 300
"""Characters of a selector that is looked at."""
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


class Rules:
    """The rules of a page; of several for one element the most specific counts, of these the last, and before it what is `!important`."""

    def __init__(self, css: str) -> None:
        self._by_key: dict[str, list[tuple[int, _Rule]]] = {}
        self._left = [MOST_STEPS]
        for number, rule in enumerate(_parsed(_plain(css[:MOST_STYLE]))):
            self._by_key.setdefault(rule.steps[-1].key, []).append((number, rule))

    def style_of(self, element: Any) -> dict[str, str]:
        """What the rules and its own attribute declare, custom properties included; not what it inherits."""
        given = element.attrib
        keys = ["*", element.tag, *(f".{name}" for name in given.get("class", "").lower().split())]
        keys += [f"#{given['id'].lower()}"] if "id" in given else []
        tried = [pair for key in dict.fromkeys(keys) for pair in self._by_key.get(key, ())] if self._left[0] > 0 else []
        fitting = [(rule.specificity, number, rule) for number, rule in tried if rule.fits(element, self._left)]
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


# ---- selectors -----------------------------------------------------------------------------------------------------------------------

_ATTRIBUTE = r"\[\s*([\w-]+)\s*(?:([~|^$*]?=)\s*[\"']?([^\"'\]]*?)[\"']?(?:\s+[is])?)?\s*\]"
_PSEUDO = r":(not|(?:nth-(?:last-)?|first-|last-|only-)(?:child|of-type)|root)(?:\(([^()]*)\))?"
_PART = re.compile(rf"([.#])([\w-]+)|{_ATTRIBUTE}|{_PSEUDO}")
_SIMPLE = re.compile(rf"(?P<tag>[\w-]+|\*)?(?P<rest>(?:[.#][\w-]+|{_ATTRIBUTE}|{_PSEUDO})*)")
_ANY = re.compile(r":(?:is|where|matches|(?:-webkit-|-moz-)any)\(([^()]*)\)")
_COMPARED: Mapping[str, Callable[[str, str], bool]] = {
    "=": lambda given, value: given == value,
    "~=": lambda given, value: value in given.split(),
    "|=": lambda given, value: given == value or given.startswith(f"{value}-"),
    "^=": lambda given, value: bool(value) and given.startswith(value),
    "$=": lambda given, value: bool(value) and given.endswith(value),
    "*=": lambda given, value: bool(value) and value in given,
}


class _Simple(NamedTuple):
    """One step of a selector: `p.note#x`, and how it stands to the step before: ` `, `>`, `+`, `~`."""

    combinator: str
    tag: str
    classes: frozenset[str]
    names: tuple[str, ...]
    attributes: tuple[tuple[str, str, str], ...]
    pseudo: tuple[tuple[str, str], ...]

    def fits(self, element: Any) -> bool:
        given = element.attrib
        if self.tag not in ("", "*", element.tag) or any(given.get("id", "").lower() != name for name in self.names):
            return False
        if not self.classes.issubset(given.get("class", "").lower().split()):
            return False
        return all(
            name in given and (not operator or _COMPARED[operator](given[name].lower(), value)) for name, operator, value in self.attributes
        ) and all(_holds_of(element, name, argument) for name, argument in self.pseudo)

    @property
    def key(self) -> str:
        """What an element must have so that it may fit."""
        return f"#{self.names[0]}" if self.names else f".{min(self.classes)}" if self.classes else self.tag or "*"


class _Rule(NamedTuple):
    steps: tuple[_Simple, ...]
    style: Style

    @property
    def specificity(self) -> tuple[int, int, int]:
        names = sum(len(step.names) for step in self.steps)
        classes = sum(len(step.classes) + len(step.attributes) + len(step.pseudo) for step in self.steps)
        return names, classes, sum(step.tag not in ("", "*") for step in self.steps)

    def fits(self, element: Any, left: list[int]) -> bool:
        left[0] -= 1
        return self.steps[-1].fits(element) and self._fits_before(element, len(self.steps) - 1, left)

    def _fits_before(self, element: Any, step: int, left: list[int]) -> bool:
        if step == 0:
            return True
        for other in _related(element, self.steps[step].combinator):
            left[0] -= 1
            if left[0] <= 0:
                return False
            if self.steps[step - 1].fits(other) and self._fits_before(other, step - 1, left):
                return True
        return False


def _related(element: Any, combinator: str) -> Iterator[Any]:
    if combinator == " ":
        yield from islice(element.iterancestors(), DEEPEST)
    elif combinator == ">":
        yield from islice(element.iterancestors(), 1)
    else:
        before = (one for one in element.itersiblings(preceding=True) if isinstance(one.tag, str))
        yield from islice(before, 1 if combinator == "+" else DEEPEST)


def _holds_of(element: Any, pseudo: str, argument: str) -> bool:
    if pseudo == "root":
        return bool(element.getparent() is None)
    if pseudo == "not":
        step = _simple(argument.strip(), " ")
        return step is not None and not step.fits(element)
    tag = element.tag if pseudo.endswith("of-type") else None
    before = _number_of(element.itersiblings(preceding=True), tag)
    after = _number_of(element.itersiblings(), tag)
    kind = pseudo.removesuffix("-of-type").removesuffix("-child")
    ends = {"first": before == 0, "last": after == 0, "only": before == after == 0}
    return ends[kind] if kind in ends else _is_nth((after if kind == "nth-last" else before) + 1, argument.strip())


def _number_of(siblings: Iterator[Any], tag: str | None) -> int:
    """Of those like it, among the next two hundred."""
    return sum(isinstance(one.tag, str) and tag in (None, one.tag) for one in islice(siblings, 200))


def _is_nth(place: int, argument: str) -> bool:
    found = re.fullmatch(r"([+-]?\d{0,4})n\s*(?:([+-])\s*(\d{1,4}))?|([+-]?\d{1,4})", {"odd": "2n+1", "even": "2n"}.get(argument, argument))
    if not found:
        return False
    if found[4]:
        return place == int(found[4])
    step = int(found[1]) if found[1] not in ("", "+", "-") else int(f"{found[1]}1")
    behind = place - int(f"{found[2] or ''}{found[3] or 0}")
    return behind == 0 if step == 0 else behind % step == 0 and behind // step >= 0


def _steps(selector: str) -> tuple[_Simple, ...]:
    """Empty for a selector that is not understood."""
    if len(selector) > LONGEST:
        return ()
    words = re.sub(r"\s*([>+~])\s*(?![^\[(]*[\])])", r" \1", selector.strip()).split(" ")
    joined: list[str] = []
    for word in words:  # what stands in brackets may hold spaces
        whole = not joined or all(joined[-1].count(opening) == joined[-1].count(closing) for opening, closing in ("[]", "()"))
        joined = [*joined, word] if whole else [*joined[:-1], f"{joined[-1]} {word}"]
    steps = [_simple(word.lstrip(">+~"), word[0] if word[0] in ">+~" else " ") for word in joined if word]
    return tuple(step for step in steps if step) if all(steps) else ()


def _simple(word: str, combinator: str) -> _Simple | None:
    match = _SIMPLE.fullmatch(word)
    if match is None or not word:
        return None
    parts = list(_PART.finditer(match["rest"]))
    return _Simple(
        combinator,
        match["tag"] or "",
        frozenset(part[2] for part in parts if part[1] == "."),
        tuple(part[2] for part in parts if part[1] == "#"),
        tuple((part[3], part[4] or "", part[5] or "") for part in parts if part[3]),
        tuple((part[6], part[7] or "") for part in parts if part[6]),
    )


# ---- rules ---------------------------------------------------------------------------------------------------------------------------


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
        if steps := _steps(selector):
            yield _Rule(steps, style)


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
