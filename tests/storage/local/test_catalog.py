from __future__ import annotations

import os
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.fakes import WordEmbedder
from helpers.filter_cases import CASES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.errors import LibraryBusy, LibraryEmpty, LibraryError
from rag.storage.filters import where
from rag.storage.local.catalog import LocalCatalog
from rag.storage.local.database import translated
from rag.storage.records import Indexed, RevisionDraft
from rag.types import Article, Chunk, Filters, Span


def indexed(article: Article, *, cuts: int = 2) -> Indexed:
    size = -(-len(article.text) // cuts) or 1
    texts = [article.text[at : at + size] for at in range(0, len(article.text), size)]
    chunks = [Chunk(n * size, n * size + len(t), t, (Span(n * size, n * size + len(t)),)) for n, t in enumerate(texts)]
    return Indexed(
        RevisionDraft(article, "mark"), chunks, WordEmbedder().embed_chunks([(article.title, c) for c in chunks])
    )


def put(catalog: LocalCatalog, *articles: Article) -> list[str]:
    revisions, chunks = catalog.stage([indexed(a) for a in articles])
    catalog.publish(revisions, [], [])
    catalog.end_writing()
    return chunks


@pytest.fixture
def catalog(tmp_path: Path):
    catalog = LocalCatalog(tmp_path / "catalog.db", create=True)
    yield catalog
    catalog.close()


def test_looking_for_a_catalog_does_not_make_one(tmp_path: Path):
    with pytest.raises(LibraryEmpty):
        LocalCatalog(tmp_path / "catalog.db")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_made_and_never_filled_is_an_empty_library(tmp_path: Path):
    (tmp_path / "catalog.db").touch()
    with pytest.raises(LibraryEmpty):
        LocalCatalog(tmp_path / "catalog.db")
    LocalCatalog(tmp_path / "catalog.db", create=True).close()


def test_what_is_pending_is_seen_by_nobody(catalog: LocalCatalog):
    article = Article("a", "One. Two.", "Title")
    _, chunks = catalog.stage([indexed(article)])
    assert catalog.chunks(chunks) == catalog.places(chunks) == {}
    assert catalog.entries() == []
    assert catalog.article("a", article.sha256) is None
    assert catalog.versions("a") == []
    catalog.drop_leftovers()
    assert list(catalog.index_entries(chunks)) == []


def test_a_chunk_comes_back_with_all_that_ranking_and_citing_need(catalog: LocalCatalog):
    article = Article(
        "a", "Copper fell. 🙂 Glass rose.", "Metals", "The Paper", "Ann", "2025-06-08", "https://x.example", "/in/a.txt"
    )
    given = indexed(article)
    chunks = put(catalog, article)
    stored = catalog.chunks([*chunks, "999"])
    assert list(stored) == chunks
    for chunk_id, chunk, vectors in zip(chunks, given.chunks, given.vectors, strict=True):
        got = stored[chunk_id]
        assert (got.article_id, got.sha256, got.title, got.source, got.published) == (
            "a",
            article.sha256,
            "Metals",
            "The Paper",
            "2025-06-08",
        )
        assert (got.start, got.end, got.text, got.sentences) == (chunk.start, chunk.end, chunk.text, chunk.sentences)
        assert got.vectors.dtype == np.float32
        np.testing.assert_allclose(got.vectors, vectors, atol=1e-3)
    assert catalog.article("a", article.sha256) == article


def test_every_visible_change_and_every_index_write_raises_the_generation(catalog: LocalCatalog):
    generations = [catalog.state().generation]
    revisions, _ = catalog.stage([indexed(Article("a", "One.", "T"))])
    assert catalog.state().generation == generations[0]
    for change in (
        catalog.begin_writing,
        lambda: catalog.publish(revisions, [], []),
        lambda: catalog.publish([], [], ["a"]),
    ):
        change()
        generations.append(catalog.state().generation)
    assert generations == sorted(set(generations))


def test_a_chunk_id_is_never_given_twice(catalog: LocalCatalog):
    article, seen = Article("a", "One. Two.", "T"), set()
    for _ in range(4):
        ids = put(catalog, article)
        assert not seen & set(ids)
        seen |= set(ids)
        catalog.publish([], [], ["a"])


def test_a_text_held_by_two_articles_outlives_the_removal_of_one(catalog: LocalCatalog):
    first, second = Article("a", "One. Two.", "T"), Article("b", "One. Two.", "T")
    put(catalog, first)
    catalog.publish([], [RevisionDraft(second, "mark", {}, "a")], [])
    assert catalog.heirs([first.sha256], ["a"]) == ["b"]
    assert catalog.heirs([first.sha256], ["a", "b"]) == []
    revisions, _ = catalog.stage([indexed(second)])
    catalog.publish(revisions, [], ["a"])
    assert catalog.article("a", first.sha256) is None
    assert catalog.article("b", first.sha256) == second


def test_a_duplicate_cannot_be_left_without_an_original(catalog: LocalCatalog):
    put(catalog, Article("a", "One. Two.", "T"))
    catalog.publish([], [RevisionDraft(Article("b", "One. Two.", "T"), "mark", {}, "a")], [])
    with pytest.raises(Exception, match="CHECK"):
        catalog.publish([], [], ["a"])
    assert [(e.id, e.duplicate_of) for e in catalog.entries()] == [("a", None), ("b", "a")]  # rolled back


def test_thousands_of_ids_in_one_lookup(catalog: LocalCatalog):
    chunks = put(catalog, Article("a", "x" * 4000, "T"))
    assert len(catalog.chunks([*chunks, *map(str, range(10_000, 60_000))])) == len(chunks)


def test_overrides_and_fingerprints_are_remembered(catalog: LocalCatalog):
    given = indexed(Article("a", "One.", "T", origin="/in/a.txt"))
    revisions, _ = catalog.stage([replace(given, draft=replace(given.draft, overrides={"source": "Ünïcode"}))])
    catalog.publish(revisions, [], [])
    held = catalog.current(["a", "nobody"])["a"]
    assert (held.fingerprint, held.overrides, held.origin) == ("mark", {"source": "Ünïcode"}, "/in/a.txt")
    catalog.touch(held.id, "/new/a.txt", "other", {})
    held = catalog.current()["a"]
    assert (held.fingerprint, held.overrides, held.origin) == ("other", {}, "/new/a.txt")


def test_threads_share_a_catalog(catalog: LocalCatalog):
    chunks, problems = put(catalog, Article("a", "One. Two.", "T")), []

    def read() -> None:
        problems.extend("a chunk was missing" for _ in range(50) if len(catalog.chunks(chunks)) != len(chunks))

    threads: list[Any] = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for n in range(20):
        put(catalog, Article(f"b{n}", f"Text {n}.", "T"))
    for thread in threads:
        thread.join()
    assert problems == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1), cuts=st.integers(1, 5))
