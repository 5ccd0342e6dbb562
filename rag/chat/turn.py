"""What the chat remembers of a question that was answered."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..types import Answer, Filters


@dataclass(frozen=True)
class Turn:
    """A question with its answer, what had been said before it, and which articles it was put to."""

    question: str
    answer: Answer
    history: tuple[tuple[str, str], ...] = ()
    filters: Filters = field(default_factory=Filters)
