"""Puts together a word that is divided at a line's end, and keeps the hyphen of one that is written with it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .vocabulary import english

_HYPHENS = "\\-\u00ad\u2010\u2011"
_DIVIDED = re.compile(rf"([^\W_]+(?:[’'.{_HYPHENS}][^\W_]+)*)([{_HYPHENS}])$")
_NEXT = re.compile(rf"[^\W_]+(?:[{_HYPHENS}’'][^\W_]+)*")
_PART = re.compile(rf"[’'{_HYPHENS}]")
_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑][^\W_]+)*")
_DASHES = ("–", "—", "―")
_AND = {
    "de": "und oder bzw sowie noch",
    "nl": "en of",
    "en": "and or to",
    "fr": "et ou",
    "es": "y o e u",
    "it": "e o ed",
    "pt": "e ou",
    None: "und oder bzw sowie and or",
}
"""Words after a hyphen that stands for a part left out: "Haupt- und Nebenfach"."""
_INVERTED = frozenset(
    "il elle on ils elles je tu nous vous ce là ci t moi toi le la les lui leur y en même mêmes".split()
)
"""What French joins by a hyphen: "dit-elle"."""


_PARTICLES = frozenset(
    "upon on by in le la les the of and under over with cum sur sous en de du des aux lès près et saint di da do dos "
    "del am an der dem den im ob bei und vor auf von van op aan".split()
)
"""Words in small letters between the hyphens of a name."""


class Written(NamedTuple):
    """The words of a document that stand within its lines, and its language: the evidence for a hyphen."""

    words: Counter[str]
    heads: frozenset[str]
    tails: frozenset[str]
    """What stands before and behind the hyphens of its words."""
    language: str | None


def written(lines: Iterable[str], language: str | None) -> Written:
    """The words in these lines, but for the last and the first of each, which may be parts."""
    words: Counter[str] = Counter()
    for line in lines:
        words.update(word.casefold().replace("‐", "-").replace("‑", "-") for word in _WORD.findall(line)[1:-1])
    parted = [word.partition("-") for word in words if "-" in word]
    return Written(words, frozenset(p[0] for p in parted), frozenset(p[2] for p in parted), language)


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
    ahead = line[: -len(before[0])].rstrip()
    opens = not ahead or ahead[-1] in '.!?:“”"„«»'
    hyphen = _hyphen(before[1], before[2], after[0], evidence, opens=opens)
    return f"{line[:-1]}{hyphen}{following}"


def _hyphen(before: str, mark: str, after: str, evidence: Written, *, opens: bool) -> str:
    """What stands between both parts: nothing, a hyphen, or a hyphen and a blank. `opens`: they open a sentence."""
    if mark == "\u00ad":
        return ""
    last, first = _PART.split(before)[-1], _PART.split(after)[0]
    if any(c.isdigit() for c in last) or not first[0].isalpha() or (len(last) == 1 and last.isupper()):
        return "-"  # COVID-19, 3rd-and-9, X-ray
    together = max(evidence.words[f"{head}{tail}".casefold()] for head, tail in _forms(before, after))
    apart = max(evidence.words[f"{head}-{tail}".casefold()] for head, tail in _forms(before, after))
    if together != apart:
        return "" if together > apart else "-"
    if first in _AND.get(evidence.language, _AND[None]).split() and after == first:
        return "- "
    if first[0].isupper() and not (last.isupper() and first.isupper() and len(first) > 1):
        return "" if last in ("Mc", "Mac", "O’Mc") else "-"
    if _is_hyphenated_elsewhere(last, first, evidence) or (last.isupper() and len(last) > 1 and first.islower()):
        return "-"  # EU-weit
    named = last[0].isupper() and last[1:].islower() and before == last
    if named and len(_PART.split(after)) > 1:
        return "-" if first in _PARTICLES else ""  # Stratford-upon-Avon, but Strat-ford-upon-Avon
    if named and not opens and after == first:
        return ""
    return _by_language(last.casefold(), first.casefold(), evidence.language)


def _is_hyphenated_elsewhere(last: str, first: str, evidence: Written) -> bool:
    """Whether the document has another word with this prefix, or with this second part, and a hyphen between."""
    return (len(first) > 3 and first.casefold() in evidence.tails) or (
        last.casefold() in _PREFIXES and last.casefold() in evidence.heads
    )


_PREFIXES = frozenset("anti co cross ex mid non post pre pro self semi vice".split())
"""English prefixes that one text joins with a hyphen, and another without."""


def _forms(before: str, after: str) -> Iterator[tuple[str, str]]:
    """The parts as they may occur in one word, without what apostrophes add, or as a part of a longer word."""
    head, tail = re.split("[’']", before)[-1], re.split("[’']", after)[0]
    yield head, tail
    yield head, _PART.split(after)[0]
    yield _PART.split(before)[-1], tail
    yield _PART.split(before)[-1], _PART.split(after)[0]


def _by_language(last: str, first: str, language: str | None) -> str:
    if language == "fr":
        return "-" if first in _INVERTED and (last == "t" or last not in _INVERTED) else ""
    if language not in ("en", None):
        return ""
    known = english()
    if (last == "re" and first[0] == "e") or (last == "e" and first in known):
        return "-"  # re-elected, e-mail
    if last + first in known or last not in known or first not in known:
        return ""
    return "-"
