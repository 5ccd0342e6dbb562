"""What a library does wherever it is kept: each test runs in a folder and in PostgreSQL."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from helpers.fakes import WordEmbedder
from helpers.library_builders import found, open_library, statuses, story, write

from rag import Rag, Settings
from rag.errors import LibraryBusy, LibraryEmpty, LibraryError, LibraryMismatch, UnknownArticle
from rag.library.copying import copy_library
from rag.library.library import Library
from rag.storage.local.integrity import compare_indexes
from rag.storage.opening import open_store
from rag.types import Filters
from rag.urls import DatabaseURL

COPPER, GLASS, FERRY = story("Copper", "Chile"), story("Glass", "Osaka"), story("The ferry", "Malta")
KINDS = ["folder", "postgresql"]
Home = Path | DatabaseURL


@pytest.fixture(params=KINDS)
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    """A place without a library."""
    return tmp_path / "home" if request.param == "folder" else request.getfixturevalue("database")


@pytest.fixture
def library(home: Home) -> Iterator[Library]:
    library = open_library(home)
    yield library
    library.close()


def listed(library: Library) -> list[Any]:
    return [(e.id, e.sha256, e.title, e.source, e.published, e.versions, e.duplicate_of) for e in library.articles()]


def checked(home: Home) -> None:
    with closing(open_store(home)) as store:
        store.check_texts()
        store.check_indexes() if isinstance(home, DatabaseURL) else compare_indexes(home)


def test_reading_where_there_is_no_library_says_what_to_type_and_makes_none(library: Library):
    for _ in range(2):
        with pytest.raises(LibraryEmpty) as caught, library.reading():
            pass
        assert "rag ingest" in caught.value.hint
    assert library.articles() == []
    for ask in (lambda: library.article("a"), lambda: library.remove(["a"]), library.rebuild):
        with pytest.raises(LibraryEmpty):
            ask()


def test_a_library_whose_only_source_failed_is_empty(library: Library, tmp_path: Path):
    assert [o.status for o in library.ingest([tmp_path / "nowhere.txt"])] == ["failed"]
    with pytest.raises(LibraryEmpty), library.reading():
        pass


def test_an_updated_article_is_searched_as_it_is_now_and_read_as_it_was(library: Library, tmp_path: Path):
    folder = write(tmp_path / "in", a=COPPER, b=GLASS)
    assert statuses(library.ingest([folder])) == {"a": "added", "b": "added"}
    old = library.article("a")
    write(folder, a=FERRY)
    assert statuses(library.ingest([folder])) == {"a": "updated text", "b": "unchanged"}
    assert library.article("a", old.sha256[:7]) == old
    assert library.versions("a") == [library.article("a").sha256, old.sha256]
    with library.reading() as index:
        assert index.document_frequencies(["copper", "ferri"]) == {"copper": 0, "ferri": index.size // 2}
        assert index.lexical("copper", 9) == []
    assert statuses(library.ingest([folder], overrides={"source": "The Paper"})) == dict.fromkeys(
        "ab", "updated metadata"
    )
    assert {entry.source for entry in library.articles()} == {"The Paper"}


@pytest.mark.parametrize("how", ["removed", "pruned", "changed"])
def test_a_duplicate_takes_the_place_of_the_first_when_that_goes(
    library: Library, home: Home, tmp_path: Path, how: str
):
    folder = write(tmp_path / "in", a=COPPER, b=COPPER, c=COPPER, d=GLASS)
    library.ingest([folder])
    if how == "removed":
        library.remove(["a"])
    elif how == "pruned":
        (folder / "a.txt").unlink()
        assert statuses(library.ingest([folder], prune=True))["a"] == "removed"
    else:
        write(folder, a=FERRY)
        assert statuses(library.ingest([folder]))["a"] == "updated text"
    kept = {entry.id: entry.duplicate_of for entry in library.articles()}
    assert kept == {"b": None, "c": "b", "d": None} | ({"a": None} if how == "changed" else {})
    with library.reading() as index:
        chunks = index.chunks([hit for hit, _ in index.lexical("copper", 20)])
    assert {chunk.article_id for chunk in chunks.values()} == {"b"}
    checked(home)


def test_an_unknown_id_removes_nothing_and_names_a_close_one(library: Library, tmp_path: Path):
    library.ingest([write(tmp_path / "in", copper=COPPER, glass=GLASS)])
    with pytest.raises(UnknownArticle, match="'coper'") as caught:
        library.remove(["glass", "coper"])
    assert "'copper'" in caught.value.hint
    assert [entry.id for entry in library.articles()] == ["copper", "glass"]


def test_a_rebuild_with_other_settings_makes_what_a_fresh_library_is(library: Library, home: Home, tmp_path: Path):
    folder = write(tmp_path / "in", a=COPPER, b=GLASS, c=FERRY)
    library.ingest([folder])
    other, fresh = open_library(home, chunk_chars=120), open_library(tmp_path / "fresh", chunk_chars=120)
    with pytest.raises(LibraryMismatch, match="passage length 300, not 120"), other.reading():
        pass
    with pytest.raises(LibraryMismatch):
        other.ingest([folder])
    progress: list[tuple[int, int]] = []
    fresh.ingest([folder])
    assert other.rebuild(lambda *done: progress.append(done)) > 6
    assert progress == [(3, 3)]
    assert found(other) == found(fresh)
    checked(home)
    other.close()
    fresh.close()


def test_a_rebuild_that_fails_half_way_changes_nothing(library: Library, home: Home, tmp_path: Path):
    class Failing(WordEmbedder):
        def embed_chunks(self, titled: Any) -> Any:
            raise MemoryError

    library.ingest([write(tmp_path / "in", a=COPPER, b=GLASS)])
    before = found(library)
    broken = open_library(home, Failing, chunk_chars=120)
    with pytest.raises(MemoryError):
        broken.rebuild()
    broken.close()
    assert found(library) == before
    checked(home)


def test_as_of_a_day_the_version_of_that_day_is_found(library: Library, tmp_path: Path):
    folder = write(tmp_path / "in", a=COPPER, b=GLASS)
    library.ingest([folder], overrides={"published": "2020-05-01"})
    write(folder, a=story("Copper", "Peru"))
    library.ingest([folder / "a.txt"], overrides={"published": "2021-05-01"})
    texts = {}
    for day in ("2019-01-01", "2020-12-31", "2022-01-01"):
        filters = Filters(as_of=day)
        with library.reading() as index:
            hits = index.lexical("copper", 9, filters)
            texts[day] = {c.article_id: "Chile" in c.text for c in index.chunks([h for h, _ in hits], filters).values()}
    assert texts == {"2019-01-01": {}, "2020-12-31": {"a": True}, "2022-01-01": {"a": False}}


def test_an_empty_library_takes_any_model_and_a_filled_one_no_other(library: Library, home: Home, tmp_path: Path):
    class Small(WordEmbedder):
        name, dimension = "small", 64

    folder = write(tmp_path / "in", a=COPPER)
    library.ingest([folder])
    library.remove(["a"])
    small = open_library(home, Small, embedding="small")
    small.ingest([folder])
    with pytest.raises(LibraryMismatch, match="small"):
        library.ingest([write(tmp_path / "more", b=GLASS)])
    with small.reading() as index:
        assert len(index.dense(Small().embed_queries(["copper"])[0], 5)) == index.size
    small.close()


def test_a_plan_that_another_writer_has_overtaken_is_made_again(library: Library, home: Home, tmp_path: Path):
    """The article whose text a second one has goes away between the plan and the commit."""
    library.ingest([write(tmp_path / "in", a=COPPER, b=GLASS)])
    other = open_library(home)
    leaving = ["a"] if isinstance(home, DatabaseURL) else []

    class Slow(WordEmbedder):
        def embed_chunks(self, titled: Any) -> Any:
            while leaving:
                other.remove([leaving.pop()])
            return super().embed_chunks(titled)

    slow = open_library(home, Slow)
    slow.ingest([write(tmp_path / "more", c=COPPER, d=FERRY)])
    first = None if isinstance(home, DatabaseURL) else "a"
    assert {entry.id: entry.duplicate_of for entry in library.articles()}["c"] == first
    checked(home)
    for each in (other, slow):
        each.close()


def test_two_writers_at_once_leave_a_whole_library(library: Library, home: Home, tmp_path: Path):
    """In PostgreSQL both write, and the end is that of one after the other; a folder refuses the second."""
    common = {f"c{n}": story(f"Common {n}", "Quito") for n in range(6)}
    texts = [{f"{who}{n}": story(f"Subject {who} {n}", "Lima") for n in range(8)} | common for who in "xy"]
    texts[0]["twin"] = texts[1]["y3"]
    folders = [write(tmp_path / f"in{n}", **each) for n, each in enumerate(texts)]
    libraries, busy = [open_library(home) for _ in folders], []
    gate = threading.Barrier(2)

    def ingest(writer: Library, folder: Path) -> None:
        gate.wait()
        try:
            for file in sorted(folder.iterdir()):
                writer.ingest([file])
        except LibraryBusy as error:
            busy.append(error)

    threads = [threading.Thread(target=ingest, args=each) for each in zip(libraries, folders, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not (busy and isinstance(home, DatabaseURL))
    library.ingest(folders)
    fresh = open_library(tmp_path / "fresh")
    fresh.ingest(folders)
    held = [Counter((e.sha256, e.duplicate_of is None) for e in each.articles()) for each in (library, fresh)]
    assert held[0] == held[1]
    with library.reading() as index, fresh.reading() as alone:
        assert index.size == alone.size
    checked(home)
    for each in (*libraries, fresh):
        each.close()


@pytest.mark.parametrize("to", KINDS)
def test_a_copy_has_every_version_and_gives_the_same_answers(
    library: Library, home: Home, tmp_path: Path, to: str, request: pytest.FixtureRequest
):
    folder = write(tmp_path / "in", a=COPPER, b=COPPER, c=GLASS, d=story("Copper", "Chile", "Tin"))
    library.ingest([folder], overrides={"published": "2020-05-01", "source": "The Paper"})
    library.ingest([write(folder, c=FERRY)])
    target = tmp_path / "copy" if to == "folder" else request.getfixturevalue("postgres").make()
    done: list[tuple[int, int]] = []
    assert copy_library(home, target, lambda *at: done.append(at)).articles == 4
    assert done[-1] == (5, 5)
    copy = open_library(target, embedder=lambda: pytest.fail("something was embedded"))
    assert found(copy) == found(library)
    assert listed(copy) == listed(library)
    assert copy.versions("c") == library.versions("c")
    with closing(open_library(target)) as again:
        unchanged = {"a": "unchanged", "b": "duplicate a", "c": "unchanged", "d": "unchanged"}
        assert statuses(again.ingest([folder])) == unchanged
    checked(target)
    with pytest.raises(LibraryError, match="not empty"):
        copy_library(home, target)
    copy.close()


def test_answers_and_citations_are_the_same_in_both(tmp_path: Path, database: DatabaseURL):
    folder = write(tmp_path / "in", a=COPPER, b=GLASS, c=FERRY, d=story("Copper", "Chile", "Tin"))
    answers = []
    for home in (tmp_path / "home", database):
        with Rag(settings=Settings(home=home), embedder=WordEmbedder()) as rag:
            rag.ingest(folder)
            answers.append(
                [
                    replace(rag.ask(asked), seconds={})
                    for asked in ("What did Chile pay for Copper?", "Who waits in Malta?")
                ]
            )
    assert answers[0] == answers[1]
    assert any(answer.citations for answer in answers[0])


def test_both_give_the_same_hits_after_each_of_many_changes(tmp_path: Path, database: DatabaseURL):
    folder = tmp_path / "in"
    both = [open_library(tmp_path / "home"), open_library(database)]

    def compared() -> None:
        for filters in (
            None,
            Filters(sources=("The Paper",)),
            Filters(since="2021-01-01"),
            Filters(as_of="2021-06-01"),
        ):
            one, other = (found(each, filters=filters) for each in both)
            assert _about(one) == _about(other)
        assert listed(both[0]) == listed(both[1])
        spelt = []
        for each in both:
            with each.reading() as index:
                hits = index.spelt_like("bolivja") + index.spelt_like("subjekt")
                spelt.append({(chunk.article_id, chunk.start) for chunk in index.chunks(hits).values()})
        assert spelt[0] == spelt[1]

    places = ("Chile", "Osaka", "Bolivia")
    texts = {f"a{n:02}": story(f"Subject {n}", places[n % 3], *["more"] * (n % 4)) for n in range(24)}
    for each in both:
        each.ingest([write(folder, **texts)], overrides={"source": "The Paper", "published": "2020-02-01"})
        each.ingest([write(tmp_path / "two", twin=texts["a03"], other=FERRY)], overrides={"published": "2021-03-01"})
    compared()
    write(folder, a03=story("Zinc", "Peru"), a05=texts["a06"], a07=f"A word of zinc. {texts['a07']}")
    (folder / "a08.txt").unlink()
    for each in both:
        each.ingest([folder], prune=True, overrides={"published": "2021-05-01"})
    compared()
    for each in both:
        each.remove(["a06", "twin"])
    compared()
    for each in both:
        each.rebuild()
    compared()
    checked(database)
    for each in both:
        each.close()


def _about(answers: list[Any]) -> list[Any]:
    """With scores to three places: tantivy adds in single precision."""
    *hits, counts = answers
    return [*([(*hit[:-1], pytest.approx(hit[-1], abs=3e-4)) for hit in each] for each in hits), counts]
