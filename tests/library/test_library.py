from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from helpers.fakes import WordEmbedder
from helpers.library_builders import found, open_library, statuses, story, write
from helpers.moments import watch

from rag.embedding.anisotropy import STATEMENTS
from rag.errors import LibraryBusy, LibraryDamaged, LibraryEmpty, LibraryError, LibraryMismatch, UnknownArticle
from rag.library.library import Library
from rag.storage.local.locks import WriterLock
from rag.types import Filters

COPPER, GLASS, FERRY = story("Copper", "Chile"), story("Glass", "Osaka"), story("The ferry", "Malta")


class CountingEmbedder(WordEmbedder):
    def __init__(self) -> None:
        self.chunks = 0

    def embed_chunks(self, titled: Any) -> Any:
        self.chunks += len(titled)
        return super().embed_chunks(titled)


def no_embedder() -> Any:
    raise AssertionError("the model was loaded")


def ids_of(library: Library) -> dict[str, str | None]:
    return {entry.id: entry.duplicate_of for entry in library.articles()}


# An empty library


def test_reading_a_missing_library_says_what_to_type_and_creates_nothing(tmp_path: Path):
    library = open_library(tmp_path / "home")
    with pytest.raises(LibraryEmpty) as caught, library.reading():
        pass
    assert "rag ingest" in caught.value.hint
    assert library.articles() == []
    for ask in (lambda: library.article("a"), lambda: library.remove(["a"]), lambda: library.rebuild()):
        with pytest.raises(LibraryEmpty):
            ask()
    assert not (tmp_path / "home").exists()


def test_a_library_whose_only_source_failed_is_empty(tmp_path: Path):
    library = open_library(tmp_path / "home", no_embedder)
    outcomes = library.ingest([tmp_path / "nowhere.txt"])
    assert [o.status for o in outcomes] == ["failed"]
    with pytest.raises(LibraryEmpty), library.reading():
        pass
    library.close()


def test_home_is_private(tmp_path: Path):
    library = open_library(tmp_path / "home")
    library.ingest([write(tmp_path / "in", copper=COPPER)])
    library.close()
    modes = {p: stat.S_IMODE(p.stat().st_mode) for p in [tmp_path / "home", *(tmp_path / "home").rglob("*")]}
    assert {p: oct(mode) for p, mode in modes.items() if mode & 0o077} == {}


# Outcomes


def test_each_source_has_one_outcome_in_its_place(tmp_path: Path):
    folder = write(tmp_path / "in", a=COPPER, b=GLASS, c="", d=FERRY)
    library, heard, totals = open_library(tmp_path / "home"), [], []
    outcomes = library.ingest([folder], on_start=totals.append, on_outcome=heard.append)
    assert statuses(outcomes) == {"a": "added", "b": "added", "c": "failed", "d": "added"}
    assert [Path(o.origin).stem for o in outcomes] == ["a", "b", "c", "d"]
    assert Counter(heard) == Counter(outcomes)
    assert totals == [4]
    assert list(ids_of(library)) == ["a", "b", "d"]
    library.close()


def test_unchanged_sources_are_not_parsed_and_load_no_model(tmp_path: Path):
    folder = write(tmp_path / "in", a=COPPER, b=COPPER)
    open_library(tmp_path / "home").ingest([folder])
    library = open_library(tmp_path / "home", no_embedder)
    assert statuses(library.ingest([folder])) == {"a": "unchanged", "b": "duplicate a"}
    library.close()


def test_a_changed_text_supersedes_and_stays_readable(tmp_path: Path):
    folder, library = write(tmp_path / "in", a=COPPER), open_library(tmp_path / "home")
    library.ingest([folder])
    old = library.article("a")
    write(folder, a=GLASS)
    assert statuses(library.ingest([folder])) == {"a": "updated text"}
    assert library.article("a").text == GLASS
    assert library.article("a", old.sha256) == library.article("a", old.sha256[:7].upper()) == old
    assert library.text_of("a", old.sha256) == COPPER
    assert library.current_sha("a") == library.article("a").sha256 != old.sha256
    assert [entry.versions for entry in library.articles()] == [2]
    with library.reading() as index:
        hits = index.lexical("copper", 10) + index.dense(WordEmbedder().embed_queries(["copper"])[0], 10)
        assert {chunk.sha256 for chunk in index.chunks([i for i, _ in hits]).values()} == {library.current_sha("a")}
        assert index.document_frequencies(["copper"]) == {"copper": 0}
    library.close()


