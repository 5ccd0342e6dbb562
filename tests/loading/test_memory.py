from __future__ import annotations

import json
import math
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from helpers.library_builders import rag_with
from langchain_core.documents import Document

from rag import Rag
from rag.errors import SettingsError
from rag.loading.memory import rows
from rag.types import Article, Outcome

MILL = "The mill of Dubno grinds rye for the whole valley. Its owner has been Jana Hruba since 1999."
QUARRY = "The quarry above Lipa gives grey slate. Forty men worked there before the war, and nine work there now."


@pytest.fixture
def qa(tmp_path: Path) -> Rag:
    return rag_with(tmp_path, {"ferry": "The ferry of Lomno carries sheep on all the working days of the week."})


def told(outcomes: list[Outcome]) -> list[tuple[str, str]]:
    return [(o.status, o.article_id) for o in outcomes]


def fields(article: Any) -> dict[str, Any]:
    (row,) = rows(article)
    return json.loads(row.data)


@pytest.mark.parametrize(
    "article",
    [
        {"id": "mill", "text": MILL, "title": "A mill", "source": "Finway", "published": "2025-03-04"},
        {
            "id": "mill",
            "text": MILL,
            "title": "A mill",
            "source": "Finway",
            "published": date(2025, 3, 4),
            "author": "",
        },
        Article("mill", MILL, "A mill", "Finway", None, "2025-03-04"),
        Document(
            page_content=MILL,
            metadata={"id": "mill", "title": "A mill", "source": "Finway", "publish_date": datetime(2025, 3, 4, 5)},
        ),
        Document(
            page_content=MILL, id="mill", metadata={"headline": "A mill", "outlet": "Finway", "date": "4 Mar 2025"}
        ),
    ],
)
def test_an_article_from_memory_is_added_once_and_is_the_same_in_every_form(qa: Rag, article: Any):
    assert told(qa.add(article)) == [("added", "mill")]
    held = qa.article("mill")
    assert (held.text, held.title, held.source, held.published) == (MILL, "A mill", "Finway", "2025-03-04")
    assert (held.author, held.origin) == (None, "memory#mill")
    assert told(qa.add([article])) == [("unchanged", "mill")]
    assert told(qa.ask("Who owns the mill of Dubno?", articles="mill").citations and qa.add(iter([article]))) == [
        ("unchanged", "mill")
    ]


def test_a_changed_text_is_another_version_and_the_same_text_a_duplicate(qa: Rag):
    qa.add({"id": "mill", "text": MILL})
    (updated,) = qa.add({"id": "mill", "text": f"{MILL} It burnt down."})
    assert (updated.status, updated.detail, len(qa.versions("mill"))) == ("updated", "text", 2)
    (copy,) = qa.add({"id": "copy", "text": f"{MILL} It burnt down."})
    assert (copy.status, copy.detail) == ("duplicate", "mill")


def test_an_id_is_derived_from_the_url_then_the_file_then_the_text(qa: Rag):
    added = qa.add(
        [
            {"text": MILL, "url": "https://user:secret@example.org/news/mill#top"},
            Document(page_content=QUARRY, metadata={"source": "/data/quarry.txt"}),
            {"text": "The owl of Kamen lives in the tower, where it has a nest."},
        ]
    )
    assert [o.article_id for o in added[:2]] == ["example-org-news-mill", "quarry"]
    assert [o.origin for o in added[:2]] == ["https://example.org/news/mill", "memory#/data/quarry.txt"]
    assert added[2].article_id.startswith("memory-")
    assert told(qa.add({"text": "The owl of Kamen lives in the tower, where it has a nest."})) == [
        ("unchanged", added[2].article_id)
    ]


@pytest.mark.parametrize(
    ("source", "outlet", "url"),
    [
        ("Finway", "Finway", None),
        ("AP / dpa", "AP / dpa", None),
        ("example.org", "example.org", None),
        ("https://example.org/a#b", None, "https://example.org/a"),
        *(
            (path, None, None)
            for path in ("/data/a.txt", "a.pdf", "~/a", "C:\\news\\a", "s3://news/a", "a.docx", "a.epub", "a.eml")
        ),
    ],
)
def test_the_source_of_a_document_is_an_outlet_only_if_it_is_no_path_and_no_url(
    source: str, outlet: str | None, url: str | None
):
    found = fields(Document(page_content=MILL, metadata={"source": source}))
    assert (found.get("source"), found.get("url")) == (outlet, url)


