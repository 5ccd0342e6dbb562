"""The library and every operation on it, wherever it is kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import LibraryEmpty, UnknownArticle, listed
from ..loading.policy import FetchPolicy
from ..storage.catalog import Catalog
from ..storage.errors import no_articles
from ..storage.opening import open_store
from ..storage.records import Entry, LibraryState
from ..storage.store import Writing
from ..types import Article, Outcome
from ..urls import DatabaseURL
from .compatibility import Recipe, check_embedder, check_recipe
from .earlier import EarlierVersions
from .reader import NAMED, Index, unknown_article
from .writer import LibraryWriter

if TYPE_CHECKING:
    from ..embedding.embedder import Embedder
    from ..loading.candidates import Row
    from .preparation import Workers


class Library:
    """Thread-safe. The constructor touches nothing on disk; only `ingest` creates the folder."""

    def __init__(
        self, home: Path | DatabaseURL, *, embedding: str, embedder: Callable[[], Embedder], chunk_chars: int
    ) -> None:
        """`embedding` is the setting's name for the model; `embedder` loads it, once something must be embedded."""
        self._recipe = Recipe(embedding, chunk_chars, embedder)
        self._store = open_store(home)
        self._place = self._store.place
        self._earlier = EarlierVersions(self._recipe)
        self._held = threading.local()

    def close(self) -> None:
        """Closes all files. The library can still be used: it opens them again."""
        self._store.close()
        self._earlier.forget()

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
        with self._store.writing(create=True) as writing:
            if writing.catalog.has_live():
                check_recipe(self._place, writing.catalog.state(), self._recipe)
            ingest = Ingest(self._writer(writing), request, on_outcome or (lambda _: None))
            return ingest.run(on_start or (lambda _: None), on_skipped or (lambda _: None))

    def remove(self, ids: Sequence[str]) -> None:
        """Erases articles with all their versions; a duplicate replaces its erased original.

        Raises `UnknownArticle` before it erases any.
        """
        with self._store.writing() as writing:
            held = writing.catalog.current(ids)
            for article_id in ids:
                if article_id not in held:
                    raise unknown_article(writing.catalog, article_id)
            self._writer(writing).commit([], removed=list(held))
            writing.settle()
            writing.shred()

    def rebuild(self, on_progress: Callable[[int, int], None] | None = None) -> int:
        """Chunks, embeds and indexes every stored text with the settings now in force. Returns the number of chunks.

        It also upgrades a library of an earlier version, after copying its catalog. Readers see the old chunks until
        the new ones are complete, so a killed rebuild changes nothing. `on_progress` gets the articles done and their
        total.
        """
        with self._store.rebuilding() as writing:
            return self._writer(writing).rebuild(on_progress or (lambda _done, _total: None))

    def _writer(self, writing: Writing) -> LibraryWriter:
        return LibraryWriter(writing, self._recipe, self._place)

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
        with self._store.reading(self._check) as search:
            try:
                self._held.index = Index(search, self._earlier)
                yield self._held.index
            finally:
                self._held.index = None

    def state(self) -> Hashable:
        """Another one after each visible change, also where another library has taken the place of this one."""
        catalog = self._store.opened()
        return catalog, catalog.state()

    def check_embedder(self, embedder: Embedder) -> None:
        """Raises `LibraryMismatch` if the library was made with other weights."""
        check_embedder(self._place, self._store.opened().state(), embedder)

    def anisotropy(self) -> float:
        """Of the embedding model that made the library; see embedding/anisotropy.py."""
        return self._store.opened().state().anisotropy

    def articles(self) -> list[Entry]:
        """The articles with their duplicates, by id; empty if there is no library."""
        try:
            return self._store.opened().entries()
        except LibraryEmpty:
            return []

    def article(self, article_id: str, version: str | None = None) -> Article:
        """The current article, or the version whose SHA-256 begins with `version`. Raises `UnknownArticle`."""
        catalog = self._store.opened()
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
        return self._store.opened().versions(article_id)

    def stored(self, article_id: str, sha256: str) -> Article | None:
        """Exactly that version, which may be superseded; None if there is none."""
        return self._store.opened().article(article_id, sha256)

    def text_of(self, article_id: str, sha256: str) -> str | None:
        """The text of exactly that version; None if there is none."""
        article = self.stored(article_id, sha256)
        return article.text if article else None

    def address_of(self, article_id: str, sha256: str) -> str | None:
        """The URL of exactly that version or, without one, where it was read from; None if there is no such version."""
        article = self.stored(article_id, sha256)
        return (article.url or article.origin) if article else None

    def current_sha(self, article_id: str) -> str | None:
        return self._store.opened().current_sha(article_id)

    def _check(self, catalog: Catalog, state: LibraryState) -> None:
        if not catalog.has_live():
            raise no_articles(self._place)
        check_recipe(self._place, state, self._recipe)


def _match(article_id: str, version: str, known: Sequence[str]) -> str:
    matching = [sha256 for sha256 in known if version and sha256.startswith(version.lower())]
    if len(matching) == 1:
        return matching[0]
    which = f"Several versions of {article_id!r} begin" if matching else f"No version of {article_id!r} begins"
    newest = listed([sha256[:12] for sha256 in known], NAMED)
    raise UnknownArticle(f"{which} with {version!r}.", f"Its versions are {newest}.")
