"""The turns of a conversation, and whether a name in them is a person, a place or an organisation. English. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ...text.names import BODY_WORDS, JOB, mentions

FARTHEST = 5
"""Turns back in which a name is sought that the last turn lacks."""
HE, SHE = re.compile(r"\b(?:he|him|his)\b", re.IGNORECASE), re.compile(r"\b(?:she|her)\b", re.IGNORECASE)
_PLACE_WORDS = frozenset(
    "street road river lake mount island islands stadium park square bay port valley county beach mountain".split()
)
_NO_BODIES = frozenset("storm hurricane typhoon cup award prize bill act bridge easter christmas".split())
"""What has a name and neither acts nor owns."""
BODY_NOUN = r"(?:company|firm|startup|group|maker|retailer|airline|bank|operator|club|team|agency|union|party|chain)"
_MOVED = r"moved?|went|go|goes|gone|flew|flown|taken|sent|travel\w*|return\w*"
_SPEAKING = r"(?:said|says|told|added|warned|argued|blamed|wrote|resigned|joined|married|died|thinks|believes|wants)"


class Said(NamedTuple):
    """A turn: the question as typed and as it stands alone, and the answer; empty where the articles gave none."""

    typed: str
    question: str
    answer: str


def text_of(turns: Sequence[Said]) -> str:
    """All that the last turns say."""
    return "\n".join(part for turn in turns[-FARTHEST:] for part in (turn.answer, turn.question))


def personhood(name: str, text: str) -> int:
    """Whether the name is a person's: 2 if the text beside it says so, 1 if its form alone allows it, else 0."""
    words = name.split()
    if any(word.casefold() in BODY_WORDS for word in words) or re.search(r"\d|[a-z][A-Z]|^[A-Z]{2,}\b", name):
        return 0
    this = re.escape(name)
    if re.search(rf"\b(?:the|{BODY_NOUN})\s+{this}\b|\b{this}['’]s\s+(?:{JOB})\b", text):
        return 0
    apposed = rf"who\b|\d\d\b|an?\s+\d\d-year-old\b|(?i:(?:an?|the|its)\s+(?:\w+\s+){{0,2}}{JOB})\b"
    if re.search(rf"(?i:\b{JOB})\.?,?\s+{this}\b|(?<!of )(?<!from )(?<!in )\b{this},\s+(?:{apposed})", text):
        return 2
    if len(words) == 1:
        full = in_full(name, text)
        return personhood(full, text) if full != name else 0
    if len(words) > 4 or re.search(rf"\b(?:in|at|near|across|outside)\s+{this}\b", text):
        return 0
    return 2 if re.search(rf"\b{this}\s+{_SPEAKING}\b|\bsaid\s+{this}\b", text) else 1


def is_person(name: str, turns: Sequence[Said]) -> bool:
    """Whether a question spoke of the name as "he" or "she", or the text beside it says that it is a person's."""
    spoken = any(name in (*named_by(HE, turn), *named_by(SHE, turn)) for turn in turns)
    return personhood(name, text_of(turns)) > (0 if spoken else 1)


def is_body(name: str, turns: Sequence[Said]) -> bool:
    """Whether the name may be a company's or another organisation's."""
    words = {word.casefold() for word in name.split()}
    return words.isdisjoint(_NO_BODIES) and not is_person(name, turns) and not is_place(name, text_of(turns))


def is_surely_body(name: str, text: str) -> bool:
    last = name.split()[-1].casefold()
    return last in BODY_WORDS - _PLACE_WORDS or bool(
        re.search(
            rf"\b{BODY_NOUN},?\s+{re.escape(name)}\b|\b{re.escape(name)},\s+an?\s+[^,.]{{0,40}}{BODY_NOUN}\b", text
        )
    )


def is_place(name: str, text: str) -> bool:
    last = name.split()[-1].casefold()
    if last in BODY_WORDS:
        return last in _PLACE_WORDS
    this = re.escape(name)
    led = len(re.findall(rf"\b(?:in|at|near|outside|across|(?:{_MOVED})\s+to)\s+(?:the\s+)?{this}\b", text))
    return led > 0 and led == len(re.findall(rf"\b{this}\b", text))


def named_by(pronoun: re.Pattern[str], turn: Said) -> Iterator[str]:
    """Whom a question with this pronoun was filled with."""
    if turn.typed != turn.question and pronoun.search(turn.typed):
        yield from (m.name for m in mentions(turn.question) if m.name not in turn.typed)


def in_full(name: str, text: str) -> str:
    """`Marta Kessel` for `Kessel`, if she is called so somewhere."""
    full = {m.name for m in mentions(text) if m.name.endswith(f" {name}")}
    return full.pop() if len(full) == 1 else name
