"""Names that were typed in lower case, with the capitals that the conversation gives them. English. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ...text.names import BODY_WORDS, mentions
from ...text.ordinary_words import COMMON, ROLES, is_ordinary_form
from ...text.stopwords import FUNCTION_WORDS

_SHORTEST, _LONGEST = 4, 40
"""Letters of one word of a longer name that may stand for it: "halden" for Halden Optics; and of any word of a name."""


def with_capitals(text: str, said: Iterable[str]) -> str:
    """The text with the names of what was said written as there; the rules find names by their capitals."""
    known = {name.casefold(): name for one in said for name in _names(one)}
    if not known:
        return text
    longest_first = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w’'-])(?:{longest_first})(?![\w-])", re.IGNORECASE)
    return pattern.sub(lambda found: known[found[0].casefold()] if found[0].islower() else found[0], text)


def _names(said: str) -> Iterator[str]:
    """The names, longer ones also by their single words, without any that an ordinary word may be."""
    for name in mentions(said):
        words = name.name.split()
        if max(map(len, words)) > _LONGEST:  # looking it up takes quadratic time
            continue
        opens = said[: name.start].rstrip(" \"“'‘(")[-1:] in ("", ".", "!", "?", ":", "\n")
        if len(words) > 1:
            yield name.name
            yield from (word for word in words if len(word) >= _SHORTEST and not _is_ordinary(word))
        elif not opens and not _is_ordinary(name.name):
            yield name.name


def _is_ordinary(word: str) -> bool:
    plain = word.casefold()
    return plain in COMMON | ROLES | BODY_WORDS | FUNCTION_WORDS or is_ordinary_form(plain)
