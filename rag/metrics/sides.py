"""Metrics of the sides that an answer shows, and of who is said to speak: plain arithmetic on one answer.

Recall and precision of the sides belong together: an answer that names every number has all sides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .answers import contains_answer

if TYPE_CHECKING:
    from collections.abc import Sequence


def sides_recall(shown: Sequence[str], expected: Sequence[Sequence[str]]) -> float | None:
    """The share of the expected sides that are shown. Each is a list of accepted wordings; None without any."""
    if not expected:
        return None
    return sum(any(_is(value, wordings) for value in shown) for wordings in expected) / len(expected)


def sides_precision(shown: Sequence[str], expected: Sequence[Sequence[str]]) -> float | None:
    """1 if there is a disagreement, and each side that is shown is one of it; None if none is shown."""
    if not shown:
        return None
    return float(bool(expected) and all(any(_is(value, wordings) for wordings in expected) for value in shown))


def first_side(shown: Sequence[str], expected: Sequence[Sequence[str]]) -> float | None:
    """Whether the first side is the first of those expected; None if either has none."""
    return float(_is(shown[0], expected[0])) if shown and expected else None


def speaker_right(named: Sequence[str | None], quotes: Sequence[str], accepted: Sequence[str]) -> float | None:
    """Whether one of these quotes is said to be of an accepted speaker, or names one itself; None without quotes."""
    if not accepted or not quotes:
        return None
    told = [f"{name or ''} {quote}" for name, quote in zip(named, quotes, strict=True)]
    return float(any(contains_answer(one, name) for one in told for name in accepted))


def _is(value: str, wordings: Sequence[str]) -> bool:
    return any(contains_answer(value, wording) for wording in wordings)
