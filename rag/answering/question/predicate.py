"""What a question asks of its subject: "open" in "Has Halden opened the plant?". Pure, for English."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from ...text.stemming import is_alike, stem, stems
from ...verification.verbs import BE
from .clause import DETERMINERS, clause_of, is_adverb
from .kind import form_of
from .synonyms import alike

_LIGHT = frozenset(
    stems("do have be get go come make take give happen become mean use call say tell find keep put let")
)
"""Verbs that tell little of what is asked."""


@lru_cache(maxsize=64)
def predicate_of(question: str) -> str | None:
    """The stem of the word that an answer affirms or denies; None in doubt, and for any other form of question."""
    if form_of(question) != "yes_no":
        return None
    if clause := clause_of(question):
        words = [word for word in clause.rest.split() if not is_adverb(word)]
        return next(iter(stems(" ".join(words))), None)
    first, *_, last = question.strip(" ?!.").split()
    is_noun = first.casefold() in BE and last.islower()  # "Was the fire at the mill arson?"
    return next(iter(stems(last)), None) if is_noun else None


@lru_cache(maxsize=64)
def verb_of(question: str) -> str | None:
    """The stem of the verb of a question that is none of yes or no, "defend" in "Who defended him?"; None in doubt."""
    clause = clause_of(question)
    words = [word for word in clause.rest.split() if not is_adverb(word)] if clause else []
    if not words or words[0].casefold() in DETERMINERS:
        return None
    verb = stem(words[0])
    return None if verb in _LIGHT else verb


def lacks_verb(question: str, text: str) -> bool:
    """Whether the question has a verb, and the text neither has it nor a synonym of it."""
    verb = verb_of(question)
    if verb is None:
        return False
    wanted = {verb, *_synonyms().get(verb, ())}
    return not any(is_alike(one, said) for said in stems(text) for one in wanted)


@cache
def _synonyms() -> Mapping[str, frozenset[str]]:
    return alike(stem)
