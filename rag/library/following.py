"""Ingests again and again: files once they have changed and are whole, URLs every so many seconds."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence, Set
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from ..errors import LibraryBusy, RagError, SourceError
from ..loading.article_ids import url_name
from ..loading.changes import QUIET, Files, Look, Watch, stamp_of
from ..loading.fetching import Fetched, fetch_within
from ..loading.origins import file_of
from ..loading.policy import FetchPolicy
from ..loading.stores.object_store import is_stored
from ..parsing.rows.record import SEVERAL
from ..types import Outcome
from ..urls import grants_access, masked, url_of

if TYPE_CHECKING:
    from .library import Library

RETRY = 5.0
"""Seconds after which a round that failed is tried again."""


@dataclass(frozen=True)
class FollowRequest:
    """What to follow, and how its articles are ingested."""

    paths: Sequence[str | Path]
    seconds: float
    """Between two looks at what does not tell of its changes."""
    overrides: Mapping[str, str]
    prune: bool
    policy: FetchPolicy


@dataclass(frozen=True)
class Listeners:
    """What is told of each round. No outcome `unchanged` is reported, and none twice as long as it stays the same."""

    on_outcome: Callable[[Outcome], None]
    on_error: Callable[[RagError], None]
    """An error of a whole round, after which the next is tried."""
    on_started: Callable[[], None]
    """After the first round."""


class Following:
    """One run of `Rag.follow`."""

    def __init__(self, library: Library, request: FollowRequest, listeners: Listeners, quiet: float = QUIET) -> None:
        """Raises `SourceError` for what cannot be followed."""
        if any(str(path) == "-" for path in request.paths):
            raise SourceError("Standard input cannot be followed: it ends.", "Name files, folders or URLs.")
        if stored := next((path for path in map(str, request.paths) if is_stored(path)), None):
            raise SourceError(f"{masked(stored)} cannot be followed: a store does not tell of changes.", "Ingest it.")
        self._library, self._request, self._listeners, self._quiet = library, request, listeners, quiet
        self._urls = [url for path in request.paths if (url := _fetchable(path))]
        self._others = [path for path in request.paths if not _fetchable(path)]
        self._files = Files(self._others, quiet)
        self._started = False
        self._answers: dict[str, Fetched] = {}
        """Those that are not in the library yet."""
        self._digests: dict[str, str] = {}
        """Of the answers that are."""
        self._feeds: set[Path] = set()
        """Feeds of which a page could not be read; they are read again when they are due, though they are the same."""
        self._said: dict[str, Outcome] = {}
        self._failing: dict[str, str] = {}
        """What is wrong with the URLs, and under an empty key with the library."""

    def run(self) -> NoReturn:
        """Ends with an exception only. The first round raises any `RagError` but `LibraryBusy`."""
        self._files.look(time.monotonic())
        time.sleep(self._quiet)  # a second look shows what is being written
        due = time.monotonic()
        with closing(Watch()) as watch:
            while True:
                look, is_due = self._files.look(now := time.monotonic()), now >= due
                watch.cover(look.folders)
                if is_due:
                    due = now + self._request.seconds
                    self._fetch()
                again = self._feeds if is_due else set()
                news = not self._started or look.changed or self._answers or again
                failed = bool(news) and not look.vanishing and not self._round(look, again)
                left = max(due - time.monotonic(), 0)
                left = min(left, RETRY) if failed else left
                watch.wait(min(left, self._quiet) if look.unsettled else left)

    def _fetch(self) -> None:
        """Keeps what the URLs answer that is not in the library yet; it is not locked for that."""
        for url in self._urls:
            try:
                found = fetch_within(self._request.policy, url)
            except SourceError as error:
                if self._is_new(url, why := error.advice):
                    self._listeners.on_outcome(Outcome("failed", url_name(url), url, why))
                continue
            self._failing.pop(url, None)
            if self._digests.get(url) != _digest(found):
                self._answers[url] = found

    def _round(self, look: Look, again: Set[Path]) -> bool:
        """Ingests what has changed, and the feeds of `again`. False if it failed as a whole and must be tried again."""
        read = {path for path in (*look.changed, *again) if path in look.whole}
        names = {str(path) for path in read}
        answers = dict(self._answers)
        try:
            outcomes = self._library.ingest(
                [*self._others, *answers],
                overrides=self._request.overrides,
                prune=self._request.prune,
                policy=replace(self._request.policy, answers=answers),
                wanted=lambda path: path in read and stamp_of(path) == look.whole[path],
                on_outcome=lambda outcome: self._tell(outcome, names),
            )
        except RagError as error:
            if not self._started and not isinstance(error, LibraryBusy):
                raise
            if self._is_new("", error.message):
                self._listeners.on_error(error)
            return False
        self._failing.pop("", None)
        self._files.taken(look)
        self._remember(outcomes, read, answers)
        if not self._started:
            self._started = True
            self._listeners.on_started()
        return True

    def _remember(self, outcomes: Sequence[Outcome], read: Set[Path], answers: Mapping[str, Fetched]) -> None:
        is_unread = any(outcome.status == "failed" and url_of(outcome.origin) for outcome in outcomes)
        self._digests |= {url: "" if is_unread else _digest(found) for url, found in answers.items()}
        self._answers = {}
        feeds = {path for path in read if SEVERAL.get(path.suffix.lower()) == "feed"}
        self._feeds = self._feeds | feeds if is_unread else self._feeds - feeds
        # A round without URLs says nothing of theirs; all else that is wrong is said in every round.
        here = {outcome.origin for outcome in outcomes}
        self._said = {origin: said for origin, said in self._said.items() if origin in here or url_of(origin)}

    def _tell(self, outcome: Outcome, read: Set[str]) -> None:
        """`read`: the files of this round, whose failure is news even if it is the same as before."""
        said = self._said.pop(outcome.origin, None)
        if outcome.status == "unchanged" or (outcome.status == "failed" and _is_empty(Path(outcome.origin))):
            return
        if outcome.status in ("failed", "duplicate", "gone"):
            self._said[outcome.origin] = outcome
            if outcome == said and file_of(outcome.origin) not in read:
                return
        self._listeners.on_outcome(outcome)

    def _is_new(self, what: str, wrong: str) -> bool:
        before, self._failing[what] = self._failing.get(what), wrong
        return before != wrong


def _fetchable(path: str | Path) -> str | None:
    """The URL to fetch; None for a path, and for a URL that is refused unread."""
    url = url_of(path) if isinstance(path, str) else None
    return None if url is None or grants_access(url) else url


def _is_empty(folder: Path) -> bool:
    """An empty folder is no failure: its first file is yet to come."""
    with suppress(OSError, ValueError):  # ValueError: a NUL in the name
        return next(folder.iterdir(), None) is None
    return False


def _digest(found: Fetched) -> str:
    return hashlib.sha256(found.data).hexdigest()
