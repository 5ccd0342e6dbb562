"""Raised text that is no link: marks of notes are dropped, exponents kept apart from their number. Pure.

As plain letters, 1,150² would be 1,1502.
"""

from __future__ import annotations

import re

SIGNS = r"[*†‡§¶#◊^↑↩]+"
"""Signs that mark a note."""
BRACKETED = re.compile(r"\[[^\[\]]*\]|\(\d{1,3}\)|\d{1,3}\)")
"""A mark such as `[citation needed]`, `(3)` or `3)`."""
_UNIT = re.compile(r"(?:(?<![^\W_])|(?<=\d))[kcdmµnp]?m$|(?<![^\W_])(?:ft|mi|yd)$|\d\s?in$")
_MILLIONS = re.compile(r"[$€£]\s?[\d.,]+\s?m$")
_VARIABLE = re.compile(r"(?<![^\W_])(?:mc|[bcdfghjklnqrtuvxzA-Z])(?<!°.)$")
_POWER = re.compile(r"(?<![\d.,])10$")
_LONG_NUMBER = re.compile(r"\d[\d.,\u00a0]+\d$|[^\W\d_]{3}$|[.,;:!?)\]\"'”’»]$")
_ISOTOPE = re.compile(r"[A-Z][a-z]?(?![^\W\d_])")
_RAISED = str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")


def read_raised(words: str, before: str, after: str) -> str | None:
    """The raised text as it is to be read after `before`; None if it simply joins: 1st, XIXe, Ca2+."""
    if words.upper() == "TM":
        return "™"
    if re.fullmatch(r"[+−–-]?\d+", words):
        return _number(words, before, after)
    if re.fullmatch(r"\d{1,3}(?:\s?[,;–-]\s?\d{1,3})+", words):
        return ""
    is_letter = re.fullmatch("[a-d]", words) and not after[:1].isalnum()
    return "" if is_letter and _LONG_NUMBER.search(before) else None


def _number(digits: str, before: str, after: str) -> str:
    if re.match(r"\s?[/⁄]\s?(?:\d|$)", after):
        return f" {digits}" if before[-1:].isdigit() else digits  # 8 1/2
    squared = digits in ("2", "3") and _UNIT.search(before) and not _MILLIONS.search(before)
    if squared or _POWER.search(before) or _VARIABLE.search(before) or len(digits) > 3 or not digits.isdigit():
        return digits.translate(_RAISED)
    if not before or before[-1:].isspace():
        return digits if _ISOTOPE.match(after) else f"{digits} "  # ²³⁵U, or the number in front of a note
    return digits if before.endswith("CO") else ""  # CO<sup>2</sup> is a common slip
