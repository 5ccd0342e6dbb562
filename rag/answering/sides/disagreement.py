"""Whether articles disagree on the one value that a question asks for, and which sentences say what. Pure, for English.

Of each article the best sentence that was read counts. It must answer this very question: matter.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import prod
from typing import NamedTuple

from ...types import DraftSide, Passage, Sentence
from ...verification.denial import denies
from ...verification.verdicts import Keyed
from ..answerability import tells
from ..confidence import sigmoid
from ..question.kind import form_of
from .matter import Asked, affirms, has_predicate, is_about, is_same_matter
from .twins import are_twins, other_values
from .values import Value, same, value_of

LEAST = 0.0
"""The reader's logit that a sentence answers, at least."""
BEHIND = 0.6
"""How far the score of a sentence may lie behind the best one's."""
SURE = 0.6
"""The evidence that a side needs."""
MOST = 4
"""Sides, at most: more are a list."""
ANCHORS = 24
"""Sentences, the best, for which one is sought that is the same but for the value."""
LIKELY = -2.0
"""The least logit of such a sentence."""


class _Said(NamedTuple):
    """What one article says."""

    key: str
    passage: Passage
    sentence: Sentence
    value: Value


def sides_of(question: str, keyed: Keyed) -> tuple[DraftSide, ...]:
    """The sides, that of the newest article first; none where the articles agree or no single value is asked for."""
    form = form_of(question)
    if len({passage.article_id for passage, _ in keyed.values()}) < 2:
        return ()
    if form == "yes_no":
        return _by_denial(question, keyed)
    if form not in ("fact", "other"):
        return ()
    return _by_reading(question, keyed) or _by_wording(question, keyed)


def _by_reading(question: str, keyed: Keyed) -> tuple[DraftSide, ...]:
    """Of each article the best sentence that was read, those of one value together."""
    said = _each_article(question, keyed)
    groups: list[list[_Said]] = [[one] for one in said[:1]]
    for one in said[1:]:
        verdicts = [same(group[0].value, one.value) for group in groups]
        if True in verdicts:
            groups[verdicts.index(True)].append(one)
        elif None not in verdicts and _opposes(question, one, groups) and len(groups) < MOST:
            groups.append([one])
    sure = [group for group in groups if _evidence(group) >= SURE]
    return _newest_first(sure) if len(sure) > 1 else ()


def _by_wording(question: str, keyed: Keyed) -> tuple[DraftSide, ...]:
    """Two sentences that are the same but for the value.

    It is enough that the reader finds one of them likely or, of those unread, that one has all that is asked about.
    """
    asked = Asked.of(question)
    ranked = sorted(keyed, key=lambda key: -keyed[key][1].score)
    for key, other in ((key, other) for key in ranked[:ANCHORS] for other in ranked):
        one, twin = keyed[key], keyed[other]
        if one[0].article_id == twin[0].article_id or not are_twins(one[1].text, twin[1].text):
            continue
        if tells(question, one[1]) and _is_likely(asked, one[1]) and (values := other_values(one, twin, asked.kind)):
            return _newest_first([[_Said(key, *one, values[0])], [_Said(other, *twin, values[1])]])
    return ()


def _is_likely(asked: Asked, sentence: Sentence) -> bool:
    if sentence.answer is None:
        return asked.kind is not None and has_predicate(asked, sentence)
    return sentence.reads is not None and sentence.reads >= LIKELY


def _by_denial(question: str, keyed: Keyed) -> tuple[DraftSide, ...]:
    """What is affirmed in one article and denied in another. The best sentence of each that does either counts."""
    asked = Asked.of(question)
    sides: dict[str, list[_Said]] = {}
    articles: set[str] = set()
    for key in sorted(keyed, key=lambda key: -keyed[key][1].score):
        passage, sentence = keyed[key]
        if passage.article_id in articles or not _answers(question, asked, passage, sentence):
            continue
        word = "no" if denies(question, sentence.text) else "yes" if affirms(asked, sentence) else ""
        if word:
            sides.setdefault(word, []).append(_Said(key, passage, sentence, Value("name", word)))
            articles.add(passage.article_id)
    return _newest_first(sides.values()) if len(sides) > 1 else ()


def _evidence(group: Sequence[_Said]) -> float:
    """The probability that one of them answers, by the reader alone: two doubtful sentences make up for a sure one."""
    return 1 - prod(1 - sigmoid(one.sentence.reads or 0.0) for one in group)


def may_disagree(question: str) -> bool:
    """Whether the question asks for one value, on which articles may differ."""
    return form_of(question) in ("fact", "other", "yes_no")


def _opposes(question: str, one: _Said, groups: Sequence[Sequence[_Said]]) -> bool:
    asked = Asked.of(question)
    others = (member for group in groups for member in group)
    return all(is_same_matter(asked, one[1:], other[1:]) for other in others)


def _newest_first(groups: Iterable[list[_Said]]) -> tuple[DraftSide, ...]:
    """By the day of the newest article of each; where that is unknown, as they were ranked."""
    ordered = [sorted(group, key=_day, reverse=True) for group in groups]
    ordered.sort(key=lambda group: _day(group[0]), reverse=True)
    return tuple(DraftSide(group[0].value.words, tuple(one.key for one in group)) for group in ordered)


def _day(one: _Said) -> str:
    return one.passage.published or ""


def _each_article(question: str, keyed: Keyed) -> list[_Said]:
    asked = Asked.of(question)
    best: dict[str, _Said] = {}
    for key in sorted(keyed, key=lambda key: -keyed[key][1].score):
        passage, sentence = keyed[key]
        if passage.article_id in best or not _answers(question, asked, passage, sentence):
            continue
        value = value_of(passage, sentence, asked.kind)
        if value and (value.kind != "name" or value.name - asked.names):
            best[passage.article_id] = _Said(key, passage, sentence, value)
    said = list(best.values())
    return [one for one in said if one.sentence.score >= said[0].sentence.score - BEHIND]


def _answers(question: str, asked: Asked, passage: Passage, sentence: Sentence) -> bool:
    if sentence.reads is None or sentence.reads < LEAST or not sentence.suits:
        return False
    return tells(question, sentence) and is_about(asked, passage, sentence)
