"""Limits on reading one file or URL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .fetching import Fetched


@dataclass(frozen=True)
class FetchPolicy:
    """The settings `max_mb` and `url_timeout`, and the flag `--allow-private`."""

    max_mb: float = 20.0
    timeout: float = 20.0
    """Seconds for a URL, redirects included."""
    allow_private: bool = False
    """Whether a URL may lead into a private network."""
    answers: Mapping[str, Fetched] = field(default_factory=dict, compare=False)
    """What URLs have answered already; they are not asked again."""

    @property
    def max_bytes(self) -> int:
        """`max_mb` in bytes."""
        return int(self.max_mb * 1e6)
