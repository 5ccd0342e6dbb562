"""What the pronoun of a later question stands for, where an earlier question beside it says so. Pure, for English."""

from __future__ import annotations

import re

from ...text.names import name_runs
from .clause import PREPOSITIONS, PRONOUNS, Clause, clause_of

_SEVERAL = frozenset("they them their".split())
_PERSON = frozenset("he him his she her".split())
_PRONOUN = re.compile(
    r"\b(?:(?P<own>(?:its|their|his|her)\b(?=\s+(?!(?:and|or|in|at|on|for)\b)\w))|(?:it|they|them|he|she|him|her)\b)",
    re.IGNORECASE,
)
_POINTING = re.compile(r"\b(?:this|these|those|there|ones?|so|i)\b", re.IGNORECASE)
_WHO_IS = re.compile(r"(?:who|what) (?:is|are|was|were) ((?!(?:the|a|an)\b)\w+(?: \w+)?)", re.IGNORECASE)
_OF = re.compile(r"the \w+(?: \w+)? of ((?:the )?[^,]+)")


def in_full(question: str, before: str) -> str | None:
    """The question with its first pronoun replaced by what it stands for; None if that is not sure.

    A question without one, or with a name of its own before it, stays as it is.
    """
    _, _, later = question.partition(" ")
    if _POINTING.search(later):
        return None
    found = _PRONOUN.search(question)
    if not found or name_runs(question[: found.start()].partition(" ")[2]):
        return question
    topic = _topic(before, found[0].casefold())
    if not topic:
        return None
    start, end = question[: found.start()], question[found.end() :]
    if not found["own"]:
        return start + topic + end
    if PREPOSITIONS.isdisjoint(topic.split()):
        return start + topic + ("'" if topic.endswith("s") else "'s") + end
    owned = re.fullmatch(r" \w+", end)  # "the fastest train in india's speed" would be the speed of India
    return f"{start}the{end} of {topic}" if owned else None


def _topic(question: str, pronoun: str) -> str:
    """What the pronoun stands for after this question; empty if it is not sure."""
    text = question.strip(" ?!.")
    clause = clause_of(text)
    names = list(dict.fromkeys(re.sub(r"['’]s?$", "", name) for name in name_runs(text[:1].lower() + text[1:])))
    if clause and clause.asks_for_its_subject and (pronoun not in ("it", "its") or clause.asked != "who"):
        return ""  # "he" may be who is asked for
    if clause and pronoun in _SEVERAL:
        if asked := re.fullmatch(r"(?:how many|which|what) (\w+[^\Ws]s)", clause.asked):
            return f"the {asked[1]}"
        if clause.auxiliary in ("does", "is", "was", "has") and not re.search(r"\band\b", clause.subject):
            return ""
    if clause and clause.subject:
        return _subject(clause, pronoun, names)
    short = _WHO_IS.fullmatch(text)  # a name may have no capitals
    return names[0] if len(names) == 1 else short[1] if short else ""


def _subject(clause: Clause, pronoun: str, names: list[str]) -> str:
    about = _OF.fullmatch(clause.subject)
    if about and not clause.rest:  # "it" is the bridge in "what is the length of the bridge"
        if clause.asked == "who" and pronoun not in ("it", "its"):
            return clause.subject
        return "" if pronoun in _PERSON or " of " in about[1] else about[1]
    is_name = len(names) < 2 or clause.subject in names
    return clause.subject if is_name and clause.subject.casefold() not in PRONOUNS else ""
