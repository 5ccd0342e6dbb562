"""One ingest: sources in, outcomes out. Decides what each source changes in the library; `writer.py` changes it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import Literal

from ..errors import LibraryDamaged, SourceError
from ..loading.candidates import Row
from ..loading.loader import (
    Found,
    Input,
    check_overrides,
    find_inputs,
    find_parts,
    fingerprint,
    load,
)
from ..loading.origins import file_of
from ..loading.policy import FetchPolicy
from ..loading.stores.object_store import is_stored
from ..storage.records import Indexed, Revision, RevisionDraft
from ..types import Article, Outcome
from ..urls import article_address
from .preparation import Prepared, Result, Source, Workers, read, with_page
from .writer import LibraryWriter

BATCH_CHUNKS = 128
"""Chunks in one commit; small articles share a batch."""
BATCH_ARTICLES = 512
BATCH_SECONDS = 3.0
"""A batch is written after so long: pages of a slow site are neither lost by an interruption nor kept from the bar."""


@dataclass(frozen=True)
class IngestRequest:
    """The arguments of an ingest."""

    paths: Sequence[str | Path | Row]
    overrides: Mapping[str, str]
    prune: bool
    policy: FetchPolicy
    stdin: Callable[[], bytes] | None = None
    wanted: Callable[[Path], bool] = lambda _: True
    """Which of the files are read; the articles of the others stay as they are."""
    workers: Workers | None = None
    """None: sources are prepared in this process."""


class Ingest:
    """One run of an ingest."""

    def __init__(self, writer: LibraryWriter, request: IngestRequest, on_outcome: Callable[[Outcome], None]) -> None:
        self._catalog, self._writer, self._request, self._on_outcome = writer.catalog, writer, request, on_outcome
        self._current = self._catalog.current()
        self._live = {r.sha256: r.article_id for r in self._current.values() if not r.duplicate_of}
        self._sent: deque[tuple[Source, Result | None]] = deque()
        """What was sent to the workers and, without a result to wait for, what needs none; in order."""
        self._articles: list[Indexed] = []
        self._duplicates: list[RevisionDraft] = []
        self._waiting: list[Outcome] = []
        self._due = monotonic() + BATCH_SECONDS
        self._inputs: list[Input] = []
        self._origins: set[str] = set()
        self._left: Set[str] = frozenset()
        self._failures = 0
        self._outcomes: list[Outcome] = []

    def run(self, on_start: Callable[[int], None], on_skipped: Callable[[Mapping[str, int]], None]) -> list[Outcome]:
        """Raises `SourceError` for invalid overrides, before anything is read: they would fail every article."""
        request = self._request
        check_overrides(request.overrides)
        found = find_inputs(
            request.paths,
            self._holders(),
            max_mb=request.policy.max_mb,
            stdin=request.stdin,
            wanted=request.wanted,
        )
        self._left = found.left
        on_skipped(found.skipped)
        self._take_all(found, on_start)
        self._flush()
        self._look_for_gone(found)
        self._writer.settle()
        order = {origin: n for n, origin in enumerate(item.origin for item in self._inputs)}
        return sorted(self._outcomes, key=lambda o: order.get(o.origin, -1 if o.status == "failed" else len(order)))

    def _holders(self) -> dict[str, str]:
        """The origin of each id of the library and of this run."""
        held = {article_id: revision.origin for article_id, revision in self._current.items()}
        return held | {item.id: item.origin for item in self._inputs}

    def _take_all(self, found: Found, on_start: Callable[[int], None]) -> None:
        """`on_start` is called again, with a larger number, for a URL that turns out to hold several articles."""
        self._inputs += found.inputs
        self._failures += len(found.failures)
        self._origins |= {item.origin for item in found.inputs}
        on_start(len(self._inputs) + self._failures)
        for failure in found.failures:
            self._report(failure)
        for given in found.inputs:
            if self._request.workers and given.data is None and is_stored(given.origin):
                self._send(self._unread(given))
                continue
            try:
                item, data = load(given, self._request.policy)
                if item.several:
                    self._take_sent(0)
                    parts = find_parts(item, data, self._holders(), self._origins)
                    self._inputs.remove(given)
                    self._take_all(parts, on_start)
                else:
                    self._send(Source(item, data, fingerprint(item, data), self._overrides(item)))
            except SourceError as error:
                self._report(Outcome("failed", given.id, given.origin, error.advice))
        self._take_sent(0)

    def _unread(self, item: Input) -> Source:
        """A source that workers read themselves: the store is as near to them as it is to us."""
        held, overrides = self._current.get(item.id), self._overrides(item)
        known = held.fingerprint if held and held.overrides == overrides else ""
        return Source(item, None, "", overrides, known)

    def _overrides(self, item: Input) -> dict[str, str]:
        held = self._current.get(item.id)
        return {**(held.overrides if held else {}), **self._request.overrides}

    def _send(self, source: Source) -> None:
        """Has the source prepared; without workers it is taken at once.

        All are taken in the order of sending, the unchanged too: what one changes may decide what the next does.
        """
        workers = self._request.workers
        if workers is None or (not self._sent and self._is_same(source)):
            self._take(source, None)
            return
        self._take_sent(workers.window - 1)
        result = None if self._is_same(source) else workers.send(with_page(source, self._request.policy))
        self._sent.append((source, result))

    def _is_same(self, source: Source) -> bool:
        held = self._current.get(source.item.id)
        return held is not None and (held.fingerprint, held.overrides) == (source.fingerprint, source.overrides)

    def _take_sent(self, most: int) -> None:
        """Takes sources until at most so many are left."""
        while len(self._sent) > most:
            source, result = self._sent.popleft()
            try:
                self._take(source, result)
            except SourceError as error:
                self._report(Outcome("failed", source.item.id, source.item.origin, error.advice))

    def _take(self, source: Source, result: Result | None) -> None:
        """Compares a source with the article of that id, and changes the library if they differ."""
        item, held, overrides = source.item, self._current.get(source.item.id), self._overrides(source.item)
        prepared = result() if result else None
        digest = prepared.fingerprint if prepared else source.fingerprint or source.known
        if held and (held.fingerprint, held.overrides) == (digest, overrides):
            self._keep(held, item.origin, digest, overrides)  # nothing to parse
            return
        if prepared is None or source.overrides != overrides:
            prepared = read(replace(source, overrides=overrides), self._request.policy)
        article = prepared.article
        if held is None and (held := self._of_same_url(article)):
            if held.overrides:
                overrides = {**held.overrides, **self._request.overrides}
                prepared = read(replace(source, overrides=overrides), self._request.policy)
            article = replace(prepared.article, id=held.article_id)
        if held and self._is_superseded(held, article):
            if held.sha256 == article.sha256:
                self._report(Outcome("duplicate", item.id, item.origin, held.article_id))
            else:
                self._report(Outcome("unchanged", held.article_id, item.origin))
        elif held and self._is_stored(held, article):
            self._keep(held, item.origin, prepared.fingerprint, overrides)
        else:
            self._change(held, RevisionDraft(article, prepared.fingerprint, overrides), prepared)

    def _of_same_url(self, article: Article) -> Revision | None:
        """The article from another file that has this one's URL: they are two versions of one.

        Rows of one file may share a URL, as the parts of a page do.
        """
        address = article_address(article.url)
        held_id = self._addresses.get(address) if address else None
        if held_id and any(outcome.article_id == held_id for outcome in self._waiting):
            self._flush()
        held = self._current.get(held_id) if held_id else None
        if held and held.origin != article.origin and file_of(held.origin) == file_of(article.origin):
            return None
        return held

    @cached_property
    def _addresses(self) -> dict[str, str]:
        """The article of each address; the first keeps its id."""
        found: dict[str, str] = {}
        for article_id, url in self._catalog.urls():
            if address := article_address(url):
                found.setdefault(address, article_id)
        return found

    def _is_superseded(self, held: Revision, article: Article) -> bool:
        """Whether this is a known version of the article, whose current one comes from another source of this run."""
        return (
            held.origin not in ("-", article.origin)
            and (held.origin in self._origins or file_of(held.origin) in self._left)
            and article.sha256 in self._catalog.versions(held.article_id)
        )

    def _is_stored(self, held: Revision, article: Article) -> bool:
        """Whether the catalog has exactly this article; not if its stored text is damaged, so that it is replaced."""
        try:
            stored = self._catalog.article(held.article_id, held.sha256)
        except LibraryDamaged:
            return False
        return stored is not None and replace(stored, origin=article.origin) == article

    def _keep(self, held: Revision, origin: str, digest: str, overrides: Mapping[str, str]) -> None:
        """Reports the article as unchanged, and records its new path or bytes."""
        if (held.origin, held.fingerprint, held.overrides) != (origin, digest, overrides):
            self._writer.touch(held.id, origin, digest, overrides)
        status: Literal["duplicate", "unchanged"] = "duplicate" if held.duplicate_of else "unchanged"
        self._report(Outcome(status, held.article_id, origin, held.duplicate_of or ""))

    def _change(self, held: Revision | None, draft: RevisionDraft, prepared: Prepared) -> None:
        article, remark = draft.article, prepared.remark
        if held and any(duplicate.duplicate_of == held.article_id for duplicate in self._duplicates):
            self._flush()  # its duplicates of this batch must be in the catalog before its text changes
        original = self._live.get(article.sha256, article.id)
        if original != article.id:
            self._leave(held, article)
            self._duplicates.append(replace(draft, duplicate_of=original))
            self._wait(Outcome("duplicate", article.id, article.origin, original))
            return
        chunks = self._writer.chunks(draft) if prepared.chunks is None else prepared.chunks
        if not chunks:
            raise SourceError(
                f"Nothing of {article.origin} is left to be indexed: it is all navigation, notices and the like."
            )
        self._leave(held, article)
        self._live[article.sha256] = article.id
        if address := article_address(article.url):
            self._addresses.setdefault(address, article.id)
        self._articles.append(Indexed(draft, chunks, prepared.vectors))
        what = "metadata" if held and held.sha256 == article.sha256 else "text"
        detail = f"{what}; {remark}" if held and remark else what if held else remark
        self._wait(Outcome("updated" if held else "added", article.id, article.origin, detail))

    def _leave(self, held: Revision | None, article: Article) -> None:
        """The article no longer stands for its present text: another with that text is not its duplicate."""
        if held and held.sha256 != article.sha256 and not held.duplicate_of:
            self._live.pop(held.sha256, None)

    def _wait(self, outcome: Outcome) -> None:
        self._waiting.append(outcome)
        chunks = sum(len(item.chunks) for item in self._articles)
        if chunks >= BATCH_CHUNKS or len(self._waiting) >= BATCH_ARTICLES or monotonic() > self._due:
            self._flush()

    def _flush(self) -> None:
        """Commits the batch, then reports its outcomes: what was reported is on disk."""
        articles, duplicates, waiting = self._articles, self._duplicates, self._waiting
        self._articles, self._duplicates, self._waiting = [], [], []
        self._due = monotonic() + BATCH_SECONDS
        if not waiting:
            return
        promoted = self._writer.commit(articles, duplicates)
        self._refresh([outcome.article_id for outcome in waiting], promoted)
        for outcome in waiting:
            self._report(outcome)

    def _refresh(self, changed: Iterable[str], promoted: Iterable[str]) -> None:
        """Updates our copy of the catalog's current revisions after a commit."""
        fresh = self._catalog.current([*changed, *promoted])
        self._current.update(fresh)
        self._live.update({r.sha256: r.article_id for r in fresh.values() if not r.duplicate_of})
        texts = {r.sha256 for r in fresh.values()}
        fellows = [a for a, r in self._current.items() if r.duplicate_of and r.sha256 in texts]
        self._current.update(self._catalog.current(fellows))  # duplicates may now point to another article

    def _look_for_gone(self, found: Found) -> None:
        holders = {article_id: revision.origin for article_id, revision in self._current.items()}
        gone = [self._current[article_id] for article_id in found.gone(holders)]
        if gone and self._request.prune:
            self._writer.commit([], removed=[revision.article_id for revision in gone])
            self._writer.shred()
        for revision in gone:
            self._report(Outcome("removed" if self._request.prune else "gone", revision.article_id, revision.origin))

    def _report(self, outcome: Outcome) -> None:
        self._outcomes.append(outcome)
        self._on_outcome(outcome)
