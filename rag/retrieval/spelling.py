"""Misspelt words of a question put right, from the library's own words first. The only file that knows the spelling libraries.

Only a word that is unknown everywhere is touched. A capitalised one may be a name: it becomes another only where the articles have that
name, so that a question about what they never mention stays one, and its answer an abstention.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING

from ..text.stopwords import FUNCTION_WORDS

if TYPE_CHECKING:
    from spellchecker import SpellChecker

SHORTEST = 4
"""Letters. Below, too much is near: CFO and CEO, Iran and Iraq."""
LONG = 8
"""Letters from which on two slips are forgiven instead of one: a word of seven with two others is often another word."""


def respelt(question: str, *, is_known: Callable[[str], bool], nearby: Callable[[str], Iterable[str]]) -> str:
    """`nearby` gives words of the library that are spelt somewhat alike; what `is_known` to it or to English at large stays."""

    def put_right(match: re.Match[str]) -> str:
        word = match[0]
        if len(word) < SHORTEST or not word.isalpha() or is_known(word) or _is_english(word):
            return word
        if word[1:].islower() and (meant := _closest(word, FUNCTION_WORDS)):
            return meant
        return _closest(word, nearby(word)) or (word.islower() and _english().correction(word)) or word

    return re.sub(r"\w+", put_right, question)


def _closest(word: str, among: Iterable[str]) -> str | None:
    """By the fewest slips: a letter too many, too few, wrong, or swapped with its neighbour. The first letter is seldom wrong."""
    from rapidfuzz.distance import OSA

    lower = word.casefold()
    slips = {w: OSA.distance(lower, w.casefold()) for w in among if w[:1].casefold() == lower[:1]}
    near = [(n, w) for w, n in slips.items() if n <= (2 if max(len(w), len(word)) >= LONG else 1)]
    return min(near)[1] if near else None


def _is_english(word: str) -> bool:
    return word.casefold() in _english()


@cache
def _english() -> SpellChecker:
    """160,000 words, in a tenth of a second. One slip only: its search for two takes half a second a word."""
    from spellchecker import SpellChecker

    return SpellChecker(distance=1)
