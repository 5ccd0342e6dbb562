"""A question with another interrogative: "When was Scale AI founded?" after "Who founded Scale AI?". Pure."""

from __future__ import annotations

import re

from ...verification.verbs import BE, base_of_past, is_participle, participle
from .clause import PREPOSITIONS, Clause

_SEVERAL = re.compile(r"(?:these|those|both|all|two|three|many|several)\b", re.IGNORECASE)


def refronted(clause: Clause, asking: str) -> str | None:
    """The clause with this interrogative in front; None where that would need words that it does not have."""
    if not clause.asks_for_its_subject:
        return _with_its_object(clause, asking)
    noun = _thing_asked(clause.asked)
    if not noun:
        return None
    verb, _, rest = clause.rest.partition(" ")
    if clause.auxiliary:
        is_passive = clause.auxiliary in BE and is_participle(verb)
        return f"{asking} {clause.auxiliary} {noun} {clause.rest}" if is_passive else None
    base = base_of_past(verb)
    if base is None:
        return None
    if not rest or rest.split(" ")[0] in PREPOSITIONS:
        return f"{asking} did {noun} {base} {rest}"
    taken, after = _object(rest)
    return f"{asking} {'were' if _SEVERAL.match(taken) else 'was'} {taken} {participle(base)} {after}"


def with_its_verb(clause: Clause, other: str) -> str | None:
    """`how many injured` after "how many people were killed": "how many people were injured"."""
    asking, words = " ".join(other.split()[:2]), other.split()[2:]
    if asking.casefold() not in ("how many", "how much") or not clause.asked.casefold().startswith(asking.casefold()):
        return None
    if clause.auxiliary not in BE or clause.subject or not words or not is_participle(words[0]):
        return None
    return " ".join([clause.asked, clause.auxiliary, *words, "" if len(words) > 1 else after_verb(clause.rest)])


def after_verb(rest: str) -> str:
    """What stands after the verb if it begins with a preposition, "in the fire"; else empty."""
    _, _, after = rest.partition(" ")
    return after if after.split(" ")[0] in PREPOSITIONS else ""


def _with_its_object(clause: Clause, asking: str) -> str | None:
    if not clause.rest:  # "who is the mayor and why": there is no verb to ask about
        return None
    first, _, noun = clause.asked.partition(" ")
    again = f"{asking} {clause.auxiliary} {clause.subject} {clause.rest}"
    if first not in ("what", "which", "whose", "who", "whom") and not clause.asked.startswith("how many"):
        return again
    # What is asked for is the object, which the clause then lacks.
    if " " in clause.rest or clause.auxiliary in BE or first not in ("what", "which"):
        return None
    return f"{again} the {noun.split(' ')[-1]}" if noun else f"{again} it"


def _thing_asked(asked: str) -> str:
    """What stands for the thing asked for: "someone" for "who", "people" for "how many people"."""
    first, _, noun = asked.partition(" ")
    if first == "who":
        return "someone"
    if first in ("what", "which"):
        return f"the {noun}" if noun else ""
    return noun.partition(" ")[2]


def _object(rest: str) -> tuple[str, str]:
    """The object and what stands after it: "the mill" and "in Leeds"."""
    words = rest.split()
    at = next((n for n, word in enumerate(words) if n and word in PREPOSITIONS - {"of"}), len(words))
    return " ".join(words[:at]), " ".join(words[at:])
