from __future__ import annotations

import pytest

from rag.answering.question.predicate import predicate_of


@pytest.mark.parametrize(
    ("question", "stem"),
    [
        ("Has Halden opened the plant at Kirby Vale?", "open"),
        ("Did Meta buy Scale AI?", "buy"),
        ("Is the plant still working?", "work"),
        ("Do electric cars have to pay the charge?", "pay"),
        ("Are the schools closed because of the measles?", "clos"),
        ("Was the fire at the mill arson?", "arson"),
    ],
)
def test_what_is_asked_of_the_subject_is_known(question: str, stem: str):
    assert predicate_of(question) == stem


@pytest.mark.parametrize(
    "question", ["Who opened it?", "Is the winner of the cup Wrenfield?", "Is", "?", "Did it?", ""]
)
def test_other_questions_and_doubtful_ones_have_none(question: str):
    assert predicate_of(question) is None
