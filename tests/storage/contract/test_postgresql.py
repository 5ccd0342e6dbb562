"""What only PostgreSQL brings: roles, servers that go away, writers that are killed, and addresses with passwords."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from helpers.command_line import Door
from helpers.fakes import WordEmbedder
from helpers.forked_program import Started
from helpers.library_builders import found, open_library, statuses, story, write
from helpers.postgres_server import PostgresServer

from rag.errors import LibraryBusy, LibraryError, LibraryMismatch, SettingsError
from rag.library.library import Library
from rag.settings import Settings, home_of
from rag.storage.opening import open_store
from rag.urls import DatabaseURL

COPPER, GLASS, FERRY = story("Copper", "Chile"), story("Glass", "Osaka"), story("The ferry", "Malta")
TABLES = ("library", "texts", "revisions", "chunks", "wordings", "terms")


@pytest.fixture
def library(database: DatabaseURL) -> Iterator[Library]:
    with closing(open_library(database)) as library:
        yield library


def test_a_removed_article_is_in_no_row(
    library: Library, database: DatabaseURL, postgres: PostgresServer, tmp_path: Path
):
    folder = write(tmp_path / "in", xylophone=COPPER, b=GLASS)
    library.ingest([folder])
    library.ingest([write(folder, xylophone=story("Zinc", "Quito"))])
    library.remove(["xylophone"])
    name = postgres.name_of(database)
    rows = [str(row) for table in TABLES for row in postgres.execute(f"SELECT * FROM rag.{table}", name)]
    gone = ("opper", "Chile", "chile", "inc", "uito", "xylophone")
    assert [word for word in gone for row in rows if word in row.replace("since", "").replace("dimension", "")] == []
    assert postgres.execute("SELECT count(*) FROM rag.terms WHERE chunks < 1", name) == [(0,)]


DEED = """
import os, signal, sys
import rag.storage.postgres.writing as writing
from helpers.library_builders import open_library
from rag.urls import DatabaseURL
moment, address, deed, argument = sys.argv[1:]
library = open_library(DatabaseURL(address))
step = getattr(writing, moment)

def dies(*given):
    step(*given)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(writing, moment, dies)
