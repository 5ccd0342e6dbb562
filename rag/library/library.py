"""The library: a folder with the catalog, both indexes and the locks. Everything that a caller may do with it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import LibraryBusy, LibraryEmpty, LibraryError, UnknownArticle
from ..files import make_folder
from ..storage.catalog import Catalog
from ..storage.database import check_single
from ..storage.errors import no_articles
from ..storage.locks import IndexLock, WriterLock
from ..storage.records import Entry, LibraryState
from ..types import Article, Outcome
from .compatibility import Recipe, check_embedder, check_recipe
from .ingest import Ingest, IngestRequest
from .reader import Index, OpenIndexes, unknown_article
from .writer import LibraryWriter

if TYPE_CHECKING:
    from ..embedding.embedder import Embedder

PATIENCE = 2.0
"""Seconds that a writer waits for another. A reader who came upon a writer's last moment may hold the lock for a blink, to see that
there is nothing to mend."""


_left_to_the_parent: list[Any] = []
"""What a forked process has of its parent's and must not use, nor close."""


class Library:
    """Safe to use from several threads. Making one touches nothing on disk; asking never creates the folder, ingesting does."""

    def __init__(
        self,
        home: Path,
        *,
        embedding: str,
        embedder: Callable[[], Embedder],
        chunk_chars: int,
        step: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`embedder` is called when something must be embedded, not before; `embedding` is the name by which the settings know it.

        `step` hears of each stage of a write: the seam at which a test kills the process.
        """
        self._home, self._catalog_path = home, home / "catalog.db"
        self._recipe = Recipe(embedding, chunk_chars, embedder)
        self._step = step
        self._index_lock = IndexLock(home)
        self._writer_lock = WriterLock(home / "writer.lock")
        self._indexes = OpenIndexes(home)
        self._lock = threading.Lock()
        self._catalog: Catalog | None = None
        self._held = threading.local()

    def close(self) -> None:
        """Lets go of all files. The library can be used again afterwards: it opens what it needs."""
        self._indexes.close()
        with self._lock:
            if self._catalog is not None:
                self._catalog.close()
                self._catalog = None

    # Writing

    def ingest(
        self,
        paths: Sequence[str | Path],
        *,
        overrides: Mapping[str, str] | None = None,
        prune: bool = False,
        max_mb: float = 20,
        timeout: float = 20,
        on_start: Callable[[int], None] | None = None,
        on_outcome: Callable[[Outcome], None] | None = None,
        stdin: Callable[[], bytes] | None = None,
        allow_private: bool = False,
    ) -> list[Outcome]:
        """Adds and updates; one outcome per article, each reported when it is on disk, all returned in the order of their inputs.

        `overrides` stay with the articles: a later ingest without them keeps them. What was reported before an interruption is in.
        Raises `LibraryBusy` while another writes, `LibraryMismatch` where the library was made with other settings.
        """
        request = IngestRequest(
            paths, overrides or {}, prune, max_mb, timeout, self._recipe.chunk_chars, stdin, allow_private
        )
        with self._writing(create=True) as (catalog, writer):
            if catalog.has_live():
                check_recipe(self._home, catalog.state(), self._recipe)
            return Ingest(catalog, writer, request, on_outcome or (lambda _: None)).run(on_start or (lambda _: None))

    def remove(self, ids: Sequence[str]) -> None:
        """Erases articles with all their versions; a duplicate of one of them takes its place. Raises `UnknownArticle` before any goes."""
        with self._writing() as (catalog, writer):
            held = catalog.current(ids)
            for article_id in ids:
                if article_id not in held:
                    raise unknown_article(catalog, article_id)
            writer.commit([], removed=list(held))
            writer.settle()
            catalog.shred()

    def rebuild(self, on_progress: Callable[[int, int], None] | None = None) -> int:
        """Chunks, embeds and indexes every stored text anew with the settings now in force; gives the number of chunks.

        A library of an earlier version is brought up to date by it, after its catalog was copied. The old state counts until the new
        one is complete, so a rebuild that is killed changes nothing. `on_progress` gets articles done and articles in all.
        """
        with closing(Catalog(self._catalog_path, older=True)) as catalog, self._writer(lambda: catalog) as (_, writer):
            return writer.rebuild(on_progress or (lambda _done, _total: None))

    # Reading

    @contextmanager
    def reading(self) -> Iterator[Index]:
        """The indexes as they are now; a writer waits until it is left, so leave it soon. May be nested within a thread.

        Raises `LibraryEmpty`, `LibraryMismatch` or `LibraryDamaged`.
        """
        nested: Index | None = getattr(self._held, "index", None)
        if nested is not None:
            yield nested
            return
        catalog = self._opened()
        self._mend(catalog)
        with self._index_lock.shared(lambda: self._indexes.enter(catalog, self._check)) as entered:
            try:
                self._held.index = Index(catalog, entered)
                yield self._held.index
            finally:
                self._held.index = None
                self._indexes.leave(entered)

    def check_embedder(self, embedder: Embedder) -> None:
        """Raises `LibraryMismatch` when these are not the weights that the library was made with."""
        check_embedder(self._home, self._opened().state(), embedder)

    def articles(self) -> list[Entry]:
        """The articles, by id, duplicates included; none where there is no library."""
        try:
            return self._opened().entries()
        except LibraryEmpty:
            return []

    def article(self, article_id: str, version: str | None = None) -> Article:
        """An article as it is now, or the version whose SHA-256 begins with `version`. Raises `UnknownArticle`."""
        catalog = self._opened()
        current = catalog.current_sha(article_id)
        if current is None:
            raise unknown_article(catalog, article_id)
        sha256 = current if version is None else _match(article_id, version, catalog.versions(article_id))
        article = catalog.article(article_id, sha256)
        if article is None:  # removed this moment
            raise unknown_article(catalog, article_id)
        return article

    def versions(self, article_id: str) -> list[str]:
        """The SHA-256 of each of its texts, newest first; none where there is no such article."""
        return self._opened().versions(article_id)

    def text_of(self, article_id: str, sha256: str) -> str | None:
        """The text of exactly that version, superseded ones included."""
        article = self._opened().article(article_id, sha256)
        return article.text if article else None

    def current_sha(self, article_id: str) -> str | None:
        return self._opened().current_sha(article_id)

    # Parts

    def _opened(self, *, create: bool = False) -> Catalog:
        """The catalog that is there now: while this was open the folder may have been moved, or put back from a copy."""
        with self._lock:
            if self._catalog is not None and self._catalog.is_forked():
                _left_to_the_parent.append((self._catalog, self._indexes))
                self._catalog, self._indexes = None, OpenIndexes(self._home, forked=True)
            if self._catalog is None or not self._catalog.is_current():
                self._catalog = Catalog(self._catalog_path, create=create)
            return self._catalog

    @contextmanager
    def _writing(self, *, create: bool = False, patience: float = PATIENCE) -> Iterator[tuple[Catalog, LibraryWriter]]:
        if create:
            self._create_home()
        else:
            self._opened()
        with self._writer(lambda: self._opened(create=create), patience) as (catalog, writer):
            writer.recover()
            yield catalog, writer

    @contextmanager
    def _writer(
        self, opened: Callable[[], Catalog], patience: float = PATIENCE
    ) -> Iterator[tuple[Catalog, LibraryWriter]]:
        with _on_the_disk(self._home), self._writer_lock.hold(patience):
            catalog = opened()
            check_single(self._catalog_path)
            writer = LibraryWriter(self._home, catalog, self._index_lock, self._recipe, self._step)
            try:
                yield catalog, writer
            finally:
                writer.close()

    def _create_home(self) -> None:
        try:
            make_folder(self._home)
        except OSError as error:
            raise LibraryError(
                f"The library's folder {self._home} cannot be made: {error.strerror}.", "Choose another with --home."
            ) from None

    def _mend(self, catalog: Catalog) -> None:
        """A writer that was killed left the indexes unfinished: the first who comes and can, finishes."""
        state = catalog.state()
        if state.writing or state.stale:
            with suppress(LibraryBusy), self._writing(patience=0):  # busy: the writer lives, and does it
                pass

    def _check(self, state: LibraryState) -> None:
        catalog = self._opened()
        if not catalog.has_live():
            raise no_articles(self._home)
        check_recipe(self._home, state, self._recipe)


@contextmanager
def _on_the_disk(home: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if not str(error.filename).startswith(str(home)):
            raise  # of something else, as of who is told the outcomes
        raise LibraryError(
            f"{error.filename} cannot be written: {error.strerror}.", "Check the disk, and who owns the folder."
        ) from error


def _match(article_id: str, version: str, known: Sequence[str]) -> str:
    matching = [sha256 for sha256 in known if version and sha256.startswith(version.lower())]
    if len(matching) == 1:
        return matching[0]
    what = "Several versions" if matching else "No version"
    raise UnknownArticle(
        f"{what} of {article_id!r} begin with {version!r}."
        if matching
        else f"{what} of {article_id!r} begins with {version!r}.",
        f"Its versions are {', '.join(sha256[:12] for sha256 in known)}.",
    )
