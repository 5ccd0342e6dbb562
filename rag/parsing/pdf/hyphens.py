"""Puts together a word that is divided at a line's end, and keeps the hyphen of one that is written with it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

_HYPHENS = "\\-\u00ad\u2010\u2011"
_DIVIDED = re.compile(rf"([^\W_]+(?:[’'.{_HYPHENS}][^\W_]+)*)([{_HYPHENS}])$")
_NEXT = re.compile(rf"[^\W_]+(?:[{_HYPHENS}’'][^\W_]+)*")
_PART = re.compile(rf"[’'{_HYPHENS}]")
_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑][^\W_]+)*")
_DASHES = ("–", "—", "―")
_AND = frozenset("und oder bzw sowie bis and or to et ou y o e ed en of".split())
"""Words after a hyphen that stands for a part left out: "Haupt- und Nebenfach"."""
_INVERTED = frozenset(
    "il elle on ils elles je tu nous vous ce là ci t moi toi le la les lui leur y en même mêmes".split()
)
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
    """Whether the line ends with a hyphen after a letter or a digit, or with a dash that has no blank around it."""
    return bool(_DIVIDED.search(line[-80:])) or (line[-1:] in _DASHES and line[-2:-1].isalnum())


def joined(line: str, following: str, evidence: Written) -> str:
    """Both lines as one, where the first ends with a hyphen or a dash without a blank in front."""
    if line[-1:] in _DASHES:
        return f"{line}{following}"
    before, after = _DIVIDED.search(line[-80:]), _NEXT.match(following)
    if before is None or after is None:
        return f"{line} {following}"
    hyphen = _hyphen(before[1], before[2], after[0], evidence)
    return f"{line[:-1]}{hyphen}{following}"


def _hyphen(before: str, mark: str, after: str, evidence: Written) -> str:
    """What stands between both parts: nothing, a hyphen, or a hyphen and a blank."""
    if mark == "\u00ad":
        return ""
    last, first = _PART.split(before)[-1], _PART.split(after)[0]
    if before[-1].isdigit() or not first[0].isalpha():
        return "-"
    if first[0].isupper() and not (last.isupper() and first.isupper() and len(first) > 1):
        return "-"
    whole, parted = f"{last}{first}".casefold(), f"{last}-{first}".casefold()
    together = evidence.words[whole]
    apart = max(evidence.words[parted], *(evidence.words[form.casefold()] for form in _parted(before, after)))
    if together != apart:
        return "" if together > apart else "-"
    if first.casefold() in _AND and after == first:
        return "- "
    if (last.isupper() and len(last) > 1 and first.islower()) or (last[0].isupper() and len(_PART.split(after)) > 2):
        return "-"  # EU-weit, Stratford-upon-Avon
    return _by_language(last.casefold(), first.casefold(), evidence.language)


def _parted(before: str, after: str) -> Iterator[str]:
    """The forms in which a hyphenated word of these parts may occur, without what apostrophes add."""
    head, tail = re.split("[’']", before)[-1], re.split("[’']", after)[0]
    yield f"{head}-{tail}"
    yield f"{head}-{_PART.split(after)[0]}"
    yield f"{_PART.split(before)[-1]}-{tail}"


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
