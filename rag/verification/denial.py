"""Whether a sentence denies what a question asks or assumes, and whether it says that there is none. Pure, for English.

Only plain cases are found: the sentence must have the words of the question that it denies.
"""

from __future__ import annotations

import re

from ..text.stemming import is_alike, stems
from .negation import denied_in, has_negation, is_opposite

_CLAUSE = re.compile(r"[,;:–—()“”\"]|\b(?:but|although|though|while|whereas)\b", re.IGNORECASE)
_DENYING = re.compile(
    r"\b(?:den(?:y|ie[sd]|ying)|dismiss(?:es|ed)?|reject(?:s|ed)?|refut(?:es?|ed)|disput(?:es?|ed)|rul(?:es?|ed) out"
    r"|no (?:plans?|intentions?|evidence|signs?|indications?|proof|truth|decision)|no longer|instead of|rather than"
    r"|far from|refus(?:es|ed) to|declin(?:es|ed) to|fail(?:s|ed) to|yet to)\b",
    re.IGNORECASE,
)
"""What stands after one of these in its clause is denied, or has not happened."""
_UNDONE = re.compile(
    r"\b(?:call(?:ed|s) off|cancel(?:l?ed|s)|scrapp?ed|abandoned|aborted|shelved|false|untrue|not true|incorrect|a hoax"
    r"|baseless|unfounded|fabricated|debunked|never happened|did not happen)\b",
    re.IGNORECASE,
)
"""What stands in a clause with one of these did not take place, or is not so."""
_INSTEAD = re.compile(r"\binstead\b(?! of\b)", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:not|n['’]t|never)\b.*\b(?:until|till|before|unless)\b", re.IGNORECASE)
_BUT_NOT = re.compile(r",\s*(?:but |and )?not\b[^,;]*", re.IGNORECASE)
"""`Sales rose 5 percent, not 6` denies no rise."""
_LIGHT = frozenset(stems("take place happen get go come make become many much long exactly true ever still yet"))
_YES_NO = re.compile(
    r"\W*(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|might|must)\b", re.IGNORECASE
)

_KNOWLEDGE = "|".join(
    """
    agreement answer change choice circumstances comments? decision details? doubts? end evidence explanation idea
    indications? information intentions? limits? matter means more less fewer need other plans? point problems? proof
    questions? reasons? reply response sense signs? terms time way wonder words? buts
    """.split()
)
"""Of these "no" counts nothing: "no evidence of a leak"."""
_COUNTED = r"(?:[a-z]+s|people|injury|casualty|death|man|woman|child|person|passenger)"
_NONE = re.compile(
    r"\b(?:nobody|no[ -]one|none|(?:not a single|not one|zero) (?!tolerance|emission|carbon|hour|gravity|in\b|day)[a-z]"
    rf"|(?<![.,\d-])0 (?!and|to\b)[a-z]{{3,}}|no (?:\w+ )?(?!(?:{_KNOWLEDGE})\b){_COUNTED}\b"
    r"|without (?:any |a single )?(?:injur(?:y|ies)|casualt(?:y|ies)|deaths?|fatalit(?:y|ies)|loss of life|victims?))",
    re.IGNORECASE,
)
_NO_NONE = re.compile(
    r"\b(?:none other|(?:net|ground|below|above|absolute|sub|near)[ -]zero|no one (?:knows|can say)"
    rf"|no (?:longer|doubt|(?:less|more|fewer|later|sooner) than|{_KNOWLEDGE})\b)\w*",
    re.IGNORECASE,
)


def denies(question: str, sentence: str) -> bool:
    """Whether the sentence denies what the question asks, "Did Acme sell the mill?", or assumes: "When did it sell …?".

    It must share the words that it denies with the question. A question with a negation of its own is not judged.
    """
    if has_negation(question) or _DENYING.search(question) or _UNDONE.search(question):
        return False
    asked = [stem for stem in dict.fromkeys(stems(question)) if stem not in _LIGHT]
    said = _BUT_NOT.sub("", sentence)
    if not asked:
        return False
    if denied_in(question, said) and not _UNTIL.search(said):
        return True
    if _covers(asked, said) and any(_is_denied_there(asked, said, cue) for cue in _DENYING.finditer(said)):
        return True
    if any(_UNDONE.search(part) and _covers(asked, part) for part in _CLAUSE.split(said)):
        return True
    if not _YES_NO.match(question):
        return False
    return is_opposite(question, said) or bool(_INSTEAD.search(said) and _covers(asked, said))


def says_none(sentence: str) -> bool:
    """Whether the sentence says that there was nobody or nothing of a kind: "no injuries were reported"."""
    return bool(_NONE.search(_NO_NONE.sub(" ", sentence)))


def says_none_of(question: str, sentence: str) -> bool:
    """Whether the sentence says that there was nobody or nothing of what the question asks for: "None was closed"."""
    if not says_none(sentence) or says_none(question) or has_negation(question):
        return False
    asked = [stem for stem in stems(question) if stem not in _LIGHT]
    said = (part for line in sentence.splitlines() for part in _CLAUSE.split(line) if says_none(part))
    return any(_shared(asked, part) for part in said)


def _is_denied_there(asked: list[str], sentence: str, cue: re.Match[str]) -> bool:
    """Whether a word of the question stands in what the cue denies, and nowhere else in the sentence."""
    denied = _CLAUSE.split(sentence[cue.end() :], maxsplit=1)[0]
    rest = f"{sentence[: cue.start()]} {sentence[cue.end() + len(denied) :]}"
    return bool(_shared(asked, denied) - _shared(asked, rest))


def _covers(asked: list[str], text: str) -> bool:
    """Whether the text has at least half of the question's main words, and two of them if it has so many."""
    shared = len(_shared(asked, text))
    return 2 * shared >= len(asked) and shared >= min(2, len(asked))


def _shared(asked: list[str], text: str) -> set[str]:
    there = stems(text)
    return {one for one in asked if any(is_alike(one, other) for other in there)}
