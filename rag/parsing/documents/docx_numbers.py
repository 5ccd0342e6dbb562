"""The numbers of lists and headings, which a file of Word does not hold: Word counts when it shows the text."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any, NamedTuple

from .counting import counted, whole_number
from .docx_styles import Styles
from .packages import child, local, value

_DEEPEST = 9


class _Level(NamedTuple):
    """A level of a list. `pattern`: `%1.%2`; `form`: Word's name of a way to count, empty where none is named."""

    start: int
    restarts: bool
    """Whether the list begins to count anew, although others of its kind came before."""
    pattern: str
    form: str
    decimal: bool
    """Whether the numbers of all levels within it are digits."""


class _List(NamedTuple):
    """A list. Lists of one `kind` go on counting."""

    kind: str
    levels: dict[str, Any]
    """`w:lvl` by level, those of its kind."""
    overrides: dict[str, Any]
    """`w:lvlOverride` by level, its own."""
    styles: dict[str, int]
    """Style of a paragraph -> the level that names it."""


class Numbers:
    """Counts, paragraph by paragraph in the order of the text."""

    def __init__(self, root: Any, styles: Styles) -> None:
        self._styles = styles
        parts = list(root) if root is not None else []
        self._kinds = {value(part, "abstractNumId"): part for part in parts if local(part) == "abstractNum"}
        self._elements = {value(part, "numId"): part for part in parts if local(part) == "num"}
        self._lists: dict[str, _List] = {}
        self._levels: dict[tuple[str, int], _Level | None] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[tuple[str, int]] = set()

    def mark(self, look: dict[str, str]) -> str | None:
        """`3.` or `b)` for a paragraph in a list, empty for a bullet; None where it is in no list."""
        number = look.get("list", "")
        if number in ("", "0") or number not in self._elements:
            return None
        styled = self._list(number).styles.get(look.get("list style", ""), 0)
        level = int(look["level"]) if look.get("level", "").isdecimal() else styled
        level = min(level, _DEEPEST - 1)
        found = self._level(number, level)
        if found is None:
            return ""
        counts = self._counts[self._list(number).kind]
        if (number, level) not in self._begun and found.restarts:
            counts.pop(level, None)
        self._begun.add((number, level))
        counts[level] = counts[level] + 1 if level in counts else found.start
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]
        return self._written(number, counts, found)

    def _list(self, number: str) -> _List:
        """Read once: a paragraph must not take longer in a list with thousands of levels."""
        if number not in self._lists:
            kind, element = self._kind(number)
            levels = [e for e in element if local(e) == "lvl"] if element is not None else []
            named = [(child(e, "pStyle"), whole_number(value(e, "ilvl"), 0)) for e in levels]
            overrides = [e for e in self._elements[number] if local(e) == "lvlOverride"]
            self._lists[number] = _List(
                kind,
                {value(e, "ilvl"): e for e in reversed(levels)},
                {value(e, "ilvl"): e for e in reversed(overrides)},
                {value(style): level for style, level in reversed(named) if style is not None and value(style)},
            )
        return self._lists[number]

    def _kind(self, number: str, depth: int = 0) -> tuple[str, Any]:
        reference = child(self._elements[number], "abstractNumId")
        kind = "" if reference is None else value(reference)
        element = self._kinds.get(kind)
        link = child(element, "numStyleLink") if element is not None else None
        if link is not None and depth < _DEEPEST:
            target = self._styles.list_of(value(link))
            if target in self._elements:
                return self._kind(target, depth + 1)
        return kind, element

    def _level(self, number: str, level: int) -> _Level | None:
        """The level of a list, its own or that of its kind."""
        if (number, level) not in self._levels:
            held = self._list(number)
            override = held.overrides.get(str(level))
            restart = child(override, "startOverride") if override is not None else None
            own = child(override, "lvl") if override is not None else None
            element = held.levels.get(str(level)) if own is None else own
            self._levels[number, level] = None if element is None else _read_level(element, restart)
        return self._levels[number, level]

    def _written(self, number: str, counts: dict[int, int], found: _Level) -> str | None:
        if found.form == "bullet":
            return ""
        if found.form == "none" and "%" not in found.pattern:
            return found.pattern.strip() or None

        def one(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            shape = self._level(number, at)
            count = counts.setdefault(at, 1 if shape is None else shape.start)
            return counted(count, "decimal" if found.decimal or shape is None else shape.form or "decimal")

        return re.sub(r"%([1-9])", one, found.pattern).strip()


def _read_level(element: Any, restart: Any) -> _Level:
    start, form, pattern = (child(element, name) for name in ("start", "numFmt", "lvlText"))
    start = start if restart is None else restart
    return _Level(
        start=1 if start is None else whole_number(value(start), 1),
        restarts=restart is not None,
        pattern="" if pattern is None else value(pattern),
        form="" if form is None else value(form),
        decimal=child(element, "isLgl") is not None,
    )
