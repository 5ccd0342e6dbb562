"""The reader reads the question with the best of the passages found and reorders them and their sentences."""

from __future__ import annotations

from collections.abc import Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Protocol

from ..answering.answerability import asks, tells
from ..answering.newest import asks_for_now
from ..answering.question.kind import Form, form_of
from ..answering.sides.disagreement import may_disagree
from ..answering.sides.matter import Asked, is_about
from ..reading.reader import Reading, streams
from ..text.time.periods import without_periods
from ..types import Passage, Sentence, Span
from .conversation import mixed_reading
from .scoring import WEIGHTS

WORDLESS: frozenset[Form] = frozenset({"yes_no", "summary"})
"""Forms of question that no words of a sentence answer by themselves."""
READ = 3
"""Passages that are read for a question. With eight no more sentences that came first were right on bench/."""
FURTHER = 2
"""Passages of other articles of which the best sentence is read as well: they may say something else."""
NEAR = 0.6
"""How far the score of such a passage may lie behind the best."""

NEWER = 2
"""Further passages that are read for a question about what holds now."""
BEHIND = 0.8
"""How far their scores may lie behind the best."""


class Reads(Protocol):
    """What is needed of the reader."""

    def read(self, question: str, title: str, text: str, sentences: Sequence[Span]) -> Reading: ...


def read_best(
    question: str, passages: Sequence[Passage], k: int, reader: Reads, most: int = READ, own: str = ""
) -> tuple[Passage, ...]:
    """The k best passages, best first. Of what was found the `most` best are read; what was read before is forgotten.

    The best are those with the best sentences that can answer: a list of keywords takes no place of theirs. A sentence
    of another passage counts as if the reader had found it the least of all. `own`: a follow-up in its own words, which
    is read too, as the sentence that answers it often has the same pronoun where the question now has a name.
    """
    found = _sorted([_with_logits(passage, None) for passage in passages])
    worth = {n: max((s.score for s in p.sentences if tells(question, s)), default=None) for n, p in enumerate(found)}
    able = [n for n in worth if worth[n] is not None]
    chosen = set(sorted(able, key=lambda n: -(worth[n] or 0.0))[:most])
    if asks_for_now(question):
        chosen |= set(_newer(found, chosen, [n for n in able if (worth[n] or 0.0) >= found[0].score - BEHIND]))
    seen = _each_read(question, [found[n] for n in sorted(chosen)], reader, own)
    least = min((s.reads for passage in seen for s in passage.sentences if s.reads is not None), default=0.0)
    others = _of_other_articles(
        question, [found[n] for n in chosen], [p for n, p in enumerate(found) if n not in chosen]
    )
    rest = (
        _read_best_sentence(question, p, reader, least) if p in others else _with_logits(p, [least] * len(p.sentences))
        for n, p in enumerate(found)
        if n not in chosen
    )
    return tuple(_sorted([*seen, *rest])[:k])


def _each_read(question: str, passages: Sequence[Passage], reader: Reads, own: str) -> list[Passage]:
    """Several at once, one a core: reading takes most of an answer's time, and holds no lock of Python's."""
    if (threads := min(streams(), len(passages))) < 2:
        return [_read(question, passage, reader, own=own) for passage in passages]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(partial(_read, question, reader=reader, own=own), passages))


def _newer(found: Sequence[Passage], chosen: Set[int], able: Sequence[int]) -> list[int]:
    """Passages of newer articles than those chosen, the best of them."""
    latest = max((found[n].published or "" for n in chosen), default="")
    return [n for n in able if n not in chosen and latest and (found[n].published or "") > latest][:NEWER]


def _of_other_articles(question: str, read: Sequence[Passage], found: Sequence[Passage]) -> list[Passage]:
    """The best passage of each further article that may give another answer; the best `FURTHER` of them.

    Its best sentence must speak of what is asked, and score nearly as high as the best of those read did.
    """
    if not may_disagree(question):
        return []
    asked, best = Asked.of(question), max((p.score for p in read), default=0.0)
    articles = {passage.article_id for passage in read}
    others: list[Passage] = []
    for passage in found:
        if passage.article_id in articles or passage.score < best - NEAR or not passage.sentences:
            continue
        sentence = passage.sentences[_best(question, passage)]
        if sentence.suits and tells(question, sentence) and is_about(asked, passage, sentence):
            others.append(passage)
            articles.add(passage.article_id)
    return others[:FURTHER]


