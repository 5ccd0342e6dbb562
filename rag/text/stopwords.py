"""Function words: English words that say nothing about the topic of a question."""

from __future__ import annotations

import re

FUNCTION_WORDS = frozenset(
    """
    a about an and any are aren as at be been being but by can could couldn d did didn do does doesn doing don for
    from had has hasn have haven having he her hers him his how i if in into is isn it its ll m many may me might
    mine much my no nor not of on or our ours please re s shall she should so some such t tell than that the their
    theirs them then there these they this those to too us ve was wasn we were weren what when where which who whom
    whose why will with would you your yours
    """.split()
)


def content_words(text: str) -> list[str]:
    """The words of the text that are not function words, in order and as written."""
    return [word for word in re.findall(r"\w+", text) if word.casefold() not in FUNCTION_WORDS]
