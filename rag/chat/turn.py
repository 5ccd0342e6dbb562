"""What the chat remembers of an answered question."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..types import Answer, Filters


@dataclass(frozen=True)
class Turn:
    """A question, its answer, and the history and filters that it was asked with."""

    question: str
    answer: Answer
    history: tuple[tuple[str, str], ...] = ()
    filters: Filters = field(default_factory=Filters)