library.rebuild() if deed == "rebuild" else library.ingest([argument], prune=True)
"""


@pytest.mark.parametrize(
    ("deed", "moment"),
    [
        *(("ingest", moment) for moment in ("_insert_chunks", "count_out", "publish", "count_in")),
        *(("rebuild", moment) for moment in ("make_chunks", "put_in_place", "count_anew")),
    ],
)
def test_a_writer_killed_at_any_step_has_changed_nothing(
    library: Library, database: DatabaseURL, tmp_path: Path, deed: str, moment: str
):
    folder = write(tmp_path / "in", a=COPPER, b=GLASS, c=COPPER)
    library.ingest([folder])
    before = found(library)
    write(folder, a=FERRY, d=story("Zinc", "Quito"))
    killed = Started(DEED, moment, database.secret, deed, folder)
    assert killed.communicate() == ("", "")
    assert killed.returncode == -signal.SIGKILL
    assert found(library) == before
    with closing(open_store(database)) as store:
        store.check_texts()
        store.check_indexes()
    with closing(open_library(tmp_path / "fresh")) as fresh:
        for each in (library, fresh):
            each.ingest([folder])
        assert {entry.sha256 for entry in library.articles()} == {entry.sha256 for entry in fresh.articles()}


def test_a_role_that_may_only_read_asks_and_changes_nothing(
    library: Library, database: DatabaseURL, postgres: PostgresServer, tmp_path: Path
):
    folder = write(tmp_path / "in", a=COPPER, b=GLASS)
    library.ingest([folder])
    name = postgres.name_of(database)
    role = f"reader_{name}"
    postgres.execute(f"CREATE ROLE {role} LOGIN", name)
    postgres.execute(f"GRANT USAGE ON SCHEMA rag TO {role}", name)
    postgres.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA rag TO {role}", name)
    with closing(open_library(postgres.address(name, role))) as reader:
        assert found(reader) == found(library)
        write(folder, a=FERRY)
        for change in (lambda: reader.ingest([folder]), lambda: reader.remove(["a"]), reader.rebuild):
            with pytest.raises(LibraryError, match="can be asked, not changed"):
                change()
    assert library.article("a").text == COPPER


def test_a_restarted_server_is_not_noticed_between_questions_and_is_a_sentence_within_one(
    library: Library, database: DatabaseURL, postgres: PostgresServer, tmp_path: Path
):
    folder = write(tmp_path / "in", a=COPPER)
    library.ingest([folder])
    answers = found(library)
    postgres.cut(database)
    assert found(library) == answers
    postgres.cut(database)
    assert statuses(library.ingest([write(tmp_path / "more", b=GLASS)])) == {"b": "added"}
    with pytest.raises(LibraryError, match=r"The connection to postgresql://.* was lost"), library.reading() as index:
        postgres.cut(database)
        index.lexical("copper", 3)
    assert library.article("b").text == GLASS


def test_a_connection_that_is_cut_while_an_article_is_written_is_made_again(
    database: DatabaseURL, postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from rag.storage.postgres import writing

    cuts = [1]

    def publish(*given: Any) -> None:
        while cuts:
            cuts.pop()
            postgres.cut(database)
        made(*given)

    made = writing.publish
    monkeypatch.setattr(writing, "publish", publish)
    with closing(open_library(database)) as library:
        assert statuses(library.ingest([write(tmp_path / "in", a=COPPER, b=COPPER)])) == {
            "a": "added",
            "b": "duplicate a",
        }
        assert [entry.versions for entry in library.articles()] == [1, 1]


def test_while_it_is_rebuilt_others_ask_and_who_writes_is_told_to_wait(
    library: Library, database: DatabaseURL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("rag.storage.postgres.writing.PATIENCE", 0.1)
    library.ingest([write(tmp_path / "in", a=COPPER)])
    answers, seen = found(library), []

    class Watching(WordEmbedder):
        def embed_chunks(self, titled: Any) -> Any:
            if any("Copper" in title for title, _ in titled):
                seen.append(found(library) == answers)
                with pytest.raises(LibraryBusy, match="rebuilt"):
                    library.ingest([write(tmp_path / "more", b=GLASS)])
            return super().embed_chunks(titled)

    with closing(open_library(database, Watching)) as rebuilding:
        rebuilding.rebuild()
    assert seen == [True]


@pytest.mark.parametrize(("version", "said"), [(99, "a newer version"), (0, "an older version")])
def test_another_schema_is_refused_with_what_to_type(
    library: Library, database: DatabaseURL, postgres: PostgresServer, tmp_path: Path, version: int, said: str
):
    library.ingest([write(tmp_path / "in", a=COPPER)])
    postgres.execute(f"UPDATE rag.library SET schema = {version}", postgres.name_of(database))
    with closing(open_library(database)) as other, pytest.raises(LibraryMismatch, match=said):
        other.articles()


def test_damage_is_found(library: Library, database: DatabaseURL, postgres: PostgresServer, tmp_path: Path):
    library.ingest([write(tmp_path / "in", a=COPPER, b=GLASS)])
    name, store = postgres.name_of(database), open_store(database)
    assert store.check_texts() == "2 texts and 4 passages are what they were"
    for change, check in (
        ("UPDATE rag.terms SET chunks = chunks + 1 WHERE term = 'copper'", store.check_indexes),
        ("UPDATE rag.library SET chunks = 5", store.check_indexes),
        ("UPDATE rag.texts SET text = text || '.'", store.check_texts),
    ):
        check()
        postgres.execute(change, name)
        with pytest.raises(LibraryError, match=r"damaged|not what it was"):
            check()
        library.rebuild()
    store.close()


# Addresses


@pytest.fixture
def rag(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Door:
    return Door(capsys, monkeypatch)


def test_no_password_is_ever_shown(
    rag: Door, database: DatabaseURL, postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    name = postgres.name_of(database)
    home = postgres.address(name, "postgres:s3cr%40t").secret + "&sslpassword=s3cr@t".replace("@", "%40")
    monkeypatch.setenv("RAG_HOME", home)
    said = [rag("list"), rag("ingest", write(tmp_path / "in", a=COPPER)), rag("list"), rag("doctor"), rag("show", "b")]
    said += [
        rag("list", "--home", home.replace(name, "nowhere")),
        rag("doctor", "--home", home.replace("?", "?hos t=")),
    ]
    said += [rag("copy", home, tmp_path / "copy"), rag("copy", home, home), rag("doctor", "--json")]
    shown = " ".join(done.out + done.err for done in said)
    assert "s3cr" not in shown
    assert f"postgresql://postgres@/{name}" in shown
    assert json.loads(said[-1].out)["ok"] is True
    assert "s3cr" not in f"{Settings(home=home_of(home))} {Settings(home=home_of(home)).public()}"


@pytest.mark.parametrize(
    "address", ["postgresql://u:p@ss/w@host/db", "postgresql:/u@host/db", "postgres://u:a b@host/db"]
)
def test_an_unclear_address_is_refused_and_not_repeated(address: str):
    with pytest.raises(SettingsError) as caught:
        home_of(address)
    assert "host/db" in caught.value.hint
    assert "p@ss" not in caught.value.advice


def test_a_server_that_is_not_there_is_a_sentence(tmp_path: Path):
    library = open_library(DatabaseURL(f"postgresql://nobody:s3cret@/news?host={tmp_path}"))
    with pytest.raises(LibraryError, match="cannot be reached") as caught:
        library.articles()
    assert "s3cret" not in caught.value.advice
