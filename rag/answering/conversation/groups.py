"""Who "they" are: names joined with "and", the many that were counted or spoken of, an organisation. English. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...text.names import JOB, mentions
from .antecedents import ASKS_FOR_A_PERSON, body, is_among
from .kinds_of_names import Said, is_body, personhood, text_of
from .question_parts import counted_things, head_of, is_plural, phrase

_COLLECTIVE = re.compile(
    r"\b(?:union|team|council|government|company|court|police|board|group|committee|family|couple|party|club|band|crew"
    r"|bank|airline|firm|army|agency|staff|public)$",
    re.IGNORECASE,
)
_PERSONS = re.compile(r"(?:[a-z]+(?:ers|ors|ists|ants|ees|ians)|people|members|men|women|children|patients)$")
_ACTS = re.compile(r"\b(?:do|does|did|will|would|have|has)\s+they\b", re.IGNORECASE)
_ASKS_WHO = re.compile(r"^\W*(?:\w+[.,]?\s+)?(?:who|whom|whose|which|what)\b", re.IGNORECASE)
# At most eight names of eight words, none starting in mid-word: without bounds it takes time by the length's cube.
_NAMED = r"[A-Z][\w.&-]*+(?:\s++[A-Z0-9][\w.&-]*+){0,7}"
_BOTH = re.compile(
    rf"(?<![\w.&-])(?P<first>{_NAMED})(?:,\s++[A-Z][\w.& -]{{0,80}}?){{0,8}},?\s++and\s++(?P<last>{_NAMED})"
)
_QUANTITY = re.compile(
    r"\b(?:\d[\d,.]*|hundreds|thousands|millions|dozens|many|several|some|most)\s+(?:of\s+)?"
    r"(?P<things>(?:[a-z-]+\s)?(?:[a-z]+(?:ers|ors|ists|ants|ees)|people|members|men|women))\b"
)
_THINGS = re.compile(r"\b(?:\d[\d,.]*|dozens of|hundreds of|thousands of)\s+(?P<things>(?:[a-z-]+\s)?[a-z]{3,}s)\b")
_THOSE = re.compile(r"\bthe (?:[a-z]+(?:ers|ors|ists|ants|ees|ians)|police|workers|men|women|children)\b")
_ANSWERS_WITH_MANY = re.compile(
    r"(?!(?:No|All|Both|His|Its|These|Those|Some|Others?|Most)\b)(?P<things>[A-Z][a-z]+(?:\s[a-z]+)?s)"
    r"\s(?:run|have|had|are|were|will|would|can|could|may)\b"
)
_TOGETHER = re.compile(r"\b(?:with|partners?|together)\b", re.IGNORECASE)


def several(turns: Sequence[Said], question: str) -> str:
    """Who "they" are in the question; empty if nobody of the last turn can be."""
    last, acts = turns[-1], bool(_ACTS.search(question))
    seeks = bool(_ASKS_WHO.match(last.question))
    if both := _together(last, seeks=seeks):
        return both
    counted = _QUANTITY if acts or not last.question.casefold().startswith("what") else _THINGS
    if seeks and (told := counted.search(last.answer)):
        return f"the {told['things']}"
    held, many = phrase(last.question), counted_things(last.question)
    if _COLLECTIVE.search(held) or (is_plural(held) and (_PERSONS.search(head_of(held)) or not acts)):
        return held
    held = held if is_plural(held) else ""
    if re.search(r"\bof\s+(?:them|these|those)\b", question):
        return many or held
    told = _ANSWERS_WITH_MANY.match(last.answer)
    if told and (_PERSONS.search(told["things"]) or not acts):
        return f"the {told['things'][0].lower()}{told['things'][1:]}"
    bodies = _bodies(turns, acts=acts, seeks=seeks)
    if not bodies and re.search(r"\btheir\b", question, re.IGNORECASE) and mentions(last.question):
        return ""  # a person's
    return bodies or many or body(turns) or held


def _bodies(turns: Sequence[Said], *, acts: bool, seeks: bool) -> str:
    """The organisation that the last turn is about, or those who act in its answer: "the workers"."""
    last = turns[-1]
    asked = [m.name for m in mentions(last.question) if is_body(m.name, turns)]
    new = [m.name for m in mentions(last.answer) if is_body(m.name, turns) and not is_among(m.name, asked)]
    if ASKS_FOR_A_PERSON.match(last.question):  # a name that answers "who" may be a person's
        new = [name for name in new if not personhood(name, text_of(turns))]
    those = _THOSE.search(last.answer) if acts and not asked else None
    if seeks and new:
        return new[0]
    return those[0] if those else next(iter(asked), "")


def _together(turn: Said, *, seeks: bool) -> str:
    """`Amazon and Google`, or who was asked about and who the answer names with them."""
    if both := _BOTH.search(turn.question) or (seeks and _BOTH.search(turn.answer)) or None:
        return re.sub(rf"^(?:{JOB})\.?\s+(?=[A-Z])", "", both[0])
    return _pair(turn) if seeks and _TOGETHER.search(turn.question) else ""


def _pair(turn: Said) -> str:
    """Who was asked about and who the answer names with them."""
    asked = [m.name for m in mentions(turn.question)]
    new = [m.name for m in mentions(turn.answer) if not is_among(m.name, asked)]
    return f"{asked[0]} and {new[0]}" if asked and new else ""
