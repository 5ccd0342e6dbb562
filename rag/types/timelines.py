"""The dated steps of a story."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from .answers import Citation


@dataclass(frozen=True)
class Change:
    """A figure that was another in an earlier step of the story, both as they are written."""

    before: str
    now: str


@dataclass(frozen=True)
class Step:
    """A dated step of a story: its quote is cited as that of an answer. Of copies the earliest is quoted."""

    citation: Citation
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Timeline:
    """The steps of a story, the earliest first, by the day of the article that told them first."""

    topic: str
    steps: tuple[Step, ...]
    articles: int
    """Articles about the story that were found, copies included."""
    outlets: int

    def to_dict(self) -> dict[str, Any]:
        """The document that `rag timeline --json` prints; `rag check` takes it."""
        steps = [
            {"day": s.citation.published, "text": s.citation.quote, "marker": s.citation.marker}
            | {"changes": [asdict(change) for change in s.changes]}
            for s in self.steps
        ]
        counts = {"articles": self.articles, "outlets": self.outlets}
        return {"topic": self.topic, "steps": steps, **counts, "citations": [s.citation.to_dict() for s in self.steps]}
