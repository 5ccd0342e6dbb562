from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.verification.dates_and_times import Moment, missing, moments


def agree(one: str, other: str, years: tuple[int, ...] = ()) -> bool:
    wanted = moments(one)[0]
    assert wanted, f"no date in {one!r}"
    return missing(wanted, moments(other)[0], years) is None


@pytest.mark.parametrize(
    "written",
    [
        "June 8, 2025",
        "8 June 2025",
        "2025-06-08",
        "8.6.2025",
        "8. Juni 2025",
        "June 8th, 2025",
        "the 8th of June 2025",
        "8 juin 2025",
    ],
)
def test_a_day_is_one_in_every_notation(written: str):
    assert agree(written, "It was signed on June 8, 2025.")
    assert agree("8 June 2025", written)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("on 8 June", "8 July"),
        ("8 June 2025", "8 June 2024"),
        ("8 June 2025", "8 June"),
        ("8 June", "June 2025"),
        ("on Tuesday", "on Thursday"),
        ("at 9:30", "at 9:35"),
        ("at 3pm", "at 3am"),
        ("2:18:05", "2:19:05"),
    ],
)
def test_another_day_or_a_day_that_is_not_said_is_missing(one: str, other: str):
    assert not agree(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("in June 2025", "June 8, 2025"),
        ("at 15:00", "at 3 p.m."),
        ("9.30am", "9:30 am"),
        ("on Tuesday", "Tuesday's vote"),
    ],
)
def test_what_says_less_is_supported_by_what_says_more(one: str, other: str):
    assert agree(one, other)


def test_the_only_year_that_is_spoken_of_completes_a_date():
    assert agree("8 June 2025", "8 June", (2025,))
    assert not agree("8 June 2025", "8 June", (2024, 2025))


@pytest.mark.parametrize(
    "text", ["The deal may close.", "They march on.", "Jan Smit and April Jones", "in 2025", "a 5-0 win"]
)
def test_words_that_only_look_like_dates_are_none(text: str):
    assert not [moment for moment in moments(text)[0] if moment.text != "April"]


def test_the_rest_of_the_text_has_no_digit_of_a_date():
    found, rest = moments("On June 8, 2025 at 9:30, 12 ships left.")
    assert found[:2] == (Moment("9:30", clock="9:30"), Moment("June 8, 2025", 2025, 6, 8))
    assert [c for c in rest if c.isdigit()] == ["1", "2"]


@given(st.dates())
def test_a_day_agrees_with_itself_written_out(day):
    assert (
        agree(f"on {day:%B} {day.day}, {day.year:04d}", f"{day.year:04d}-{day.month:02d}-{day.day:02d}")
        or day.year < 1000
        or day.year > 2199
    )


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str):
    moments(text)


def test_a_race_time_may_be_spelt_out():
    assert agree("three minutes and 58.21 seconds", "3:58.21")
    assert not agree("three minutes and 58.12 seconds", "3:58.21")


def test_a_month_that_may_be_a_verb_is_a_date_behind_a_capital_preposition():
    assert agree("In May, it rained.", "It rained in May.")
