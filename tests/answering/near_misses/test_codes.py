from __future__ import annotations

import pytest

from rag.answering.near_misses.codes import differs_in_a_code


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What does the QX-410 cost?", "The QX-440 costs $300."),
        ("what does the qx-410 cost", "The QX-440 costs $300."),
        ("How many passengers does the Boeing 747 carry?", "The Boeing 737 carries 180."),
        ("When was GPT-4 released?", "GPT-5 was released in May."),
        ("Who won Super Bowl 50?", "The Seahawks won Super Bowl 48."),
        ("What ended World War I?", "World War II ended in 1945."),
    ],
)
def test_another_code_is_another_thing(question: str, sentence: str):
    assert differs_in_a_code(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What does the QX-410 cost?", "The QX-410 costs less than the QX-440."),
        ("What does the QX410 cost?", "The QX-410 costs less than the QX-440."),
        ("What does the QX-410 cost?", "It costs $300."),
        ("How fast is the A320?", "A320s are as fast as the A321."),
        ("What happened on May 5?", "On May 6 it rained."),
        ("What is COVID-19?", "It is caused by SARS-2."),
        ("What did it cost in 2020?", "In 2021 it cost $5m."),
        ("What does a Boeing 747 carry?", "Airbus 320 planes carry 180."),
    ],
)
def test_the_same_code_or_no_code_is_no_near_miss(question: str, sentence: str):
    assert not differs_in_a_code(question, sentence)