def test_texts_and_chunks_come_back_to_the_code_point(catalog: LocalCatalog, text: str, cuts: int):
    article = Article("a", text, "T")
    revisions, chunks = catalog.stage([indexed(article, cuts=cuts)])
    catalog.publish(revisions, [], [])
    catalog.end_writing()
    assert catalog.article("a", article.sha256) == article
    assert all(text[c.start : c.end] == c.text for c in catalog.chunks(chunks).values())
    assert [e.characters for e in catalog.entries()] == [len(text)]


def test_a_catalog_that_stays_locked_is_busy_not_broken(tmp_path: Path, catalog: LocalCatalog):
    import sqlite3

    with pytest.raises(LibraryBusy, match="locked"), translated(tmp_path / "catalog.db"):
        raise sqlite3.OperationalError("database is locked")
    with pytest.raises(LibraryError, match="full"), translated(tmp_path / "catalog.db"):
        raise sqlite3.OperationalError("database or disk is full")
    # A bug of ours stays an sqlite3 error.
    with pytest.raises(sqlite3.OperationalError), translated(tmp_path / "catalog.db"):
        raise sqlite3.OperationalError("no such table: x")


def fill(catalog: LocalCatalog) -> None:
    """The articles of `filters.CASES`, one chunk each, numbered in this order."""
    dated = [
        ("a", "The Paper", "2024-12-31"),
        ("b", "the PAPER", "2025-01-01"),
        ("c", "Straße", None),
        ("d", None, "2025-06-08T10:00:00Z"),
    ]
    articles = [Article(i, f"copper {i}", "", source=source, published=published) for i, source, published in dated]
    revisions, _ = catalog.stage([indexed(a, cuts=1) for a in articles])
    catalog.publish(revisions, [], [])
    catalog.switch_build(1, 1, ("words", "words-256", 256, 300, 0.0))


@pytest.mark.parametrize(("filters", "expected"), CASES)
def test_filters_keep_what_they_say_with_unit_vectors(catalog: LocalCatalog, filters: Filters, expected: set[str]):
    fill(catalog)
    kept = catalog.kept(where(filters), catalog.state(), 4)
    assert kept is not None
    ids, matrix = kept
    assert set(ids) == expected
    np.testing.assert_allclose(np.linalg.norm(matrix, axis=1), 1, atol=1e-6)


def test_more_chunks_than_were_asked_for_are_not_read(catalog: LocalCatalog):
    fill(catalog)
    assert catalog.kept(where(Filters()), catalog.state(), 3) is None
    assert catalog.kept(where(Filters(sources=("the paper",))), catalog.state(), 1) is None


def test_chunks_that_are_not_live_or_of_an_edition_to_come_are_not_kept(catalog: LocalCatalog):
    fill(catalog)
    state = catalog.state()
    catalog.stage([indexed(Article("e", "pending", ""))])
    catalog.add_chunks(2, [(1, indexed(Article("a", "copper a", ""), cuts=1))])
    assert len((catalog.kept(where(Filters()), state, 10) or ([], None))[0]) == 4


def test_a_chunk_remembers_the_terms_of_what_is_no_sentence_and_of_each_sentence(catalog: LocalCatalog):
    text = "Prices\n\nCopper fell. Nobody knows why."
    chunk = Chunk(0, len(text), text, (Span(8, 20), Span(21, len(text))))
    item = Indexed(
        RevisionDraft(Article("a", text, "The running mines"), ""), [chunk], WordEmbedder().embed_chunks([("", chunk)])
    )
    revisions, ids = catalog.stage([item])
    catalog.publish(revisions, [], [])
    (stored,) = catalog.chunks(ids).values()
    assert stored.terms == ({"the", "run", "mine", "price"}, {"copper", "fell"}, {"nobodi", "know", "whi"})


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files")
@pytest.mark.parametrize("ending", ["-wal", "-shm", "-journal"])
def test_a_pipe_where_sqlite_keeps_its_log_is_not_waited_at(tmp_path: Path, ending: str):
    LocalCatalog(tmp_path / "catalog.db", create=True).close()
    os.mkfifo(tmp_path / f"catalog.db{ending}")
    with pytest.raises(LibraryError, match=f"catalog.db{ending} is no file"):
        LocalCatalog(tmp_path / "catalog.db")
