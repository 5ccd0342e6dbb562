from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import SettingsError
from rag.text.dates import iso_date, read_day


@pytest.mark.parametrize(
    "written",
    [
        "2025-06-08",
        "2025-06-08T10:00:00Z",
        "2025-06-08 10:00:00+02:00",
        "2025/6/8",
        "20250608",
        "D:20250608101112+02'00'",
        "20250608T1011",
        "June 8, 2025",
        "Jun 8 2025",
        "Jun. 8, 2025",
        "8 June 2025",
        "8th June 2025",
        "Sunday, June 8th, 2025",
        "Sun, 08 Jun 2025 10:00:00 GMT",
        "8-Jun-2025",
        " 2025-06-08 ",
        "JUNE 8, 2025 AT 5 PM",
        "8th of June 2025",
        "8.6.2025",
        "08. 06. 2025, 10:30 Uhr",
        "2025.06.08",
        "2025. 6. 8.",
        "8. Juni 2025",
        "Sonntag, 8. Juni 2025, 10:30 Uhr",
        "8 juin 2025",
        "8 de junio de 2025",
        "8 giugno 2025",
        "8 czerwca 2025",
        "8 июня 2025 г.",
        "2025年6月8日",
        "2025년 6월 8일",
        "Sun, 06/08/2025 - 10:30",
        "Sonntag, 08/06/2025",
        "2025-06-08T23:30:00-05:00",
        "1749340800",
        "1749340800.25",
        "1749340800000",
        "1749340800000000",
        "202506081030",
    ],
)
def test_a_day_becomes_an_iso_date_and_the_time_is_dropped(written: str):
    assert iso_date(written) == "2025-06-08"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "06/08/2025",
        "2025",
        "2025-06",
        "2025-13-01",
        "2025-02-30",
        "yesterday",
        "June 2025",
        "2025-06-081",
        "None",
        "Juneau 8 2025",
        "06-08-2025",
        "Fri, 06/08/2025",
        "31/06/2025",
        "08.06.25",
        "06/08/2025 10:30 Uhr",
        "Version 8 of 2025",
        "8 juin",
        "12345678",
        "99999999999",
        "8 มิถุนายน 2568",
    ],
)
def test_what_is_no_unambiguous_day_is_none(written: str):
    assert iso_date(written) is None


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("25/06/2025", "2025-06-25"),
        ("06/25/2025", "2025-06-25"),
        ("25-06-2025", "2025-06-25"),
        ("06/06/2025", "2025-06-06"),
        ("Tue 06/25/2025", "2025-06-25"),
    ],
)
def test_slashes_and_dashes_are_read_where_only_one_reading_is_a_day(written: str, day: str):
    assert iso_date(written) == day


@given(st.dates())
def test_every_iso_date_stays_itself(day):
    assert iso_date(day.isoformat()) == day.isoformat()


@given(st.text())
def test_no_text_raises(text: str):
    iso_date(text)


def test_a_day_is_taken_as_people_write_it():
    assert [read_day(day) for day in ("2025-06-08", "June 8, 2025", "8 June 2025")] == ["2025-06-08"] * 3
    with pytest.raises(SettingsError, match="not a date"):
        read_day("06/08/2025")