def test_an_article_that_is_back_to_an_old_text_has_that_version_once(tmp_path: Path):
    folder, library = write(tmp_path / "in", a=COPPER), open_library(tmp_path / "home")
    for text in (COPPER, GLASS, COPPER):
        write(folder, a=text)
        library.ingest([folder])
    assert library.article("a").text == COPPER
    assert [entry.versions for entry in library.articles()] == [2]
    library.close()


def test_metadata_given_by_hand_stays_with_the_article(tmp_path: Path):
    folder, library = write(tmp_path / "in", a=COPPER), open_library(tmp_path / "home")
    library.ingest([folder])
    given = {"published": "2025-06-08", "source": "The Paper"}
    assert statuses(library.ingest([folder], overrides=given)) == {"a": "updated metadata"}
    assert statuses(library.ingest([folder], overrides={"source": "The Paper"})) == {"a": "unchanged"}
    write(folder, a=GLASS)
    assert statuses(library.ingest([folder])) == {"a": "updated text"}
    article = library.article("a")
    assert (article.published, article.source, article.text) == ("2025-06-08", "The Paper", GLASS)
    library.close()


def test_a_new_title_is_searched_for_and_the_old_one_forgotten(tmp_path: Path):
    folder, library = write(tmp_path / "in", a=COPPER, b=GLASS), open_library(tmp_path / "home")
    library.ingest([folder], overrides={"title": "Zanzibar"})
    library.ingest([folder / "a.txt"], overrides={"title": "Quixotic"})
    with library.reading() as index:
        articles = {
            word: {c.article_id for c in index.chunks([i for i, _ in index.lexical(word, 9)]).values()}
            for word in ("zanzibar", "quixotic")
        }
    assert articles == {"zanzibar": {"b"}, "quixotic": {"a"}}
    library.close()


def test_a_failing_source_leaves_its_old_version_in_place(tmp_path: Path):
    folder, library = write(tmp_path / "in", a=COPPER), open_library(tmp_path / "home")
    library.ingest([folder])
    write(folder, a="")
    assert statuses(library.ingest([folder], prune=True)) == {"a": "failed"}
    assert library.article("a").text == COPPER
    library.close()


def test_many_small_articles_share_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = write(tmp_path / "in", **{f"a{n}": story(f"Subject {n}", f"place {n}") for n in range(150)})
    moments: list[str] = []
    watch(moments.append, monkeypatch.setattr)
    library = open_library(tmp_path / "home")
    assert Counter(o.status for o in library.ingest([folder])) == {"added": 150}
    assert moments.count("published") <= 4
    library.close()


def test_an_article_longer_than_a_batch_goes_in_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = write(tmp_path / "in", a="".join(story(f"Subject {n}", f"place {n}") + "\n" for n in range(900)))
    moments: list[str] = []
    watch(moments.append, monkeypatch.setattr)
    library = open_library(tmp_path / "home")
    library.ingest([folder])
    assert moments.count("dense") > 1
    assert moments.count("published") == 1
    with library.reading() as index:
        assert index.size > 1000
    library.close()


# Duplicates


def test_the_same_text_under_two_ids_is_indexed_once(tmp_path: Path):
    folder, embedder = write(tmp_path / "in", a=COPPER, b=COPPER, c=GLASS), CountingEmbedder()
    library = open_library(tmp_path / "home", lambda: embedder)
    assert statuses(library.ingest([folder])) == {"a": "added", "b": "duplicate a", "c": "added"}
    with library.reading() as index:
        assert index.size == embedder.chunks - len(STATEMENTS)
        assert {c.article_id for c in index.chunks([i for i, _ in index.lexical("copper", 9)]).values()} == {"a"}
    assert ids_of(library) == {"a": None, "b": "a", "c": None}
    assert library.article("b").text == COPPER
    library.close()


