"""A question as of a day is answered as that day's reader would: later articles and later texts do not exist."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.library_builders import rag_with, write_articles

from rag import Rag

TOLL = "---\ntitle: Storm\nsource: Wire\npublished: {}\n---\nThe storm in Orne killed {} people, the police said.\n"
ARTICLES = {
    "storm-1": TOLL.format("2025-06-05", "three"),
    "storm-2": TOLL.format("2025-07-01", "nine"),
    "undated": "The storm in Orne flooded the market hall and both bridges.\n",
    "moved": TOLL.format("2025-06-20", "four"),
}


@pytest.fixture(scope="module")
def rag(tmp_path_factory: pytest.TempPathFactory) -> Rag:
    """Two of the articles have changed since: one under its old date, the other under a later one."""
    folder = tmp_path_factory.mktemp("as-of")
    rag = rag_with(folder, ARTICLES)
    changed = {"storm-1": TOLL.format("2025-06-05", "two"), "moved": TOLL.format("2025-06-25", "five")}
    rag.ingest(write_articles(folder / "articles", changed))
    return rag


def texts(rag: Rag, **filters: str) -> dict[str, str]:
    return {p.article_id: p.text for p in rag.retrieve("How many people did the storm in Orne kill?", **filters)}


def said(number: str) -> str:
    return f"The storm in Orne killed {number} people, the police said."


def test_later_articles_and_later_texts_do_not_exist(rag: Rag):
    assert texts(rag, as_of="2025-06-04") == {}
    assert texts(rag, as_of="2025-06-05") == {"storm-1": said("three")}
    assert texts(rag, as_of="2025-06-24") == {"storm-1": said("three"), "moved": said("four")}


def test_a_new_text_counts_from_its_own_later_date_or_else_from_its_ingest(rag: Rag):
    assert texts(rag, as_of="2025-06-25") == {"storm-1": said("three"), "moved": said("five")}
    assert texts(rag, as_of="2100-01-01") == texts(rag)
    assert texts(rag)["storm-1"] == said("two")


def test_an_article_without_a_date_counts_from_the_day_of_its_first_ingest(rag: Rag):
    ingested = next(entry.ingested_at[:10] for entry in rag.articles() if entry.id == "undated")
    assert "undated" in texts(rag, as_of=ingested)
    assert "undated" not in texts(rag, as_of="2025-12-31")


def test_other_filters_hold_too(rag: Rag):
    assert texts(rag, as_of="2025-07-01", since="2025-07-01") == {"storm-2": said("nine")}
    assert texts(rag, as_of="2025-07-01", articles="moved") == {"moved": said("five")}


def test_two_questions_in_one_are_both_answered_as_of_the_day(tmp_path: Path):
    first = "---\ntitle: Orne\npublished: 2025-06-05\n---\nThe storm in Orne killed three people.\n\n"
    mayor = "Ada Lund has been mayor of Orne since 2019. {} She keeps bees and plays chess on Sundays.\n"
    rag = rag_with(tmp_path, {"orne": first + mayor.format("")})
    rag.ingest(write_articles(tmp_path / "articles", {"orne": first + mayor.format("Her deputy is Nils Aker.")}))
    asked = "How many people did the storm in Orne kill, and who is the mayor of Orne?"
    quotes = [citation.quote for citation in rag.ask(asked, as_of="2025-06-05").citations]
    assert quotes == ["The storm in Orne killed three people.", "Ada Lund has been mayor of Orne since 2019."]


def test_a_citation_of_an_earlier_text_can_be_checked(rag: Rag):
    passage = rag.retrieve("storm in Orne", as_of="2025-06-05")[0]
    quote = {"start": passage.start, "end": passage.end, "quote": passage.text}
    version = {"article_id": passage.article_id, "sha256": passage.sha256}
    verdict = rag.check({"citations": [{"marker": 1, **version, **quote}]})[0]
    assert (verdict.status, verdict.reason) == ("stale", "the article has a newer version")


def test_metadata_that_is_added_later_does_not_make_a_text_younger(tmp_path: Path):
    rag = rag_with(tmp_path, {"storm": TOLL.format("2025-06-05", "three")})
    rag.ingest(tmp_path / "articles", overrides={"author": "A. Writer"})
    assert list(texts(rag, as_of="2025-06-05")) == ["storm"]
    rag.ingest(tmp_path / "articles", overrides={"published": "2025-06-01"})
    assert list(texts(rag, as_of="2025-06-01")) == ["storm"]
