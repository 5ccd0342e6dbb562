"""The records of the examples, and what makes one of another. Pure.

A window is a passage cut out of a context; an example is a question beside a window.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ..types import Span
from .data import Question
from .near_misses import Exchange, whole

Edit = tuple[Span, str]
"""A place, and what stands there instead."""


@dataclass(frozen=True)
class Example:
    """A question and a passage. `answering`: 1, 0, or None where nobody says, for each sentence."""

    question: str
    title: str
    text: str
    sentences: tuple[Span, ...]
    answering: tuple[float | None, ...]
    spans: tuple[Span, ...]
    """The answer's words in `text`; empty where it has none or nobody says."""
    answerable: bool


@dataclass(frozen=True)
class Window:
    """Consecutive sentences of a context, cut out of it."""

    text: str
    sentences: tuple[Span, ...]
    answering: tuple[float | None, ...]
    spans: tuple[Span, ...]


def cut(text: str, sentences: Sequence[Span], question: Question) -> Window:
    """These sentences of the text, with what the question's spans say of them."""
    at, end = sentences[0].start, sentences[-1].end
    spans = [s for s in question.spans if at <= s.start and s.end <= end]
    said = [answer.casefold() for answer in question.answers if len(answer) > 2]

    def answering(sentence: Span) -> float | None:
        if question.spans:
            if any(s.start < sentence.end and s.end > sentence.start for s in question.spans):
                return 1.0
            return None if any(answer in text[slice(*sentence)].casefold() for answer in said) else 0.0
        return 1.0 if len(sentences) == 1 and question.answerable else None

    return Window(
        text[at:end],
        tuple(Span(s.start - at, s.end - at) for s in sentences),
        tuple(map(answering, sentences)),
        tuple(Span(s.start - at, s.end - at) for s in spans) if question.kind == "span" else (),
    )


def unanswerable(question: str, title: str, sentences: Sequence[str]) -> Example:
    text, spans = "", []
    for sentence in sentences:
        start = len(text) + bool(text)
        text = f"{text} {sentence}" if text else sentence
        spans.append(Span(start, len(text)))
    return Example(question, title, text, tuple(spans), tuple(0.0 for _ in spans), (), answerable=False)


def unanswered(question: str, title: str, window: Window) -> Example:
    answering = tuple(0.0 for _ in window.sentences)
    return Example(question, title, window.text, window.sentences, answering, (), answerable=False)


def edited(text: str, edits: Sequence[Edit]) -> tuple[str, Callable[[Sequence[Span]], tuple[Span, ...]]]:
    """The text with the edits, which are in order and apart; and what moves spans of the old text into the new one."""
    new, at, moved = "", 0, []
    for place, words in edits:
        new += text[at : place.start] + words
        moved.append((place.end, len(new) - place.end))
        at = place.end

    def offset(old: int) -> int:
        return old + next((shift for end, shift in reversed(moved) if end <= old), 0)

    return new + text[at:], lambda spans: tuple(Span(offset(span.start), offset(span.end)) for span in spans)


def exchanged(example: Example, exchange: Exchange) -> Example | None:
    """The example with the exchange in question, title and text; None if it would touch the answer's words."""
    edits = [(Span(*match.span()), exchange.new) for match in whole(exchange.old).finditer(example.text)]
    if not edits or any(s.start < place.end and s.end > place.start for s in example.spans for place, _ in edits):
        return None
    text, spans = edited(example.text, edits)
    return replace(
        example,
        question=exchange.of(example.question),
        title=exchange.of(example.title),
        text=text,
        sentences=spans(example.sentences),
        spans=spans(example.spans),
    )