@pytest.mark.parametrize("how", ["removed", "pruned", "changed", "changed, and met first"])
def test_a_duplicate_takes_the_place_of_the_first_when_that_goes(tmp_path: Path, how: str):
    first = "z" if how == "changed, and met first" else "a"
    library, folder = open_library(tmp_path / "home"), tmp_path / "in"
    library.ingest([write(folder, **{first: COPPER})])
    library.ingest([write(folder, b=COPPER, c=COPPER, d=GLASS)])
    if how == "removed":
        library.remove([first])
    elif how == "pruned":
        (folder / f"{first}.txt").unlink()
        assert statuses(library.ingest([folder], prune=True))[first] == "removed"
    else:
        write(folder, **{first: FERRY})
        assert statuses(library.ingest([folder]))[first] == "updated text"
    kept = {} if how in ("removed", "pruned") else {first: None}
    assert ids_of(library) == {"b": None, "c": "b", "d": None} | kept
    with library.reading() as index:
        chunks = index.chunks([i for i, _ in index.lexical("copper", 20)])
    assert {c.article_id for c in chunks.values()} == {"b"}
    assert statuses(library.ingest([folder]))["c"] == "duplicate b"
    library.close()


def test_two_articles_that_exchange_their_texts_both_stay(tmp_path: Path):
    folder, library = write(tmp_path / "in", a=COPPER, b=GLASS), open_library(tmp_path / "home")
    library.ingest([folder])
    library.ingest([write(folder, a=GLASS, b=COPPER)])
    assert ids_of(library) == {"a": None, "b": None}
    assert (library.article("a").text, library.article("b").text) == (GLASS, COPPER)
    library.close()


def test_two_articles_that_exchange_their_texts_while_a_third_has_one_of_them_too_all_stay(tmp_path: Path):
    folder, library = write(tmp_path / "in", a=COPPER, b=COPPER, c=GLASS), open_library(tmp_path / "home")
    library.ingest([folder])
    assert ids_of(library) == {"a": None, "b": "a", "c": None}
    library.ingest([write(folder, a=GLASS, c=COPPER)])
    assert ids_of(library) == {"a": None, "b": None, "c": "b"}
    assert [library.article(name).text for name in "abc"] == [GLASS, COPPER, COPPER]
    library.close()


def test_removing_first_and_duplicate_together_leaves_neither(tmp_path: Path):
    library = open_library(tmp_path / "home")
    library.ingest([write(tmp_path / "in", a=COPPER, b=COPPER, c=GLASS)])
    library.remove(["a", "b"])
    assert ids_of(library) == {"c": None}
    library.close()


def test_a_filter_by_a_duplicates_id_finds_its_text(tmp_path: Path):
    library = open_library(tmp_path / "home")
    library.ingest([write(tmp_path / "in", a=COPPER, b=COPPER, c=GLASS)])
    assert found(library, filters=Filters(articles=("b",))) == found(library, filters=Filters(articles=("a",)))
    with pytest.raises(UnknownArticle, match="'bb'"), library.reading() as index:
        index.lexical("copper", 3, Filters(articles=("bb",)))
    library.close()


# Gone


def test_gone_sources_are_reported_and_pruned_only_when_asked(tmp_path: Path):
    folder, other = write(tmp_path / "in", a=COPPER, b=GLASS), write(tmp_path / "in2", c=FERRY)
    library = open_library(tmp_path / "home")
    library.ingest([folder, other])
    for path in (folder / "a.txt", other / "c.txt"):
        path.unlink()
    assert statuses(library.ingest([folder])) == {"a": "gone", "b": "unchanged"}
    assert list(ids_of(library)) == ["a", "b", "c"]
    assert statuses(library.ingest([folder], prune=True)) == {"a": "removed", "b": "unchanged"}
    assert list(ids_of(library)) == ["b", "c"]
    library.close()


