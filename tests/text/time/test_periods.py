"""What words mean in an article of Thursday, 5 June 2025."""

from __future__ import annotations

from datetime import date

import pytest

from rag.text.time.periods import periods, without_periods

THURSDAY = date(2025, 6, 5)


def meant(text: str, written: date | None = THURSDAY) -> list[str]:
    return [each.days for each in periods(text, written)]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("A bridge collapsed on Tuesday.", "3 June 2025"),
        ("The council met on Thursday.", "5 June 2025"),
        ("The court will rule on Monday.", "9 June 2025"),
        ("On Saturday the council will vote.", "7 June 2025"),
        ("Police said on Wednesday that the road will stay closed.", "4 June 2025"),
        ("Sailings are suspended until Friday.", "6 June 2025"),
        ("It happened last Thursday.", "29 May 2025"),
        ("Results are due next Friday.", "6 June 2025"),
        ("He was arrested yesterday.", "4 June 2025"),
        ("It rained the day before yesterday.", "3 June 2025"),
        ("Prices fell last week.", "26 May to 1 June 2025"),
        ("It may rain later this month.", "June 2025"),
        ("It lost money last year.", "2024"),
        ("She left three weeks ago.", "15 May 2025"),
        ("It was founded in December.", "December 2024"),
        ("The ban starts in July.", "July 2025"),
        ("The fire of 20 December killed six.", "20 December 2024"),
        ("The works begin on 7 July.", "7 July 2025"),
        ("The strike of June 3, 2019 ended.", "3 June 2019"),
        ("It burned in 2019.", "2019"),
        ("He retired last June.", "June 2024"),
    ],
)
def test_a_time_is_that_of_the_articles_day(text: str, days: str):
    assert meant(text) == [days]


@pytest.mark.parametrize("text", ["Ms March may go.", "It sold 2,019 cars.", "He lives at 31 February Street.", "No."])
def test_other_words_are_no_times(text: str):
    assert meant(text) == []


def test_without_a_day_only_a_time_with_its_year_is_known():
    assert meant("On Tuesday, in June, on 3 June, in May 2024 and in 2019.", None) == ["May 2024", "2019"]


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("What happened in Skellmark on 3 June 2025?", "What happened in Skellmark?"),
        ("In May 2024, who led Meta?", "who led Meta?"),
        ("Who leads Meta?", "Who leads Meta?"),
    ],
)
def test_the_rest_of_a_question_is_without_its_time(question: str, rest: str):
    assert without_periods(question) == rest
