"""The question before with one noun in place of its like: "and doctors?" after "How many nurses are there?". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...text.names import mentions
from ..question.clause import clause_of
from .kinds_of_names import Said
from .question_parts import BARE_PLURAL, without_topic

_ONE = {"people": "person", "men": "man", "women": "woman", "children": "child"}
OF_ONE = {"were": "was", "are": "is", "have": "has"}
_PERSONS = re.compile(rf"how many (?P<persons>{'|'.join(_ONE)}) (?P<did>.+)", re.IGNORECASE)
_NUMBER = re.compile(r"(?:(?:the|line|number|no\.?|route|gate)\s+)*(?P<number>\d{1,3})", re.IGNORECASE)
_ANY_NUMBER = re.compile(r"(?<![\w.,-])\d{1,3}(?![\w.,-])")
_COUNTED = re.compile(
    r"^(?P<asked>\W*how\s+many\s+)(?P<things>(?:[a-z-]+\s+){0,2}?[a-z-]+)"
    r"(?=\s+(?:are|were|is|was|do|does|did|have|has|had|will|would|can|could)\b)",
    re.IGNORECASE,
)
_WHO_MAY = re.compile(
    r"^\W*who\s+(?:(?P<has>has|have|had)\s+to|(?P<may>can|could|must|may|should|will))\s+(?P<rest>[^?]+)", re.IGNORECASE
)
_UNDERGONE = re.compile(
    r"^\W*(?:who|what)\s+(?P<verb>is|are|was|were)\s+(?P<rest>[a-z]+(?:ed|en|wn|ne|lt|rt|ught|nt)\b[^?]*)",
    re.IGNORECASE,
)
_SUFFERED = r"(?:[a-z]+(?:ed|en)|hurt|lost|dead|missing|shot)"
_ALL_SUFFERED = re.compile(rf"(?:(?P<be>is|are|was|were|be|been|anyone|anybody)\s+)?\b{_SUFFERED}\b", re.IGNORECASE)
_DEFINITE = re.compile(r"\b(?:the|this|that)\s+(?P<noun>[a-z][a-z-]+)\b(?![’'])")
_A_THING = re.compile(r"the\s+(?:[a-z-]+\s+)?(?P<noun>[a-z-]+)")
_OWNED = re.compile(r"[\w.&-]+(?:\s[\w.&-]+){0,3}['’]s\s+(?P<noun>[a-z-]+)")


def in_place_of_its_like(turn: Said, part: str) -> str | None:
    """The turn's question with the part where it has a number or a thing of the same sort; None if it has none."""
    before = without_topic(turn.question)
    return (
        _numbered(before, part)
        or _counted(before, part)
        or _of_those_who_may(before, part)
        or _suffered(turn.question, part)
        or _beside(turn, before, part)
    )


def in_place_of_its_noun(turn: Said, part: str) -> str | None:
    """The turn's question with the part in place of its only "the …": a correction says that this was another."""
    before = without_topic(turn.question)
    held = list(_DEFINITE.finditer(before))
    if len(held) != 1:
        return None
    owned = _OWNED.fullmatch(part)
    named = any(name.name == part for name in mentions(part)) and not mentions(before)
    if not (named or _A_THING.fullmatch(part) or (owned and owned["noun"] == held[0]["noun"])):
        return None
    return before[: held[0].start()] + part + before[held[0].end() :]


def those_counted(turns: Sequence[Said], *, several: bool) -> str:
    """`person who died in the fire`, of the last question that counted them; empty if none did.

    What somebody counts ("How many jets did Kestrel order?") is seldom asked for one by one.
    """
    for turn in reversed(turns):
        clause = clause_of(without_topic(turn.question))
        counted = clause and clause.asks_for_its_subject and _PERSONS.match(f"{clause.asked} {clause.rest}")
        if clause and counted:
            did = f"{clause.auxiliary} {clause.rest}" if clause.auxiliary else counted["did"]
            did = did if several else re.sub(r"^(?:were|are|have)\b", lambda verb: OF_ONE[verb[0]], did)
            return f"{counted['persons'] if several else _ONE[counted['persons']]} who {did}"
    return ""


def _numbered(before: str, part: str) -> str | None:
    """`and the 8?` after "How is line 3 running?"."""
    number, own = _NUMBER.fullmatch(part), list(_ANY_NUMBER.finditer(before))
    if not number or len(own) != 1:
        return None
    return before[: own[0].start()] + number["number"] + before[own[0].end() :]


def _counted(before: str, part: str) -> str | None:
    """`and doctors?` after "How many nurses are on the ward?"."""
    counted = _COUNTED.match(before)
    if not counted or not BARE_PLURAL.fullmatch(part):
        return None
    return f"{counted['asked']}{part}{before[counted.end() :]}"


def _of_those_who_may(before: str, part: str) -> str | None:
    """`what about taxis?` after "Who has to pay the charge?", `and children?` after "Who was hurt?"."""
    if not BARE_PLURAL.fullmatch(part):
        return None
    if undergone := _UNDERGONE.match(before):
        verb = "Are" if undergone["verb"].casefold() in ("is", "are") else "Were"
        return f"{verb} {part} {undergone['rest'].strip(' .!')}?"
    if not (who := _WHO_MAY.match(before)):
        return None
    rest = who["rest"].strip(" .!")
    return f"{who['may'].capitalize()} {part} {rest}?" if who["may"] else f"Do {part} have to {rest}?"


def _suffered(before: str, part: str) -> str | None:
    """`and injured?` after "How many people were killed in the fire?" or "Anyone killed?"."""
    if not re.fullmatch(_SUFFERED, part) or not (own := list(_ALL_SUFFERED.finditer(without_topic(before)))):
        return None
    last = own[-1]
    return f"{before[: last.start()]}{last['be'] or 'were'} {part}{before[last.end() :]}"


def _beside(turn: Said, before: str, part: str) -> str | None:
    """`and the trawler?` after "How many were on the ferry?", if the answer speaks of both."""
    thing, held = _A_THING.fullmatch(part), list(_DEFINITE.finditer(before))
    if not thing or not held:
        return None
    last, said = held[-1], turn.answer.casefold()
    if not all(re.search(rf"\b{re.escape(noun)}\b", said) for noun in (thing["noun"], last["noun"])):
        return None
    return before[: last.start()] + part + before[last.end() :]
