"""Whether a speaker is an outlet, whose report another one passes on. Pure, for English."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NAMED = frozenset(
    """
    afp ansa ap axios bbc bloomberg cbs cnbc cnn dpa efe finway interfax itv kyodo nbc npr politico reuters tass upi
    xinhua yonhap
    """.split()
)
_WORDS = frozenset(
    """
    chronicle courier daily dispatch echo examiner express gazette globe guardian herald independent inquirer journal
    lantern ledger mail mirror monitor news newspaper newswire observer post press record review sentinel standard star
    sun telegraph times tribune weekly
    """.split()
)
_OPENING = re.compile(
    r"(?:the|news agency|agency|newspaper|magazine|broadcaster|the newspaper|the magazine)\s+", re.IGNORECASE
)


def is_outlet(name: str, known: Iterable[str] = ()) -> bool:
    """Whether the name is one of these outlets, or has the form of an outlet's name: "Morning Standard", "Reuters"."""
    if any(same_outlet(name, outlet) for outlet in known):
        return True
    bare = _bare(name)
    words = bare.casefold().split()
    return bool(words) and (
        words[0] in _NAMED or (len(words) > 1 and bare[0].isupper() and not _WORDS.isdisjoint(words))
    )


def same_outlet(one: str, other: str) -> bool:
    return _bare(one).casefold() == _bare(other).casefold()


def _bare(name: str) -> str:
    return _OPENING.sub("", " ".join(name.split()))
