"""The ids of articles: short, stable, and harmless in a terminal or a path."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Protocol
from urllib.parse import unquote, urlsplit

from ..text.characters import INVISIBLE
from ..types import Outcome

_HARMFUL = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]|{INVISIBLE.pattern}")
MAX_ID = 200


class Named(Protocol):
    """What wants an id."""

    @property
    def origin(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def insists(self) -> bool: ...


class Ids:
    """Gives each candidate an id that no other has. Call it in an order that does not depend on how the paths were typed."""

    def __init__(self, holders: Mapping[str, str]) -> None:
        self._holders = dict(holders)
        self._by_origin = {origin: article_id for article_id, origin in holders.items() if origin != "-"}
        self._given: dict[str, Named] = {}
        self.failures: list[Outcome] = []

    def give(self, candidate: Named) -> str | None:
        """None, and a failure, where the candidate insists on an id that another one has."""
        kept = self._by_origin.get(candidate.origin)
        options = (kept,) if kept and not candidate.insists else candidate.names
        found = next((name for name in options if self._is_free(name, candidate)), None)
        if found is None and candidate.insists:
            self._refuse(candidate)
            return None
        if found is None:
            found = (
                f"{candidate.names[0]}-{hashlib.sha256(candidate.origin.encode('utf-8', 'replace')).hexdigest()[:8]}"
            )
        self._given[found] = candidate
        return found

    def _is_free(self, name: str, candidate: Named) -> bool:
        holder = self._holders.get(name, candidate.origin)
        # A row takes its id along when its file moves: the daily dump of the same articles.
        return name not in self._given and (
            holder == candidate.origin or (candidate.insists and holder.endswith(f"#{name}"))
        )

    def _refuse(self, candidate: Named) -> None:
        name = candidate.names[0]
        other = self._given[name].label if name in self._given else self._holders[name]
        self.failures.append(
            Outcome(
                "failed", name, candidate.origin, f"{candidate.label} has the id {name!r}, which {other} has already."
            )
        )


def harmless(name: str) -> str:
    """An id made of this name: no control or unseen character, no `..` and no leading slash, at most `MAX_ID` characters."""
    parts = [part for part in _HARMFUL.sub("_", name).replace("\\", "_").strip().split("/") if part]
    whole = "/".join("_" * len(part) if part in (".", "..") else part for part in parts) or "_"
    return (
        whole
        if len(whole) <= MAX_ID
        else f"{whole[: MAX_ID - 9]}-{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:8]}"
    )


def path_names(path: PurePath, suffix: str = "") -> tuple[str, ...]:
    """`x`, then `b/x`, then `a/b/x`; and with the file's extension, should all of these be taken. `suffix` stands for the stem's end."""
    return tuple(harmless(name) for name in _path_names(path, suffix))


def _path_names(path: PurePath, suffix: str) -> Iterator[str]:
    folders = path.parts[1:-1]
    for name in (path.name + suffix,) if suffix else (path.stem, path.name):
        for above in range(len(folders) + 1):
            yield "/".join([*folders[len(folders) - above :], name])


def url_name(url: str) -> str:
    """Host and path as a slug; of what is no address, all of it."""
    try:
        parts = urlsplit(url)
        named = f"{parts.hostname or ''}{parts.path}"
    except ValueError:
        named = url
    slug = re.sub(r"[\W_]+", "-", unquote(named).casefold()).strip("-")
    return harmless(slug or "url")
