"""Normalised texts: which words and which numbers count as the same."""

from __future__ import annotations

import re
import string
import unicodedata

from ..text.numbers import ABBREVIATIONS

ARTICLES = frozenset({"a", "an", "the"})

_PUNCTUATION = str.maketrans("", "", string.punctuation + "’‘“”–—…")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
# A number includes its decimals and the letters behind it ("10bn", "5th"), so that no part of it matches an answer.
# Scripts without spaces between words: Thai to Lao, kana, Chinese characters. Each letter counts as a word.
_UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(
    rf"\d+(?:[.,]\d+)*(?:(?![{_UNSPACED}])[^\W\d_])*|(?=[{_UNSPACED}])[^\W_]|(?:(?![{_UNSPACED}])[^\W_])+|%"
)
_NUMBER = re.compile(r"(\d[\d.,]*)(\D*)")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


def normalise(text: str) -> str:
    """SQuAD's normalisation (Rajpurkar et al. 2016): lower case, no punctuation, no articles, single spaces.

    Typographic quotes and dashes count as punctuation. "3.5" and "35" become equal here; in `tokens` they differ.
    """
    bare = text.lower().translate(_PUNCTUATION)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", bare).split())


def tokens(text: str) -> list[str]:
    """Words and whole numbers: "3.5", "35" and "3" differ; "$1,000" equals "1000", and "10bn" equals "10 billion"."""
    # NFC and not NFKC, which turns "5½" into "512" and "10²" into "102".
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
