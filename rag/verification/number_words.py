"""Number words as digits: "twenty-five" as 25, "two thirds" as 2/3, "the second" as 2nd, "doubled" as 2 times. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ..text.numbers import CARDINALS, LARGE, SMALL, TENS

_GERMAN = {
    word: n
    for n, word in enumerate(
        "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf "
        "dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn".split()
    )
} | {
    word: 10 * n for n, word in enumerate("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split(), 2)
}
_ORDINALS = {
    word: n
    for n, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        1,
    )
}
_PARTS = {"half": 2, "third": 3, "quarter": 4} | {word: n for word, n in _ORDINALS.items() if n > 3}

_COUNT = "|".join(sorted(CARDINALS, key=len, reverse=True))
_ANY = rf"(?:{_COUNT})"
_SMALL_COUNT = "|".join(sorted((*SMALL, "a", "an", *(str(n) for n in range(1, 10))), key=len, reverse=True))
_PART = "|".join(sorted(_PARTS, key=len, reverse=True))
_LARGE = f"{'|'.join(LARGE)}|dozen|bn|mn"
_MEASURED = (
    rf"(?:{_LARGE}|per\s?cent|percent|dollars?|euros?|pounds?|years?|months?|weeks?|days?|hours?|minutes?|seconds?|miles?"
    rf"|kilomet\w+|met(?:re|er)s?|tonnes?)"
)
_PLACES = (
    "half|quarter|place|term|round|century|floor|prize|division|edition|season|stage|phase|time|cut|rate|child"
    "|world war"
)
"""Nouns that make an ordinal of "first" or "second"; alone, "second" may be time and "first" a time before others."""

_STEPS = (
    (
        rf"\b({_ANY}|\d+)\s+minutes?,?\s+(?:and\s+)?({_ANY}|\d+)\s+seconds?\b",
        lambda m: f"{60 * _cardinal(m[1]) + _cardinal(m[2])} seconds",
    ),
    # A half after or before a number multiplies or adds: "a million and a half", "half a million", "three and a half".
    (rf"\b(?:a|one|1)\s+({_LARGE})\s+and\s+a\s+half\b", r"1.5 \1"),
    (
        rf"\bhalf\s+(?:a|an)\s+({_LARGE}|second|minute|hour|day|mile|met(?:re|er)|kilomet(?:re|er)|ton|tonne)\b",
        r"0.5 \1",
    ),
    (rf"\b({_ANY}|\d+)[\s-]+and[\s-]+a[\s-]+half\b", lambda m: f"{_cardinal(m[1])}.5"),
    (rf"\b({_ANY}|\d+)[\s-]+and[\s-]+a[\s-]+quarter\b", lambda m: f"{_cardinal(m[1])}.25"),
    (rf"\b(?:a|an|one)\s+({_LARGE})\b", r"1 \1"),
    (
        r"\b(1|\d+|two|three|four|five|six|several)\s+dozen\b",
        lambda m: str(12 * _cardinal(m[1])) if m[1] != "several" else m[0],
    ),
    (r"(?<!\w)(?:the\s+)?dozen\b", "12"),
    (
        rf"\b({'|'.join(TENS)})-({'|'.join(_ORDINALS)})\b",
        lambda m: _nth(CARDINALS[m[1].lower()] + _ORDINALS[m[2].lower()]),
    ),
    (
        rf"(?:(?<=\bby )|(?<=\babout )|(?<=\bnearly )|(?<=\balmost ))(?:a|one)[\s-]({_PART})\b"
        r"(?!\s+(?:of|party|time|place))",
        lambda m: f"1/{_PARTS[m[1].lower()]}",
    ),
    (
        rf"\b({_SMALL_COUNT})[\s-]({_PART})s?\b(?=\s+an?\s)",
        lambda m: f"{1 if m[1].lower() in ('a', 'an') else _cardinal(m[1])}/{_PARTS[m[2].lower()]}",
    ),
    # "One in ten children"; "one in five minutes" is no share.
    (
        rf"\b({'|'.join(SMALL)}|[1-9])\s+(?:in|out\s+of)\s+(?:every\s+)?({'|'.join(CARDINALS)}|\d{{1,3}})\b(?=\s+[a-z]+)(?!\s+{_MEASURED}\b)",
        lambda m: f"{_cardinal(m[1])}/{_cardinal(m[2])}",
    ),
    # A quarter or half of a year is no fraction.
    (r"\bQ([1-4])\b", lambda m: f"{_nth(int(m[1]))} quarter"),
    (r"\bH([12])\b(?!\d)", lambda m: f"{_nth(int(m[1]))} half"),
    (
        rf"\b({_SMALL_COUNT})[\s-]({_PART})s?\b(?=\s+(?:of|the|point|percentage)\b|[\s-]owned|\s*[.,;:)]|\s*$|\s+(?:said|are"
        rf"|were|is|was|have|had)\b)",
        lambda m: f"{1 if m[1].lower() in ('a', 'an') else _cardinal(m[1])}/{_PARTS[m[2].lower()]}",
    ),
    (r"(?<!first )(?<!second )(?<!1st )(?<!2nd )(?<!st )(?<!nd )(?<!a )\b(?:halve[sd]?|halving|half)\b(?!-)", "1/2"),
    (r"\ba half\b(?!-)", "1/2"),
    (r"\b(?:doubl(?:e[sd]?|ing)|twice|twofold)\b", "2 times"),
    (r"\b(?:tripl(?:e[sd]?|ing)|thrice|threefold)\b", "3 times"),
    (r"\b(?:quadrupl(?:e[sd]?|ing)|fourfold)\b", "4 times"),
    # "A second of silence" and "a second later" are time.
    (
        r"\b(?:(the|its|his|her|their|a|every|for)\s+)second\b(?!\s+(?:of|later|behind|ahead|faster|slower)\b)",
        r"\1 2nd",
    ),
    (rf"\bsecond(?=[\s-](?:{_PLACES}|quarter)\b)", "2nd"),
    (rf"\bfirst(?=[\s-](?:{_PLACES.replace('|time', '')})\b)", "1st"),
    (rf"\b({'|'.join(word for word, n in _ORDINALS.items() if n > 2)})\b", lambda m: _nth(_ORDINALS[m[1].lower()])),
    (rf"\b(?:(?:a|one)\s+)?({_ANY})\s+hundred(?:\s+(?:and\s+)?({_ANY})(?:[\s-]({_ANY}))?)?\b", lambda m: _hundreds(m)),
    (
        rf"\b({'|'.join(TENS)})-({'|'.join(SMALL[1:10])})\b",
        lambda m: str(CARDINALS[m[1].lower()] + CARDINALS[m[2].lower()]),
    ),
    (rf"\bone(?=[\s-]{_MEASURED}\b)", "1"),
    (
        rf"\b(?:{'|'.join(w for w in sorted(CARDINALS, key=len, reverse=True) if w not in ('one', 'zero'))})\b",
        lambda m: str(_cardinal(m[0])),
    ),
    (
        r"\b(?:ein(?:e|er|en|em)?)(?=\s+(?:million|milliarde|dutzend|hundert|tausend)\b)",
        "1",
    ),
    (
        rf"\b(?:{'|'.join(sorted((w for w in _GERMAN if w not in ('null', 'acht')), key=len, reverse=True))})\b",
        lambda m: str(_GERMAN[m[0].lower()]),
    ),
    (r"\bhundert\b", "100"),
    (r"\bdutzend\b", "12"),
)
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), replacement) for pattern, replacement in _STEPS)


@lru_cache(maxsize=4096)
def digits_for_words(text: str) -> str:
    """The text with its number words as digits.

    "The two" and "both" refer to what was named before, so they are no numbers; nor is "one" in most places.
    """
    plain = re.sub(r"\b(?:the|these|those|die|den) two\b", "both", _vulgar(text), flags=re.IGNORECASE)
    for pattern, replacement in _COMPILED:
        plain = pattern.sub(replacement, plain)
    return plain


def _vulgar(text: str) -> str:
    """The text with `5½` as 5.5, and `½` alone as 1/2."""

    def spelt(match: re.Match[str]) -> str:
        part = unicodedata.numeric(match[2])
        if match[1]:
            return match[1] + f"{part:.4f}".rstrip("0")[1:]
        return unicodedata.normalize("NFKC", match[2]).replace("\u2044", "/")

    return re.sub(r"(\d{0,9})([¼½¾⅐-⅞])", spelt, text)


def _cardinal(word: str) -> int:
    return int(word) if word.isdigit() else CARDINALS[word.lower()]


def _nth(n: int) -> str:
    return f"{n}th"


def _hundreds(match: re.Match[str]) -> str:
    rest = sum(CARDINALS[word.lower()] for word in (match[2], match[3]) if word)
    return str(100 * _cardinal(match[1]) + rest)
