"""A story that several outlets print is one voice, however they cut and edit it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from helpers.fakes import WordEmbedder
from helpers.library_builders import write_articles

from rag import Rag, Settings
from rag.types import Passage

NEWS = Path(__file__).parents[2] / "evals" / "news"
DAM = {"dam-meridian", "dam-courier", "dam-tribune", "dam-standard"}
GROUPS = [
    DAM,
    {"slide-saturday", "slide-capital"},
    {"strike-wednesday", "strike-ellery"},
    {"spread-meridian", "spread-argus", "spread-northern"},
]
SAID = [
    "About 2,300 people in the villages of Nether Oxley and Calding were told to leave their homes before noon.",
    "Rescuers pulled a girl of six alive out of a cellar after 27 hours under the mud.",
    "The airport's operator put up 500 camp beds in the old terminal.",
    "The jars bear the lot numbers C-4410 to C-4492 on the lid.",
]
PARTS = [
    f"In the {n} of its chapters the report on {place} says that the {thing} was sold to {buyer} for nothing."
    for n, place, thing, buyer in (
        ("first", "Arden", "mill", "Osei"),
        ("second", "Brill", "ferry", "Tansy"),
        ("third", "Corve", "quarry", "Lind"),
        ("fourth", "Dunmere", "bakery", "Moen"),
        ("fifth", "Eskdale", "brewery", "Petrov"),
        ("sixth", "Fenwick", "chapel", "Weber"),
        ("seventh", "Garth", "station", "Solano"),
        ("eighth", "Holte", "orchard", "Pryce"),
        ("ninth", "Inver", "theatre", "Eddery"),
        ("tenth", "Jarrow", "foundry", "Amory"),
        ("eleventh", "Kirby", "stadium", "Gall"),
        ("twelfth", "Lowick", "windmill", "Stamm"),
    )
]


def opened(home: Path) -> Rag:
    return Rag(settings=Settings(home=home), embedder=WordEmbedder())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("copies") / "home"
    with opened(home) as rag:
        rag.ingest([NEWS])
    return home


@pytest.fixture
def rag(made: Path) -> Iterator[Rag]:
    with opened(made) as rag:
        yield rag


@pytest.fixture
def own(made: Path, tmp_path: Path) -> Iterator[Rag]:
    """A library that a test may change."""
    with opened(shutil.copytree(made, tmp_path / "home")) as rag:
        yield rag


def voices(rag: Rag, text: str, **filters: Any) -> list[set[str]]:
    """The articles of each sentence found that has these words, its copies with it."""
    found = [(p, s) for p in rag.retrieve(text, k=20, **filters) for s in p.sentences if text in s.text]
    return [{passage.article_id, *(copy.article_id for copy in sentence.also)} for passage, sentence in found]


@pytest.mark.parametrize(("sentence", "group"), list(zip(SAID, GROUPS, strict=True)))
def test_a_sentence_of_a_wire_story_is_found_once_with_all_its_copies(rag: Rag, sentence: str, group: set[str]):
    assert voices(rag, sentence) == [group]


def test_another_papers_report_of_the_event_is_a_voice_of_its_own_even_with_the_same_quotation(rag: Rag):
    quotation = "There is no immediate danger of a breach, but we will not gamble with people's lives"
    assert sorted(voices(rag, quotation), key=len) == [{"dam-beacon"}, DAM]


def test_a_copy_points_to_the_same_words_in_its_own_article(rag: Rag):
    best: Passage = rag.retrieve(SAID[0], k=1)[0]
    sentence = next(s for s in best.sentences if s.text == SAID[0])
    assert best.article_id == "dam-meridian"  # the earliest
    for copy in sentence.also:
        text = rag.text_of(copy.article_id, copy.sha256)
        assert text is not None
        assert text[copy.start : copy.end] == sentence.text


def test_no_sentence_takes_a_place_twice_and_what_an_edited_copy_adds_keeps_its_own(rag: Rag):
    found = rag.retrieve("Harrow Fell dam crack Northmoor Water Stavelock", k=8)
    said = [sentence.text for passage in found for sentence in passage.sentences]
    assert len(said) == len(set(said))
    assert {passage.article_id for passage in found} - DAM
    assert voices(rag, "Three Lakes Walk") == [{"dam-tribune"}]


def test_a_copy_that_the_filter_allows_is_found_and_stands_alone(rag: Rag):
    assert voices(rag, SAID[0], sources="Stavelock Courier") == [{"dam-courier"}]
    assert voices(rag, SAID[0], since="2026-03-03") == [DAM - {"dam-meridian"}]


def test_an_article_with_the_very_same_text_is_one_of_the_copies(tmp_path: Path):
    rows = [{"id": name, "text": "\n\n".join(PARTS), "source": name.title()} for name in ("wire", "mirror")]
    edited = {"id": "daily", "text": "\n\n".join(["Arden sells its mill", *PARTS[:6]]), "source": "Daily"}
    with opened(tmp_path / "home") as rag:
        assert [outcome.status for outcome in rag.add([*rows, edited])] == ["added", "duplicate", "added"]
        assert voices(rag, PARTS[3]) == [{"wire", "mirror", "daily"}]
        assert voices(rag, PARTS[8]) == [{"wire", "mirror"}]
        assert voices(rag, PARTS[3], sources=["Daily", "Wire"]) == [{"wire", "daily"}]


def test_an_article_that_is_removed_is_no_copy_any_more(own: Rag):
    own.remove("dam-courier")
    assert voices(own, SAID[0]) == [DAM - {"dam-courier"}]


def test_copies_of_one_that_goes_are_no_copies_of_each_other(tmp_path: Path):
    def part(at: int) -> str:
        return "\n\n".join(["The report of the year", *PARTS[at : at + 6]])

    with opened(tmp_path / "home") as rag:
        folder = write_articles(tmp_path / "in", {"a": part(0), "b": part(3), "c": part(6)})
        rag.ingest([folder])
        assert [voices(rag, PARTS[at]) for at in (4, 7)] == [[{"a", "b"}], [{"b", "c"}]]
        before = rag.retrieve("the report says that it was sold for nothing", k=20)
        (folder / "b.txt").write_text(part(6) + "\n\nNobody was there.", encoding="utf-8")
        rag.ingest([folder])
        assert [voices(rag, PARTS[at]) for at in (4, 7)] == [[{"a"}], [{"b", "c"}]]
        (folder / "b.txt").write_text(part(3), encoding="utf-8")
        rag.ingest([folder])
        assert rag.retrieve("the report says that it was sold for nothing", k=20) == before
        (folder / "b.txt").unlink()
        rag.ingest([folder], prune=True)
        assert [voices(rag, PARTS[at]) for at in (4, 7)] == [[{"a"}], [{"c"}]]


def test_the_order_of_ingest_does_not_matter_and_rebuilding_finds_the_copies_anew(tmp_path: Path):
    with opened(tmp_path / "home") as rag:
        for path in sorted(NEWS.glob("s*.txt"), reverse=True):
            rag.ingest([path])
        assert [voices(rag, sentence) for sentence in SAID[1:]] == [[group] for group in GROUPS[1:]]
        with closing(sqlite3.connect(tmp_path / "home" / "catalog.db")) as db:
            db.execute("UPDATE revisions SET copy_group = NULL")
            db.execute("DELETE FROM wordings")
            db.commit()
        rag.rebuild()
        assert [voices(rag, sentence) for sentence in SAID[1:]] == [[group] for group in GROUPS[1:]]
