"""Two sentences that are the same but for one value, as where a wire's report is printed with another figure. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

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


def other_value(one: Place, other: Place, kind: Kind | None) -> tuple[Value, Value] | None:
    """What each says where they differ, if that is the answer of the first and not the same value; else None."""
    words, others = list(_WORD.finditer(one[1].text)), list(_WORD.finditer(other[1].text))
    span = _differing([w[0].casefold() for w in words], [w[0].casefold() for w in others])
    if span is None or one[1].answer is None:
        return None
    first, last, last_other = span
    start, end = (at - one[1].start for at in one[1].answer)
    inside = [n for n, word in enumerate(words) if word.start() < end and word.end() > start]
    if not inside or inside[0] >= last or inside[-1] < first:
        return None
    before, after = max(0, first - inside[0]), max(0, inside[-1] + 1 - last)
    mine = _as_answer(one, words[first - before].start(), words[last + after - 1].end(), kind)
    theirs = _as_answer(other, others[first - before].start(), others[last_other + after - 1].end(), kind)
    return (mine, theirs) if mine and theirs and same(mine, theirs) is False else None


def _as_answer(place: Place, start: int, end: int, kind: Kind | None) -> Value | None:
    passage, sentence = place
    return value_of(passage, replace(sentence, answer=Span(sentence.start + start, sentence.start + end)), kind)


def _differing(words: list[str], others: list[str]) -> tuple[int, int, int] | None:
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
