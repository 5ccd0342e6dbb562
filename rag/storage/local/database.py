"""The SQLite file behind the catalog: its schema, its connections, and the translation of its errors."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue

from ...errors import LibraryBusy, LibraryDamaged, LibraryError, LibraryMismatch
from ...files import PRIVATE
from ..errors import damaged, no_articles

SCHEMA_VERSION = 7
"""Increment it with every change of what is stored, the layout of `vectors`, the keys in Chroma
and what the chunker makes one sentence included."""
APPLICATION_ID = 0x72616721
"""`rag!`: distinguishes our files from those of other programs."""
SCHEMA = """
CREATE TABLE library (one INTEGER PRIMARY KEY CHECK (one = 1),
  embedding TEXT, embedder TEXT, dimension INTEGER, chunk_chars INTEGER, anisotropy REAL NOT NULL DEFAULT 0,
  build INTEGER NOT NULL DEFAULT 1, edition INTEGER NOT NULL DEFAULT 1, generation INTEGER NOT NULL DEFAULT 0,
  writing INTEGER NOT NULL DEFAULT 0, stale INTEGER NOT NULL DEFAULT 0,
  dead INTEGER NOT NULL DEFAULT 0);
INSERT INTO library (one) VALUES (1);
CREATE TABLE texts (sha256 TEXT PRIMARY KEY, text TEXT NOT NULL, characters INTEGER NOT NULL);
CREATE TABLE revisions (id INTEGER PRIMARY KEY AUTOINCREMENT,
  article_id TEXT NOT NULL, sha256 TEXT NOT NULL REFERENCES texts,
  title TEXT NOT NULL, source TEXT, author TEXT, published TEXT, url TEXT, origin TEXT NOT NULL,
  fingerprint TEXT NOT NULL, overrides TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('pending', 'live', 'superseded', 'duplicate')),
  duplicate_of TEXT, ingested_at TEXT NOT NULL, outlet TEXT, day INTEGER, pages TEXT NOT NULL DEFAULT '[]',
  copy_group INTEGER, wording INTEGER NOT NULL DEFAULT 0,
  CHECK ((status = 'duplicate') = (duplicate_of IS NOT NULL)));
CREATE UNIQUE INDEX current ON revisions (article_id) WHERE status IN ('live', 'duplicate');
CREATE UNIQUE INDEX live_text ON revisions (sha256) WHERE status = 'live';
CREATE INDEX by_article ON revisions (article_id);
CREATE INDEX by_text ON revisions (sha256, status);
CREATE INDEX by_outlet ON revisions (outlet) WHERE status = 'live';
CREATE INDEX by_day ON revisions (day) WHERE status = 'live';
CREATE TABLE chunks (id INTEGER PRIMARY KEY AUTOINCREMENT,
  revision INTEGER NOT NULL REFERENCES revisions ON DELETE CASCADE,
  edition INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL, sentences TEXT NOT NULL,
  terms TEXT NOT NULL, vectors BLOB NOT NULL);
CREATE INDEX by_revision ON chunks (revision);
CREATE TABLE wordings (hash INTEGER NOT NULL, revision INTEGER NOT NULL REFERENCES revisions ON DELETE CASCADE,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, bytes INTEGER NOT NULL, PRIMARY KEY (hash, revision)) WITHOUT ROWID;
CREATE INDEX wordings_of ON wordings (revision);
CREATE INDEX by_copies ON revisions (copy_group) WHERE copy_group IS NOT NULL;
"""


class Database:
    """Thread-safe: each transaction has its own connection."""

    def __init__(self, path: Path, *, create: bool = False, older: bool = False) -> None:
        """Raises `LibraryEmpty` if there is no file and `create` is false, `LibraryMismatch` for another schema.

        `older` accepts an earlier schema, for an upgrade.
        """
        self._path, self._older = path, older
        self._idle: SimpleQueue[sqlite3.Connection] = SimpleQueue()
        if not _exists(path) and not create:
            _check_unused(path)
            raise no_articles(path.parent)
        if create and not path.exists():
            _make(path)
        self._opened, self._process = _identity(path), os.getpid()
        try:
            self._check(create=create)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Safe to call twice."""
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                return

    def is_current(self) -> bool:
        """Whether the opened file is still the one at its path."""
        return self._opened == _identity(self._path)

    def is_forked(self) -> bool:
        """Whether it was opened before a fork: SQLite's connections must not be used in the child process."""
        return self._process != os.getpid()

    def _check(self, *, create: bool) -> None:
        with self._connection() as db:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            owner = db.execute("PRAGMA application_id").fetchone()[0]
            tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if owner == APPLICATION_ID and version > SCHEMA_VERSION:
            raise self._mismatch("a newer", version, "Upgrade the program, or choose another folder with --home.")
        if owner == APPLICATION_ID and version not in (0, SCHEMA_VERSION) and not self._older:
            remedy = "Type `rag rebuild` to bring it up to date; the catalog is copied first."
            raise self._mismatch("an older", abs(version), remedy)
        if tables and owner != APPLICATION_ID:
            raise LibraryDamaged(f"{self._path} is not a library's catalog.", "Choose another folder with --home.")
        if not tables:
            _check_unused(self._path)
            if not create:
                raise no_articles(self._path.parent)
            self._create()

    def _mismatch(self, age: str, version: int, remedy: str) -> LibraryMismatch:
        place = f"The library in {self._path.parent}"
        return LibraryMismatch(
            f"{place} was made by {age} version of this program (schema {version}, not {SCHEMA_VERSION}).", remedy
        )

    def _create(self) -> None:
        with self._connection() as db:
            db.execute("PRAGMA journal_mode = WAL")
        with self.write() as db:
            for statement in SCHEMA.split(";\n"):
                db.execute(statement)
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def _log(self) -> Path:
        """SQLite's write-ahead log. Without one nobody is writing, and a file on a read-only disk is complete."""
        return self._path.with_name(f"{self._path.name}-wal")

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        with self._connection() as db:
            yield db

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        with self._connection() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    @contextmanager
    def decoding(self) -> Iterator[None]:
        """See storage/database.py."""
        try:
            yield
        except (ValueError, TypeError, AttributeError) as error:
            raise damaged(self._path, f"a row of it is not what was written ({error})") from error

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """A connection that no other thread uses. Connections stay open and are reused."""
        with translated(self._path):
            try:
                db = self._idle.get_nowait()
            except Empty:
                db = self._connect()
            try:
                yield db
            finally:
                self._idle.put(db)

    def _connect(self) -> sqlite3.Connection:
        # mode=rw: opening must not create a file.
        writable = is_writable(self._path.parent) and is_writable(self._path)
        mode = "rw" if writable else "ro" if self._log().exists() else "ro&immutable=1"
        uri = f"{self._path.absolute().as_uri()}?mode={mode}"
        db = sqlite3.connect(uri, uri=True, timeout=30, isolation_level=None, check_same_thread=False)
        try:
            if not writable:
                return db
            db.execute("PRAGMA foreign_keys = ON")
            # FULL: after a power cut an id must not be reused while an index still has it.
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA secure_delete = ON")  # overwrites deleted rows
        except BaseException:
            db.close()
            raise
        return db


