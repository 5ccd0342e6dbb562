"""Libraries of earlier versions of the program, made from a current one by removing what came later."""

from __future__ import annotations

import signal
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from helpers.forked_program import Started
from helpers.library_builders import found, open_library, statuses, story, write

from rag.errors import LibraryEmpty, LibraryMismatch
from rag.library.library import Library
from rag.storage.local.database import SCHEMA_VERSION

# The tables of versions 1 and 2, which differ in the layout of `vectors`.
REVISIONS = """CREATE TABLE old (id INTEGER PRIMARY KEY AUTOINCREMENT,
  article_id TEXT NOT NULL, sha256 TEXT NOT NULL REFERENCES texts,
  title TEXT NOT NULL, source TEXT, author TEXT, published TEXT, url TEXT, origin TEXT NOT NULL,
  fingerprint TEXT NOT NULL, overrides TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('pending', 'live', 'superseded', 'duplicate')),
  duplicate_of TEXT, ingested_at TEXT NOT NULL, CHECK ((status = 'duplicate') = (duplicate_of IS NOT NULL)))"""
CHUNKS = """CREATE TABLE chunks (id INTEGER PRIMARY KEY AUTOINCREMENT,
  revision INTEGER NOT NULL REFERENCES revisions ON DELETE CASCADE,
  edition INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL, sentences TEXT NOT NULL,
  vectors BLOB NOT NULL)"""
INDEXES = (
    "CREATE UNIQUE INDEX current ON revisions (article_id) WHERE status IN ('live', 'duplicate')",
    "CREATE UNIQUE INDEX live_text ON revisions (sha256) WHERE status = 'live'",
    "CREATE INDEX by_article ON revisions (article_id)",
    "CREATE INDEX by_text ON revisions (sha256, status)",
    "CREATE INDEX by_revision ON chunks (revision)",
)
KEPT = (
    "id, article_id, sha256, title, source, author, published, url, origin, fingerprint, overrides, "
    "status, duplicate_of, ingested_at"
)


def make_older(home: Path, version: int) -> None:
    """Version 6 has no copies, 5 no pages and no anisotropy either.

    3 and 4 have other keys in Chroma and other sentences besides.
    """
    with closing(sqlite3.connect(home / "catalog.db")) as db:
        db.execute("DROP INDEX by_copies")
        for column in ("copy_group", "wording"):
            db.execute(f"ALTER TABLE revisions DROP COLUMN {column}")
        db.execute("DROP TABLE wordings")
        if version < 6:
            db.execute("ALTER TABLE library DROP COLUMN anisotropy")
            db.execute("ALTER TABLE revisions DROP COLUMN pages")
        if version >= 3:
            db.execute(f"PRAGMA user_version = {version}")
            return
        db.execute("PRAGMA legacy_alter_table = ON")
        columns = 'revision, edition, start, "end", text, sentences, vectors'
        chunks = db.execute(f"SELECT {columns} FROM chunks").fetchall()
        db.execute("DROP TABLE chunks")
        db.execute(REVISIONS)
        db.execute(f"INSERT INTO old SELECT {KEPT} FROM revisions")
        db.execute("DROP TABLE revisions")
        db.execute("ALTER TABLE old RENAME TO revisions")
        db.execute(CHUNKS)
        db.executemany(f"INSERT INTO chunks ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", chunks)
        for index in INDEXES:
            db.execute(index)
        db.execute(f"PRAGMA user_version = {version}")
        db.commit()


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = write(tmp_path / "in", a=story("Copper", "Chile"), b=story("Glass", "Osaka"))
    return write(folder, twin=story("Glass", "Osaka"))


@pytest.fixture(params=[1, 2, 3, 4, 5, 6])
def older(request: pytest.FixtureRequest, tmp_path: Path, articles: Path) -> Path:
    """A library of an earlier version with a superseded text; the articles' files are gone."""
    library, home = open_library(tmp_path / "home"), tmp_path / "home"
    library.ingest(
        [write(tmp_path / "in", a=story("Harvest", "Malta"))],
        overrides={"source": "The  Paper", "published": "2025-06-08"},
    )
    library.ingest([write(tmp_path / "in", a=story("Copper", "Chile"))])
    library.close()
    make_older(home, request.param)
    for file in (tmp_path / "in").iterdir():
        file.rename(tmp_path / file.name)
    return home


def expected(tmp_path: Path) -> Library:
    articles = {name: (tmp_path / f"{name}.txt").read_text(encoding="utf-8") for name in ("a", "b", "twin")}
    library = open_library(tmp_path / "fresh")
    library.ingest(
        [write(tmp_path / "fresh-in", **articles)], overrides={"source": "The  Paper", "published": "2025-06-08"}
    )
    return library


