"""The library: a folder with the catalog, both indexes and the locks, and every operation on it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import LibraryBusy, LibraryEmpty, LibraryError, UnknownArticle, listed
from ..files import make_folder
from ..loading.policy import FetchPolicy
from ..storage.catalog import Catalog
from ..storage.database import check_single
from ..storage.errors import no_articles
from ..storage.locks import IndexLock, WriterLock
from ..storage.records import Entry, LibraryState
from ..types import Article, Outcome
from .compatibility import Recipe, check_embedder, check_recipe
from .reader import NAMED, Index, OpenIndexes, unknown_article
from .writer import LibraryWriter

if TYPE_CHECKING:
    from ..embedding.embedder import Embedder
    from ..loading.candidates import Row
    from .preparation import Workers

PATIENCE = 2.0
"""Seconds that a writer waits for the lock: a reader may hold it briefly, to finish what a killed writer left."""

_left_to_the_parent: list[Any] = []
"""Objects inherited through fork(); never use or close them."""


class Library:
    """Thread-safe. The constructor touches nothing on disk; only `ingest` creates the folder."""

    def __init__(self, home: Path, *, embedding: str, embedder: Callable[[], Embedder], chunk_chars: int) -> None:
        """`embedding` is the setting's name for the model; `embedder` loads it, once something must be embedded."""
        self._home, self._catalog_path = home, home / "catalog.db"
        self._recipe = Recipe(embedding, chunk_chars, embedder)
        self._index_lock = IndexLock(home)
        self._writer_lock = WriterLock(home / "writer.lock")
        self._indexes = OpenIndexes(home, self._recipe)
        self._lock = threading.Lock()
        self._catalog: Catalog | None = None
        self._held = threading.local()

    def close(self) -> None:
        """Closes all files. The library can still be used: it opens them again."""
        self._indexes.close()
        with self._lock:
            if self._catalog is not None:
                self._catalog.close()
                self._catalog = None

    # Writing

    def ingest(
        self,
        paths: Sequence[str | Path | Row],
        *,
        overrides: Mapping[str, str] | None = None,
        prune: bool = False,
        policy: FetchPolicy | None = None,
        on_start: Callable[[int], None] | None = None,
        on_outcome: Callable[[Outcome], None] | None = None,
        on_skipped: Callable[[Mapping[str, int]], None] | None = None,
        stdin: Callable[[], bytes] | None = None,
        wanted: Callable[[Path], bool] = lambda _: True,
        workers: Workers | None = None,
    ) -> list[Outcome]:
        """Adds and updates articles. Reports each outcome once it is on disk; returns all in the order of the sources.

        Files that are not `wanted` are not read, and their articles stay as they are. `workers` prepare what has
        changed; without, it is done here.

        `overrides` stay with the articles: a later ingest without them keeps them. An interruption loses nothing that
        was reported. Raises `LibraryBusy` while another process writes, `LibraryMismatch` if the library was made with
        other settings.
        """
        from .ingest import Ingest, IngestRequest  # loads every parser; a question needs none

        request = IngestRequest(paths, overrides or {}, prune, policy or FetchPolicy(), stdin, wanted, workers)
        with self._writing(create=True) as (catalog, writer):
            if catalog.has_live():
                check_recipe(self._home, catalog.state(), self._recipe)
            ingest = Ingest(catalog, writer, request, on_outcome or (lambda _: None))
            return ingest.run(on_start or (lambda _: None), on_skipped or (lambda _: None))

    def remove(self, ids: Sequence[str]) -> None:
        """Erases articles with all their versions; a duplicate replaces its erased original.

        Raises `UnknownArticle` before it erases any.
        """
        with self._writing() as (catalog, writer):
            held = catalog.current(ids)
            for article_id in ids:
                if article_id not in held:
                    raise unknown_article(catalog, article_id)
            writer.commit([], removed=list(held))
            writer.settle()
            catalog.shred()

    def rebuild(self, on_progress: Callable[[int, int], None] | None = None) -> int:
        """Chunks, embeds and indexes every stored text with the settings now in force. Returns the number of chunks.

        It also upgrades a library of an earlier version, after copying its catalog. Readers see the old chunks until
        the new ones are complete, so a killed rebuild changes nothing. `on_progress` gets the articles done and their
        total.
        """
        with closing(Catalog(self._catalog_path, older=True)) as catalog, self._writer(lambda: catalog) as (_, writer):
            return writer.rebuild(on_progress or (lambda _done, _total: None))

    # Reading

    @contextmanager
    def reading(self) -> Iterator[Index]:
        """The indexes as they are now. Writers wait until you leave it, so leave soon. A thread may nest it.

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
        """Raises `LibraryMismatch` if the library was made with other weights."""
        check_embedder(self._home, self._opened().state(), embedder)

    def anisotropy(self) -> float:
        """Of the embedding model that made the library; see embedding/anisotropy.py."""
        return self._opened().state().anisotropy

    def articles(self) -> list[Entry]:
        """The articles with their duplicates, by id; empty if there is no library."""
        try:
            return self._opened().entries()
        except LibraryEmpty:
            return []

    def article(self, article_id: str, version: str | None = None) -> Article:
        """The current article, or the version whose SHA-256 begins with `version`. Raises `UnknownArticle`."""
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
        """The SHA-256 of each of its texts, newest first; empty if there is no such article."""
        return self._opened().versions(article_id)

    def stored(self, article_id: str, sha256: str) -> Article | None:
        """Exactly that version, which may be superseded; None if there is none."""
        return self._opened().article(article_id, sha256)

    def text_of(self, article_id: str, sha256: str) -> str | None:
        """The text of exactly that version; None if there is none."""
        article = self.stored(article_id, sha256)
        return article.text if article else None

    def address_of(self, article_id: str, sha256: str) -> str | None:
        """The URL of exactly that version or, without one, where it was read from; None if there is no such version."""
        article = self.stored(article_id, sha256)
        return (article.url or article.origin) if article else None

    def current_sha(self, article_id: str) -> str | None:
        return self._opened().current_sha(article_id)

    # Parts

    def _opened(self, *, create: bool = False) -> Catalog:
        """The catalog now at our path: the folder may have been moved or restored from a copy since the last call."""
        with self._lock:
            if self._catalog is not None and self._catalog.is_forked():
                _left_to_the_parent.append((self._catalog, self._indexes))
                self._catalog, self._indexes = None, OpenIndexes(self._home, self._recipe, forked=True)
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
            writer = LibraryWriter(self._home, catalog, self._index_lock, self._recipe)
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
        """Completes the indexes if a killed writer left them unfinished; does nothing while another writer is alive."""
        state = catalog.state()
        if state.writing or state.stale:
            with suppress(LibraryBusy), self._writing(patience=0):  # entering it repairs
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
            raise  # not about the library: perhaps from a callback
        raise LibraryError(
            f"{error.filename} cannot be written: {error.strerror}.", "Check the disk, and who owns the folder."
        ) from error


def _match(article_id: str, version: str, known: Sequence[str]) -> str:
    matching = [sha256 for sha256 in known if version and sha256.startswith(version.lower())]
    if len(matching) == 1:
        return matching[0]
    which = f"Several versions of {article_id!r} begin" if matching else f"No version of {article_id!r} begins"
    newest = listed([sha256[:12] for sha256 in known], NAMED)
    raise UnknownArticle(f"{which} with {version!r}.", f"Its versions are {newest}.")
