from __future__ import annotations

import pytest

from rag.answering.near_misses.times import other_time


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What was the revenue in 2024?", "Revenue was $3 billion in 2023."),
        ("What was the profit in the third quarter?", "Profit in the second quarter was $3m."),
        ("What was the profit in Q3?", "Profit in the second quarter was $3m."),
        ("What was the revenue in the whole of 2025?", "Revenue was $3m (first quarter of 2025: $2m)."),
    ],
)
def test_another_year_or_quarter_is_a_near_miss(question: str, sentence: str):
    assert other_time(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What was the revenue in 2012?", "From 2010 to 2015 revenue was $3m a year."),
        ("Who led it in 2012?", "Since 2010 Anna has led it."),
        ("Who led it in 1995?", "In the 1990s Anna led it."),
        ("What was the revenue in 2024?", "Revenue was $3 billion."),
        ("What was the revenue in 2024?", "Revenue was $3 billion (2023: $2 billion)."),
        ("How many died in 2020?", "About 2000 people died."),
        ("What was the profit in Q3?", "In the third quarter profit was $3m."),
    ],
)
def test_what_has_the_thing_asked_for_is_no_near_miss(question: str, sentence: str):
    assert not other_time(question, sentence)
