from __future__ import annotations

import pytest

from rag.answering.near_misses.counts import lacks_the_count


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many spaces are there in Market Square?", "A two-hour stay in the car park costs 2.40 pounds."),
        ("How many goals has Anna Quill scored?", "Quill has extended her contract by two years."),
        ("How many people were on the yacht?", "The yacht, 11 metres long, was struck at 23:15."),
    ],
)
def test_measures_and_hours_count_nothing(question: str, sentence: str):
    assert lacks_the_count(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many spaces are there?", "There is room for 40 cars, at 2.40 pounds an hour."),
        ("How many goals has Anna Quill scored?", "She scored 19 in two years."),
        ("How many years did it take?", "It took two years."),
        ("How many guests got sick?", "Seventeen guests had fallen ill after the dinner on 9 September 2023."),
        ("How many visitors got sick?", "Seventeen had fallen ill after the dinner on 9 September 2023."),
        ("How many people were on the yacht?", "Nobody was on it."),
    ],
)
def test_any_other_number_may_be_the_count(question: str, sentence: str):
    assert not lacks_the_count(question, sentence)
