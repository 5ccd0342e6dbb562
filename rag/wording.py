"""Which language a text is in, by its commonest words, and English words brought to a common form. Pure, small, for comparing only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from .stopwords import FUNCTION_WORDS
from .synonyms import alike

_COMMON = {
    "en": "the of and to in is that for was on with as by it at from are has have had be not which will its an this were "
    "said but about than its their they he she or been would could into over after who when",
    "de": "der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat "
    "dass nach wird bei noch wie einem über so zum kein keine wurde seine ihre haben war sind oder am um will soll beim vom zur diese "
    "dieser seit bis unter nur laut könnte hatte wurden",
    "fr": "le la les de des du et en un une est que qui dans pour sur par au aux avec pas plus ce son sa ses ont été mais ou il elle",
    "es": "el la los las de del y en un una es que se por con para su al lo como más pero sus fue ha han no o",
    "it": "il lo la i gli le di del della e in un una è che per con da non si su al alla sono ha più ma come anche nel",
    "nl": "de het een en van in is dat op te zijn met voor niet aan er om ook als maar door bij uit naar heeft werd wordt",
    "pt": "o a os as de do da dos das e em um uma é que para com não por no na ao mais foi se como mas",
}
_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}

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


def common_words(code: str) -> frozenset[str]:
    """The commonest words of a language that `language` tells, in lower case."""
    return _WORDS[code]


@lru_cache(maxsize=4096)
def language(text: str) -> str | None:
    """`en`, `de`, `fr`, `es`, `it`, `nl` or `pt` where its common words say so clearly, `other` in another script than the Latin one,
    else None.
    """
    letters = [c for c in text if c.isalpha()]
    if sum(c < "\u0250" or "\u1e00" <= c <= "\u1eff" for c in letters) * 2 < len(letters):
        return "other"
    words = [word.casefold() for word in re.findall(r"[^\W\d_]+", text)]
    counts = sorted(((sum(word in common for word in words), code) for code, common in _WORDS.items()), reverse=True)
    (most, code), (next_most, _) = counts[:2]
    return code if most > next_most and most >= max(1, len(words) * 0.1) else None


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
