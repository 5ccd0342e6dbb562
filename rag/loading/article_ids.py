"""Article ids: short, stable, and harmless in a terminal or a path."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Protocol
from urllib.parse import unquote, urlsplit

from ..text.characters import INVISIBLE
from ..types import Outcome
from .origins import has_own_id

_HARMFUL = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]|{INVISIBLE.pattern}")
MAX_ID = 200


class Named(Protocol):
    """A source that needs an id. `names` are the ids that it would take, best first; `insists`: the first or none."""

    @property
    def origin(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def insists(self) -> bool: ...


class Ids:
    """Gives each source its own id. Call `give` in an order that does not depend on how the paths were typed."""

    def __init__(self, holders: Mapping[str, str]) -> None:
        self._holders = dict(holders)
        self._by_origin = {origin: article_id for article_id, origin in holders.items() if origin != "-"}
        self._given: dict[str, Named] = {}
        self.failures: list[Outcome] = []

    def give(self, source: Named) -> str | None:
        """None, and an entry in `failures`, where the source insists on an id that another source has."""
        kept = self._by_origin.get(source.origin)
        options = (kept,) if kept and not source.insists else source.names
        found = next((name for name in options if self._is_free(name, source)), None)
        if found is None and source.insists:
            self._refuse(source)
            return None
        if found is None:
            found = f"{source.names[0]}-{_digest(source.origin)}"
        self._given[found] = source
        return found

    def _is_free(self, name: str, source: Named) -> bool:
        holder = self._holders.get(name, source.origin)
        # A row keeps its id when its file moves: a daily dump has a new name for the same articles. Its article
        # may also come from a row with another id and the same URL.
        return name not in self._given and (holder == source.origin or (source.insists and has_own_id(holder)))

    def _refuse(self, candidate: Named) -> None:
        name = candidate.names[0]
        other = self._given[name].label if name in self._given else self._holders[name]
        self.failures.append(
            Outcome(
                "failed", name, candidate.origin, f"{candidate.label} has the id {name!r}, which {other} has already."
            )
        )


def harmless(name: str) -> str:
    """An id without control or invisible characters, `..` and leading slash, of at most `MAX_ID` characters."""
    parts = [part for part in _HARMFUL.sub("_", name).replace("\\", "_").strip().split("/") if part]
    whole = "/".join("_" * len(part) if part in (".", "..") else part for part in parts) or "_"
    return whole if len(whole) <= MAX_ID else f"{whole[: MAX_ID - 9]}-{_digest(name)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]


def path_names(path: PurePath, suffix: str = "") -> tuple[str, ...]:
    """For /a/b/x.md: `x`, `b/x`, `a/b/x`, then the same with `x.md`. With `suffix` only the latter: `x.md:3`, …"""
    return tuple(harmless(name) for name in _path_names(path, suffix))


def _path_names(path: PurePath, suffix: str) -> Iterator[str]:
    folders = path.parts[1:-1]
    for name in (path.name + suffix,) if suffix else (path.stem, path.name):
        for above in range(len(folders) + 1):
            yield "/".join([*folders[len(folders) - above :], name])


def url_name(url: str) -> str:
    """Host and path of the URL as a slug; all of a text that is no URL."""
    try:
        parts = urlsplit(url)
        named = f"{parts.hostname or ''}{parts.path}"
    except ValueError:
        named = url
    slug = re.sub(r"[\W_]+", "-", unquote(named).casefold()).strip("-")
    return harmless(slug or "url")
