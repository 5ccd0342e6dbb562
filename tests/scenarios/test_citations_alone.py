"""Every citation stands behind its claim by itself: on the seeds' questions, and on near-equal articles."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from helpers.claim_pairs import unfounded

from rag import Rag
from rag.evaluation.cases import Case, read_cases

CASES = read_cases(Path(__file__).parents[2] / "evals" / "seeds.jsonl")
DATELINE = "GRAVEN (Nordpress) - "
NEAR_EQUAL = (
    "The ferry of Graven will sail again in June, the operator Tova Lines said.",
    "The ferry of Graven will not sail again in June, the operator Tova Lines said.",
    "The ferry of Holte will sail again in June, the operator Tova Lines said.",
    "The ferry of Graven may sail again in June, the operator Tova Lines said.",
    "The ferry of Graven will sail again in May, the operator Tova Lines said.",
    "The ferry of Graven will sail again in June, the harbour master said.",
    f"{DATELINE}The ferry of Graven will sail again in June, the operator Tova Lines said.",
)


@pytest.mark.parametrize("cases", [CASES[::5], pytest.param(CASES, marks=pytest.mark.soak)], ids=["some", "all"])
def test_every_citation_on_the_seeds_questions_says_its_claim(seeds_home: Path, cases: Sequence[Case]):
    with closing(Rag(home=seeds_home)) as rag:
        for case in cases:
            assert not unfounded(rag.ask(case.question, history=case.history)), case.question


@pytest.mark.parametrize("question", ["Will the ferry of Graven sail again?", "Which ferries will sail again?"])
def test_near_equal_articles_are_cited_each_for_what_it_says(tmp_path: Path, question: str):
    for number, text in enumerate(NEAR_EQUAL):
        (tmp_path / f"{number}.txt").write_text(f"Ferry news {number}\n\n{text}\n", encoding="utf-8")
    with closing(Rag(home=tmp_path / "home")) as rag:
        rag.ingest(tmp_path)
        answer = rag.ask(question)
    assert len(answer.citations) > 1
    assert not unfounded(answer)
    for citation in (each for each in answer.citations if each.claims):  # one without claims is on a side only
        assert {answer.text[slice(*span)] for span in citation.claims} == {
            citation.quote.partition(" - ")[2] or citation.quote
        }
