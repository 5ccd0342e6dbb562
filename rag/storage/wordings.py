"""A sentence's wording: what copies of it share, however an outlet sets it, as words or as a number. Pure.

The number serves to find copies, the words to see what an edited copy adds. Whether two sentences mean the same is
another question, which verification/copies.py answers.
"""

from __future__ import annotations

import re
from collections import Counter
from hashlib import blake2b

from ..text.characters import folded
from ..text.sentences import without_dateline

_TOKEN = re.compile(r"\w+(?:[.,:]\d+)*|[$€£¥%°]|(?<!\w)[+-](?=\d)")
_SMALL = frozenset("a an the that on of had has have its their his her".split())
"""Words that one outlet writes and another does not."""
_GUARDS = frozenset(
    "no not never none nobody nothing neither nor without t may might could would if unless few only - + allegedly "
    "reportedly".split()
)
"""Words without which a sentence says something else."""


def wording(sentence: str) -> tuple[int, int]:
    """A signed 64-bit number that equals that of any other setting of the same words, and their length in bytes."""
    said = " ".join(_words(sentence)).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(said, digest_size=8).digest(), "big", signed=True), len(said)


def says_no_more(sentence: str, said: str) -> bool:
    """Whether an edited copy of a sentence says nothing that the other does not: words were cut or moved, none is new.

    Only of two articles that tell a story in the same words: elsewhere who did it to whom may have changed places.
    """
    words, known = Counter(_words(sentence)), Counter(_words(said))
    new = words - known
    return all(word in _SMALL for word in new) and all(words[guard] == known[guard] for guard in _GUARDS & known.keys())


def _words(sentence: str) -> list[str]:
    """The words, numbers and signs in their order, without the dateline, punctuation and quotation marks."""
    return _TOKEN.findall(folded(without_dateline(" ".join(sentence.split()))).casefold())
