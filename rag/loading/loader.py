"""Paths and URLs -> inputs with their ids -> articles."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from ..errors import SourceError
from ..parsing.formats import READER_VERSION, Kind, kind_of, read
from ..parsing.metadata import FIELDS, clean_metadata
from ..parsing.rows.record import Several
from ..parsing.rows.split import declared_several
from ..types import Article, Outcome
from ..urls import url_of
from .article_ids import Ids
from .candidates import Candidate, Row
from .discovery import SUFFIXES, Search
from .file_system import read_bytes
from .origins import file_of, is_entry
from .policy import FetchPolicy
from .several import Place
from .stores.object_store import is_stored, read_object
from .titles import infer_title


@dataclass(frozen=True)
class Input:
    """A source of one article. `id` is the article's in the library."""

    id: str
    origin: str
    """An absolute path, a part of a file (`path.csv#ID`, `path.csv:3`), a URL, `s3://…`, `-`, or `memory#ID`."""
    kind: Kind | None = None
    """None: guessed from the first bytes."""
    name: str = ""
    """For messages."""
    path: Path | None = field(default=None, repr=False)
    data: bytes | None = field(default=None, repr=False, compare=False)
    page: str = ""
    """The URL of its text, where `data` is only what a feed says of it."""
    told: Mapping[str, str] = field(default_factory=dict)
    """The metadata that a feed has for its page, whose own is better."""
    several: Several | None = None
    """The format of an answer that holds several articles: see `find_parts`."""


@dataclass(frozen=True)
class Found:
    """`roots` are the given paths that exist, absolute. Articles from below them may be gone."""

    inputs: tuple[Input, ...]
    failures: tuple[Outcome, ...]
    roots: tuple[str, ...]
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Suffix -> how many files of these folders were not read for it; hidden files are not counted."""
    left: Set[str] = frozenset()
    """Files that are there, but were not wanted."""

    def gone(self, holders: Mapping[str, str]) -> tuple[str, ...]:
        """The ids whose sources lay below a root and are no longer there. What cannot be listed now is not gone."""
        here = {item.origin for item in self.inputs} | {failure.origin for failure in self.failures}
        ids = {item.id for item in self.inputs}
        broken = {failure.origin.rpartition(":")[0] + "#" for failure in self.failures if ":" in failure.origin}
        unread = [failure.origin for failure in self.failures]
        return tuple(
            article_id
            for article_id, origin in sorted(holders.items())
            if origin not in here and article_id not in ids
            if _below(origin, self.roots) and not _below(origin, unread)
            if not any(origin.startswith(row) for row in broken) and not is_entry(origin)
            if origin not in self.left and file_of(origin) not in self.left
        )


def _below(origin: str, roots: Iterable[str]) -> bool:
    for root in roots:
        folder = root.rstrip("/\\")
        if origin == root or origin.startswith((f"{folder}/", f"{folder}\\", f"{root}#", f"{root}:")):
            return True
    return False


def find_inputs(
    paths: Iterable[str | Path | Row],
    holders: Mapping[str, str],
    *,
    max_mb: float,
    stdin: Callable[[], bytes] | None = None,
    wanted: Callable[[Path], bool] = lambda _: True,
) -> Found:
    """Every article of these files, folders, URLs and rows (`-`: what `stdin` returns), once. Fetches nothing.

    `holders` maps each id of the library to its origin: an origin keeps its id, and no other gets it. What cannot be
    listed is among the failures and does not stop the rest.
    """
    files = map(file_of, holders.values())
    search = Search(int(max_mb * 1e6), stdin, files=files, wanted=wanted)
    for path in paths:
        search.add(path)
    return _found(search, holders)


def find_parts(item: Input, data: bytes, holders: Mapping[str, str], taken: Iterable[str]) -> Found:
    """Every article of a URL's answer of `several`, but those with an origin in `taken`. Raises `SourceError`."""
    assert item.several is not None  # noqa: S101 - the caller has looked
    search = Search(len(data), None, seen=taken)
    search.add_several(item.several, data, Place(item.origin, item.origin))
    return _found(search, holders)


def _found(search: Search, holders: Mapping[str, str]) -> Found:
    ids = Ids(holders)
    named = {candidate.origin: ids.give(candidate) for candidate in sorted(search.candidates, key=_id_order)}
    empty = [folder for folder in search.empty if not any(_below(origin, [folder]) for origin in holders.values())]
    failures = [
        *search.failures,
        *ids.failures,
        *(
            Outcome("failed", Path(e).name, e, f"{e} holds no {', '.join(SUFFIXES)} file with an article.")
            for e in empty
        ),
    ]
    inputs = (_input(candidate, given) for candidate in search.candidates if (given := named.get(candidate.origin)))
    return Found(tuple(inputs), tuple(failures), tuple(search.roots), search.skipped, search.left)


