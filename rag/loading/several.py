"""The parts of a file of several articles -> rows and candidates, whose origins a later ingest finds again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from ..parsing.rows.record import Part, Parts
from ..types import Outcome
from .article_ids import harmless, path_names, url_name
from .candidates import Candidate, Row


@dataclass(frozen=True)
class Place:
    """Where several articles were read from: a path, a URL, an address in a store, or `-`."""

    origin: str
    shown: str
    """For messages."""
    path: PurePath | None = None
    """Of a file, also in an object store."""

    def names(self, suffix: str) -> tuple[str, ...]:
        """The ids of a part without one of its own."""
        if self.path is not None:
            return path_names(self.path, suffix)
        return (harmless(f"{'stdin' if self.origin == '-' else url_name(self.origin)}{suffix}"),)


def articles_of(found: Parts, place: Place) -> Iterator[Row | Candidate | Outcome]:
    """Each part as a row or a candidate, or as the failure that it is."""
    for part in found.parts:
        label = f"{found.called} {part.number} of {place.shown}"
        if part.fault:
            origin = part.link or f"{place.origin}:{part.number}"
            yield Outcome("failed", place.names(f":{part.number}")[0], origin, f"{label} {part.fault}.")
        elif found.called == "Entry":
            yield _entry(part, place, label)
        elif part.kind == "mail":
            yield Candidate(f"{place.origin}#{part.key}", label, (harmless(part.key),), "mail", data=part.data)
        else:
            yield _row(part, place, label)


def _row(part: Part, place: Place, label: str) -> Row:
    if place.origin == "-":  # another text on standard input is another article
        name = f"stdin-{_digest(part.data)}"
        return Row(part.data, label, "-", f"-#{name}", (name,))
    suffix = f":{part.number}"
    return Row(part.data, label, place.origin, f"{place.origin}{suffix}", place.names(suffix), _on_disk(place.path))


def _on_disk(path: PurePath | None) -> Path | None:
    return path if isinstance(path, Path) else None


def _entry(part: Part, place: Place, label: str) -> Candidate:
    """The article of its page, as if the page's URL had been given; without a page, that of its guid in the feed."""
    if part.link:
        page = "" if part.is_whole else part.link
        return Candidate(part.link, label, (url_name(part.link),), "row", data=part.data, page=page)
    key = part.key or _digest(part.data)
    slug = harmless(re.sub(r"[\W_]+", "-", key.casefold()).strip("-") or _digest(part.data))
    return Candidate(f"{place.origin}#{key}", label, (slug,), "row", data=part.data)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:8]
