from __future__ import annotations

from pathlib import Path

import pytest

from rag import Rag
from rag.answering.follow_up import stand_alone
from rag.evaluation.cases import read_cases
from rag.metrics.answers import contains_answer

TOP = Path(__file__).parents[2]
FOLLOW_UPS = read_cases(TOP / "tests" / "data" / "followups.jsonl")
STAND_ALONE = [case.question for case in read_cases(TOP / "evals" / "seeds.jsonl") if not case.history]

SCALE = [("What is Scale AI?", "Scale AI labels data.")]
CEO = [("Who runs Scale AI?", "Scale AI, co-founded in 2016 by CEO Alexandr Wang, has grown.")]
BACKERS = [("Which rivals invest?", "Amazon and Google have committed billions to Anthropic.")]
PARTNER = [("Which company does Meta build helmets with?", "Meta is collaborating with Anduril.")]
TWO_TURNS = [("Which company has no cloud?", "Meta does not operate one."), ("Who is its CEO?", "Mark Zuckerberg.")]
LOWER_CASE = [("who won the cup in 1998", "France.")]
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
        ("How much did they commit?", BACKERS, "How much did Amazon and Google commit?"),
        ("Which of them is larger?", BACKERS, "Which of Amazon and Google is larger?"),
        (
            "How much did they pay for it?",
            MONEY,
            "How much has Microsoft invested in OpenAI? How much did they pay for it?",
        ),
        ("Where is it based?", PARTNER, "Where is Anduril based?"),
        ("Who is working on it with Meta?", SCALE, "Who is working on Scale AI with Meta?"),
        ("When was the company founded?", SCALE, "When was Scale AI founded?"),
        ("What about its competitors?", SCALE, "What about Scale AI's competitors?"),
        ("And Google?", MONEY, "How much has Google invested in OpenAI?"),
        ("How about Meta in Scale AI?", MONEY, "How much has Meta invested in Scale AI?"),
        (
            "What about by the end of 2025?",
            [("What was Scale AI's revenue in 2024?", "…")],
            "What was Scale AI's revenue by the end of 2025?",
        ),
        ("Is that final?", MONEY, "How much has Microsoft invested in OpenAI? Is that final?"),
        ("When was that announced?", MONEY, "How much has Microsoft invested in OpenAI? When was that announced?"),
        ("Why would Meta want that?", MONEY, "How much has Microsoft invested in OpenAI? Why would Meta want that?"),
        ("Who says so?", MONEY, "How much has Microsoft invested in OpenAI? Who says so?"),
        ("Since when?", SCALE, "What is Scale AI? Since when?"),
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
        "Which hospital has its origins in a school of surgery?",
        "where does the danube get its name from",
        "who was marie curie and what did she discover",
        "were mozart's operas popular when he was alive",
        "how do they make glass bottles out of sand",
        "When does it get dark in Oslo in December?",
        "Why might it be hard for a doctor to tell the two apart?",
        "What was the castle that was being built?",
        "When was the company behind ChatGPT founded?",
        "What goal do many of these protests have?",
        "why is there a baby on this is us",
        "What is 17 times 23?",
        "Thanks!",
    ],
)
@pytest.mark.parametrize("history", [SCALE, CEO, MONEY, BACKERS, LOWER_CASE])
def test_a_question_that_stands_alone_is_not_changed(question: str, history: list[tuple[str, str]]):
    assert stand_alone(question, history) == question


def test_without_history_nothing_is_changed():
    assert stand_alone("And who leads it?", []) == "And who leads it?"


@pytest.mark.parametrize("history", [SCALE, CEO, MONEY, BACKERS, PARTNER, TWO_TURNS, LOWER_CASE])
def test_no_question_of_the_suite_that_stands_alone_is_changed(history: list[tuple[str, str]]):
    assert [stand_alone(question, history) for question in STAND_ALONE] == STAND_ALONE


@pytest.mark.model
def test_most_follow_ups_are_answered_offline(seeds_home: Path):
    with_answers = 0
    rag = Rag()
    for case in FOLLOW_UPS:
        answer = rag.ask(case.question, history=case.history)
        with_answers += not answer.abstained and any(contains_answer(answer.plain, one) for one in case.answers)
    assert len(FOLLOW_UPS) == 40
    assert with_answers / len(FOLLOW_UPS) >= 0.85


@pytest.mark.model
def test_unrelated_history_changes_no_answer(seeds_home: Path):
    rag = Rag()
    for question in STAND_ALONE[::8]:
        alone = rag.ask(question).to_dict() | {"seconds": None}
        assert rag.ask(question, history=BACKERS).to_dict() | {"seconds": None} == alone