# Removing


def test_removing_erases_every_version_from_all_files_that_hold_text(tmp_path: Path):
    folder, library = write(tmp_path / "in", a=COPPER, b=GLASS), open_library(tmp_path / "home")
    library.ingest([folder])
    library.ingest([write(folder, a=story("Xylophones", "Quito"))])
    library.remove(["a"])
    assert library.text_of("a", "0" * 64) is None
    with pytest.raises(UnknownArticle):
        library.article("a")
    library.close()
    # Without Chroma's vectors (data_level0.bin): hnswlib writes uninitialised memory into unused slots.
    files = [p for p in (tmp_path / "home").rglob("*") if p.is_file() and p.suffix != ".bin"]
    leaks = [p.name for p in files for word in (b"Copper", b"Xylophones", b"xylophon") if word in p.read_bytes()]
    assert leaks == []


def test_an_unknown_id_removes_nothing_and_names_a_close_one(tmp_path: Path):
    library = open_library(tmp_path / "home")
    library.ingest([write(tmp_path / "in", copper=COPPER, glass=GLASS)])
    with pytest.raises(UnknownArticle, match="'coper'") as caught:
        library.remove(["glass", "coper"])
    assert "'copper'" in caught.value.hint
    assert list(ids_of(library)) == ["copper", "glass"]
    library.close()


def test_an_unknown_version_names_those_there_are(tmp_path: Path):
    library = open_library(tmp_path / "home")
    library.ingest([write(tmp_path / "in", a=COPPER)])
    for version in ("ffffffffff", "", "%"):
        with pytest.raises(UnknownArticle) as caught:
            library.article("a", version)
        assert library.article("a").sha256[:12] in caught.value.hint
    library.close()


# The same as a fresh one


def test_an_updated_library_answers_like_a_fresh_one(tmp_path: Path):
    subjects = [
        story(f"{word} {n}", "Chile" if n % 2 else "Osaka")
        for n in range(12)
        for word in ("Copper", "Glass", "Harvest")
    ]
    folder = write(
        tmp_path / "in", **{f"old{n}": text.replace("council", "senate") for n, text in enumerate(subjects)}, gone=FERRY
    )
    updated = open_library(tmp_path / "updated")
    updated.ingest([folder])
    (folder / "gone.txt").unlink()
    for half in (slice(0, 20), slice(20, None)):
        write(folder, **{f"old{n}": text for n, text in list(enumerate(subjects))[half]})
        updated.ingest([folder], prune=True)
    fresh = open_library(tmp_path / "fresh")
    fresh.ingest([folder])
    assert found(updated) == found(fresh)
    updated.rebuild()
    assert found(updated) == found(fresh)
    updated.close()
    fresh.close()


# Model and settings


def test_another_model_or_passage_length_is_refused_naming_the_remedy(tmp_path: Path):
    folder = write(tmp_path / "in", a=COPPER)
    open_library(tmp_path / "home").ingest([folder])
    for options in ({"embedding": "other"}, {"chunk_chars": 500}):
        library = open_library(tmp_path / "home", no_embedder, **options)
        for use in (lambda library=library: library.ingest([folder]), lambda library=library: found(library)):
            with pytest.raises(LibraryMismatch) as caught:
                use()
            assert "rag rebuild" in caught.value.hint
        assert library.article("a").text == COPPER
        library.close()


class OtherWeights(WordEmbedder):
    name = "words-256-retrained"


class OtherDimension(WordEmbedder):
    name, dimension = "words-64", 64


def test_other_weights_under_the_same_name_are_refused(tmp_path: Path):
    folder = write(tmp_path / "in", a=COPPER)
    open_library(tmp_path / "home").ingest([folder])
    library = open_library(tmp_path / "home", OtherWeights)
    with pytest.raises(LibraryMismatch, match="retrained"):
        library.ingest([write(folder, b=GLASS)])
    with pytest.raises(LibraryMismatch):
        library.check_embedder(OtherWeights())
    library.check_embedder(WordEmbedder())
    library.close()