def is_writable(path: Path) -> bool:
    """Whether this user may write it, on a disk that is not read-only. True for a missing path."""
    return os.access(path, os.W_OK) or not os.path.exists(path)  # noqa: PTH110 - Path.exists raises without permission


def check_single(path: Path) -> None:
    """Raises `LibraryError` for a hard link to another library's catalog: a write would change both."""
    with suppress(FileNotFoundError):
        if path.stat().st_nlink > 1:
            danger = "changing it here would damage the library there"
            raise LibraryError(
                f"The catalog {path} is also a file of another folder: {danger}.",
                f"Copy the folder {path.parent} (`cp -r`), and use the copy with --home.",
            )


def _exists(path: Path) -> bool:
    try:
        if os.path.lexists(path.parent) and not path.parent.is_dir():
            raise LibraryError(f"{path.parent} is not a folder.", "Choose another with --home.")
        if os.path.lexists(path) and not path.is_file():
            raise damaged(path, "it is no file")
        for beside in (path.with_name(path.name + ending) for ending in ("-wal", "-shm", "-journal")):
            if os.path.lexists(beside) and not beside.is_file():  # SQLite would wait at a pipe
                raise LibraryError(f"{beside} is no file.", "Remove it, and try again.")
        return path.exists()
    except OSError as error:  # no permission, or a name that is too long
        raise LibraryError(
            f"The library in {path.parent} cannot be read: {error.strerror}.",
            "Check who owns the folder, or choose another with --home.",
        ) from None


def _make(path: Path) -> None:
    """Create an empty file that is private to its owner; needs the writer lock.

    An existing catalog must not be opened here: closing any descriptor of a file drops all POSIX locks that this
    process has on it, also those of SQLite's connections (https://sqlite.org/howtocorrupt.html, 2.2). Another process
    would take its own connection for the last one and delete the write-ahead log, with all that was committed to it.
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE))
    except OSError as error:
        raise LibraryError(
            f"The catalog {path} cannot be written: {error.strerror}.", "Check the disk, and who owns the folder."
        ) from None


def _identity(path: Path) -> tuple[int, ...]:
    with suppress(OSError):
        found = path.stat()
        return found.st_dev, found.st_ino
    return ()


def _check_unused(path: Path) -> None:
    """Raises `LibraryDamaged` if there are indexes: their catalog was lost."""
    if next(path.parent.glob("index-*"), None):
        remedy = f"Put it back from a copy, or move the folder {path.parent} aside and ingest the articles again."
        raise LibraryDamaged(f"The catalog {path} is gone, and the articles' texts with it.", remedy)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError as error:  # in an error message of SQLite that quotes damaged bytes
        raise damaged(path, "its tables cannot be read") from error
    except sqlite3.OperationalError as error:
        reason = str(error)
        if "locked" in reason:
            raise LibraryBusy(f"The catalog {path} is locked by another process.", "Try again in a moment.") from error
        if any(word in reason for word in ("unable to open", "readonly", "full", "disk I/O")):
            raise LibraryError(
                f"The catalog {path} cannot be used: {reason}.", "Check the disk, and who owns the folder."
            ) from error
        if "Could not decode" in reason:
            raise damaged(path, "it holds text that is none") from error
        raise
    except sqlite3.DatabaseError as error:
        # A damaged SQLite index raises an IntegrityError too. Any other subclass of DatabaseError is a bug of ours.
        is_damage = isinstance(error, sqlite3.IntegrityError) and not _is_sound(path)
        if type(error) is not sqlite3.DatabaseError and not is_damage:
            raise
        raise damaged(path, str(error)) from error


def _is_sound(path: Path) -> bool:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
        return bool(
            db.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
            and not db.execute("PRAGMA foreign_key_check").fetchall()
        )
