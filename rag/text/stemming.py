"""Which language a text is in, by its commonest words, and English words brought to a common form. Pure, small, for comparing only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from .stopwords import FUNCTION_WORDS
from .synonyms import alike

_IRREGULAR = {
    form: forms.split()[0]
    for forms in """
    rise rose risen; fall fell fallen; grow grew grown; shrink shrank shrunk shrunken; buy bought; sell sold; find found; win
    won; lose lost; pay paid; say said; tell told; make made; take took taken; give gave given; get got gotten; hold held; lead
    led; leave left; meet met; begin began begun; speak spoke spoken; send sent; spend spent; build built; keep kept; see saw
    seen; know knew known; go went gone; come came; become became; break broke broken; choose chose chosen; write wrote written;
    hurt hurts; die dying; steal stole stolen; sink sank sunk; catch caught; think thought; teach taught; bring brought; drive
    drove driven; fly flew flown; show shown; run ran; stand stood; strike struck; withdraw withdrew withdrawn; forbid forbade
    forbidden; freeze froze frozen; seek sought; feel felt; person people; child children; woman women; man men
    """.split(";")
    for form in forms.split()[1:]
}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """A common form of an English word's inflections, and of most regular derivations; no word of its own."""
    plain = re.sub(r"['’]s?$", "", word.casefold())
    plain = _IRREGULAR.get(plain, plain)
    if len(plain) > 4:
        plain = re.sub(r"ies$|ied$", "y", plain)
        plain = (
            re.sub(r"(?:ations?|ments?|ings?|ions?|als?|ed|es|ers?|ors?|ly|s)$", "", plain)
            if len(plain) > 5
            else re.sub(r"(?:ed|es|s)$", "", plain)
        )
    elif len(plain) > 3:
        plain = re.sub(r"(?<![su])s$", "", plain)
    plain = re.sub(r"(?<=[^aeiou\W])e$", "", plain) if len(plain) > 3 else plain
    return re.sub(r"([^aeiouls])\1$", r"\1", plain)


def stems(text: str) -> list[str]:
    """The stems of the text's words but for function words and numbers, in order."""
    return [stem(word) for word in _WORD.findall(text) if re.sub(r"['’].*", "", word).casefold() not in FUNCTION_WORDS]


def is_alike(one: str, other: str) -> bool:
    """Whether two stems are the same, share their first five letters, or stand for words that news uses for one another."""
    return one == other or (len(one) > 4 and one[:5] == other[:5]) or other in _synonyms().get(one, ())


@cache
def _synonyms() -> Mapping[str, frozenset[str]]:
    return alike(stem)
