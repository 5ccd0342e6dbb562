"""The note under an answer that lists things: the articles may name more of them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..text.names import NAME_RUN

_BETWEEN = re.compile(r",\s+(?:(?:and|or)\s+)?|\s+(?:and|or)\s+")
_ARTICLE = re.compile(r"the\s+", re.IGNORECASE)


def at_least(words: Sequence[str]) -> str | None:
    """The note for claims with these exact words, "" where a claim has none; None where they name one thing.

    Things are counted only if each is a plain name: of "training data and infrastructure" nobody knows the number.
    """
    named = [_ARTICLE.sub("", item, count=1) for each in words for item in _BETWEEN.split(" ".join(each.split()))]
    items = list({item.casefold(): item for item in named if item}.values())
    is_known = all(words)
    if len(items) < 2 and (is_known or len(words) < 2):
        return None
    number = f" {len(items)}" if is_known and _are_apart(items) else ""
    return f"The articles name at least these{number}."


def _are_apart(items: Sequence[str]) -> bool:
    """Whether they are names of different things: "Lorne" and "Adaeze Lorne" may be one person."""
    spaced = [f" {item} ".casefold() for item in items]
    return all(map(NAME_RUN.fullmatch, items)) and sum(one in other for one in spaced for other in spaced) == len(items)
