from __future__ import annotations

import pytest

from rag.followup import stand_alone

SCALE = [("What is Scale AI?", "Scale AI labels data.")]
CEO = [("Who runs Scale AI?", "Scale AI, co-founded in 2016 by CEO Alexandr Wang, has grown.")]
MONEY = [("How much has Microsoft invested in OpenAI?", "More than $13 billion.")]


@pytest.mark.parametrize(
    ("question", "history", "expected"),
    [
        ("And who leads it?", SCALE, "who leads Scale AI?"),
        ("What was its revenue?", SCALE, "What was Scale AI's revenue?"),
        ("What does the company do?", SCALE, "What does Scale AI do?"),
        ("When did he found it?", CEO, "When did Alexandr Wang found Scale AI?"),
        ("What about Amazon?", MONEY, "How much has Amazon invested in OpenAI?"),
        ("And in Anthropic?", MONEY, "How much has Microsoft invested in Anthropic?"),
        ("When was it founded?", MONEY, "When was OpenAI founded?"),
        ("Why?", MONEY, "How much has Microsoft invested in OpenAI? Why?"),
        ("Has that been confirmed?", MONEY, "How much has Microsoft invested in OpenAI? Has that been confirmed?"),
        ("How many of them are there?", SCALE, "What is Scale AI? How many of them are there?"),
        ("How much last year?", SCALE, "What is Scale AI? How much last year?"),
        ("And in 2024?", SCALE, "What is Scale AI? in 2024?"),
        ("What about 2025?", [("What was Scale AI's revenue in 2024?", "…")], "What was Scale AI's revenue in 2025?"),
        ("who leads it", [("what is scale ai", "…")], "what is scale ai? who leads it"),
        ("And its revenue?", [*SCALE, ("Who leads it?", "Alexandr Wang.")], "Scale AI's revenue?"),
    ],
)
def test_an_open_reference_is_filled_from_the_history(question: str, history: list[tuple[str, str]], expected: str):
    assert stand_alone(question, history) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Who is the CEO of Meta?",
        "Is it true that Meta invests in Scale AI?",
        "Does Meta think it will profit?",
        "Who acquired the startup of the former Apple designer?",
        "what is Anduril building with Meta?",
        "How many people use Llama?",
        "which companies build chatbots for hospitals",
        "Why did Meta change its approach?",
        "Who is the CEO of that bank in Reykjavik?",
        "Is there life on Mars?",
        "what will the weather be like in paris tomorrow",
    ],
)
@pytest.mark.parametrize("history", [SCALE, CEO, MONEY])
def test_a_question_that_stands_alone_is_not_changed(question: str, history: list[tuple[str, str]]):
    assert stand_alone(question, history) == question


def test_without_history_nothing_is_changed():
    assert stand_alone("And who leads it?", []) == "And who leads it?"
