"""Whether a sentence tells of another object of the verb: "invest in AI" for "invest in Scale AI". Pure, English."""

from __future__ import annotations

import re
from functools import lru_cache

from ...text.dates import MONTHS, WEEKDAYS
from ...text.stemming import is_alike, stem
from ..question.clause import clause_of
from ..question.predicate import verb_of
from .bodies import own_words

_OBJECT = re.compile(
    r"\b(?P<to>in|into|to|from|with|at|for|on|against)\s+(?:the\s+)?(?P<name>[A-Z][\w&.-]*(?:\s+[A-Z][\w&.-]*)*)"
)
_CLAUSE_END = re.compile(r"[,;:()“”\"–—]|\.\s|\b(?:and|but|which|who|that|while)\b")
_POINTING = r"the|this|that|these|those|its|it|them|him|her|their|both|each|one|other|others"
_TIMES = "|".join((*MONTHS, *WEEKDAYS, "recent", "total", "all", "cash"))
_WORD = re.compile(r"[^\W\d_]+")


def has_another_object(question: str, sentence: str) -> bool:
    """Whether the sentence has the question's verb with the question's preposition before another thing.

    What points, as "the startup", may be the same thing.
    """
    asked = _asked(question)
    if asked is None:
        return False
    verb, to, ours = asked
    sentence = " ".join(sentence.split())
    found = [word for word in _WORD.finditer(sentence) if is_alike(verb, stem(word[0]))]
    clauses = [_CLAUSE_END.split(sentence[word.end() :], maxsplit=1)[0] for word in found]
    return bool(clauses) and all(_is_other(clause, to, ours) for clause in clauses)


@lru_cache(maxsize=64)
def _asked(question: str) -> tuple[str, str, frozenset[str]] | None:
    """The verb's stem, the preposition and the words of the name behind it."""
    verb, clause = verb_of(question), clause_of(question)
    found = _OBJECT.search(clause.rest) if verb and clause else None
    return (verb, found["to"], frozenset(own_words(found["name"]))) if verb and found else None


def _is_other(clause: str, to: str, ours: frozenset[str]) -> bool:
    thing = re.search(rf"\b{to}\s+(?!(?:{_POINTING}|{_TIMES})\b)(?=[^\W\d_])", clause)
    return thing is not None and not ours & own_words(clause)
