"""Makes the examples of an epoch: a question beside a passage that answers it, or beside one that nearly does.

Each question comes twice: once answered, once not. Everything is drawn from a generator that is seeded by the epoch and
the question's number, so that a resumed run sees the same examples.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from random import Random

from ..types import Span
from .data import SHARES, Data, Question
from .near_misses import Exchange, another_name, another_number, another_word, asks_why, names_in, whole
from .pronouns import with_pronoun
from .windows import Example, Window, cut, exchanged, unanswerable, unanswered

PASSAGE = 500
"""Characters of most passages, as `rag ingest` makes them."""
LONGER = 900
"""Characters of one passage in eight: what may only be quoted whole is longer."""
ASKED_IN_VAIN = ("timeqa_human", "condaqa")
"""Sources of which people say what a passage does not answer."""
TITLED = 0.6
"""The share of passages with a made title. The data has none."""
PRONOUNS = 0.7
"""The share of passages in which a pronoun stands for the question's name, where it can."""


class Examples:
    """Draws examples from the data."""

    def __init__(self, data: Data, neighbours: Mapping[int, Sequence[int]]) -> None:
        """`neighbours`: for a question's number the contexts that retrieval finds for it, best first."""
        self._data, self._neighbours = data, neighbours

    @cached_property
    def _names(self) -> list[str]:
        rng, names = Random(0), dict[str, None]()
        for context in rng.sample(list(self._data.contexts), min(6000, len(self._data.contexts))):
            names.update(dict.fromkeys(name for name in names_in(context.text) if name.count(" ") < 4))
        return list(names)

    def epoch(self, questions: Sequence[Question], seed: int) -> Iterator[Example]:
        """Two examples of each question, shuffled. A source of `SHARES` gives some of its questions only."""
        order = [q for q in questions if q.answerable or (q.kind == "unanswerable" and q.source in ASKED_IN_VAIN)]
        Random(seed).shuffle(order)
        for question in order:
            rng = Random(seed * 1_000_003 + question.number)
            if rng.random() >= SHARES.get(question.source, 1.0):
                continue
            if not question.answerable:
                if window := self._likest(question, question.context, rng):
                    yield unanswered(question.text, self._title(window, question, rng), window)
                continue
            if window := self._window(question, rng):
                title = self._title(window, question, rng)
                if rng.random() < PRONOUNS and (found := with_pronoun(window, question.text, rng)):
                    window, name = found
                    title = title if name in title or (name in window.text and rng.random() < 0.5) else name
                yield self._answered(question, title, window, rng)
                if nearly := self._unanswered(question, title, window, rng):
                    yield nearly

    # With an answer

    def _answered(self, question: Question, title: str, window: Window, rng: Random) -> Example:
        example = Example(
            question.text, title, window.text, window.sentences, window.answering, window.spans, answerable=True
        )
        if rng.random() < 0.25 and (
            exchange := self._exchange(question.text, window, question.answers, rng, both=True)
        ):
            example = exchanged(example, exchange) or example
        return example

    def _window(self, question: Question, rng: Random) -> Window | None:
        if question.is_single:
            return self._composed(question, rng)
        context = self._data.contexts[question.context]
        most = LONGER if rng.random() < 0.125 else PASSAGE
        sentences = context.sentences
        if not sentences:
            return None
        if not question.spans:  # nobody says where it is answered
            if sentences[-1].end - sentences[0].start > LONGER * 1.3:
                return None
            return cut(context.text, sentences, question)
        target = rng.choice(question.spans)
        first = next((i for i, s in enumerate(sentences) if s.end > target.start), len(sentences) - 1)
        last = next((i for i, s in enumerate(sentences) if s.end >= target.end), len(sentences) - 1)
        last = max(first, last)
        while True:
            sides = [side for side in (first - 1, last + 1) if 0 <= side < len(sentences)]
            sides = [
                side
                for side in sides
                if max(sentences[side].end, sentences[last].end) - min(sentences[side].start, sentences[first].start)
                <= most
            ]
            if not sides or rng.random() < 0.08:
                break
            side = rng.choice(sides)
            first, last = min(first, side), max(last, side)
        return cut(context.text, sentences[first : last + 1], question)

    def _composed(self, question: Question, rng: Random) -> Window | None:
        """A passage made of a single sentence and others of its source: its neighbours, mostly of the same article."""
        contexts, number = self._data.contexts, question.context
        near = [number + step for step in (-3, -2, -1, 1, 2, 3) if 0 <= number + step < len(contexts)]
        others = rng.sample(near, min(len(near), rng.choice([0, 1, 2, 2, 3])))
        said = [answer.casefold() for answer in question.answers]
        others = [n for n in others if len(contexts[n].text) < PASSAGE and contexts[n].text != contexts[number].text]
        parts = sorted([number, *others])
        text = ""
        sentences: list[Span] = []
        answering: list[float | None] = []
        spans: list[Span] = []
        for part in parts:
            start = len(text) + bool(text)
            text = f"{text} {contexts[part].text}" if text else contexts[part].text
            sentences.append(Span(start, len(text)))
            if part == number:
                answering.append(1.0)
                spans = [Span(start + s.start, start + s.end) for s in question.spans]
            else:
                holds = any(answer in contexts[part].text.casefold() for answer in said)
                answering.append(None if holds else 0.0)
        return Window(text, tuple(sentences), tuple(answering), tuple(spans))

    def _title(self, window: Window, question: Question, rng: Random) -> str:
        """The names that the passage has most often, or one that it shares with the question, or none."""
        if rng.random() >= TITLED:
            return ""
        said = " ".join(question.answers).casefold()
        names = [name for name in names_in(window.text) if name.casefold() not in said]
        if not names:
            return ""
        counted = sorted(names, key=lambda name: -window.text.count(name))
        return counted[0] if rng.random() < 0.6 else ", ".join(rng.sample(names, min(len(names), 2)))

    # Without one

    def _unanswered(self, question: Question, title: str, window: Window, rng: Random) -> Example | None:
        makers = [self._without_answer, self._changed_question, self._changed_passage, self._elsewhere]
        weights = [3.0, 4.0, 2.0, 3.0]
        while makers:
            maker = rng.choices(makers, weights)[0]
            if example := maker(question, title, window, rng):
                return example
            at = makers.index(maker)
            del makers[at], weights[at]
        return None

    def _without_answer(self, question: Question, title: str, window: Window, _rng: Random) -> Example | None:
        said = [answer.casefold() for answer in question.answers if answer]
        kept = [
            span
            for span, answers in zip(window.sentences, window.answering, strict=True)
            if answers == 0.0 and not any(answer in window.text[slice(*span)].casefold() for answer in said)
        ]
        if not kept or not question.spans or len(kept) == len(window.sentences):
            return None
        return unanswerable(question.text, title, [window.text[slice(*s)] for s in kept])

    def _changed_question(self, question: Question, title: str, window: Window, rng: Random) -> Example | None:
        asked: str | None = None
        if rng.random() < 0.15:
            asked = asks_why(question.text, rng)
        if asked is None and (exchange := self._exchange(question.text, window, question.answers, rng)):
            asked = exchange.of(question.text)
        if asked is None:
            return None
        return unanswered(asked, title, window)

    def _changed_passage(self, question: Question, title: str, window: Window, rng: Random) -> Example | None:
        if not (exchange := self._exchange(question.text, window, question.answers, rng, both=True)):
            return None
        answered = Example(question.text, title, window.text, window.sentences, window.answering, (), answerable=True)
        changed = exchanged(answered, exchange)
        if changed is None:
            return None
        return replace(
            changed, question=question.text, answering=tuple(0.0 for _ in changed.sentences), answerable=False
        )

    def _elsewhere(self, question: Question, _title: str, _window: Window, rng: Random) -> Example | None:
        """A passage that retrieval finds for the question, or that shares its rare words, and holds no answer."""
        found = [*self._neighbours.get(question.number, ()), *self._data.mined.get(question.text, ())[:1]]
        said = [answer.casefold() for answer in question.answers if answer]
        contexts = self._data.contexts
        found = [n for n in found if n != question.context and not any(a in contexts[n].text.casefold() for a in said)]
        if not found:
            return None
        window = self._likest(question, rng.choice(found), rng)
        return unanswered(question.text, self._title(window, question, rng), window) if window else None

    def _likest(self, question: Question, number: int, rng: Random) -> Window | None:
        """Of a context that does not answer, the passage around the sentence with most words of the question."""
        context = self._data.contexts[number]
        if not context.sentences:
            return None
        asked = {word for word in question.text.casefold().split() if len(word) > 3}
        shared = [len(asked & set(context.text[slice(*s)].casefold().split())) for s in context.sentences]
        first = last = shared.index(max(shared)) if rng.random() < 0.7 else rng.randrange(len(shared))
        while last + 1 < len(shared) and context.sentences[last + 1].end - context.sentences[first].start <= PASSAGE:
            last += 1
        while first and context.sentences[last].end - context.sentences[first - 1].start <= PASSAGE:
            first -= 1
        return cut(context.text, context.sentences[first : last + 1], replace(question, spans=()))

    def _exchange(
        self, question: str, window: Window, answers: Sequence[str], rng: Random, *, both: bool = False
    ) -> Exchange | None:
        """`both`: what is exchanged stands in the passage too."""
        ways = ["name", "number", "word"]
        rng.shuffle(ways)
        for way in ways:
            if way == "name":
                found = another_name(question, window.text, answers, self._names, rng)
            elif way == "number":
                found = another_number(question, window.text, answers, rng)
            else:
                found = another_word(question, window.text, rng, of_passage=both)
            if found and not (both and any(whole(found.old).search(answer) for answer in answers)):
                return found
        return None
