"""A follow-up question made to stand alone by rule, offline: "And who leads it?" after "What is Scale AI?" asks who leads Scale AI.

Pure. A question that stands alone is never changed: the rules fire only on a reference that its own words leave open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .stopwords import FUNCTION_WORDS, content_words

_LEAD_IN = re.compile(r"^\s*(?:and|but|so|or|also|then|ok(?:ay)?)\b[\s,]*", re.IGNORECASE)
_OTHER_SUBJECT = re.compile(r"^\s*(?:what|how)\s+about\s+(?:the\s+)?(?P<subject>[^?]+?)\s*\??\s*$", re.IGNORECASE)
_BODY = r"(?:the|this|that)\s+(?:company|startup|firm|corporation|organi[sz]ation)"
_THING = re.compile(rf"\b(?:{_BODY}(?!\s+(?:of|that|which|who|in|by|from|founded|behind|led|owned)\b)|it|they|them)\b", re.IGNORECASE)
_THINGS_OWN = re.compile(rf"\b(?:{_BODY}['’]s|its|their)\b", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:he|she|him)\b", re.IGNORECASE)
_PERSONS_OWN = re.compile(r"\b(?:his|her)\b", re.IGNORECASE)
_EXPLETIVE = re.compile(
    r"\b(?:(?:is|was|isn['’]t|wasn['’]t)\s+it\s+(?:\w+\s+)?(?:true|possible|likely|known|clear|called|that)"
    r"|(?:does|did|will|would)\s+it\s+(?:\w+\s+)?(?:take|mean|matter|rain|snow|help|make sense)\b|it\s+(?:is|was)\s+\w+\s+(?:that|to))",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b[A-Z][\w.&-]*(?:\s+[A-Z0-9][\w.&-]*)*")
_ROLE = re.compile(r"^(?:[CV][A-Z]O|VP|President|Chief|Chairman|Founder|Mr|Mrs|Ms|Dr)\.?\s+(?=[A-Z])")
_WHEN = frozenset(
    "ago before by day earlier last later latest month next now quarter since then this today tomorrow week year years yesterday".split()
)


def stand_alone(question: str, history: Sequence[tuple[str, str]]) -> str:
    """The question with its open references filled from the history of (question, answer) pairs; unchanged where it has none."""
    if not history:
        return question
    *earlier, (asked, answer) = history
    before = stand_alone(asked, earlier)
    bare = _LEAD_IN.sub("", question)
    if other := _OTHER_SUBJECT.match(bare):
        return _with_subject(before, other["subject"])
    if filled := _filled(bare, before, answer):
        return filled
    if _is_elliptical(question, bare):
        return f"{before.rstrip('?.! ')}? {bare}"
    return question


def _filled(question: str, before: str, answer: str) -> str | None:
    """The question with its first open pronoun replaced, or None where it has none."""
    thing = _subject(before)
    people = (_ROLE.sub("", name) for name in _names(answer))
    person = next((name for name in people if " " in name and name.casefold() not in before.casefold()), thing)
    for pattern, name in ((_PERSONS_OWN, f"{person}'s"), (_PERSON, person), (_THINGS_OWN, f"{thing}'s"), (_THING, thing)):
        found = pattern.search(question)
        if found and thing and not _names(question[: found.start()]) and not _EXPLETIVE.search(question):
            return question[: found.start()] + name + question[found.end() :]
    return None


def _is_elliptical(question: str, bare: str) -> bool:
    """`Why?`, `How much last year?`, `And in 2025?`: too short, without its time, to be a question of its own."""
    if _names(bare):
        return False
    words = [word for word in content_words(bare) if word.casefold() not in _WHEN and not word.isdigit()]
    return len(words) < (3 if question != bare else 2 if len(words) < len(content_words(bare)) else 1)


def _with_subject(before: str, subject: str) -> str:
    names = _names(before)
    if not names:
        return f"{before.rstrip('?.! ')}, {subject}?"
    return before.replace(names[0], subject, 1)


def _subject(question: str) -> str:
    """Its first name, else what is left of it without function words."""
    names = [name for name in _names(question) if not name.isupper() or " " in name or len(name) > 3] or _names(question)
    return names[0] if names else " ".join(content_words(question))


def _names(text: str) -> list[str]:
    """Runs of capitalised words; a function word that opens a sentence is not part of one."""
    found = []
    for match in _NAME.finditer(text):
        words = re.sub(r"['’]s$", "", match[0]).split()
        while words and words[0].casefold() in FUNCTION_WORDS:
            words = words[1:]
        if words:
            found.append(" ".join(words).rstrip(".,"))
    return found
