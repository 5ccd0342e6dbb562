"""What corrects how the question before was understood: "No, I mean the Berlin one", "not London, Paris". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...text.names import mentions
from . import antecedents
from .kinds_of_names import Said
from .other_part import INTERJECTION, NAMED_BEFORE, THAT_ONE, left_dislocated, of_another_kind, with_end, with_part
from .parallels import in_place_of_its_noun
from .question_parts import OPENS

_CORRECTS = re.compile(
    r"^\s*(?:(?:no|nope|sorry|wait|actually|rather)\b[\s,.!–—-]*)*"
    r"(?P<marked>(?:i\s+(?:mean|meant|was\s+asking\s+about|am\s+asking\s+about)|i['’]m\s+asking\s+about)\b\s*|not\b\s*)?",
    re.IGNORECASE,
)
_NOT = re.compile(r"^(?P<wrong>[^,;]+?)\s*[,;]\s*(?:but\s+|i\s+mean(?:t)?\s+|rather\s+)?(?P<right>.+)$", re.IGNORECASE)
_BUT_NOT = re.compile(r"^(?P<right>.+?),?\s+not\s+(?P<wrong>.+)$", re.IGNORECASE)
_THE_OTHER = re.compile(r"^the\s+other(?:\s+(?:one|\w+))?$", re.IGNORECASE)


def corrected(turns: Sequence[Said], question: str) -> str | None:
    """The last question with what was meant: "No, I mean the other one", "not London, Paris"; None if none corrects."""
    found = _CORRECTS.match(question)
    meant = question[found.end() :].strip(" ?.!") if found else ""
    marked = ((found and found["marked"]) or "").strip().casefold()
    before = turns[-1].question
    if (bare := _BUT_NOT.match(question.strip(" ?.!"))) and re.search(rf"\b{re.escape(bare['wrong'])}\b", before):
        return _exchanged(turns, bare["wrong"], bare["right"])
    if not found or not found[0].strip() or not meant or INTERJECTION.match(meant):
        return None
    pair = _NOT.match(meant) if marked == "not" else _BUT_NOT.match(meant)
    if pair:
        return _exchanged(turns, pair["wrong"].strip(), pair["right"].strip())
    if marked == "not":
        return None
    if OPENS.match(meant):
        return None
    if _THE_OTHER.match(meant):
        return _the_other(turns)
    if one := THAT_ONE.match(meant):
        return of_another_kind(before, one["which"])
    return in_place_of_its_noun(turns[-1], meant) or with_part(turns, meant)


def asked_instead(question: str) -> str:
    """`how many were arrested?` of "No, I meant how many were arrested"; empty for any other correction."""
    found = _CORRECTS.match(question)
    if not found or not found["marked"] or found["marked"].strip().casefold() == "not":
        return ""
    meant = question[found.end() :].strip(" ?.!")
    return f"{meant}?" if OPENS.match(meant) else ""


def _exchanged(turns: Sequence[Said], wrong: str, right: str) -> str:
    """The question before with `right` in place of `wrong`, if it has that."""
    before = turns[-1].question
    if named := NAMED_BEFORE.match(right):
        return left_dislocated(named["part"], named["question"]) or f"{right}?"
    place = re.compile(rf"\b{re.escape(wrong)}\b", re.IGNORECASE)
    return place.sub(lambda _: right, before, count=1) if place.search(before) else with_part(turns, right)


def _the_other(turns: Sequence[Said]) -> str:
    """The question before with the other name of the conversation."""
    before = turns[-1].question
    found = antecedents.others(turns, before)
    own = mentions(before)
    if not found or not own:
        return with_end(before, ", the other one")
    return before[: own[0].start] + found[0] + before[own[0].end :]
