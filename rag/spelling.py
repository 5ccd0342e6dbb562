"""Misspelt words of a question put right, from the library's own words first. Pure.

Only a word that is unknown everywhere is touched. A capitalised one may be a name: it becomes another only where the articles have that
name, so that a question about what they never mention stays one, and its answer an abstention.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches

from .stopwords import FUNCTION_WORDS

SHORTEST = 4
"""Letters. Below, too much is near: CFO and CEO, Iran and Iraq."""
NEAR = 0.75
"""Of difflib's ratio: two letters swapped in four, two wrong in nine. For words of the library, compared by their stems."""
NEARER = 0.85
"""The same for words of English at large."""


def respelt(
    question: str,
    *,
    is_known: Callable[[str], bool],
    stem: Callable[[str], str],
    nearby: Callable[[str], Mapping[str, str]],
    english: Callable[[], Collection[str]],
) -> str:
    """`nearby` gives words of the library that are spelt somewhat alike, with their stems; `english` the words of the language."""

    def put_right(match: re.Match[str]) -> str:
        word = match[0]
        lower = word.casefold()
        if len(word) < SHORTEST or not word.isalpha() or lower in FUNCTION_WORDS or is_known(word):
            return word
        if word[1:].islower() and (meant := _closest(lower, FUNCTION_WORDS, NEARER)):
            return meant
        library = nearby(word)
        if meant := _closest(stem(word), set(library.values()), NEAR):
            return get_close_matches(word, sorted(w for w in library if library[w] == meant), n=1, cutoff=0)[0]
        return (word.islower() and _closest(lower, english(), NEARER)) or word

    return re.sub(r"\w+", put_right, question)


def _closest(word: str, among: Collection[str], cutoff: float) -> str | None:
    near = sorted(w for w in among if w[:1] == word[:1] and abs(len(w) - len(word)) <= 2)
    return next(iter(get_close_matches(word, near, n=1, cutoff=cutoff)), None)
