"""What `discovery.py` finds, before it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ..parsing.formats import Kind


@dataclass(frozen=True)
class Candidate:
    """One article, not read yet. `names`: ids, best first; `insists`: it takes the first or none."""

    origin: str
    label: str
    names: tuple[str, ...]
    kind: Kind | None = None
    insists: bool = False
    path: Path | None = None
    data: bytes | None = field(default=None, repr=False)
    page: str = ""
    """The URL of its text, where `data` is only what a feed says of it."""


@dataclass(frozen=True)
class Row:
    """An article as a JSON object, of a file or of a caller. `origin` and `names` hold where it has no `id`."""

    data: bytes = field(repr=False)
    label: str
    place: str
    """The file's path; an article with an id has the origin `place#ID`."""
    origin: str
    names: tuple[str, ...]
    path: Path | None = None
