"""Puts together a word that is divided at a line's end, and keeps the hyphen of one that is written with it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

HYPHENS = "-\u00ad\u2010\u2011"
_DIVIDED = re.compile(rf"([^\W_]+(?:[’'.{HYPHENS}][^\W_]+)*)([{HYPHENS}])$")
_NEXT = re.compile(rf"[^\W_]+(?:[{HYPHENS}’'][^\W_]+)*")
_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑][^\W_]+)*")
_AND = frozenset("und oder bzw sowie bis and or to et ou y o e ed en of".split())
"""Words after a hyphen that stands for a part left out: "Haupt- und Nebenfach"."""
_INVERTED = frozenset("il elle on ils elles je tu nous vous ce là ci t moi toi le la les lui leur y en même mêmes".split())
"""What French joins by a hyphen: "dit-elle"."""


class Written(NamedTuple):
    """The words of a document that stand within its lines, and its language: the evidence for a hyphen."""

    words: Counter[str]
    language: str | None


def written(lines: Iterable[str], language: str | None) -> Written:
    """The words in these lines, but for the last and the first of each, which may be parts."""
    words: Counter[str] = Counter()
    for line in lines:
        words.update(word.casefold().replace("‐", "-").replace("‑", "-") for word in _WORD.findall(line)[1:-1])
    return Written(words, language)


def is_divided(line: str) -> bool:
    """Whether the line ends with a hyphen after a letter or a digit."""
    return bool(_DIVIDED.search(line[-80:]))


def joined(line: str, following: str, evidence: Written) -> str:
    """Both lines as one, where the first ends with a hyphen."""
    before, after = _DIVIDED.search(line[-80:]), _NEXT.match(following)
    if before is None or after is None:
        return f"{line} {following}"
    hyphen = _hyphen(before[1], before[2], after[0], evidence)
    return f"{line[:-1]}{hyphen}{following}"


def _hyphen(before: str, mark: str, after: str, evidence: Written) -> str:
    """What stands between both parts: nothing, a hyphen, or a hyphen and a blank."""
    if mark == "\u00ad":
        return ""
    last, first = re.split(rf"[{HYPHENS}]", before)[-1], re.split(rf"[{HYPHENS}]", after)[0]
    if before[-1].isdigit() or not first[0].isalpha():
        return "-"
    if first[0].isupper() and not (last.isupper() and first.isupper() and len(first) > 1):
        return "-"
    whole, parted = f"{last}{first}".casefold(), f"{last}-{first}".casefold()
    together, apart = evidence.words[whole], _count_parted(f"{before}-{after}".casefold(), parted, evidence)
    if together != apart:
        return "" if together > apart else "-"
    if first.casefold() in _AND and after == first:
        return "- "
    if last.isupper() and len(last) > 1 and first.islower():
        return "-"  # EU-weit
    return _by_language(last.casefold(), first.casefold(), evidence.language)


def _count_parted(full: str, parted: str, evidence: Written) -> int:
    return max(evidence.words[full], evidence.words[parted])


def _by_language(last: str, first: str, language: str | None) -> str:
    if language == "fr":
        return "-" if first in _INVERTED and last not in _INVERTED else ""
    if language not in ("en", None):
        return ""
    known = _english()
    if last + first in known or last not in known or first not in known:
        return ""
    return "-"


@cache
def _english() -> frozenset[str]:
    """The English words of pyspellchecker that occur more than a few times in what it counted."""
    from spellchecker import SpellChecker

    counts = SpellChecker(distance=1).word_frequency.dictionary
    return frozenset(word for word, count in counts.items() if count > 20 and len(word) > 1)
