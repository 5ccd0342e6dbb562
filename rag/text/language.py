"""The language of a text. The only file that imports pycld2."""

from __future__ import annotations

import re
from functools import lru_cache

ENOUGH = 600
"""Characters that are read of a long text."""
_SAME = {"iw": "he", "jw": "jv", "nb": "no", "nn": "no", "sco": "en", "zh-Hant": "zh"}
"""Codes of CLD2 that are old, or that stand for a script or a dialect. English with slips looks like Scots to it."""
_FREQUENT = frozenset("de fr es it nl pt pl cs sk sv da no fi ro hu tr ca hr sl vi id".split())
"""Languages but English that a short question may be in. For two words CLD2 finds any of 160 languages."""
_ONLY_ENGLISH = frozenset("who whom whose what when where why how which whats whos the did does".split())
_ASKS_ELSEWHERE = frozenset(
    """
    wann wer wen wem wessen wie wo warum wieso weshalb wohin woher welche welcher welches welchen welchem wieviel
    quand qui que quoi quel quelle quels quelles combien comment où pourquoi
    cuándo cuando quién quien quiénes cuánto cuanto cuánta cuántos cuántas cuál cuáles cómo dónde donde qué
    quando chi che cosa quanto quanta quanti quante quale quali come dove perché
    wanneer wie hoeveel waarom waar welke quem qual quais quantos quantas onde porque
    kiedy kto ile dlaczego gdzie jaki jaka jakie kdy kdo kolik proč kde jaký jaká jaké
    när vem varför var hur vilken vilket hvem hvornår hvad hvor hvorfor
    """.split()
)
"""Question words of other languages in Latin letters."""


def language(text: str) -> str | None:
    """The ISO 639-1 code, such as `en`; None if it is unclear, as for most texts of one or two words."""
    return _detected(text[:ENOUGH], guess=False)


@lru_cache(maxsize=64)
def is_english(question: str) -> bool:
    """Whether a question is in English, however short it is, with foreign names or with slips: in doubt, it is."""
    words = [word.casefold() for word in re.findall(r"[^\W\d_]+", question)]
    if (words and words[0] in _ASKS_ELSEWHERE) or "¿" in question or not is_latin(question):
        return False
    if not _ONLY_ENGLISH.isdisjoint(words):
        return True
    return _detected(question[:ENOUGH], guess=True) not in _FREQUENT


def is_latin(text: str) -> bool:
    """Whether at least half of the letters are Latin."""
    letters = [c for c in text if c.isalpha()]
    return sum(c < "\u0250" or "\u1e00" <= c <= "\u1eff" for c in letters) * 2 >= len(letters)


@lru_cache(maxsize=4096)  # of the beginnings only: whole articles would stay in memory
def _detected(text: str, *, guess: bool) -> str | None:
    from pycld2 import detect

    if not text.isprintable():  # CLD2 refuses control characters
        text = "".join(c if c.isprintable() else " " for c in text)
    code = str(detect(text.encode(), bestEffort=guess)[2][0][1])
    return None if code == "un" else _SAME.get(code, code)
