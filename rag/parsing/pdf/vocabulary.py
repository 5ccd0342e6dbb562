"""The words of English, for a word that is written in two parts. The only file here that imports pyspellchecker."""

from __future__ import annotations

from functools import cache


@cache
def english() -> frozenset[str]:
    """Those that occur more than a few times in what pyspellchecker counted, in lower case."""
    from spellchecker import SpellChecker

    counts = SpellChecker(distance=1).word_frequency.dictionary
    return frozenset(word for word, count in counts.items() if count > 20 and len(word) > 1)
