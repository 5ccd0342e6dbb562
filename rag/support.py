"""Does a claim follow from the sentences it cites? Pure, and strict where facts are: numbers must be the same, to the digit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from .stopwords import content_words

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def unsupported(claim: str, sentences: Sequence[str], around: Sequence[str] = ()) -> str | None:  # noqa: ARG001 (stand-in: the support check replaces it)
    """Why the cited sentences do not hold the claim, or None where they do. (Stand-in.)"""
    if any(_plain(claim) in _plain(sentence) for sentence in sentences):
        return None
    said = _plain(" ".join(sentences))
    facts = [word for word in re.findall(r"\w+", claim)[1:] if word[0].isupper()]
    if numbers(claim) <= numbers(said) and all(name in said for name in facts) and (facts or numbers(claim)):
        return None
    return "no cited sentence says this"


def carrier(claim: str, sentences: Sequence[str]) -> int | None:
    """Which of the sentences, counted from 0, carries the claim; None where none does. (Stand-in.)"""
    return next((n for n, sentence in enumerate(sentences) if unsupported(claim, [sentence]) is None), None)


def numbers(text: str) -> frozenset[str]:
    """The numbers in the text, without thousands separators: `$10,000` and `10000` are the same."""
    return frozenset(re.sub(r",(?=\d{3}\b)", "", number) for number in _NUMBER.findall(text))


def same_fact(one: str, other: str) -> bool:
    """Whether two sentences say the same: equal numbers, and most of the shorter one's content words in the longer one.

    Half of the words suffice where numbers agree, seven in ten where there are none.
    """
    if numbers(one) != numbers(other):
        return False
    words, others = ({w.casefold() for w in content_words(text)} for text in (one, other))
    shared = len(words & others) / max(1, min(len(words), len(others)))
    return shared >= (0.5 if numbers(one) else 0.7)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
