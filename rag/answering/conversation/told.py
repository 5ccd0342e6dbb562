"""What the turns before leave for a follow-up: its own words, the answers that were given, what need not be told again.

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from ...text.names import mentions
from ...text.sentences import split_sentences
from ...types import Passage, Sentence
from ...verification.copies import is_copy
from ..near_misses.certain import is_near_miss
from ..opening import REASONS
from .kinds_of_names import FARTHEST
from .open_references import MOST_WORDS_FILLED, weight
from .other_part import LEAD_IN
from .question_parts import OPENS

LONGEST = 4000
"""Characters of a question that are read, half at its start and half at its end, where the request stands."""
LONGEST_ANSWER = 1500
"""Characters of an answer that are read, from its start."""
REPEATED = 0.6
"""Taken off the score of a sentence that an earlier answer quoted."""
REPEATED_FITTING = 0.2
"""The same where one value is asked for, and the sentence has one of its kind: it may tell two things."""
REPEATED_UNSUITED = 1.2
"""The same where one is asked for and the sentence has none."""
SHORTEST_REPEATED = 20
"""Characters of a sentence that is sought within a longer one."""
WHAT_ABOUT = re.compile(r"^\s*(?:what|how)\s+about\s+", re.IGNORECASE)
_ASKS_FOR_MORE = re.compile(
    r"^\W*(?:why|how come|how so)\b[^?]{0,12}\??\s*$|\b(?:what|who|where|anything|anyone)\s+else\s*\??\s*$",
    re.IGNORECASE,
)
_ONLY_ASKS_WHY = re.compile(r"^\W*(?:why|how come|how so)\b[^?]{0,12}\??\s*$", re.IGNORECASE)
_GIVES_A_REASON = re.compile(
    rf"\b(?:{REASONS}|thanks to|reflect\w*|caus(?:es|ing)|blam\w+|fault|otherwise|would have|too \w+|to avoid"
    r"|for (?:fear|lack|want|\w+ing)|(?:could|can) (?:not|no longer))\b",
    re.IGNORECASE,
)


class FollowUp(NamedTuple):
    """What a question that needs the turns before it says beside the question that was made of it."""

    own: str
    """Its own words, without "And"; empty where these say nothing, as in "Why?", or where nothing else was made."""
    told: tuple[str, ...]
    """The answers before, latest first."""


def follow_up(question: str, alone: str, history: Sequence[tuple[str, str]], respelt: str = "") -> FollowUp | None:
    """None for a question that stands alone. A short one without a name may go on with what was told, too.

    `respelt`: the question as it is understood without a history.
    """
    short = shortened(question)
    own = WHAT_ABOUT.sub("", LEAD_IN.sub("", short)).strip()
    changed = alone not in (question, short, respelt)
    if not history or not (changed or _names_nothing(own)):
        return None
    told = tuple(answer[:LONGEST_ANSWER] for _, answer in reversed(history[-FARTHEST:]))
    return FollowUp(own if changed and weight(own) and not _exchanges_names(own) else "", told)


def _names_nothing(question: str) -> bool:
    nothing = not mentions(question) and not re.search(r"\d", question)
    return nothing and bool(OPENS.match(question)) and 0 < weight(question) <= MOST_WORDS_FILLED


def _exchanges_names(own: str) -> bool:
    """Whether it only has names to put into the question before, "Meta in Scale AI", which say nothing alone."""
    return not OPENS.match(own) and bool(mentions(own))


def without_repeats(
    question: str,
    alone: str,
    history: Sequence[tuple[str, str]],
    passages: Sequence[Passage],
    *,
    of_a_kind: bool = False,
) -> tuple[Passage, ...]:
    """The passages with what was told already behind what was not, if `question` needed the history to be `alone`.

    After a "Why?", the sentence that the last answer begins with is not quoted at all, nor is one that gives no reason,
    but for what stands right behind. Elsewhere a reader may ask for another part of the same sentence, so it only ranks
    lower, unless the best of the others surely is no answer.
    """
    if not history or question == alone:
        return tuple(passages)
    bare = LEAD_IN.sub("", shortened(question))
    asks_for_more, why = _ASKS_FOR_MORE.match(bare), _ONLY_ASKS_WHY.match(bare)
    earlier = [list(_sentences(answer)) for _, answer in history[-FARTHEST:]]
    first = earlier[-1][:1] if asks_for_more else []

    def repeats(sentence: Sentence) -> bool:
        return any(_says(sentence.text, one) for answer in earlier for one in answer)

    others = [(p, s) for p in passages for s in p.sentences if not repeats(s)]
    best = max(others, key=lambda place: place[1].score, default=None)
    surely_none = best is not None and is_near_miss(alone, best)

    def ranked(sentence: Sentence) -> Sentence:
        if any(_says(sentence.text, one) for one in first):
            return replace(sentence, told=True)
        if surely_none or not repeats(sentence):
            return sentence
        less = REPEATED if not of_a_kind else REPEATED_FITTING if sentence.suits else REPEATED_UNSUITED
        return replace(sentence, score=sentence.score - less)

    passages = tuple(replace(passage, sentences=tuple(map(ranked, passage.sentences))) for passage in passages)
    return tuple(map(_with_reasons, passages)) if why else passages


def _with_reasons(passage: Passage) -> Passage:
    """The passage in which no sentence can answer "Why?" that gives no reason, or does not follow on what was told."""
    behind = [False, *(sentence.told for sentence in passage.sentences)]
    each = zip(passage.sentences, behind, strict=False)
    sentences = tuple(
        sentence if follows or _GIVES_A_REASON.search(sentence.text) else replace(sentence, told=True)
        for sentence, follows in each
    )
    return replace(passage, sentences=sentences)


def _sentences(answer: str) -> Iterator[str]:
    return (answer[span.start : span.end] for span in split_sentences(answer[:LONGEST_ANSWER]))


def _says(sentence: str, told: str) -> bool:
    """Whether the sentence is what was told; one that a heading stands before is longer."""
    return is_copy(sentence, told) or (len(told) >= SHORTEST_REPEATED and (told in sentence or sentence in told))


def shortened(text: str) -> str:
    """The start and the end of a text that is longer than `LONGEST`."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} {text[-LONGEST // 2 :]}"
