"""A day that an article calls "Tuesday" is found by its date."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.library_builders import rag_with

from rag import Rag
from rag.types import Sentence


def week(day: str, tuesday: str, friday: str) -> str:
    head = f"---\ntitle: The week in Skellmark\npublished: {day}\n---\n"
    return f"{head}On Tuesday {tuesday} in Skellmark.\n\nThe fair in Skellmark will open on Friday with {friday}.\n"


@pytest.fixture(scope="module")
def rag(tmp_path_factory: pytest.TempPathFactory) -> Rag:
    articles = {
        "may": week("2025-05-08", "a bakery burned", "a parade"),
        "june": week("2025-06-05", "a bridge fell", "a dance"),
        "undated": "On Tuesday a barn burned in Skellmark.\n",
    }
    return rag_with(tmp_path_factory.mktemp("days"), articles)


def best(rag: Rag, question: str, **filters: str) -> Sentence:
    passage = rag.retrieve(question, 1, **filters)[0]
    return max(passage.sentences, key=lambda sentence: sentence.score)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What happened in Skellmark on 3 June 2025?", "On Tuesday a bridge fell in Skellmark."),
        ("What happened in Skellmark on May 6?", "On Tuesday a bakery burned in Skellmark."),
        ("What opens in Skellmark on 6 June 2025?", "The fair in Skellmark will open on Friday with a dance."),
        ("What happened in Skellmark in May 2025?", "On Tuesday a bakery burned in Skellmark."),
    ],
)
def test_a_sentence_is_found_by_the_day_that_it_means(rag: Rag, question: str, text: str):
    found = best(rag, question)
    assert (found.text, found.timely) == (text, True)


def test_who_asks_as_of_a_day_may_ask_about_yesterday(rag: Rag):
    found = best(rag, "What happened in Skellmark yesterday?", as_of="2025-06-05")
    assert found.timely is False
    found = best(rag, "What happened in Skellmark two days ago?", as_of="2025-06-05")
    assert (found.text, found.timely) == ("On Tuesday a bridge fell in Skellmark.", True)


def test_a_question_without_a_time_and_an_article_without_a_date_tell_nothing_of_it(rag: Rag, tmp_path: Path):
    assert {s.timely for p in rag.retrieve("What happened in Skellmark?") for s in p.sentences} == {None}
    undated = rag.retrieve("What happened in Skellmark on 3 June 2025?", articles="undated")
    assert [s.timely for p in undated for s in p.sentences] == [None]


def test_a_time_that_is_only_compared_with_is_not_the_sentences(tmp_path: Path):
    text = "---\ntitle: Halden\npublished: 2025-06-05\n---\nThe profit of Halden was £18 million (2024: £23 million).\n"
    rag = rag_with(tmp_path, {"halden": text})
    assert best(rag, "What was the profit of Halden in 2025?").timely is None
    assert best(rag, "What was the profit of Halden in 2024?").timely is True
