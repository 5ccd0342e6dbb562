"""Two sentences that are the same but for one value, as where a wire's report is printed with another figure. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from ...types import Passage, Sentence, Span
from .values import Kind, Value, same, value_of

FEWEST = 5
"""Words that both have."""
SHARE = 0.6
"""The share of the longer one's words that both have."""
LONGEST = 8
"""Words that differ."""
_WORD = re.compile(r"\w+(?:[.,]\d+)*|[$€£¥%]")

Place = tuple[Passage, Sentence]


def are_twins(text: str, other: str) -> bool:
    return _differing(_words(text)[0], _words(other)[0]) is not None


def other_values(one: Place, other: Place, kind: Kind | None) -> tuple[Value, Value] | None:
    """What each says where they differ, if these are two values; else None.

    Where the reader found the answer of the first, it must stand there.
    """
    (said, words), (told, others) = _words(one[1].text), _words(other[1].text)
    span = _differing(said, told)
    if span is None:
        return None
    first, last, last_other = span
    start, end = words[first].start(), words[last - 1].end()
    if one[1].answer:
        start, end = (at - one[1].start for at in one[1].answer)
    inside = [n for n, word in enumerate(words) if word.start() < end and word.end() > start]
    if not inside or inside[0] >= last or inside[-1] < first:
        return None
    before, after = max(0, first - inside[0]), max(0, inside[-1] + 1 - last)
    mine = _as_answer(one, words[first - before].start(), words[last + after - 1].end(), kind)
    theirs = _as_answer(other, others[first - before].start(), others[last_other + after - 1].end(), kind)
    return (mine, theirs) if mine and theirs and same(mine, theirs) is False else None


@lru_cache(maxsize=256)
def _words(text: str) -> tuple[tuple[str, ...], tuple[re.Match[str], ...]]:
    found = tuple(_WORD.finditer(text))
    return tuple(word[0].casefold() for word in found), found


def _as_answer(place: Place, start: int, end: int, kind: Kind | None) -> Value | None:
    passage, sentence = place
    return value_of(passage, replace(sentence, answer=Span(sentence.start + start, sentence.start + end)), kind)


def _differing(words: Sequence[str], others: Sequence[str]) -> tuple[int, int, int] | None:
    """The first word that differs, and the end of what differs in each; None if they are no twins."""
    shorter, longer = sorted((len(words), len(others)))
    if longer - shorter > LONGEST or shorter < FEWEST:
        return None
    first = next((n for n in range(shorter) if words[n] != others[n]), shorter)
    behind = next((n for n in range(shorter - first) if words[-1 - n] != others[-1 - n]), shorter - first)
    shared = first + behind
    if shared < max(FEWEST, SHARE * longer) or not 0 < longer - shared <= LONGEST or shared == shorter:
        return None
    return first, len(words) - behind, len(others) - behind
