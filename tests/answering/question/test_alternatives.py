from __future__ import annotations

import time

import pytest

from rag.answering.question.alternatives import alternatives_of


@pytest.mark.parametrize(
    ("question", "things"),
    [
        ("Which is older, the bridge or the mill?", ("the bridge", "the mill")),
        ("Which is oldest: the bridge, the mill or the inn?", ("the bridge", "the mill", "the inn")),
        ("who won the civil war the south or the north", ("the south", "the north")),
        ("Who is older Anna Quill or Ben Marsh?", ("Anna Quill", "Ben Marsh")),
        ("Which of Leeds and York is larger?", ("Leeds", "York")),
        ("Compare Meta and OpenAI.", ("Meta", "OpenAI")),
        ("What is the difference between the A320 and the A321?", ("the A320", "the A321")),
        ("Is the bridge older than the mill?", ("the bridge", "the mill")),
        ("Does Acme employ more people than Beta?", ("Acme", "Beta")),
        ("Are Alpha and Beta the same company?", ("Alpha", "Beta")),
        ("What do Alpha and Beta have in common?", ("Alpha", "Beta")),
    ],
)
def test_the_things_that_are_compared_are_told(question: str, things: tuple[str, ...]):
    assert alternatives_of(question) == things


@pytest.mark.parametrize(
    "question",
    [
        "Did more than 50 people die?",
        "Is it more than 5 percent?",
        "Did prices rise faster than expected?",
        "Did it cost more than 3 million pounds?",
        "Did the company rather than the city pay?",
        "Which company makes bread and butter?",
        "Which program makes me a better CEO or Director?",
        "Is there a difference between A and B and C?",
        "compare the cost and use of dams in chile and peru",
        "What was the score of the game between Leeds and York?",
    ],
)
def test_no_two_things_are_read_into_other_questions(question: str):
    assert alternatives_of(question) == ()


@pytest.mark.parametrize("text", ["which a, ", "is a more ", "compare a and ", "who the or ", "between a and "])
def test_a_long_text_takes_no_time(text: str):
    started = time.perf_counter()
    alternatives_of(text * 25)
    alternatives_of(text * 4000)
    assert time.perf_counter() - started < 1