def _id_order(candidate: Candidate) -> tuple[bool, str]:
    # Rows with an id of their own come first; the rest is independent of how the paths were typed.
    return not candidate.insists, candidate.origin


def _input(candidate: Candidate, given: str) -> Input:
    c = candidate
    return Input(given, c.origin, c.kind, c.label, c.path, c.data, c.page)


def load(item: Input, policy: FetchPolicy) -> tuple[Input, bytes]:
    """The input, with the kind that its server declared, and its bytes; fetches a URL. Raises `SourceError`."""
    if item.data is not None:
        return item, item.data
    if url_of(item.origin):
        return _fetched(item, item.origin, policy)
    if is_stored(item.origin):
        return item, read_object(item.origin, policy.max_bytes)
    return item, read_bytes(item.path or Path(item.origin), policy.max_bytes)


def load_page(item: Input, data: bytes, policy: FetchPolicy) -> tuple[Input, bytes]:
    """The page of a feed's entry that has no text in the feed; any other input as it is. Raises `SourceError`."""
    if not item.page:
        return item, data
    item, page = _fetched(item, item.page, policy)
    if item.several:
        raise SourceError(f"{item.origin} holds several articles, and {item.name} leads there.")
    told = json.loads(data)
    return replace(item, name=item.page, told=clean_metadata({key: told.get(key) for key in FIELDS})), page


def _fetched(item: Input, url: str, policy: FetchPolicy) -> tuple[Input, bytes]:
    from .fetching import fetch_within

    fetched = fetch_within(policy, url)
    suffix = PurePosixPath(urlsplit(fetched.url).path).suffix.lower()
    several = declared_several(fetched.data, fetched.content_type, suffix)
    return replace(item, kind=_declared(fetched.content_type, fetched.data), several=several), fetched.data


def _declared(content_type: str, data: bytes) -> Kind:
    """A page may begin with any tag, and some servers declare HTML for everything: without a tag it is text."""
    kind, declared = kind_of(data), "html" in content_type.lower()
    return "html" if kind == "text" and declared and re.search(rb"<[a-zA-Z][^<>]*>", data) else kind


def fingerprint(item: Input, data: bytes) -> str:
    """64 hexadecimal digits, the same as long as reading would give the same article. Parses nothing."""
    kind = item.kind or kind_of(data)
    return hashlib.sha256(f"{READER_VERSION}:{kind}:".encode() + data).hexdigest()


def read_article(item: Input, data: bytes, overrides: Mapping[str, str]) -> tuple[Article, str]:
    """The article, and a clause about what of its metadata was not understood (mostly empty).

    Raises `SourceError` for an input without an article and for invalid `overrides` (`--set`).

    Overrides take precedence over the file's metadata, and these over what its text suggests.
    """
    given = check_overrides(overrides)
    reading = read(item.kind or kind_of(data), data, item.name or item.origin)
    values = {**item.told, **reading.metadata, **given}
    url = values.get("url") or (item.origin if item.data is None and url_of(item.origin) else None)
    article = Article(
        id=item.id,
        text=reading.text,
        title=values.get("title") or infer_title(reading.text),
        source=values.get("source"),
        author=values.get("author"),
        published=values.get("published"),
        url=url,
        origin=item.origin,
        pages=reading.pages,
    )
    return article, "" if article.published else reading.remark


def check_overrides(overrides: Mapping[str, str]) -> dict[str, str]:
    """The overrides as they are stored. Raises `SourceError` for an unknown key and for an invalid or empty value."""
    known = f"The keys are: {', '.join(FIELDS)}."
    if unknown := sorted(set(overrides) - set(FIELDS)):
        why = f"There is no {unknown[0]!r} to set. {known}"
        raise SourceError(why, "Write --set KEY=VALUE with one of these keys.")
    values = clean_metadata(overrides)
    if missing := sorted(set(overrides) - set(values)):
        key, given = missing[0], overrides[missing[0]]
        if key == "published" and given.strip():
            why, example = f"{given!r} is not a date for published.", "published=2025-06-08"
        elif key == "url" and given.strip():
            why, example = f"{given!r} is no address of the web for url.", "url=https://example.org/a"
        else:
            raise SourceError(f"There is no value for {key}. {known}", f"Write --set {key}=VALUE.")
        raise SourceError(f"{why} {known}", f"Write it as --set {example}.")
    return values
