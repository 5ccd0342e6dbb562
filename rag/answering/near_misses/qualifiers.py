"""Whether a sentence tells of another one of a group: the operating profit for the net one. Pure, for English."""

from __future__ import annotations

import re
from functools import lru_cache

# A line has what excludes each other, with " = " between other names for one of them.
_GROUPS = tuple(
    tuple(frozenset(name.strip() for name in one.split(" = ")) for one in line.split(" | "))
    for line in """
    net profit = net income | operating profit = operating income | gross profit | pre-tax profit = pretax profit
    net loss | operating loss | pre-tax loss = pretax loss
    men's | women's
    brother = brothers | sister = sisters
    son = sons | daughter = daughters
    father | mother
    husband | wife
    uncle | aunt
    oldest = eldest | youngest
    largest = biggest | smallest
    highest = tallest | lowest
    longest | shortest
    fastest = quickest | slowest
    best-selling | worst-selling
    minimum | maximum
    winner = winners | loser = losers | runner-up
    first place | second place | third place
    first round | second round = runoff
    first half | second half
    home team | away team
    northern | southern
    eastern | western
    """.strip().splitlines()
)


def has_another_qualifier(question: str, sentence: str) -> bool:
    """Whether the question has one of a group and no other, and the sentence only another one of it."""
    asked, said = _held(question), _held(sentence)
    for group, ours in asked.items():
        theirs = said.get(group, frozenset())
        if len(ours) == 1 and theirs and not ours & theirs:
            return True
    return False


@lru_cache(maxsize=512)
def _held(text: str) -> dict[int, frozenset[int]]:
    """For each group that the text has any of the numbers of those that it has."""
    plain = " ".join(text.casefold().replace("’", "'").split())
    found = {
        number: frozenset(n for n, one in enumerate(group) if any(_has(plain, name) for name in one))
        for number, group in enumerate(_GROUPS)
    }
    return {number: held for number, held in found.items() if held}


def _has(plain: str, name: str) -> bool:
    return name in plain and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", plain) is not None
