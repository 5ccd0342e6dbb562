"""A library in a folder: the catalog, both indexes and the locks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from ...errors import LibraryBusy, LibraryError
from ...files import make_folder
from ..records import LibraryState
from .catalog import LocalCatalog
from .database import check_single
from .locks import IndexLock, WriterLock
from .search import Opened, OpenIndexes
from .writing import LocalWriting

PATIENCE = 2.0
"""Seconds that a writer waits for the lock: a reader may hold it briefly, to finish what a killed writer left."""

_left_to_the_parent: list[Any] = []
"""Objects inherited through fork(); never use or close them."""


class LocalStore:
    """See `store.Store`."""

    def __init__(self, home: Path) -> None:
        self._home, self._catalog_path = home, home / "catalog.db"
        self._index_lock = IndexLock(home)
        self._writer_lock = WriterLock(home / "writer.lock")
        self._indexes = OpenIndexes(home)
        self._lock = threading.Lock()
        self._catalog: LocalCatalog | None = None

    @property
    def place(self) -> str:
        return str(self._home)

    def close(self) -> None:
        self._indexes.close()
        with self._lock:
            if self._catalog is not None:
                self._catalog.close()
                self._catalog = None

    def opened(self, *, create: bool = False) -> LocalCatalog:
        """The catalog now at our path: the folder may have been moved or restored from a copy since the last call."""
        with self._lock:
            if self._catalog is not None and self._catalog.is_forked():
                _left_to_the_parent.append((self._catalog, self._indexes))
                self._catalog, self._indexes = None, OpenIndexes(self._home, forked=True)
            if self._catalog is None or not self._catalog.is_current():
                self._catalog = LocalCatalog(self._catalog_path, create=create)
            return self._catalog

    @contextmanager
    def reading(self, check: Callable[[LibraryState], None]) -> Iterator[Opened]:
        catalog = self.opened()
        self._mend(catalog)
        with self._index_lock.shared(lambda: self._indexes.enter(catalog, check)) as entered:
            try:
                yield entered
            finally:
                self._indexes.leave(entered)

    @contextmanager
    def writing(self, *, create: bool = False, patience: float = PATIENCE) -> Iterator[LocalWriting]:
        if create:
            self._create_home()
        else:
            self.opened()
        with self._locked(lambda: self.opened(create=create), patience) as writing:
            writing.recover()
            yield writing

    @contextmanager
    def rebuilding(self) -> Iterator[LocalWriting]:
        """An older catalog is copied first."""
        with (
            closing(LocalCatalog(self._catalog_path, older=True)) as catalog,
            self._locked(lambda: catalog, PATIENCE) as writing,
        ):
            catalog.upgrade()
            catalog.drop_leftovers()
            yield writing

    def describe(self) -> str:
        return self.place

    def check_texts(self) -> str:
        from .integrity import check_catalog

        return check_catalog(self._home)

    def check_indexes(self) -> str:
        from .integrity import check_indexes

        return check_indexes(self._home)

    def check_writer(self) -> None:
        self._writer_lock.check()

    # Parts

    @contextmanager
    def _locked(self, opened: Callable[[], LocalCatalog], patience: float) -> Iterator[LocalWriting]:
        with _on_the_disk(self._home), self._writer_lock.hold(patience):
            catalog = opened()
            check_single(self._catalog_path)
            writing = LocalWriting(self._home, catalog, self._index_lock)
            try:
                yield writing
            finally:
                writing.close()

    def _create_home(self) -> None:
        try:
            make_folder(self._home)
        except OSError as error:
            raise LibraryError(
                f"The library's folder {self._home} cannot be made: {error.strerror}.", "Choose another with --home."
            ) from None

    def _mend(self, catalog: LocalCatalog) -> None:
        """Completes the indexes if a killed writer left them unfinished; does nothing while another writer is alive."""
        state = catalog.state()
        if state.writing or state.stale:
            with suppress(LibraryBusy), self.writing(patience=0):  # entering it repairs
                pass


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