def test_rebuilding_takes_the_new_settings_without_the_files(tmp_path: Path):
    folder = write(tmp_path / "in", a=COPPER, b=GLASS, c=COPPER)
    open_library(tmp_path / "home").ingest([folder])
    shutil.rmtree(folder)
    library, progress = open_library(tmp_path / "home", OtherDimension, embedding="other", chunk_chars=90), []
    chunks = library.rebuild(lambda done, total: progress.append((done, total)))
    assert progress[-1] == (2, 2)
    with library.reading() as index:
        assert index.size == chunks > 6
        assert len(index.dense(OtherDimension().embed_queries(["copper"])[0], 3)) == 3
        with pytest.raises(LibraryMismatch):
            index.dense(WordEmbedder().embed_queries(["copper"])[0], 3)
    assert ids_of(library) == {"a": None, "b": None, "c": "a"}
    library.close()


def test_an_emptied_library_takes_any_model(tmp_path: Path):
    folder = write(tmp_path / "in", a=COPPER)
    library = open_library(tmp_path / "home")
    library.ingest([folder])
    library.remove(["a"])
    library.close()
    other = open_library(tmp_path / "home", OtherDimension, embedding="other")
    assert statuses(other.ingest([folder])) == {"a": "added"}
    other.close()


# Damage


def test_a_second_writer_is_refused(tmp_path: Path):
    library, folder = open_library(tmp_path / "home"), write(tmp_path / "in", a=COPPER)
    library.ingest([folder])
    with WriterLock(tmp_path / "home" / "writer.lock").hold():
        for write_something in (
            lambda: library.ingest([folder]),
            lambda: library.remove(["a"]),
            lambda: library.rebuild(),
        ):
            with pytest.raises(LibraryBusy):
                write_something()
        assert found(library)
    library.close()


def test_a_damaged_catalog_is_said_to_be_damaged(tmp_path: Path):
    open_library(tmp_path / "home").ingest([write(tmp_path / "in", a=COPPER)])
    for path in (tmp_path / "home").glob("catalog.db*"):
        path.write_bytes(b"no database, but as long as one" * 300)
    library = open_library(tmp_path / "home")
    for use in (library.articles, lambda: found(library), lambda: library.ingest([tmp_path / "in"])):
        with pytest.raises(LibraryDamaged) as caught:
            use()
        assert "catalog.db" in caught.value.message
    library.close()


@pytest.mark.parametrize("index", ["chroma", "lexical"])
@pytest.mark.parametrize("damage", ["missing", "garbage"])
@pytest.mark.parametrize("remedy", ["rebuild", "the next ingest"])
def test_a_damaged_index_is_said_to_be_damaged_and_made_anew(tmp_path: Path, index: str, damage: str, remedy: str):
    library, folder = open_library(tmp_path / "home"), write(tmp_path / "in", a=COPPER, b=GLASS)
    library.ingest([folder])
    before = found(library)
    library.close()
    (place,) = (tmp_path / "home").glob(f"index-*/{index}")
    if damage == "missing":
        shutil.rmtree(place)
    else:
        for path in place.iterdir():
            if path.is_file():
                path.write_bytes(b"garbage" * 1000)
    with pytest.raises(LibraryDamaged) as caught:
        found(library)
    assert "rag rebuild" in caught.value.hint
    if remedy == "rebuild":
        library.rebuild()
        assert found(library) == before
    else:
        library.ingest([write(folder, c=FERRY)])
        fresh = open_library(tmp_path / "fresh")
        fresh.ingest([folder])
        assert found(library) == found(fresh)
        fresh.close()
    library.close()


