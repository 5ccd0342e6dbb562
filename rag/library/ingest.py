"""One ingest: inputs in, outcomes out. Decides what each input means for the library; `writer.py` carries it out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ..errors import LibraryDamaged, SourceError
from ..storage.catalog import Catalog
from ..storage.records import Revision, RevisionDraft
from ..types import Article, Chunk, Outcome
from .writer import LibraryWriter

if TYPE_CHECKING:
    from ..loading.loader import Found, Input

BATCH_CHUNKS = 128
"""Chunks that are committed together; small articles share a batch."""
BATCH_ARTICLES = 512


@dataclass(frozen=True)
class IngestRequest:
    """What was asked of an ingest."""

    paths: Sequence[str | Path]
    overrides: Mapping[str, str]
    prune: bool
    max_mb: float
    timeout: float
    chunk_chars: int
    stdin: Callable[[], bytes] | None = None
    allow_private: bool = False
    """Whether a URL may lead into one's own network."""


class Ingest:
    """To be used once, with the writer lock held."""

    def __init__(
        self, catalog: Catalog, writer: LibraryWriter, request: IngestRequest, on_outcome: Callable[[Outcome], None]
    ) -> None:
        self._catalog, self._writer, self._request, self._on_outcome = catalog, writer, request, on_outcome
        self._current = catalog.current()
        self._live = {r.sha256: r.article_id for r in self._current.values() if not r.duplicate_of}
        self._articles: list[tuple[RevisionDraft, list[Chunk]]] = []
        self._duplicates: list[RevisionDraft] = []
        self._waiting: list[Outcome] = []
        self._outcomes: list[Outcome] = []

    def run(self, on_start: Callable[[int], None]) -> list[Outcome]:
        """Raises `SourceError` before anything is read for overrides that are none: they would fail every article alike."""
        from ..loading.loader import check_overrides, find_inputs

        request = self._request
        check_overrides(request.overrides)
        holders = {article_id: revision.origin for article_id, revision in self._current.items()}
        found = find_inputs(request.paths, holders, max_mb=request.max_mb, stdin=request.stdin)
        on_start(len(found.inputs) + len(found.failures))
        for failure in found.failures:
            self._report(failure)
        for item in found.inputs:
            try:
                self._take(item)
            except SourceError as error:
                self._report(Outcome("failed", item.id, item.origin, f"{error.message} {error.hint}".strip()))
        self._flush()
        self._look_for_gone(found)
        self._writer.settle()
        order = {origin: n for n, origin in enumerate(s.origin for s in found.inputs)}
        return sorted(self._outcomes, key=lambda o: order.get(o.origin, -1 if o.status == "failed" else len(order)))

    def _take(self, item: Input) -> None:
        from ..loading.loader import fingerprint, load, read_article

        held = self._current.get(item.id)
        request = self._request
        item, data = load(item, max_mb=request.max_mb, timeout=request.timeout, allow_private=request.allow_private)
        mark = fingerprint(item, data)
        if held and held.fingerprint == mark and self._request.overrides.items() <= held.overrides.items():
            self._same(held, RevisionDraft(Article(item.id, "", "", origin=item.origin), mark, held.overrides))
            return
        overrides = {**(held.overrides if held else {}), **self._request.overrides}
        draft = RevisionDraft(_checked(read_article(item, data, overrides)), mark, overrides)
        stored = self._stored(held) if held else None
        if held and stored and replace(stored, origin=draft.article.origin) == draft.article:
            self._same(held, draft)
        else:
            self._change(held, draft)

    def _stored(self, held: Revision) -> Article | None:
        """None where it is damaged: what the input says now takes its place."""
        try:
            return self._catalog.article(held.article_id, held.sha256)
        except LibraryDamaged:
            return None

    def _same(self, held: Revision, draft: RevisionDraft) -> None:
        """The input says what it said before; its bytes, its place or its reader may have changed."""
        if (held.origin, held.fingerprint, held.overrides) != (
            draft.article.origin,
            draft.fingerprint,
            draft.overrides,
        ):
            self._catalog.touch(held.id, draft.article.origin, draft.fingerprint, draft.overrides)
        status: Literal["duplicate", "unchanged"] = "duplicate" if held.duplicate_of else "unchanged"
        self._report(Outcome(status, held.article_id, draft.article.origin, held.duplicate_of or ""))

    def _change(self, held: Revision | None, draft: RevisionDraft) -> None:
        article = draft.article
        if held and any(duplicate.duplicate_of == held.article_id for duplicate in self._duplicates):
            self._flush()  # who was found to be its duplicate in this very batch must be in the catalog before its text goes
        original = self._live.get(article.sha256, article.id)
        if original != article.id:
            self._leave(held, article)
            self._duplicates.append(replace(draft, duplicate_of=original))
            self._wait(Outcome("duplicate", article.id, article.origin, original))
            return
        chunks = self._writer.chunks(draft)
        if not chunks:
            raise SourceError(
                f"Nothing of {article.origin} is left to be indexed: it is all navigation, notices and the like."
            )
        self._leave(held, article)
        self._live[article.sha256] = article.id
        self._articles.append((draft, chunks))
        what = "metadata" if held and held.sha256 == article.sha256 else "text"
        self._wait(Outcome("updated" if held else "added", article.id, article.origin, what if held else ""))

    def _leave(self, held: Revision | None, article: Article) -> None:
        """The article's present text loses it."""
        if held and held.sha256 != article.sha256 and not held.duplicate_of:
            self._live.pop(held.sha256, None)

    def _wait(self, outcome: Outcome) -> None:
        self._waiting.append(outcome)
        if sum(len(chunks) for _, chunks in self._articles) >= BATCH_CHUNKS or len(self._waiting) >= BATCH_ARTICLES:
            self._flush()

    def _flush(self) -> None:
        """Commits the batch, and only then says so."""
        articles, duplicates, waiting = self._articles, self._duplicates, self._waiting
        self._articles, self._duplicates, self._waiting = [], [], []
        if not waiting:
            return
        promoted = self._writer.commit(articles, duplicates)
        self._refresh([outcome.article_id for outcome in waiting], promoted)
        for outcome in waiting:
            self._report(outcome)

    def _refresh(self, changed: Iterable[str], promoted: Iterable[str]) -> None:
        """Brings what we remember of the catalog up to date."""
        fresh = self._catalog.current([*changed, *promoted])
        self._current.update(fresh)
        self._live.update({r.sha256: r.article_id for r in fresh.values() if not r.duplicate_of})
        texts = {r.sha256 for r in fresh.values()}
        fellows = [a for a, r in self._current.items() if r.duplicate_of and r.sha256 in texts]
        self._current.update(self._catalog.current(fellows))  # another article may stand for them now

    def _look_for_gone(self, found: Found) -> None:
        holders = {article_id: revision.origin for article_id, revision in self._current.items()}
        gone = [self._current[article_id] for article_id in found.gone(holders)]
        if gone and self._request.prune:
            self._writer.commit([], removed=[revision.article_id for revision in gone])
            self._catalog.shred()
        for revision in gone:
            self._report(Outcome("removed" if self._request.prune else "gone", revision.article_id, revision.origin))

    def _report(self, outcome: Outcome) -> None:
        self._outcomes.append(outcome)
        self._on_outcome(outcome)


def _checked(article: Article) -> Article:
    """The catalog stores UTF-8, which a file name of another encoding has no form in."""
    fields: list[Any] = [getattr(article, name) for name in article.__dataclass_fields__]
    try:
        "".join(f for f in fields if f).encode("utf-8")
    except UnicodeEncodeError:
        raise SourceError(f"The name or the metadata of {article.origin!a} is not valid UTF-8; rename it.") from None
    return article
