"""Texts made comparable: what counts as the same word and the same number. Pure."""

from __future__ import annotations

import re
import string
import unicodedata

from ..text.numbers import ABBREVIATIONS

ARTICLES = frozenset({"a", "an", "the"})

_PUNCTUATION = str.maketrans("", "", string.punctuation + "’‘“”–—…")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
# A number takes its decimals and the letters glued to it ("10bn", "5th"), so that no answer is found in a part of it.
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*[^\W\d_]*|[^\W_]+|%")
_NUMBER = re.compile(r"(\d[\d.,]*)(\D*)")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


def normalise(text: str) -> str:
    """Lower case, no punctuation, no articles, single spaces: SQuAD's (Rajpurkar et al. 2016), typographic marks included.

    It makes one of "3.5" and "35"; `tokens` does not.
    """
    bare = text.lower().translate(_PUNCTUATION)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", bare).split())


def tokens(text: str) -> list[str]:
    """Words and whole numbers, so that "3.5", "35" and "3" differ, while "$1,000", "1000" and "10bn", "10 billion" agree."""
    # NFC and not NFKC: the latter makes "512" of "5½" and "102" of "10²".
    plain = _INITIALS.sub(lambda m: m[0].replace(".", ""), unicodedata.normalize("NFC", text).casefold())
    found: list[str] = []
    for word in _TOKEN.findall(plain):
        if number := _NUMBER.fullmatch(word):
            found += _number_tokens(number[1], number[2])
        else:
            found.append("percent" if word == "%" else word)
    return found


def _number_tokens(digits: str, suffix: str) -> list[str]:
    value = digits.replace(",", "") if _THOUSANDS.fullmatch(digits) else digits
    return [value, ABBREVIATIONS[suffix]] if suffix in ABBREVIATIONS else [value + suffix]
