"""Detects the language of a text by its commonest words. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

_COMMON = {
    "en": "the of and to in is that for was on with as by it at from are has have had be not which will its an this "
    "were said but about than its their they he she or been would could into over after who when",
    "de": "der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er "
    "hat dass nach wird bei noch wie einem über so zum kein keine wurde seine ihre haben war sind oder am um will soll "
    "beim vom zur diese dieser seit bis unter nur laut könnte hatte wurden",
    "fr": "le la les de des du et en un une est que qui dans pour sur par au aux avec pas plus ce son sa ses ont été "
    "mais ou il elle",
    "es": "el la los las de del y en un una es que se por con para su al lo como más pero sus fue ha han no o",
    "it": "il lo la i gli le di del della e in un una è che per con da non si su al alla sono ha più ma come anche nel",
    "nl": "de het een en van in is dat op te zijn met voor niet aan er om ook als maar door bij uit naar heeft werd "
    "wordt",
    "pt": "o a os as de do da dos das e em um uma é que para com não por no na ao mais foi se como mas",
}
_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}


def common_words(code: str) -> frozenset[str]:
    """The commonest words, in lower case, of a language that `language` can return."""
    return _WORDS[code]


@lru_cache(maxsize=4096)
def language(text: str) -> str | None:
    """`en`, `de`, `fr`, `es`, `it`, `nl` or `pt`; `other` if the script is not Latin; None if it is unclear."""
    letters = [c for c in text if c.isalpha()]
    if sum(c < "\u0250" or "\u1e00" <= c <= "\u1eff" for c in letters) * 2 < len(letters):
        return "other"
    words = [word.casefold() for word in re.findall(r"[^\W\d_]+", text)]
    counts = sorted(((sum(word in common for word in words), code) for code, common in _WORDS.items()), reverse=True)
    (most, code), (next_most, _) = counts[:2]
    return code if most > next_most and most >= max(1, len(words) * 0.1) else None
