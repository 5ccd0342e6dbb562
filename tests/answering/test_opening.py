from __future__ import annotations

import pytest

from rag.answering.opening import gives_its_reason

LATE = "Why did the ferry leave Sennay late?"


def test_a_reason_for_most_of_what_the_question_tells_is_one():
    assert gives_its_reason(LATE, "The ferry left Sennay 50 minutes late because of a faulty sensor.")


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (LATE, "The ferry left Sennay 50 minutes late."),
        (LATE, "The museum closed because of a leak."),
        (LATE, "The ferry stayed in Sennay because of the late storm."),
        ("When did the ferry leave Sennay?", "The ferry left Sennay late because of a faulty sensor."),
    ],
)
def test_a_sentence_without_a_reason_or_about_something_else_is_none(question: str, sentence: str):
    assert not gives_its_reason(question, sentence)
