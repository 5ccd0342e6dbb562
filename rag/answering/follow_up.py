"""Makes a follow-up question stand alone by rules, offline: "And who leads it?" becomes "who leads Scale AI?". Pure.

The rules apply only to what a question leaves open, so a question that stands alone stays as it is. What a pronoun
stands for is chosen in antecedents.py and groups.py. The outcome is one short question; where no rule makes one, what
the conversation is about stands behind it in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from ..text.names import mentions
from ..text.sentences import without_dateline
from .conversation import antecedents
from .conversation.capitals import with_capitals
from .conversation.corrections import asked_instead, corrected
from .conversation.groups import several
from .conversation.kinds_of_names import FARTHEST, Said, is_body, is_person
from .conversation.open_references import (
    BODYS_OWN,
    DEFINITE,
    EXPLETIVE,
    IT,
    ITS,
    KIND,
    MOST_WORDS_FILLED,
    MOST_WORDS_POINTING,
    ORDINAL,
    PERSON,
    PERSONS_OWN,
    THE_BODY,
    THEIR,
    THERE,
    THEY,
    is_elliptical,
    is_open,
    lacks_its_topic,
    open_pronoun,
    points_back,
    weight,
)
from .conversation.other_part import LEAD_IN, with_other_part
from .conversation.parallels import those_counted
from .conversation.question_parts import ASKING, OPENS, PREPOSITION, about, asked_anew, statement, which_of_many
from .conversation.told import LONGEST_ANSWER, WHAT_ABOUT, shortened

_MOVES = re.compile(
    r"\b(?:go|goes|went|gone|going|taken|sent|moved?|moving|come|came|brought|travel\w*)\b", re.IGNORECASE
)
_EVENT_VERB = re.compile(
    r"\b(?:confirm|deny|denie|announce|report|explain|discuss|approve|reject|mention|predict)(?:ed|d|s)?\s+it\b",
    re.IGNORECASE,
)
_ONLY_ASKS = re.compile(
    rf"^\s*(?P<asking>(?:{PREPOSITION}\s+)?(?:{ASKING})"
    r"(?:\s+(?:not|so|come|for|long|often|far|much|many|exactly|from|year))?"
    r"|(?P<circumstance>why|when|where|how)"
    r"\s+(?:is|was|did|does|has|will|would|could|can)\s+(?:(?:that|this)(?:\s+(?:happen(?:ed)?|so|be))?|it\s+(?:happen(?:ed)?|so)"
    r"|(?:it|he|she|they)\s+do\s+(?:that|this|so|it)))"
    r"\s*[?.!]*\s*$",
    re.IGNORECASE,
)
_SUM = re.compile(r"^\W*how\s+much\s+(?:is|was)\s+it\W*$", re.IGNORECASE)
_SO_MUCH = re.compile(r"^\s*why\s+(?P<so>(?:so|that)\s+\w+)\s*\??\s*$", re.IGNORECASE)
_ONE_OF_THEM = re.compile(r"\b(?P<which>the\s+(?:first|second|third|fourth|fifth|sixth|last|other))\s+one\b", re.I)
_WHO_THEY_ARE = re.compile(
    r"^\s*(?:who|which|what)\s+(?:is|are|was|were)\s+(?:they|those|these)\s*\??\s*$", re.IGNORECASE
)
_WHO = re.compile(r"^\W*who\s+(?!(?:do|does|did|else)\b)(?P<did>[^?]+?)\s*\??\s*$", re.IGNORECASE)
REMEMBERED = 30
"""Turns that a follow-up may refer to, each to the one before."""
_NO_ANSWER = re.compile(r"^\W*The articles do not\b")


def stand_alone(question: str, history: Sequence[tuple[str, str]]) -> str:
    """The question with its open references filled from the (question, answer) pairs; unchanged if it has none.

    A text longer than `LONGEST` loses its middle, as the rules take time by its length.
    """
    turns: list[Said] = []
    for typed, said in history[-REMEMBERED:]:
        answer = without_dateline(said)  # its place and its agency are nobody's matter
        typed = with_capitals(shortened(typed), (*_said(turns), answer[:LONGEST_ANSWER]))
        alone = _after(turns, typed)
        told = "" if _NO_ANSWER.match(answer) else answer[:LONGEST_ANSWER]
        if turns and (" is it that " in alone or OPENS.match(about(alone))):
            before = turns.pop()  # it stays the question, so that no further one piles up on this one
            typed, alone, told = before.typed, before.question, f"{told}\n{before.answer}".strip()[:LONGEST_ANSWER]
        turns.append(Said(typed, alone, told))
    short = shortened(question)
    typed = with_capitals(short, _said(turns))
    alone = _after(turns, typed)
    return short if alone == typed else alone


def _said(turns: Sequence[Said]) -> Iterator[str]:
    return (text for turn in turns[-FARTHEST:] for text in (turn.answer, turn.question))


def _open_ended(question: str) -> str:
    return question.rstrip("?.! ")


def _after(turns: Sequence[Said], question: str) -> str:
    """The question made to stand alone after these turns."""
    if not turns:
        return question
    question = asked_instead(question) or question
    rules: tuple[Callable[[Sequence[Said], str], str | None], ...] = (
        corrected,
        _asking_alone,
        with_other_part,
        _filled,
        _joined,
        _about_the_topic,
    )
    found = (rule(turns, question) for rule in rules)
    return next((alone for alone in found if alone), question)


def _asking_alone(turns: Sequence[Said], question: str) -> str | None:
    """`Why?` and `And when was that?`, asked of the question before or, for "why", of what its answer says."""
    bare, last = LEAD_IN.sub("", question), turns[-1]
    if so := _SO_MUCH.match(bare):
        return asked_anew("why", last.question, "", so["so"])
    if _WHO_THEY_ARE.match(bare) and (which := which_of_many(last.question)):
        return which
    bare = WHAT_ABOUT.sub("", bare)
    if (one := _ONE_OF_THEM.search(bare)) and (those := those_counted(turns, several=False)):
        asked = f"{bare[: one.start()]}{one['which']} {those}{bare[one.end() :]}"
        return asked if OPENS.match(bare) else f"Who was {one['which']} {those}?"
    if not (asks := _ONLY_ASKS.match(bare)):
        return None
    told = _who_did(last) or statement(last.answer)
    first = re.match(rf"(?:it|he|she|they|the {KIND})\b", told, re.IGNORECASE)
    if first and (name := antecedents.topic(turns)):
        told = name + told[first.end() :]
    return asked_anew(asks["circumstance"] or asks["asking"], last.question, told)


def _who_did(turn: Said) -> str:
    """`Anna Kern won the vote`, of the one whom the answer to "Who won the vote?" begins with."""
    asked, found = _WHO.match(turn.question), mentions(turn.answer)
    if not asked or not found or found[0].start or found[0].name in turn.question:
        return ""
    return f"{found[0].name} {asked['did']}"


def _filled(turns: Sequence[Said], question: str) -> str | None:
    """The question with its open pronouns replaced; None if it has none, or if nothing fits one."""
    words = weight(question)
    found: list[tuple[re.Match[str], str]] = []
    for pattern, end, fitting in _FITTING:
        match = pattern.search(question)
        # In a longer question "they" may be nobody in particular: "Where do they film …?".
        most = MOST_WORDS_POINTING if pattern in (THEY, THEIR) else MOST_WORDS_FILLED
        if not match or words > most or not is_open(question, match):
            continue
        if pattern in (IT, ITS) and EXPLETIVE.search(question):
            continue
        if pattern is IT and _is_what_was_said(turns, question):
            return None
        if pattern is THERE and not OPENS.match(LEAD_IN.sub("", question)):
            continue  # "hi there"
        taken = found[-1][1] if found else ""
        name = antecedents.thing(turns, question, taken=taken) if pattern is IT else fitting(turns, question)
        if name == taken and found:
            continue  # "How much will it cost the company?"
        if not name or name in question:
            return None
        if pattern is THERE:
            name = f"{'to' if _MOVES.search(question) else 'in'} {name}"
        found.append((match, name + end))
    for match, name in sorted(found, key=lambda fill: -fill[0].start()):
        question = question[: match.start()] + name + question[match.end() :]
    return _anchored(turns, LEAD_IN.sub("", question)) if found else None


def _is_what_was_said(turns: Sequence[Said], question: str) -> bool:
    """Whether "it" is no thing that has a name, but what is confirmed, or a sum."""
    if _EVENT_VERB.search(question):
        return True
    return bool(_SUM.match(question)) and is_body(antecedents.thing(turns, question), turns)


def _body(turns: Sequence[Said], pattern: re.Pattern[str], question: str) -> str:
    called = pattern.search(question)
    return antecedents.body(turns, called[0].removesuffix("'s").removesuffix("’s") if called else "")


_FITTING: tuple[tuple[re.Pattern[str], str, Callable[[Sequence[Said], str], str]], ...] = (
    (PERSON, "", antecedents.person),
    (PERSONS_OWN, "'s", antecedents.person),
    (THE_BODY, "", lambda turns, question: _body(turns, THE_BODY, question)),
    (BODYS_OWN, "'s", lambda turns, question: _body(turns, BODYS_OWN, question)),
    (THEY, "", several),
    (THEIR, "'s", lambda turns, question: several(turns, question) or antecedents.person(turns, question)),
    (IT, "", antecedents.thing),
    (ITS, "'s", lambda turns, question: antecedents.thing(turns, question, owner=True)),
    (THERE, "", lambda turns, _: antecedents.place(turns)),
)


def _anchored(turns: Sequence[Said], question: str) -> str:
    """With the topic, if what was filled in is no name: "the rover", or in its place, "the fire near Cassel"."""
    topic = "" if mentions(question) else antecedents.topic(turns)
    thing = re.match(r"the [a-z-]+\b(?= )", topic)
    if thing and topic not in question and re.search(rf"\b{thing[0]}\b(?! (?:of|in|near)\b)", question):
        return re.sub(rf"\b{thing[0]}\b", lambda _: topic, question, count=1)
    return f"{_open_ended(question)} ({topic})?" if topic and topic not in question else question


def _joined(turns: Sequence[Said], question: str) -> str | None:
    """`Has that been confirmed (Meta, Scale AI)?`: what "that" is no name says, so the names of its matter stand by."""
    bare = LEAD_IN.sub("", question)
    if PERSON.search(bare) and OPENS.match(bare) and open_pronoun(bare):
        return _anchored(turns, bare)
    if points_back(question) or is_elliptical(question, bare):
        return _with_topic(bare, antecedents.matter(turns), owns=False)
    return None


def _about_the_topic(turns: Sequence[Said], question: str) -> str | None:
    """`How many abstained?`: a whole question that does not say what it is about."""
    bare = LEAD_IN.sub("", question)
    if not lacks_its_topic(bare, turns):
        return None
    topic = antecedents.topic(turns)
    of = re.search(rf"\b{PREPOSITION}\s+(\S+)$", topic, re.IGNORECASE)
    if of and re.search(rf"\b{re.escape(of[1])}\b", bare, re.IGNORECASE):
        return None  # "the cfo of scale" after which "scale ai" is asked about
    return _with_topic(bare, topic, owns=not is_person(topic, turns))


def _with_topic(question: str, topic: str, *, owns: bool = True) -> str:
    """`What is Lowick's fine?`, and `How many abstained (Orvana)?` where no word can have an owner."""
    if not topic or topic in question:
        return question
    definite = DEFINITE.search(question)
    if (
        owns
        and definite
        and definite["article"].casefold() == "the"
        and topic[0].isupper()
        and not ORDINAL.match(definite["words"])
    ):
        return f"{question[: definite.start()]}{topic}'s{question[definite.end('article') :]}"
    return f"{_open_ended(question)} ({topic})?"
