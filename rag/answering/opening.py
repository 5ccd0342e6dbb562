"""Which sentence opens an answer: the best by its score and by what its words say of the question. Pure.

The score hardly knows a denial, a reason or another body's office, and a sentence with a pronoun ranks below one with
the question's names. What is added here is small, so that a sentence must rank nearly as high as the best.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..text.stemming import content_stems, is_alike, stems
from ..types import Passage, Sentence
from ..verification.denial import denies, says_none_of
from ..verification.verdicts import Keyed
from .near_misses.bodies import names_the_office, tells_of_the_body_before
from .near_misses.certain import is_near_miss
from .near_misses.objects import has_another_object
from .question.kind import form_of
from .question.predicate import predicate_of, verb_of

DENIAL = 0.4
"""Added to the score of a sentence that denies what is asked or assumed."""
NONE = 0.8
"""Likewise for one that says that there is nobody or nothing of what is asked for."""
TELLING = 0.1
"""Likewise for one that has what a yes/no question asks of its subject."""
VERB = 0.3
"""Likewise for one with the verb of any other question: "He was found out when …" for "How was the man found out?"."""
OFFICE = 0.3
"""Likewise for one that names the office that is asked for: "Chief executive Anna Berg" for "Who leads the firm?"."""
OF_IT = 0.6
"""Likewise for "its chief executive" right behind a sentence that names the body."""
REASON = 0.2
"""Likewise for one that gives a reason, if the question asks why."""
SHARED = 0.6
"""The share of the question's words that the sentence with its reason has."""
ANOTHER = 0.2
"""Subtracted for another office, body, year, model number or object than the question's."""
LOOKED_AT = 8
"""Sentences among which the opening one is sought."""
REASONS = (
    r"because|since|due to|owing to|so that|in order to|as a result|reasons?|reflect(?:s|ed|ing)?|caused?|led to"
    r"|therefore"
)
"""What gives a reason; within a pattern."""
_REASON = re.compile(rf"\b(?:{REASONS})\b", re.IGNORECASE)


def opening_first(question: str, ranked: Sequence[str], keyed: Keyed) -> list[str]:
    """The keys, best first by their scores, with the one in front that opens the answer."""
    best = keyed[ranked[0]]
    worth = {key: keyed[key][1].score + _gain(question, keyed[key], best) for key in ranked[:LOOKED_AT]}
    first = max(worth, key=lambda key: worth[key])
    return with_first(first, ranked)


def with_first(first: str, ranked: Sequence[str]) -> list[str]:
    """The keys with this one in front."""
    return [first, *(key for key in ranked if key != first)]


def tells_of_none(question: str, sentence: str) -> bool:
    """Whether the question asks for one thing or several, and the sentence says that there is none."""
    return form_of(question) in ("fact", "list") and says_none_of(question, sentence)


def tells_of_another(question: str, place: tuple[Passage, Sentence]) -> bool:
    """Whether the sentence is about another office, body, year, model number or object than the question."""
    return is_near_miss(question, place) or has_another_object(question, place[1].text)


def gives_its_reason(question: str, sentence: str) -> bool:
    """Whether the question asks why, and the sentence says it of most of what the question tells: "late because of"."""
    if form_of(question) != "why" or not _REASON.search(sentence):
        return False
    asked, verb = content_stems(question), verb_of(question)
    said = content_stems(sentence)
    return len(asked & said) >= SHARED * len(asked) and (verb is None or any(is_alike(verb, stem) for stem in said))


def _gain(question: str, place: tuple[Passage, Sentence], best: tuple[Passage, Sentence]) -> float:
    passage, sentence = place
    if tells_of_another(question, place):
        return -ANOTHER
    form = form_of(question)
    gain = NONE if tells_of_none(question, sentence.text) else DENIAL * denies(question, sentence.text)
    if form == "yes_no":  # of the same article, in which "it" or "there" may stand for the subject
        gain += TELLING * (passage.article_id == best[0].article_id and _has(sentence, predicate_of(question)))
    elif form in ("fact", "why", "how", "list"):
        gain += VERB * _has(sentence, verb_of(question)) + OFFICE * names_the_office(question, sentence.text)
        gain += OF_IT * tells_of_the_body_before(question, sentence.text, _before(place))
    if form == "why":
        gain += REASON * bool(_REASON.search(sentence.text))
    return gain


def _before(place: tuple[Passage, Sentence]) -> str:
    """The sentence before, in the same passage; empty where there is none."""
    passage, sentence = place
    ended = [other for other in passage.sentences if other.end <= sentence.start]
    return ended[-1].text if ended else ""


def _has(sentence: Sentence, asked: str | None) -> bool:
    return asked is not None and any(is_alike(asked, said) for said in stems(sentence.text))
