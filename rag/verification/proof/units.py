"""The words of a parsed sentence; a number with its unit, a date, a score and a known phrase are one each. Pure.

For English. The parser reads the sentence as it is written; its numbers come from the same text with marks for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from ..dates_and_times import MARKS, Moment
from ..quantities import Amount
from .graph import Node
from .parser import Token, parsed
from .same_meaning import phrases_at
from .words import Word, marked, unmarked

_PART = re.compile(r"[\ue000-\uefff]|[^\W_]+(?:[.,:/-][^\W_]+)*|[%£$€,]")
_SCORE = re.compile(r"(?<![\d-])\d+[-–]\d+(?![\d-])")
_BOUNDS = {
    "least": r"at least|no (?:fewer|less) than|(?:a )?minimum(?: of)?",
    "most": r"at most|up to|no more than|as (?:much|many|high|low) as|a maximum of|reaching",
    "near": r"nearly|almost|just under|(?:slightly|a little) (?:under|less than)|just short of",
    "more": r"more than|over|above|upwards? of|in excess of|exceeding|north of|just over",
    "less": r"(?:less|fewer) than|under|below",
    "only": r"only|just|merely|exactly|precisely",
    "about": r"about|around|roughly|approximately|some|an estimated",
    "early": r"as (?:early|soon) as",
}
_BOUND = re.compile(
    rf"(?:^|(?<=\s))(?:{'|'.join(f'(?P<{name}>{words})' for name, words in _BOUNDS.items())})(?: (?:a|the|an))? $", re.I
)
_UNFINISHED = frozenset("of to as than from under over".split())
"""A phrase with one of these at its end is no word of a sentence."""


class _Unit(NamedTuple):
    tokens: list[int]
    value: Amount | Moment | None = None
    meanings: frozenset[int] = frozenset()


def units_of(text: str) -> list[Node]:
    """The words of a sentence, in its order."""
    plain = " ".join(unmarked(text).split())
    tokens = parsed(plain)
    units = sorted(_units(text, plain, tokens), key=lambda unit: unit.tokens[0])
    place = {k: number for number, unit in enumerate(units) for k in unit.tokens}
    nodes = [_node(unit, tokens, place) for unit in units]
    for unit, node in zip(units, nodes, strict=True):
        start = tokens[unit.tokens[0]].start
        bound = _BOUND.search(plain[:start]) if unit.value is not None else None
        if bound:
            node.bound = bound.lastgroup or ""
            for k in (k for k, token in enumerate(tokens) if bound.start() <= token.start < start):
                nodes[place[k]].is_content = nodes[place[k]].word.value is not None
    _without_circles(nodes)
    return nodes


def _without_circles(nodes: Sequence[Node]) -> None:
    """Of words made one of several, two could depend on each other."""
    for at in range(len(nodes)):
        seen = {at}
        below, above = at, nodes[at].head
        while above not in seen:
            seen.add(above)
            below, above = above, nodes[above].head
        nodes[below].head = below


def _node(unit: _Unit, tokens: Sequence[Token], place: dict[int, int]) -> Node:
    inside = unit.tokens
    root = next((k for k in inside if tokens[k].head == k or tokens[k].head not in inside), inside[0])
    word = Word(" ".join(tokens[k].text for k in inside), unit.value)
    tag = tokens[root].tag if unit.value is None else "CD"
    return Node(word, tag, tokens[root].relation, place[tokens[root].head], unit.meanings)


def _units(text: str, plain: str, tokens: Sequence[Token]) -> Iterator[_Unit]:
    """Each token is in one of them."""
    words = [Word(token.text) for token in tokens]
    free = set(range(len(tokens)))

    def taken(inside: Iterable[int]) -> list[int]:
        found = [k for k in inside if k in free]
        free.difference_update(found)
        return found

    for start, end, value in _values(text, plain):
        if inside := taken(k for k, token in enumerate(tokens) if token.start < end and token.end > start):
            yield _Unit(inside, value)
    for score in _SCORE.finditer(plain):
        if inside := taken(k for k, token in enumerate(tokens) if score.start() <= token.start < score.end()):
            yield _Unit(inside)
    for at in range(len(tokens)):
        found = [
            (n, group) for group, n in phrases_at(words, at) if n > 1 and words[at + n - 1].form not in _UNFINISHED
        ]
        length = max((n for n, _ in found), default=0)
        if length and free.issuperset(range(at, at + length)):
            yield _Unit(taken(range(at, at + length)), None, frozenset(group for n, group in found if n == length))
    for k in sorted(free):
        yield _Unit([k], None, frozenset(group for group, n in phrases_at(words, k) if n == 1))


def _values(text: str, plain: str) -> Iterator[tuple[int, int, Amount | Moment]]:
    """The numbers and dates of a sentence, and where in it each stands."""
    with_marks, values = marked(text)
    there, ours = list(_PART.finditer(plain)), _PART.findall(with_marks)
    matcher = SequenceMatcher(None, [part[0] for part in there], ours, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "replace":
            continue
        start, end = there[a].start(), there[b - 1].end()
        marks = [values[ord(part) - MARKS] for part in ours[c:d] if part >= chr(MARKS)]
        for value in marks:
            at = start if len(marks) == 1 else plain.find(value.text, start, end)
            if at >= 0:
                yield at, end if len(marks) == 1 else at + len(value.text), value
