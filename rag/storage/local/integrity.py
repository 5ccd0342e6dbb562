"""Checks every text, passage and vector of a library against what was stored. Changes nothing."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import LibraryDamaged, LibraryError, RagError
from ..errors import REBUILD, damaged
from ..intact import check_text
from ..slices import slices
from .catalog import LocalCatalog
from .database import Database, is_writable
from .index_files import index_folder, open_indexes
from .locks import IndexLock

if TYPE_CHECKING:
    from .keyword_index import KeywordIndex
    from .vector_index import VectorIndex

AT_ONCE = 1000
"""Chunks compared at a time."""
SECONDS = 30
"""Time limit for reading the indexes; one second more for every 500 passages."""


def check_catalog(home: Path) -> str:
    """Says what is intact. Raises `LibraryDamaged` for the first damaged text, passage, vector or SQLite structure.

    SQLite has no checksums: only the SHA-256 shows a flipped bit in a text, and only the text shows one in a passage.
    """
    with closing(Database(home / "catalog.db")) as database, database.read() as db:
        _check_structure(db, home)
        for number, sha256 in db.execute("SELECT max(id), sha256 FROM revisions GROUP BY sha256").fetchall():
            check_text(db, number, sha256)
        (texts,) = db.execute("SELECT count(*) FROM texts").fetchone()
        (chunks,) = db.execute("SELECT count(*) FROM chunks").fetchone()
    return f"{texts} texts and {chunks} passages are what they were"


def _check_structure(db: sqlite3.Connection, home: Path) -> None:
    said = [str(row[0]) for row in db.execute("PRAGMA integrity_check(3)").fetchall()]
    orphans = db.execute("PRAGMA foreign_key_check").fetchall()
    if said != ["ok"] or orphans:
        why = said[0].splitlines()[-1] if said != ["ok"] else f"rows without the row they belong to ({len(orphans)})"
        raise damaged(home / "catalog.db", why)


def check_indexes(home: Path) -> str:
    """Says what is intact. Raises `LibraryDamaged` unless both indexes hold exactly the catalog's chunks and vectors.

    Call it while nobody writes. Chroma may hang or crash on damaged files: a subprocess with a time limit opens them.
    """
    with closing(LocalCatalog(home / "catalog.db")) as catalog:
        folder, chunks = index_folder(home, catalog.state().build), catalog.count_chunks()
    if not is_writable(folder / "chroma"):
        return f"{chunks} passages; the dense index was not opened, as nothing can be written here"
    command = [sys.executable, "-m", "rag.storage.local.integrity", str(home)]
    try:
        limit = SECONDS + chunks / 500
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False)  # noqa: S603 - our own
    except OSError as error:
        raise LibraryError(
            f"The indexes were not compared: {sys.executable} cannot be started: {error.strerror}.", "Try again."
        ) from None
    except subprocess.TimeoutExpired:
        raise LibraryDamaged(f"The indexes in {folder} cannot be read to an end.", REBUILD) from None
    try:
        message, hint = json.loads(done.stdout)
    except ValueError:
        why = f"Reading the indexes in {folder} crashes (exit code {done.returncode})."
        raise LibraryDamaged(why, REBUILD) from None
    if done.returncode:
        raise LibraryDamaged(message, hint)
    return str(message)


def compare_indexes(home: Path) -> str:
    """Does the work of `check_indexes` in this process; damaged files may crash it."""
    with closing(LocalCatalog(home / "catalog.db")) as catalog, IndexLock(home).shared(lambda: None):
        return _compare(catalog, *open_indexes(home, catalog.state().build, catalog.mark()))


def _compare(catalog: LocalCatalog, dense: VectorIndex, lexical: KeywordIndex) -> str:
    with closing(dense), closing(lexical):
        chunks = catalog.count_chunks()
        counts = {"the catalog": chunks, "the dense index": dense.count(), "the lexical index": lexical.size}
        if len(set(counts.values())) > 1:
            said = ", ".join(f"{count} in {place}" for place, count in counts.items())
            raise LibraryDamaged(f"The passages are {said}.", REBUILD)
        for part in slices(catalog.chunk_ids(catalog.state().edition), AT_ONCE):
            dense.check(list(catalog.index_entries(part)))
            lexical.check(part)
    return f"{chunks} passages in the catalog, the dense and the lexical index"


def _main(home: Path) -> int:
    try:
        said, code = (compare_indexes(home), ""), 0
    except RagError as error:
        said, code = (error.message, error.hint), 1
    sys.stdout.write(json.dumps(said))
    return code


if __name__ == "__main__":
    sys.exit(_main(Path(sys.argv[1])))