def test_it_is_refused_with_the_command_that_brings_it_up_to_date(older: Path):
    library = open_library(older)
    for use in (
        lambda: found(library),
        library.articles,
        lambda: library.ingest([older]),
        lambda: library.remove(["a"]),
    ):
        with pytest.raises(LibraryMismatch, match="older") as caught:
            use()
        assert "rag rebuild" in caught.value.hint


def test_rebuilding_brings_it_up_to_date_without_the_files(tmp_path: Path, older: Path):
    library, fresh = open_library(older), expected(tmp_path)
    library.rebuild()
    assert found(library) == found(fresh)
    assert [(e.id, e.source, e.published, e.duplicate_of) for e in library.articles()] == [
        (e.id, e.source, e.published, e.duplicate_of) for e in fresh.articles()
    ]
    assert len(library.versions("a")) == 2
    assert library.article("a", library.versions("a")[1]).text == story("Harvest", "Malta")
    from rag.types import Filters

    filters = Filters(sources=("the paper",), since="2025-06-08", until="2025-06-08")
    assert found(library, filters=filters) == found(fresh, filters=filters)
    library.close()
    fresh.close()


def test_the_catalog_is_copied_first_and_the_copy_opens_in_the_earlier_version(tmp_path: Path, older: Path):
    with closing(sqlite3.connect(older / "catalog.db")) as db:
        before, version = (
            db.execute("SELECT * FROM revisions").fetchall(),
            db.execute("PRAGMA user_version").fetchone()[0],
        )
    library = open_library(older)
    library.rebuild()
    (copy,) = older.glob("catalog-schema-*.db*")
    assert copy.name == f"catalog-schema-{version}.db"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == version
        assert db.execute("SELECT * FROM revisions").fetchall() == before
        assert db.execute("SELECT count(*) FROM chunks").fetchone()[0] > 0
    library.close()


def test_what_is_removed_is_removed_from_the_copy_too(older: Path):
    library = open_library(older)
    library.rebuild()
    library.remove(["b"])
    assert list(older.glob("catalog-schema-*")) == []
    library.close()


KILLED = """
import sys
from pathlib import Path
from helpers.library_builders import open_library
from helpers.moments import kill_at
kill_at(sys.argv[2], open_library(Path(sys.argv[1])), "rebuild")
"""


@pytest.mark.parametrize("older", [2], indirect=True)
@pytest.mark.parametrize("moment", ["upgraded", "rechunked", "switching", "switched"])
def test_killed_on_the_way_it_is_refused_as_older_or_whole_and_rebuilding_completes_it(
    tmp_path: Path, older: Path, moment: str
):
    process = Started(KILLED, older, moment)
    _, errors = process.communicate()
    assert process.returncode == -signal.SIGKILL, errors
    library, fresh = open_library(older), expected(tmp_path)
    if moment == "switched":
        assert found(library) == found(fresh)
    else:
        with pytest.raises(LibraryMismatch, match="schema 2"):
            found(library)
    library.rebuild()
    assert found(library) == found(fresh)
    assert len(list(older.glob("catalog-schema-2.db"))) == 1
    assert statuses(fresh.ingest([tmp_path / "fresh-in"])) == {
        "a": "unchanged",
        "b": "unchanged",
        "twin": "duplicate b",
    }
    library.close()
    fresh.close()


def test_rebuilding_what_is_not_there_or_is_newer_changes_nothing(tmp_path: Path, articles: Path):
    with pytest.raises(LibraryEmpty):
        open_library(tmp_path / "home").rebuild()
    assert not (tmp_path / "home").exists()
    library = open_library(tmp_path / "home")
    library.ingest([articles])
    library.close()
    with closing(sqlite3.connect(tmp_path / "home" / "catalog.db")) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(LibraryMismatch, match="newer"):
        open_library(tmp_path / "home").rebuild()


def test_a_copy_that_was_not_finished_is_erased_too(older: Path):
    library = open_library(older)
    library.rebuild()
    (older / "catalog-schema-1.unfinished").write_text("what is removed")
    library.remove(["b"])
    assert list(older.glob("catalog-schema-*")) == []
    library.close()


@pytest.mark.parametrize("older", [4], indirect=True)
def test_an_upgrade_that_an_earlier_program_began_is_completed(tmp_path: Path, older: Path):
    with closing(sqlite3.connect(older / "catalog.db")) as db:
        db.execute("DELETE FROM chunks")
        db.commit()
        db.execute("PRAGMA user_version = -4")
    library, fresh = open_library(older), expected(tmp_path)
    with pytest.raises(LibraryMismatch, match="schema 4"):
        found(library)
    library.rebuild()
    assert found(library) == found(fresh)
    library.close()
    fresh.close()
