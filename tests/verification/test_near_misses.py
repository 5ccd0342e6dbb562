from __future__ import annotations

import pytest

from rag.verification.near_misses import differs_in_a_code, other_holder


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


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who is the CFO of Scale AI?", "Its CEO is Alexandr Wang."),
        ("Who is Acme's chief financial officer?", "Anna Quill, chief executive of Acme, resigned."),
        ("Who is the president of Chile?", "The vice president of Chile is Anna Quill."),
        ("Who is the CEO of Acme?", "Anna Quill, Acme's former CEO, spoke."),
        ("Who is the finance minister?", "The foreign minister, Anna Quill, resigned."),
        ("Who is the minister of defence?", "The finance minister resigned."),
        ("What was the revenue in 2024?", "Revenue was $3 billion in 2023."),
        ("What was the profit in the third quarter?", "Profit in the second quarter was $3m."),
        ("What was the profit in Q3?", "Profit in the second quarter was $3m."),
    ],
)
def test_another_office_year_or_quarter_is_a_near_miss(question: str, sentence: str):
    assert other_holder(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who is the CEO of Scale AI?", "Its CEO is Alexandr Wang and its CFO is Ben Marsh."),
        ("Who is the founder of Scale AI?", "It was co-founded by CEO Alexandr Wang."),
        ("Who leads Scale AI?", "Its CEO is Alexandr Wang."),
        ("Who was the CEO of Acme?", "Anna Quill, Acme's former CEO, spoke."),
        ("Who is Acme's former CEO?", "Anna Quill, Acme's former CEO, spoke."),
        ("Who was the prime minister of Chile?", "The prime minister of Chile met the minister of justice."),
        ("Who is the defense minister?", "The minister of defence is Anna Quill."),
        ("What was the revenue in 2012?", "From 2010 to 2015 revenue was $3m a year."),
        ("Who led it in 2012?", "Since 2010 Anna has led it."),
        ("Who led it in 1995?", "In the 1990s Anna led it."),
        ("What was the revenue in 2024?", "Revenue was $3 billion."),
        ("How many died in 2020?", "About 2000 people died."),
        ("What was the profit in Q3?", "In the third quarter profit was $3m."),
    ],
)
def test_what_has_the_thing_asked_for_is_no_near_miss(question: str, sentence: str):
    assert not other_holder(question, sentence)
