"""The offline answerer: it quotes the sentences that answer the question, without a chat model or a network."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import replace
from datetime import timedelta

from ..text.dates import stored_day
from ..text.paragraphs import is_row
from ..text.stemming import stem
from ..types import Claim, Draft, Passage, Sentence
from ..verification.citations import Keyed, issue_keys
from ..verification.copies import (
    depends_on_its_day,
    is_alike_but_for_names,
    is_copy,
    names_its_subject,
    without_dateline,
)
from .answerability import asks, tells
from .confidence import THRESHOLD, Likeness, probability, signals
from .question.kind import form_of

MODEL = "extractive"
MOST = 3
"""Sentences in an answer, at most."""
MOST_OF_A_LIST = 12
"""The same for a question that asks for several things, if the sentences are alike but for names and numbers."""

MARGIN = 0.3
"""A further sentence is quoted if its worth is within this margin of the best one's score.

About the widest at which the answers on bench/xquad stay below sixty words on average; bench/clapnq agrees.
"""
BESIDE = 0.08
"""Added for a neighbour of the best sentence: an answer often ends in the next one, or began in the one before."""
NEAR = 60
"""Most characters between neighbours: a heading may stand there."""
SAME_DAYS = timedelta(days=3)
"""A copy that comes later than this means another "Monday"."""
A_WORD = 0.002
"""Subtracted for each word of a further sentence."""


def draft(question: str, passages: Sequence[Passage], likeness: Likeness) -> Draft:
    """Up to three sentences, best first, or none if confidence is too low.

    What several articles say in the same words is quoted once, with the keys of all.
    """
    keyed = sentences_that_tell(question, passages)
    told = [
        _with(passage, tuple(sentence for among, sentence in keyed.values() if among is passage))
        for passage in passages
    ]
    confidence = probability(signals(question, [passage for passage in told if passage.sentences], likeness))
    claims = quotes(question, keyed) if confidence >= THRESHOLD else []
    return Draft(tuple(replace(claim, text=_asked_rows(question, claim.text)) for claim in claims), MODEL, confidence)


def drafts(question: str, passages: Sequence[Passage], likeness: Likeness) -> Generator[Draft, None, None]:
    """The draft as it grows by one claim at a time; the last one is complete."""
    whole = draft(question, passages, likeness)
    for number in range(1, len(whole.claims)):
        yield replace(whole, claims=whole.claims[:number], complete=False)
    yield whole


def sentences_that_tell(question: str, passages: Sequence[Passage]) -> Keyed:
    """The sentences that can answer, under their keys."""
    return {key: place for key, place in issue_keys(passages).items() if tells(question, place[1])}


def quotes(question: str, keyed: Keyed) -> list[Claim]:
    """What is quoted of these sentences whatever the confidence: at least one claim unless there are none."""
    ranked = sorted(keyed, key=lambda key: (-keyed[key][1].score, keyed[key][0].article_id, keyed[key][1].start))
    once: dict[tuple[str, str], str] = {}  # a sentence that an article repeats is cited at its best place
    for key in ranked:
        once.setdefault((keyed[key][0].article_id, keyed[key][1].text), key)
    ranked = list(once.values())
    if not ranked:
        return []
    best = keyed[ranked[0]]
    worth = {key: _worth(*keyed[key], *best) for key in ranked[1:]}
    several = form_of(question) == "list"
    claims: list[Claim] = []
    for key in [ranked[0], *sorted(worth, key=lambda key: -worth[key])]:
        text = keyed[key][1].text
        said = next((i for i, claim in enumerate(claims) if _says_the_same(keyed, claim, key)), None)
        most = MOST_OF_A_LIST if several and is_alike_but_for_names(text, best[1].text) else MOST
        if said is not None:
            common = min(without_dateline(claims[said].text), without_dateline(text), key=len)
            claims[said] = Claim(common, (*claims[said].keys, key))
        elif not claims or (len(claims) < most and worth[key] >= best[1].score - MARGIN):
            claims.append(Claim(text, (key,)))
    return claims


def _says_the_same(keyed: Keyed, claim: Claim, key: str) -> bool:
    passage, sentence = keyed[key]
    if not is_copy(claim.text, sentence.text):
        return False
    cited = [keyed[key][0] for key in claim.keys]
    if depends_on_its_day(claim.text) and not all(_is_of_the_same_days(one, passage) for one in cited):
        return False
    return names_its_subject(claim.text) or all(_is_same_story(one, passage) for one in cited)


def _is_of_the_same_days(one: Passage, other: Passage) -> bool:
    """Whether "on Monday" may be the same day in both; unknown dates do not tell."""
    day, other_day = stored_day(one.published), stored_day(other.published)
    return day is None or other_day is None or abs(day - other_day) <= SAME_DAYS


def _is_same_story(one: Passage, other: Passage) -> bool:
    """Whether "the company" is the same in both: one article, one headline, or another copied sentence with a name."""
    if one.article_id == other.article_id or is_copy(one.title, other.title):
        return True
    shared = {sentence.text for sentence in one.sentences} & {sentence.text for sentence in other.sentences}
    return any(names_its_subject(sentence) for sentence in shared)


def _asked_rows(question: str, text: str) -> str:
    """A table's header and the rows that share most words with the question; any other text as it is."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]  # pages have blank lines between rows
    if len(lines) < 3 or not all(map(is_row, lines)):
        return text
    header, *rows = (line for line in lines if any(map(str.isalnum, line)))
    asked = _stems(question)
    shared = [len(asked & _stems(row)) for row in rows]
    best = [row for row, words in zip(rows, shared, strict=True) if words == max(shared)]
    return "\n".join([header, *best]) if len(best) <= MOST else text


def _stems(text: str) -> set[str]:
    return {stem(word) for word in re.findall(r"\w+", text)}


def _with(passage: Passage, told: tuple[Sentence, ...]) -> Passage:
    """The passage with these sentences only. One that repeats the question would score highest and say nothing."""
    if all(sentence in told or asks(sentence) for sentence in passage.sentences):
        return replace(passage, sentences=told)  # a question above its answer helps to find it, so the text stays whole
    lexical = max((sentence.lexical for sentence in told), default=0.0)
    return replace(passage, sentences=told, text=" ".join(sentence.text for sentence in told), lexical=lexical)


def _worth(passage: Passage, sentence: Sentence, among: Passage, best: Sentence) -> float:
    near = passage.article_id == among.article_id and max(sentence.start - best.end, best.start - sentence.end) <= NEAR
    return sentence.score + BESIDE * near - A_WORD * len(sentence.text.split())
