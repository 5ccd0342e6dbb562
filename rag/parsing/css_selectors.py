"""Which elements a selector of a style sheet fits. Pure: elements are as lxml has them.

Of pseudo-classes, those count that stand still.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

DEEPEST = 50
"""Elements above or before one that a selector looks at."""
LONGEST = 300
"""Characters of a selector that is looked at."""

_ATTRIBUTE = r"\[\s*([\w-]+)\s*(?:([~|^$*]?=)\s*[\"']?([^\"'\]]*?)[\"']?(?:\s+[is])?)?\s*\]"
_PSEUDO = r":(not|(?:nth-(?:last-)?|first-|last-|only-)(?:child|of-type)|root)(?:\(([^()]*)\))?"
_PART = re.compile(rf"([.#])([\w-]+)|{_ATTRIBUTE}|{_PSEUDO}")
_STEP = re.compile(rf"(?P<tag>[\w-]+|\*)?(?P<rest>(?:[.#][\w-]+|{_ATTRIBUTE}|{_PSEUDO})*)")
_COMPARED: Mapping[str, Callable[[str, str], bool]] = {
    "=": lambda given, value: given == value,
    "~=": lambda given, value: value in given.split(),
    "|=": lambda given, value: given == value or given.startswith(f"{value}-"),
    "^=": lambda given, value: bool(value) and given.startswith(value),
    "$=": lambda given, value: bool(value) and given.endswith(value),
    "*=": lambda given, value: bool(value) and value in given,
}


class Effort:
    """How many more elements may be compared with a step: a page may be made to take for ever."""

    def __init__(self, most: int) -> None:
        self._left = most

    @property
    def is_spent(self) -> bool:
        return self._left <= 0

    def spend(self) -> None:
        self._left -= 1


class Step(NamedTuple):
    """`p.note#x`, and how it stands to the step before: ` `, `>`, `+`, `~`. All in small letters."""

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
            name in given and (not operator or _COMPARED[operator](given[name].lower(), value))
            for name, operator, value in self.attributes
        ) and all(_holds_of(element, name, argument) for name, argument in self.pseudo)

    @property
    def key(self) -> str:
        """What an element must have so that it may fit: `#ID`, `.CLASS`, a tag, or `*`."""
        return f"#{self.names[0]}" if self.names else f".{min(self.classes)}" if self.classes else self.tag or "*"


class Selector(NamedTuple):
    """Its steps, the last of which is the element itself; at least one."""

    steps: tuple[Step, ...]

    @property
    def key(self) -> str:
        return self.steps[-1].key

    @property
    def specificity(self) -> tuple[int, int, int]:
        names = sum(len(step.names) for step in self.steps)
        classes = sum(len(step.classes) + len(step.attributes) + len(step.pseudo) for step in self.steps)
        return names, classes, sum(step.tag not in ("", "*") for step in self.steps)

    def fits(self, element: Any, effort: Effort) -> bool:
        """Not, too, where the effort is spent before that is known."""
        effort.spend()
        return self.steps[-1].fits(element) and self._fits_before(element, len(self.steps) - 1, effort)

    def _fits_before(self, element: Any, step: int, effort: Effort) -> bool:
        if step == 0:
            return True
        for other in _related(element, self.steps[step].combinator):
            effort.spend()
            if effort.is_spent:
                return False
            if self.steps[step - 1].fits(other) and self._fits_before(other, step - 1, effort):
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
        step = _step(argument.strip(), " ")
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
    found = re.fullmatch(
        r"([+-]?\d{0,4})n\s*(?:([+-])\s*(\d{1,4}))?|([+-]?\d{1,4})",
        {"odd": "2n+1", "even": "2n"}.get(argument, argument),
    )
    if not found:
        return False
    if found[4]:
        return place == int(found[4])
    step = int(found[1]) if found[1] not in ("", "+", "-") else int(f"{found[1]}1")
    behind = place - int(f"{found[2] or ''}{found[3] or 0}")
    return behind == 0 if step == 0 else behind % step == 0 and behind // step >= 0


def parse_selector(text: str) -> Selector | None:
    """One of a list, in small letters. None for one that is not understood."""
    if len(text) > LONGEST:
        return None
    words = re.sub(r"\s*([>+~])\s*(?![^\[(]*[\])])", r" \1", text.strip()).split(" ")
    joined: list[str] = []
    for word in words:  # what stands in brackets may hold spaces
        whole = not joined or all(
            joined[-1].count(opening) == joined[-1].count(closing) for opening, closing in ("[]", "()")
        )
        joined = [*joined, word] if whole else [*joined[:-1], f"{joined[-1]} {word}"]
    steps = [_step(word.lstrip(">+~"), word[0] if word[0] in ">+~" else " ") for word in joined if word]
    return Selector(tuple(step for step in steps if step)) if steps and all(steps) else None


def _step(word: str, combinator: str) -> Step | None:
    match = _STEP.fullmatch(word)
    if match is None or not word:
        return None
    parts = list(_PART.finditer(match["rest"]))
    return Step(
        combinator,
        match["tag"] or "",
        frozenset(part[2] for part in parts if part[1] == "."),
        tuple(part[2] for part in parts if part[1] == "#"),
        tuple((part[3], part[4] or "", part[5] or "") for part in parts if part[3]),
        tuple((part[6], part[7] or "") for part in parts if part[6]),
    )
