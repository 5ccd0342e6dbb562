"""A follow-up question made to stand alone by rule, offline: "And who leads it?" after "What is Scale AI?" asks who leads Scale AI.

Pure. A question that stands alone is never changed: the rules fire only on a reference that its own words leave open. Where a rule
cannot say what is meant, the question before is put in front: what is looked for is then near both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .stopwords import FUNCTION_WORDS, content_words

_LEAD_IN = re.compile(r"^\s*(?:and|but|so|or|also|then|ok(?:ay)?)\b[\s,]*", re.IGNORECASE)
_OTHER_SUBJECT = re.compile(r"^\s*(?:what|how)\s+about\s+(?:the\s+)?(?P<subject>[^?]+?)\s*\??\s*$", re.IGNORECASE)
_OTHER_OBJECT = re.compile(
    r"^(?P<how>in|at|for|with|by|from|on|to|of)\s+(?P<object>[^?\s]+(?:\s+[A-Z0-9][^?\s]*)*)\s*\??\s*$", re.IGNORECASE
)

_BODY = r"(?:the|this|that)\s+(?:company|startup|firm|corporation|organi[sz]ation)"
_THING = re.compile(rf"\b(?:{_BODY}(?!\s+(?:of|that|which|who|in|by|from|founded|behind|led|owned)\b)|it)\b", re.IGNORECASE)
_THINGS_OWN = re.compile(rf"\b(?:{_BODY}['’]s|its)\b", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:he|she|him)\b", re.IGNORECASE)
_PERSONS_OWN = re.compile(r"\b(?:his|her)\b", re.IGNORECASE)
_SEVERAL = re.compile(r"\b(?:they|them|their|these|those)\b", re.IGNORECASE)
# "that" alone, not "that deal" nor "says that it": before a verb or at the end.
_EVENT = re.compile(
    r"\b(?:this|that)\s+(?:been|be|happen\w*|cost|mean|true|confirmed|is|was|take|work)\b|\b(?:this|that)\s*\??\s*$", re.IGNORECASE
)
_EXPLETIVE = re.compile(
    r"\b(?:(?:is|was|isn['’]t|wasn['’]t)\s+it\s+(?:\w+\s+)?(?:true|possible|likely|known|clear|called|that)"
    r"|(?:does|did|will|would)\s+it\s+(?:\w+\s+)?(?:take|mean|matter|rain|snow|help|make sense)\b|it\s+(?:is|was)\s+\w+\s+(?:that|to))",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b[A-Z][\w.&-]*(?:\s+[A-Z0-9][\w.&-]*)*")
_ROLE = re.compile(r"^(?:[CV][A-Z]O|VP|President|Chief|Chairman|Founder|Mr|Mrs|Ms|Dr)\.?\s+(?=[A-Z])")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
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
    if question != bare and (other := _OTHER_OBJECT.match(bare)) and (swapped := _with_object(before, other["how"], other["object"])):
        return swapped
    if filled := _filled(question, before, answer):
        return filled
    if _is_elliptical(question, bare) or _points_back(question):
        return f"{before.rstrip('?.! ')}? {bare}"
    return question


def _filled(question: str, before: str, answer: str) -> str | None:
    """The question with its first open pronoun replaced, or None where it has none or there is no name for it."""
    things = _names(before)
    thing = things[-1] if things else ""
    people = (_ROLE.sub("", name) for name in _names(answer))
    person = next((name for name in people if " " in name and name.casefold() not in before.casefold()), thing)
    for pattern, name, own in ((_PERSONS_OWN, person, "'s"), (_PERSON, person, ""), (_THINGS_OWN, thing, "'s"), (_THING, thing, "")):
        found = pattern.search(question)
        if found and name and not _names(question[: found.start()]) and not _EXPLETIVE.search(question):
            return _LEAD_IN.sub("", question[: found.start()]) + name + own + question[found.end() :]
    return None


def _points_back(question: str) -> bool:
    """Whether it speaks of "them" or "that", or of an "it" that has no name, without a name of its own before."""
    for pattern in (_SEVERAL, _EVENT, _THING, _THINGS_OWN, _PERSON, _PERSONS_OWN):
        found = pattern.search(question)
        if found and not _names(question[: found.start()]) and not _EXPLETIVE.search(question):
            return True
    return False


def _is_elliptical(question: str, bare: str) -> bool:
    """`Why?`, `How much last year?`, `And in 2025?`: too short, without its time, to be a question of its own."""
    if _names(bare):
        return False
    words = [word for word in content_words(bare) if word.casefold() not in _WHEN and not word.isdigit()]
    return len(words) < (3 if question != bare else 2 if len(words) < len(content_words(bare)) else 1)


def _with_subject(before: str, subject: str) -> str:
    """The question before with its year or its first name changed."""
    if _YEAR.fullmatch(subject) and _YEAR.search(before):
        return _YEAR.sub(subject, before, count=1)
    names = _names(before)
    if not names or subject[0].isdigit():
        return f"{before.rstrip('?.! ')}, {subject}?"
    return before.replace(names[0], subject, 1)


def _with_object(before: str, how: str, other: str) -> str | None:
    """`And in OpenAI?`: the question before with what stood after its "in" changed, where that was a name or a year."""
    place = re.compile(rf"\b{re.escape(how)}\s+(?P<object>{_NAME.pattern}|{_YEAR.pattern})", 0)
    found = place.search(before)
    return None if found is None else before[: found.start("object")] + other + before[found.end("object") :]


def _names(text: str) -> list[str]:
    """Runs of capitalised words; a function word that opens a sentence is not part of one, and a role alone (CEO) is none."""
    found = []
    for match in _NAME.finditer(text):
        words = re.sub(r"['’]s$", "", match[0]).split()
        while words and words[0].casefold() in FUNCTION_WORDS:
            words = words[1:]
        if words and not re.fullmatch(r"[CV][A-Z]O", " ".join(words)):
            found.append(" ".join(words).rstrip(".,"))
    return found
