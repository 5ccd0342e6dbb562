"""The same URL in two files is one article with two versions; and what an ingest says about metadata it dropped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers.library_builders import found, open_library, story, write

from rag.library.library import Library
from rag.types import Outcome

OLD, NEW, OTHER = story("Copper", "Chile"), story("Copper", "Chile", "A strike"), story("Glass", "Osaka")
URL = "https://paper.example/copper"


def at(url: str, text: str) -> str:
    return f"---\nurl: {url}\n---\n{text}"


def row(text: str, url: str = URL, **more: str) -> str:
    return json.dumps({"text": text, "url": url, **more}) + "\n"


def said(outcomes: list[Outcome]) -> list[tuple[str, str, str]]:
    return [(o.status, o.article_id, o.detail) for o in outcomes]


def versions(library: Library) -> dict[str, int]:
    return {entry.id: entry.versions for entry in library.articles()}


@pytest.fixture
def library(tmp_path: Path):
    opened = open_library(tmp_path / "home")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "url", [URL, "http://www.paper.example/copper/", f"{URL}?utm_source=mail#top", "https://PAPER.example/copper"]
)
def test_two_files_with_one_url_are_one_article_with_two_versions(library: Library, tmp_path: Path, url: str):
    folder = write(tmp_path / "in", a=at(URL, OLD), b=at(url, NEW), c=at("https://paper.example/glass", OTHER))
    assert said(library.ingest([folder])) == [("added", "a", ""), ("updated", "a", "text"), ("added", "c", "")]
    assert versions(library) == {"a": 2, "c": 1}
    assert library.article("a").text == at(url, NEW)
    for paths in ([folder], [folder / "b.txt", folder / "a.txt"]):
        assert {o.status for o in library.ingest(paths)} == {"unchanged"}
    assert versions(library) == {"a": 2, "c": 1}


def test_the_later_ingest_is_the_newer_version(library: Library, tmp_path: Path):
    monday, tuesday = write(tmp_path / "1", a=at(URL, OLD)), write(tmp_path / "2", b=at(URL, NEW))
    library.ingest([monday])
    assert said(library.ingest([tuesday])) == [("updated", "a", "text")]
    assert said(library.ingest([monday])) == [("updated", "a", "text")]
    assert library.article("a").text == at(URL, OLD)


def test_a_change_of_either_file_is_the_newest_version(library: Library, tmp_path: Path):
    folder = write(tmp_path / "in", a=at(URL, OLD), b=at(URL, NEW))
    library.ingest([folder])
    newest = at(URL, story("Copper", "Chile", "A strike", "A fire"))
    write(folder, a=newest)
    assert said(library.ingest([folder])) == [("updated", "a", "text"), ("unchanged", "a", "")]
    assert library.article("a").text == newest


def test_the_other_file_stands_in_when_one_is_gone(library: Library, tmp_path: Path):
    folder = write(tmp_path / "in", a=at(URL, OLD), b=at(URL, NEW))
    library.ingest([folder])
    (folder / "b.txt").unlink()
    assert said(library.ingest([folder], prune=True)) == [("updated", "a", "text")]
    assert library.article("a").text == at(URL, OLD)


def test_a_copy_at_the_same_url_is_reported_and_not_kept_apart(library: Library, tmp_path: Path):
    folder = write(tmp_path / "in", a=at(URL, OLD), b=at(URL, OLD))
    for _ in range(2):
        assert ("duplicate", "b", "a") in said(library.ingest([folder]))
        assert versions(library) == {"a": 1}


def test_rows_of_two_dumps_are_one_article_whatever_their_ids(library: Library, tmp_path: Path):
    (tmp_path / "monday.jsonl").write_text(row(OLD, id="m1") + row(OTHER, "https://paper.example/glass", id="m2"))
    (tmp_path / "tuesday.jsonl").write_text(row(NEW, id="t1"))
    paths = [tmp_path / "monday.jsonl", tmp_path / "tuesday.jsonl"]
    assert said(library.ingest(paths)) == [("added", "m1", ""), ("added", "m2", ""), ("updated", "m1", "text")]
    assert {o.status for o in library.ingest(paths)} == {"unchanged"}
    assert versions(library) == {"m1": 2, "m2": 1}


def test_rows_of_one_file_may_share_a_url(library: Library, tmp_path: Path):
    (tmp_path / "parts.jsonl").write_text(row(OLD) + row(OTHER))
    assert [o.status for o in library.ingest([tmp_path / "parts.jsonl"])] == ["added", "added"]
    assert len(versions(library)) == 2


def test_the_front_page_of_a_site_is_nobodys_url(library: Library, tmp_path: Path):
    folder = write(tmp_path / "in", a=at("https://paper.example/", OLD), b=at("https://paper.example", OTHER))
    assert [o.status for o in library.ingest([folder])] == ["added", "added"]


def test_the_overrides_of_the_first_hold_for_the_second(library: Library, tmp_path: Path):
    folder = write(tmp_path / "in", a=at(URL, OLD))
    library.ingest([folder], overrides={"source": "The Paper"})
    write(folder, b=at(URL, NEW))
    library.ingest([folder / "b.txt"])
    assert library.article("a").source == "The Paper"


def test_a_grown_library_ranks_like_a_fresh_one(library: Library, tmp_path: Path):
    folder = write(tmp_path / "in", a=at(URL, OLD), b=at(URL, NEW), c=OTHER)
    library.ingest([folder])
    fresh = open_library(tmp_path / "fresh")
    fresh.ingest([write(tmp_path / "one", a=at(URL, NEW), c=OTHER)])
    assert [a for a in found(library) if isinstance(a, tuple)] == [a for a in found(fresh) if isinstance(a, tuple)]
    fresh.close()


def test_a_date_that_is_not_understood_is_in_the_outcome(library: Library, tmp_path: Path):
    file = tmp_path / "rows.jsonl"
    file.write_text(
        row(OLD, id="a", published="soonish") + row(OTHER, "https://p.example/g", id="b", published="8.6.25")
    )
    note = "its published {} is no clear date"
    assert said(library.ingest([file])) == [
        ("added", "a", note.format("'soonish'")),
        ("added", "b", note.format("'8.6.25'")),
    ]
    file.write_text(
        row(NEW, id="a", published="06/07/2025") + row(OTHER, "https://p.example/g", id="b", published="8 June 2025")
    )
    assert said(library.ingest([file])) == [
        ("updated", "a", f"text; {note.format(repr('06/07/2025'))}"),
        ("updated", "b", "metadata"),
    ]


def test_a_date_that_is_set_by_hand_is_no_matter_for_a_remark(library: Library, tmp_path: Path):
    folder = write(tmp_path / "in", a=f"---\ndate: soonish\n---\n{OLD}")
    assert said(library.ingest([folder], overrides={"published": "2025-06-08"})) == [("added", "a", "")]


def test_a_damaged_array_is_one_failure(library: Library, tmp_path: Path):
    (tmp_path / "a.jsonl").write_text(json.dumps([{"text": OLD}, {"text": NEW}], indent=2)[:-3])
    (outcome,) = library.ingest([tmp_path / "a.jsonl"])
    assert outcome.status == "failed" and "neither JSONL nor a JSON array" in outcome.detail


def test_the_items_of_an_array_are_articles(library: Library, tmp_path: Path):
    (tmp_path / "a.jsonl").write_text(
        json.dumps({"articles": [{"text": OLD}, {"text": OTHER, "id": "x"}, {"title": "a"}]})
    )
    outcomes = library.ingest([tmp_path / "a.jsonl"])
    assert {(o.status, o.article_id) for o in outcomes} == {
        ("added", "a.jsonl:1"),
        ("added", "x"),
        ("failed", "a.jsonl:3"),
    }
    assert "Item 3 of" in next(o.detail for o in outcomes if o.status == "failed")


def test_an_earlier_version_that_is_read_alone_does_not_come_back(library: Library, tmp_path: Path):
    folder = write(tmp_path / "in", a=at(URL, OLD), b=at(URL, NEW))
    library.ingest([folder])
    assert {o.status for o in library.ingest([folder], wanted=lambda path: path.name == "a.txt")} == {"unchanged"}
    assert library.article("a").text == at(URL, NEW)
