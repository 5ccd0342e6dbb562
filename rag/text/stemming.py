"""Stems of English words, for comparing words only: a stem need not be a word. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from .stopwords import FUNCTION_WORDS, content_words

_IRREGULAR = {
    form: forms.split()[0]
    for forms in """
    rise rose risen; fall fell fallen; grow grew grown; shrink shrank shrunk shrunken; buy bought; sell sold;
    find found; win won; lose lost; pay paid; say said; tell told; make made; take took taken; give gave given;
    get got gotten; hold held; lead led; leave left; meet met; begin began begun; speak spoke spoken; send sent;
    spend spent; build built; keep kept; see saw seen; know knew known; go went gone; come came; become became;
    break broke broken; choose chose chosen; write wrote written; hurt hurts; die dying; steal stole stolen;
    sink sank sunk; catch caught; think thought; teach taught; bring brought; drive drove driven; fly flew flown;
    show shown; run ran; stand stood; strike struck; withdraw withdrew withdrawn; forbid forbade forbidden;
    freeze froze frozen; seek sought; feel felt; person people; child children; woman women; man men
    """.split(";")
    for form in forms.split()[1:]
}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """The form shared by an English word's inflections and most of its regular derivations."""
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
    """The stems of the text's words in order, without function words and numbers."""
    return [stem(word) for word in _WORD.findall(text) if re.sub(r"['’].*", "", word).casefold() not in FUNCTION_WORDS]


def is_alike(one: str, other: str) -> bool:
    """Whether two stems are the same or share their first five letters."""
    return one == other or (len(one) > 4 and one[:5] == other[:5])


def all_stems(text: str) -> set[str]:
    """The stems of the text's words and numbers, function words too."""
    return {stem(word) for word in re.findall(r"\w+", text)}


def content_stems(text: str) -> set[str]:
    """The stems of the words that are no function words of English."""
    return {stem(word) for word in content_words(text)}