def _best(question: str, passage: Passage) -> int:
    """The number of the sentence that scores highest of those that can answer."""
    sentences = passage.sentences
    return max(range(len(sentences)), key=lambda n: (tells(question, sentences[n]), sentences[n].score))


def _read_best_sentence(question: str, passage: Passage, reader: Reads, least: float) -> Passage:
    """The passage of which one sentence was read, with the one before it; the others as if they were `least`."""
    at = _best(question, passage)
    spans = [Span(s.start - passage.start, s.end - passage.start) for s in passage.sentences]
    found = reader.read(question, passage.title, _shown(question, passage, spans), spans[max(0, at - 1) : at + 1])
    words = None if form_of(question) in WORDLESS else found.words[-1]
    answer = Span(passage.start + words.start, passage.start + words.end) if words else None
    logits = [found.sentences[-1] if n == at else least for n in range(len(spans))]
    scored = _with_logits(passage, logits)
    sentences = tuple(replace(s, answer=answer) if n == at else s for n, s in enumerate(scored.sentences))
    return replace(scored, sentences=sentences, reads=found.passage)


def read_in_order(question: str, passages: Sequence[Passage], reader: Reads) -> tuple[Passage, ...]:
    """All of the passages read, their order and scores as they are: a reranker made them."""
    return tuple(_read(question, p, reader, by=0.0) if p.sentences else p for p in passages)


def _sorted(passages: Sequence[Passage]) -> list[Passage]:
    return sorted(passages, key=lambda p: (-p.score, p.article_id, p.start))


def _read(question: str, passage: Passage, reader: Reads, by: float = WEIGHTS.reads, own: str = "") -> Passage:
    spans = [Span(s.start - passage.start, s.end - passage.start) for s in passage.sentences]
    if any(s.timely for s in passage.sentences):  # that the day is meant is known, and the reader cannot see it
        question = without_periods(question)
    shown = _shown(question, passage, spans)
    found = reader.read(question, passage.title, shown, spans)
    if own:
        found = mixed_reading(found, reader.read(own, passage.title, shown, spans))
    words = [None] * len(spans) if form_of(question) in WORDLESS else found.words
    answers = [None if span is None else Span(passage.start + span.start, passage.start + span.end) for span in words]
    scored = _with_logits(passage, found.sentences, by)
    each = zip(scored.sentences, answers, strict=True)
    sentences = tuple(replace(sentence, answer=answer) for sentence, answer in each)
    return replace(scored, sentences=sentences, reads=found.passage)


def _shown(question: str, passage: Passage, spans: Sequence[Span]) -> str:
    """The passage's text with blanks for what cannot answer: keywords would count for the sentences beside them.

    A question stays, as it helps to find its answer.
    """
    text = passage.text
    for (start, end), sentence in zip(spans, passage.sentences, strict=True):
        if not tells(question, sentence) and not asks(sentence):
            text = text[:start] + " " * (end - start) + text[end:]
    return text


def _with_logits(passage: Passage, logits: Sequence[float] | None, by: float = WEIGHTS.reads) -> Passage:
    """The passage with these logits in the scores of its sentences, in place of those from before; None: without."""
    given: Sequence[float | None] = [None] * len(passage.sentences) if logits is None else logits
    sentences = tuple(_with_logit(s, logit, by) for s, logit in zip(passage.sentences, given, strict=True))
    return replace(
        passage, sentences=sentences, score=max((s.score for s in sentences), default=passage.score), reads=None
    )


def _with_logit(sentence: Sentence, logit: float | None, by: float) -> Sentence:
    score = sentence.score + by * ((logit or 0.0) - (sentence.reads or 0.0))
    return replace(sentence, score=score, reads=logit, answer=None)
