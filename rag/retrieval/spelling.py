"""Corrects a question's misspelt words, from the library's own words first. The only file that imports pyspellchecker.

A word is corrected only if neither the library nor English has it. A capitalised word may be a name: it is replaced
only by a word of the library, so that a question about someone whom the articles never mention is still refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING

from ..embedding.model_files import english_words
from ..text.stopwords import FUNCTION_WORDS

if TYPE_CHECKING:
    from spellchecker import SpellChecker

SHORTEST = 4
"""The fewest letters of a word that is corrected. Shorter words have too many neighbours: CFO and CEO."""
LONG = 8
"""The fewest letters of a word that may have two slips; a word of seven with two slips is often another word."""


def respelt(question: str, *, is_known: Callable[[str], bool], nearby: Callable[[str], Iterable[str]]) -> str:
    """The question corrected. `is_known`: whether the library has a word; `nearby`: its words of similar spelling."""

    def put_right(match: re.Match[str]) -> str:
        word = match[0]
        if len(word) < SHORTEST or not word.isalpha() or _is_right(word, is_known):
            return word
        if word[1:].islower() and (meant := _closest(word, FUNCTION_WORDS)):
            return meant
        return _closest(word, nearby(word)) or (word.islower() and _dictionary().correction(word)) or word

    return re.sub(r"\w+", put_right, question)


def _closest(word: str, among: Iterable[str]) -> str | None:
    """The word with the fewest slips (a letter added, lost, wrong or swapped); its first letter must be the same."""
    from rapidfuzz.distance import OSA

    lower = word.casefold()
    slips = {w: OSA.distance(lower, w.casefold()) for w in among if w[:1].casefold() == lower[:1]}
    near = [(n, w) for w, n in slips.items() if n <= (2 if max(len(w), len(word)) >= LONG else 1)]
    return min(near)[1] if near else None


def _is_right(word: str, is_known: Callable[[str], bool]) -> bool:
    """Whether English or the library has the word. The dictionary, slow to load, is asked last."""
    lower = word.casefold()
    return lower in english_words() or is_known(word) or lower in _dictionary()


@cache
def _dictionary() -> SpellChecker:
    """160,000 English words; loads in a tenth of a second. Distance 1, because 2 takes half a second a word."""
    from spellchecker import SpellChecker

    return SpellChecker(distance=1)