def test_a_library_of_a_newer_version_is_refused(tmp_path: Path):
    open_library(tmp_path / "home").ingest([write(tmp_path / "in", a=COPPER)])
    db = sqlite3.connect(tmp_path / "home" / "catalog.db")
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(LibraryMismatch, match="newer") as caught:
        open_library(tmp_path / "home").article("a")
    assert caught.value.hint


def test_another_programs_database_is_left_alone(tmp_path: Path):
    (tmp_path / "home").mkdir()
    db = sqlite3.connect(tmp_path / "home" / "catalog.db")
    db.execute("CREATE TABLE theirs (x)")
    db.close()
    with pytest.raises(LibraryDamaged, match="not a library"):
        open_library(tmp_path / "home").ingest([write(tmp_path / "in", a=COPPER)])


def test_a_home_that_cannot_be_a_folder_is_a_clear_error(tmp_path: Path):
    (tmp_path / "home").write_text("a file")
    with pytest.raises(LibraryError, match="home"):
        open_library(tmp_path / "home").ingest([write(tmp_path / "in", a=COPPER)])
    with pytest.raises(LibraryError, match="is not a folder"):
        open_library(tmp_path / "home").article("a")


# Odd sources


def test_an_article_that_is_all_boilerplate_fails_and_says_why(tmp_path: Path):
    folder = write(tmp_path / "in", a=COPPER, b="Subscribe to our newsletter!\n")
    library = open_library(tmp_path / "home")
    outcomes = {o.article_id: o for o in library.ingest([folder])}
    assert (outcomes["a"].status, outcomes["b"].status) == ("added", "failed")
    assert outcomes["b"].detail
    library.close()


def test_a_file_name_that_is_not_utf8_does_not_stop_the_others(tmp_path: Path):
    folder = write(tmp_path / "in", a=COPPER)
    try:
        (folder / os.fsdecode(b"caf\xe9.txt")).write_text(GLASS, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes no such name")
    library = open_library(tmp_path / "home")
    assert sorted(o.status for o in library.ingest([folder])) in (["added", "failed"], ["added", "added"])
    assert "a" in ids_of(library)
    library.close()


def test_a_moved_file_is_unchanged(tmp_path: Path):
    library, old, new = open_library(tmp_path / "home"), write(tmp_path / "old", a=COPPER), tmp_path / "new"
    library.ingest([old])
    new.mkdir()
    (old / "a.txt").rename(new / "a.txt")
    (entry,) = library.articles()
    assert entry.origin == str(old / "a.txt")
    statuses(library.ingest([new, old], prune=True))
    assert [Path(entry.origin) for entry in library.articles()] == [new / "a.txt"]
    assert found(library)
    library.close()


@pytest.mark.soak
def test_an_index_of_mostly_deleted_chunks_is_made_anew(tmp_path: Path):
    library, folder = open_library(tmp_path / "home"), tmp_path / "in"
    for n in range(4):
        library.ingest([write(folder, a="".join(story(f"Subject {n} {m}", f"place {m}") + "\n" for m in range(700)))])
    (place,) = (tmp_path / "home").glob("index-*")
    fresh = open_library(tmp_path / "fresh")
    fresh.ingest([folder])
    assert place.name != "index-2"  # a rebuild has replaced the first one
    assert found(library, k=5) == found(fresh, k=5)
    library.close()
    fresh.close()


def test_a_passage_that_an_article_repeats_is_indexed_once(tmp_path: Path):
    said = "The ferry to Malta carried 310 tons of copper, and nobody on board knew what would become of it next year."
    text = "\n\n".join(["What the ferry carried", *[said, said.upper()] * 50, "Another one sailed to Osaka."])
    library = open_library(tmp_path / "home", chunk_chars=150)
    library.ingest([write(tmp_path / "in", a=text)])
    for _ in range(2):
        with library.reading() as index:
            assert index.size == 3  # with the headline, without it, and with the last sentence
            chunks = index.chunks(map(str, range(1000)))
        assert [c.start for c in chunks.values()] == [0, text.index(said.upper()), text.rindex(said.upper())]
        library.rebuild()
    library.close()
