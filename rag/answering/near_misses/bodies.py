"""Whether a sentence tells of another body's office: "Tansy's chief executive" is not Brightwater's. Pure, English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from ...text.names import BODY_WORDS, mentions
from ...text.stemming import stem
from .offices import asked_offices

_POINTING = re.compile(r"\b(?:its|their|his|her|our)\b|\bthe \w+['’]s\b", re.IGNORECASE)
_OF_IT = re.compile(r"(?:\b(?:its|their)|\bthe [a-z]+['’]s)\s+(?:[a-z-]+\s+){0,2}$", re.IGNORECASE)
"""Before an office that is the body's of the sentence before: "the company's new"."""
_OFFICE_NAME = re.compile(r"\b[CV][A-Z]O\b")
_OWNS = re.compile(
    r"['’]s?\s+(?:[\w-]+\s+){0,2}|\s+(?:then-|ex-|former )?|,? [a-z][^,.;]{0,40}? (?:by|under) (?:its |the |then-)?"
)
_OF = re.compile(
    r"(?:\s+(?:of|at|for)\s+(?:the\s+)?|(?:\s+[A-Z][\w.-]*){1,3}\s+(?:of|at|for)\s+)"
    r"(?P<body>[A-Z][\w&.-]*(?:\s+[A-Z][\w&.-]*)*)"
)
"""In "Mayor Judith Okafor of the Greens" stands her party, not her city."""
_VERBS = frozenset("founded co-founded owned owns directed produced".split())
"""Beside these stands whoever does it, not the body: "Nora Lindqvist founded Halden Water"."""
_APPOINTED = re.compile(
    r"\b(?:appoint(?:s|ed)?|name[sd]?|makes?|made|elect(?:s|ed)?|hire[sd]?|promote[sd]?)\s+$", re.IGNORECASE
)
"""Before a person, whose name then stands beside the office: "has appointed Celeste Abara chief executive"."""
_FAR = 8
"""Words between an office and a name which then do not belong together, with a comma between them."""


def of_another_body(question: str, sentence: str, around: str = "") -> bool:
    """Whether the sentence names holders of an office that is asked for, none of whom is the body's in the question.

    In `Meta's CEO hopes that the deal, which …, will help Scale AI` nobody is said to be of Scale AI. `around`: the
    title and the passage, which may say whose offices are meant that the sentence leaves open.
    """
    sentence, around = " ".join(sentence.split()), " ".join(around.split())
    offices = _offices(question)
    ours = set().union(*(own_words(name) for name in _bodies(question, offices)))
    held = [(at, _owner(sentence, at, end)) for at, end in _held_at(offices, sentence)] if offices and ours else []
    if not held:
        return False
    is_open = all(owner is None for _, owner in held) and not _POINTING.search(sentence)
    if is_open and not ours & _words_of_names(f"{around} {sentence}"):
        return True
    known = [owner for _, owner in held if owner is not None]
    if known and not ours & _words_of_names(sentence):  # the office left open is of one of these, too
        return all(not ours & own_words(owner) for owner in known)
    return all(_is_of_another(ours, owner, sentence, at) for at, owner in held)


def names_the_office(question: str, sentence: str) -> bool:
    """Whether the sentence names an office that is asked for: any leader's for "who leads"."""
    offices = _offices(question)
    return bool(offices) and next(_held_at(offices, sentence), None) is not None


def tells_of_the_body_before(question: str, sentence: str, before: str) -> bool:
    """Whether the sentence names "its chief executive", or the company's, and the one before names the body."""
    offices = _offices(question)
    ours = set().union(*(own_words(name) for name in _bodies(question, offices)))
    if not offices or not ours & _words_of_names(before):
        return False
    return any(_OF_IT.search(sentence[:at]) for at, _ in _held_at(offices, sentence))


def _offices(question: str) -> frozenset[str]:
    return asked_offices(question) - _VERBS


def _bodies(question: str, offices: Set[str]) -> list[str]:
    """The names of the question, or only that of the body whose office it says it is: "leader of the Greens"."""
    plain = _OFFICE_NAME.sub("", question[:1].lower() + question[1:])
    found = mentions(plain)
    ends = [(end, _OF.match(plain[end:])) for _, end in _held_at(offices, plain)]
    places = {end + of.start("body") for end, of in ends if of}
    return [m.name for m in found if m.start in places] or [m.name for m in found]


def _words_of_names(text: str) -> set[str]:
    return set().union(*(own_words(m.name) for m in mentions(text)))


def _held_at(offices: Set[str], sentence: str) -> Iterator[tuple[int, int]]:
    longest = "|".join(map(re.escape, sorted(offices, key=len, reverse=True)))
    for found in re.finditer(rf"(?<![\w-])(?:{longest})(?!\w|-)", sentence, re.IGNORECASE):
        yield found.span()


def _owner(sentence: str, at: int, end: int) -> str | None:
    """Whose office it is that stands there, if the words beside it say so."""
    before = mentions(sentence[:at])
    appointed = bool(before) and _APPOINTED.search(sentence[: before[-1].start])
    if before and not appointed and _OWNS.fullmatch(sentence[before[-1].end : at]):
        return None if _is_general(before[-1].name) else before[-1].name
    after = _OF.match(sentence[end:])
    return after["body"] if after else None


def _is_general(name: str) -> bool:
    """Whether it is a word for a kind of body alone: "Council leader" tells of the council that the passage names."""
    return all(word.casefold() in BODY_WORDS for word in name.split())


def _is_of_another(ours: set[str], owner: str | None, sentence: str, at: int) -> bool:
    if owner is not None:
        return not ours & own_words(owner)
    places = [m.start for m in mentions(sentence) if ours & own_words(m.name)]
    between = (sentence[min(at, place) : max(at, place)] for place in places)
    return bool(places) and all("," in words and len(words.split()) > _FAR for words in between)


def own_words(name: str) -> set[str]:
    """The words that tell a body from others of its kind: "hexton" of Hexton United."""
    words = {stem(word) for word in re.findall(r"\w+", name)}
    return {word[:4] for word in words - {stem(word) for word in BODY_WORDS} or words}  # "Chile", "Chilean"
