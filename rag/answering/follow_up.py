"""Makes a follow-up question stand alone by rules, offline: "And who leads it?" becomes "who leads Scale AI?". Pure.

The rules apply only to what a question leaves open, so a question that stands alone stays as it is. What a pronoun
stands for is chosen in antecedents.py. The outcome is one short question; where no rule makes one, the question before
is put in front, and retrieval looks for both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ..text.names import mentions
from ..text.sentences import split_sentences
from ..types import Passage, Sentence
from ..verification.copies import is_copy
from .conversation import antecedents
from .conversation.capitals import with_capitals
from .conversation.kinds_of_names import FARTHEST, Said, is_person
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
from .conversation.other_part import LEAD_IN, corrected, with_other_part
from .conversation.question_parts import ASKING, OPENS, PREPOSITION, asked_anew, statement, which_of_many

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
    r"\s+(?:is|was|did|does|has|will|would|could|can)\s+(?:(?:that|this)(?:\s+(?:happen(?:ed)?|so|be))?|it\s+(?:happen(?:ed)?|so)))"
    r"\s*[?.!]*\s*$",
    re.IGNORECASE,
)
_ASKS_FOR_MORE = re.compile(
    r"^\W*(?:why|how come|how so)\b[^?]{0,12}\??\s*$|\b(?:what|who|where|anything|anyone)\s+else\s*\??\s*$",
    re.IGNORECASE,
)
_SO_MUCH = re.compile(r"^\s*why\s+(?P<so>(?:so|that)\s+\w+)\s*\??\s*$", re.IGNORECASE)
_WHO_THEY_ARE = re.compile(
    r"^\s*(?:who|which|what)\s+(?:is|are|was|were)\s+(?:they|those|these)\s*\??\s*$", re.IGNORECASE
)
_WHO = re.compile(r"^\W*who\s+(?!(?:do|does|did|else)\b)(?P<did>[^?]+?)\s*\??\s*$", re.IGNORECASE)
LONGEST = 4000
"""Characters of a question that are read, half at its start and half at its end, where the request stands."""
LONGEST_ANSWER = 1500
"""Characters of an answer that are read, from its start."""
REPEATED = 0.4
"""Taken off the score of a sentence that an earlier answer quoted, about what lies between the best and the fifth.

Not fitted, as no benchmark has conversations.
"""
SHORTEST_REPEATED = 20
"""Characters of a sentence that is sought within a longer one."""
REMEMBERED = 30
"""Turns that a follow-up may refer to, each to the one before."""
_NO_ANSWER = re.compile(r"^\W*The articles do not\b")


def stand_alone(question: str, history: Sequence[tuple[str, str]]) -> str:
    """The question with its open references filled from the (question, answer) pairs; unchanged if it has none.

    A text longer than `LONGEST` loses its middle, as the rules take time by its length.
    """
    turns: list[Said] = []
    for typed, answer in history[-REMEMBERED:]:
        typed = with_capitals(_shortened(typed), (*_said(turns), answer[:LONGEST_ANSWER]))
        alone = _after(turns, typed)
        told = "" if _NO_ANSWER.match(answer) else answer[:LONGEST_ANSWER]
        if turns and (" is it that " in alone or alone.startswith(f"{_open_ended(turns[-1].question)}? ")):
            before = turns.pop()  # it stays the question, so that no further one piles up on this one
            typed, alone, told = before.typed, before.question, f"{told}\n{before.answer}".strip()[:LONGEST_ANSWER]
        turns.append(Said(typed, alone, told))
    short = _shortened(question)
    typed = with_capitals(short, _said(turns))
    alone = _after(turns, typed)
    return short if alone == typed else alone


def _said(turns: Sequence[Said]) -> Iterator[str]:
    return (text for turn in turns[-FARTHEST:] for text in (turn.answer, turn.question))


def without_repeats(
    question: str, alone: str, history: Sequence[tuple[str, str]], passages: Sequence[Passage]
) -> tuple[Passage, ...]:
    """The passages with what was told already behind what was not, if `question` needed the history to be `alone`.

    After a "Why?", the sentence that the last answer begins with is not quoted at all. Elsewhere a reader may ask for
    another part of the same sentence, so it only ranks lower.
    """
    if not history or question == alone:
        return tuple(passages)
    asks_for_more = _ASKS_FOR_MORE.match(LEAD_IN.sub("", _shortened(question)))
    earlier = [list(_sentences(answer)) for _, answer in history[-FARTHEST:]]
    first = earlier[-1][:1] if asks_for_more else []

    def ranked(sentence: Sentence) -> Sentence:
        if any(_says(sentence.text, one) for one in first):
            return replace(sentence, told=True)
        repeats = any(_says(sentence.text, one) for answer in earlier for one in answer)
        return replace(sentence, score=sentence.score - REPEATED) if repeats else sentence

    return tuple(replace(passage, sentences=tuple(map(ranked, passage.sentences))) for passage in passages)


def _sentences(answer: str) -> Iterator[str]:
    return (answer[span.start : span.end] for span in split_sentences(answer[:LONGEST_ANSWER]))


def _says(sentence: str, told: str) -> bool:
    """Whether the sentence is what was told; one that a heading stands before is longer."""
    return is_copy(sentence, told) or (len(told) >= SHORTEST_REPEATED and (told in sentence or sentence in told))


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} {text[-LONGEST // 2 :]}"


def _open_ended(question: str) -> str:
    return question.rstrip("?.! ")


def _after(turns: Sequence[Said], question: str) -> str:
    """The question made to stand alone after these turns."""
    if not turns:
        return question
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
        if pattern is IT and _EVENT_VERB.search(question):
            return None  # what is confirmed is all that was said
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


_FITTING: tuple[tuple[re.Pattern[str], str, Callable[[Sequence[Said], str], str]], ...] = (
    (PERSON, "", antecedents.person),
    (PERSONS_OWN, "'s", antecedents.person),
    (THE_BODY, "", lambda turns, _: antecedents.body(turns)),
    (BODYS_OWN, "'s", lambda turns, _: antecedents.body(turns)),
    (THEY, "", antecedents.several),
    (THEIR, "'s", lambda turns, question: antecedents.several(turns, question) or antecedents.person(turns, question)),
    (IT, "", antecedents.thing),
    (ITS, "'s", lambda turns, question: antecedents.thing(turns, question, owner=True)),
    (THERE, "", lambda turns, _: antecedents.place(turns)),
)


def _anchored(turns: Sequence[Said], question: str) -> str:
    """With the topic, if what was filled in is no name: "the rover"."""
    topic = "" if mentions(question) else antecedents.topic(turns)
    return f"{_open_ended(question)} ({topic})?" if topic and topic not in question else question


def _joined(turns: Sequence[Said], question: str) -> str | None:
    """`Has that been confirmed?`, behind the question before."""
    bare = LEAD_IN.sub("", question)
    if PERSON.search(bare) and OPENS.match(bare) and open_pronoun(bare):
        return _anchored(turns, bare)
    if points_back(question) or is_elliptical(question, bare):
        return f"{_open_ended(turns[-1].question)}? {bare}"
    return None


def _about_the_topic(turns: Sequence[Said], question: str) -> str | None:
    """`How many abstained?`: a whole question that does not say what it is about."""
    bare = LEAD_IN.sub("", question)
    if not lacks_its_topic(bare, turns):
        return None
    topic = antecedents.topic(turns)
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
