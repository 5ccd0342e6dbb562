"""Checks what a caller of `Rag` passes: a value of another type is refused in a sentence that names the argument."""

from __future__ import annotations

import reprlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from .errors import SettingsError

TEXT = "a text"
_PLAIN = str | bytes | int | float | date | None


def require(name: str, value: object, kinds: Any, meant: str, hint: str = "") -> None:
    """Raises `SettingsError` unless the value is an instance of `kinds`. True and False are not numbers here."""
    if not isinstance(value, kinds) or isinstance(value, bool):
        raise refusal(name, value, meant, hint)


def refusal(name: str, value: object, meant: str, hint: str = "") -> SettingsError:
    # Of an object only the type is shown: its text may hold a key.
    of_it = f"the class {value.__name__}" if isinstance(value, type) else f"of the type {type(value).__name__}"
    shown = reprlib.repr(value) if isinstance(value, _PLAIN) else of_it
    return SettingsError(f"{name} must be {meant}, not {shown}.", hint)


def require_texts(**values: object) -> None:
    """Raises `SettingsError` for the first value that is not a text."""
    for name, value in values.items():
        require(name, value, str, TEXT)


def several(name: str, given: Any, kinds: Any, meant: str, hint: str = "") -> list[Any]:
    """The items of what was given. One that stands alone is a list of one: a text is never taken apart."""
    if isinstance(given, kinds):
        return [given]
    if isinstance(given, bytes | Mapping) or not isinstance(given, Iterable):
        raise refusal(name, given, meant, hint)
    items = list(given)
    for item in items:
        require(name, item, kinds, meant, hint)
    return items


def text_values(name: str, given: Any) -> dict[str, str]:
    """A dict's values as texts; None is an empty dict."""
    require(name, given, Mapping | None, "a dict")
    for key, value in (given or {}).items():
        require(f"{name}[{key!r}]", value, str | int | float | date, TEXT)
    return {str(key): str(value) for key, value in (given or {}).items()}
