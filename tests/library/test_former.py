"""An answer from a changed article says what stood there before; a saved answer is checked against corrections."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.library_builders import rag_with, write_articles

from rag import Rag

HEAD = "---\ntitle: {}\nsource: Wire\npublished: {}\n---\n"
POOL = HEAD.format("Linden pool to close", "2025-06-05") + "The work on the Linden pool will cost {} million crowns.\n"
FERRY = HEAD.format("Ferry sails", "2025-06-05") + "The ferry to Malta sails at noon.\n"
CORRECTION = (
    HEAD.format("Correction: ferry", "2025-06-07")
    + "We wrote that the ferry to Malta sails at noon. It sails at eleven in the morning.\n"
)


@pytest.fixture(scope="module")
def rag(tmp_path_factory: pytest.TempPathFactory) -> Rag:
    folder = tmp_path_factory.mktemp("former")
    rag = rag_with(folder, {"pool": POOL.format("four"), "ferry": FERRY})
    rag.ingest(write_articles(folder / "articles", {"pool": POOL.format("six")}))
    return rag


def test_the_earlier_wording_is_a_quote_of_the_earlier_version(rag: Rag):
    answer = rag.ask("How much will the work on the Linden pool cost?")
    (before,) = answer.earlier
    assert answer.citations[0].quote == "The work on the Linden pool will cost six million crowns."
    assert before.quote == "The work on the Linden pool will cost four million crowns."
    assert rag.article("pool", before.sha256).text[before.start : before.end] == before.quote
    assert before.marker == len(answer.citations) + 1
    assert [each["quote"] for each in answer.to_dict()["earlier"]] == [before.quote]
    assert [verdict.status for verdict in rag.check(answer)] == ["valid", "stale"]


def test_an_article_that_never_changed_said_nothing_else(rag: Rag):
    assert rag.ask("When does the ferry to Malta sail?").earlier == ()


def test_a_saved_answer_is_stale_once_its_outlet_has_corrected_it(rag: Rag, tmp_path: Path):
    answer = rag.ask("When does the ferry to Malta sail?", articles="ferry")
    assert [verdict.status for verdict in rag.check(answer)] == ["valid"]
    rag.ingest(write_articles(tmp_path, {"correction": CORRECTION}))
    (verdict,) = rag.check(answer)
    assert (verdict.status, verdict.reason) == ("stale", "its outlet has corrected it: correction, 2025-06-07")
