"""The numbers of lists and headings, which a file of Word does not hold: Word counts when it shows the text."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from .counting import counted, whole_number
from .docx_styles import Styles
from .packages import child, local, value

_DEEPEST = 9


class Numbers:
    """Counts, paragraph by paragraph in the order of the text."""

    def __init__(self, root: Any, styles: Styles) -> None:
        self._styles = styles
        parts = list(root) if root is not None else []
        self._kinds = {value(part, "abstractNumId"): part for part in parts if local(part) == "abstractNum"}
        self._lists = {value(part, "numId"): part for part in parts if local(part) == "num"}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[tuple[str, int]] = set()
        self._levels: dict[tuple[str, int], Any] = {}

    def mark(self, look: dict[str, str]) -> str | None:
        """`3.` or `b)` for a paragraph in a list, empty for a bullet; None where it is in no list."""
        number = look.get("list", "")
        if number in ("", "0") or number not in self._lists:
            return None
        kind, element = self._kind(number)
        level = int(look["level"]) if look.get("level", "").isdecimal() else self._level_of(element, look)
        level = min(level, _DEEPEST - 1)
        found = self._level(number, element, level)
        if found is None:
            return ""
        counts = self._counts[kind]
        start = self._start(number, level, found)
        if (number, level) not in self._begun and self._restarts(number, level):
            counts.pop(level, None)
        self._begun.add((number, level))
        counts[level] = counts[level] + 1 if level in counts else start
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]
        return self._written(number, kind, element, found)

    def _kind(self, number: str, depth: int = 0) -> tuple[str, Any]:
        reference = child(self._lists[number], "abstractNumId")
        kind = "" if reference is None else value(reference)
        element = self._kinds.get(kind)
        link = child(element, "numStyleLink") if element is not None else None
        if link is not None and depth < _DEEPEST:
            target = self._styles.list_of(value(link))
            if target in self._lists:
                return self._kind(target, depth + 1)
        return kind, element

    def _level_of(self, element: Any, look: dict[str, str]) -> int:
        """The level that names the paragraph's style, where the paragraph names no level."""
        for level in element if element is not None and look.get("list style") else ():
            style = child(level, "pStyle") if local(level) == "lvl" else None
            if style is not None and value(style) == look["list style"]:
                return whole_number(value(level, "ilvl"), 0)
        return 0

    def _level(self, number: str, element: Any, level: int) -> Any:
        """The `w:lvl` of a list, its own or that of its kind."""
        if (number, level) not in self._levels:
            override = self._override(number, level)
            own = child(override, "lvl") if override is not None else None
            if own is None and element is not None:
                levels = (e for e in element if local(e) == "lvl")
                own = next((e for e in levels if value(e, "ilvl") == str(level)), None)
            self._levels[number, level] = own
        return self._levels[number, level]

    def _override(self, number: str, level: int) -> Any:
        return next(
            (e for e in self._lists[number] if local(e) == "lvlOverride" and value(e, "ilvl") == str(level)), None
        )

    def _restarts(self, number: str, level: int) -> bool:
        override = self._override(number, level)
        return override is not None and child(override, "startOverride") is not None

    def _start(self, number: str, level: int, found: Any) -> int:
        override = self._override(number, level)
        start = child(override, "startOverride") if override is not None else None
        start = child(found, "start") if start is None else start
        return 1 if start is None else whole_number(value(start), 1)

    def _written(self, number: str, kind: str, element: Any, found: Any) -> str | None:
        pattern, form = child(found, "lvlText"), child(found, "numFmt")
        text = "" if pattern is None else value(pattern)
        if form is not None and value(form) == "bullet":
            return ""
        if form is not None and value(form) == "none" and "%" not in text:
            return text.strip() or None
        plain = child(found, "isLgl") is not None

        def one(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            level_of = self._level(number, element, at)
            shape = child(level_of, "numFmt") if level_of is not None else None
            start = 1 if level_of is None else self._start(number, at, level_of)
            count = self._counts[kind].setdefault(at, start)
            return counted(count, "decimal" if plain or shape is None else value(shape))

        return re.sub(r"%([1-9])", one, text).strip()