def test_the_pages_of_one_file_are_articles_of_their_own_in_any_order(qa: Rag):
    pages = [
        Document(page_content=text, metadata={"source": "report.pdf", "page": n})
        for n, text in enumerate([MILL, QUARRY])
    ]
    added = qa.add(pages)
    assert [o.status for o in added] == ["added", "added"]
    assert all(o.article_id.startswith("report-") for o in added)
    assert {o.status for o in qa.add(reversed(pages))} == {"unchanged"}


def test_the_same_article_twice_is_one_and_two_with_one_id_are_not(qa: Rag):
    assert told(qa.add([{"text": MILL}, {"text": MILL}]))[0][0] == "added"
    assert len(qa.articles()) == 2
    statuses = {
        o.status: o.detail for o in qa.add([{"id": "x", "text": QUARRY}, {"id": "x", "text": f"{QUARRY} Now."}])
    }
    assert statuses["failed"] == "Article 2 has the id 'x', which an earlier article has already."


def test_an_article_of_a_url_that_is_held_is_another_version_of_it(qa: Rag):
    page = Document(page_content=MILL, metadata={"source": "https://example.org/mill"})
    (first,) = qa.add(page)
    (second,) = qa.add({"text": f"{MILL} It burnt down.", "url": "https://example.org/mill#news"})
    assert (first.status, second.status, second.article_id) == ("added", "updated", first.article_id)
    assert qa.article(first.article_id).origin == "https://example.org/mill"


def test_no_prune_removes_what_came_from_memory(qa: Rag, tmp_path: Path):
    qa.add(
        [
            {"id": "mill", "text": MILL},
            Document(page_content=QUARRY, metadata={"source": str(tmp_path / "articles/x.txt")}),
        ]
    )
    (tmp_path / "articles" / "other.txt").write_text("Another ferry crosses the lake of Brod, and it is painted red.")
    (tmp_path / "articles" / "ferry.txt").unlink()
    assert {o.status for o in qa.ingest([tmp_path, tmp_path / "articles"], prune=True)} == {"added", "removed"}
    assert {e.id for e in qa.articles()} == {"mill", "x", "other"}


def test_an_article_moves_from_one_library_to_another_as_it_is(qa: Rag, tmp_path: Path):
    other = rag_with(tmp_path / "other", {"quarry": f"---\ntitle: Slate\nsource: Finway\n---\n{QUARRY}"})
    original = other.article("quarry")
    qa.add(original)
    moved = qa.article("quarry")
    assert (moved.text, moved.title, moved.source, moved.sha256) == (
        original.text,
        original.title,
        original.source,
        original.sha256,
    )


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"title": "Nothing"}, "Article 1 has no `text`."),
        ({"text": math.nan}, "Article 1 has no `text`."),
        ({"text": b"The mill"}, "Article 1 has no `text`."),
        ({"text": MILL, "id": ["x"]}, "Article 1 has an `id` that is neither a text nor a number."),
        ({"text": MILL, "title": ["x"]}, "Article 1 has a `title` that is not text."),
        ({"text": MILL, "title": b"x"}, "Article 1 has a `title` that is not text."),
    ],
)
def test_a_row_that_cannot_be_read_is_an_outcome_and_does_not_stop_the_rest(qa: Rag, row: Any, why: str):
    outcomes = qa.add([row, {"id": "quarry", "text": QUARRY}])
    assert [(o.status, o.detail) for o in outcomes if o.status == "failed"] == [("failed", why)]
    assert ("added", "quarry") in told(outcomes)


def test_nothing_of_a_missing_value_is_kept():
    row = {"text": MILL, "author": math.nan, "title": None, "source": "", "id": math.nan}
    assert fields(row) == {"text": MILL}


@pytest.mark.parametrize("given", ["A text", 5, None, [MILL], [5], b"x"])
def test_what_is_no_article_is_refused_by_the_name_of_the_argument(qa: Rag, given: Any):
    with pytest.raises(SettingsError, match=r"^articles must be an Article, .*, not "):
        qa.add(given)


def test_overrides_and_outcomes_are_those_of_an_ingest(qa: Rag):
    seen: list[Outcome] = []
    outcomes = qa.add({"id": "mill", "text": MILL}, overrides={"published": date(2025, 6, 8)}, on_outcome=seen.append)
    assert (qa.article("mill").published, seen) == ("2025-06-08", outcomes)
