"""Dates as articles write them -> ISO 8601, and the names of months and weekdays. Pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from ..errors import SettingsError

MONTHS = tuple("January February March April May June July August September October November December".split())
WEEKDAYS = tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
_SHORT = tuple(month[:3] for month in MONTHS)
_FOREIGN_MONTHS = (
    "januar jänner janvier enero",
    "februar février febrero",
    "märz mars marzo",
    "avril abril",
    "mai mayo",
    "juni juin junio",
    "juli juillet julio",
    "août agosto",
    "septembre septiembre",
    "oktober okt octobre octubre",
    "novembre noviembre",
    "dezember dez décembre diciembre",
)
_FOREIGN_WEEKDAYS = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag sonnabend", "sonntag")
MONTH_NUMBERS = (
    {name.casefold(): n for names in (MONTHS, _SHORT) for n, name in enumerate(names, 1)}
    | {"sept": 9}
    | {name: n for n, names in enumerate(_FOREIGN_MONTHS, 1) for name in names.split()}
)
"""`march`, `mar` and `märz` -> 3: every English, German, French and Spanish name, casefolded."""
WEEKDAY_NUMBERS = {name.casefold() + end: n for n, name in enumerate(WEEKDAYS, 1) for end in ("", "s")} | {
    name: n for n, names in enumerate(_FOREIGN_WEEKDAYS, 1) for name in names.split()
}
"""`monday`, `mondays` and `montag` -> 1: every English and German name, casefolded."""

_MONTH = rf"(?P<m>{'|'.join((*MONTHS, 'sept', *_SHORT))})\.?"
_END = r"(?!\d)(?:[T,\s].*)?$"
_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?P<y>\d{{4}})-(?P<m>\d\d?)-(?P<d>\d\d?){_END}",
        rf"(?P<y>\d{{4}})/(?P<m>\d\d?)/(?P<d>\d\d?){_END}",
        rf"(?P<y>\d{{4}})\.\s?(?P<m>\d\d?)\.\s?(?P<d>\d\d?)\.?{_END}",
        r"(?:D:)?(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?:T?(?:\d{4}|\d{6})(?:\D.*)?)?$",  # PDF, and ISO without dashes
        rf"(?:[a-z]{{2,9}}\.?,?\s+)?{_MONTH}\s+(?P<d>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}}){_END}",
        rf"(?:[a-z]{{2,9}}\.?,?\s+)?(?P<d>\d\d?)(?:st|nd|rd|th)?\.?(?:\s+of)?[\s-]+{_MONTH},?[\s-]+(?P<y>\d{{4}}){_END}",
    )
]
_NUMBERS = re.compile(
    r"(?:(?P<weekday>[^\W\d_]{2,10})\.?,?\s+)?(?P<a>\d\d?)(?P<by>\s?[/.-])\s?(?P<b>\d\d?)(?P=by)\s?(?P<y>\d{4})\.?"
    r"(?!\d)(?:[T,\s].*)?$"
)
_DAY_MONTH_YEAR = re.compile(r"(?<!\d)\d\d?(?!\d).*(?<!\d)\d{4}(?!\d)|(?<!\d)\d{4}(?!\d).*(?<!\d)\d\d?(?!\d)")
_ALL_NUMBERS = re.compile(r"\d\s?[/.-]\s?\d\d?\s?[/.-]\s?\d")
_WHOLE_NUMBERS = re.compile(
    r"(?P<day>(?:(?P<weekday>[^\W\d_]{2,10})\.?,?\s+)?(?=\d+\D)[\d./ -]{8,12}?)"
    r"(?:[T, ]+\d\d?[\d:.]{3,10}(?: ?[AaPp]\.?[Mm]\.?)?(?: ?[A-Za-z]{1,4}|[+-][\d:]+)?)?$"
)
_YEARS = range(1400, 2200)
"""Other years in words are of another calendar, or no years."""
_UNIX_TIME = range(10**8, 41 * 10**8)
"""1973 to 2099, in seconds. A smaller number may be a year, or a day without dashes."""


def iso_date(written: str) -> str | None:
    """`2025-06-08` for a day with its year, without its time and in its own time zone; None if it is ambiguous.

    Any language that dateparser knows, and Unix times in seconds to nanoseconds (the day in UTC). `08.06.2025` is
    8 June, as in every country that writes dots. `06/08/2025` and `06-08-2025` are ambiguous, unless a part is above 12
    or a weekday decides.
    """
    text = written.strip()[:100]
    if match := _NUMBERS.match(text):
        day = _from_numbers(match)
    elif found := next((match for form in _FORMS if (match := form.match(text))), None):
        month = int(found["m"]) if found["m"].isdigit() else MONTH_NUMBERS[found["m"].casefold()]
        day = _day(int(found["y"]), month, int(found["d"]))
    else:
        return _unix_day(text) or words_date(text)
    return day.isoformat() if day else _unix_day(text)


def words_date(text: str) -> str | None:
    """A day in words of any language, `8. Mai 2025` or `2025年5月8日`, that is all of the text but for its time."""
    if len(text) > 100 or not _DAY_MONTH_YEAR.search(text) or _ALL_NUMBERS.search(text):
        return None
    from dateparser import parse  # 0.1 s, and up to a second for its languages

    whole = {"REQUIRE_PARTS": ["day", "month", "year"], "STRICT_PARSING": True, "PARSERS": ["absolute-time"]}
    found = parse(text, settings=whole)
    return found.date().isoformat() if found and found.year in _YEARS else None


def numbers_date(text: str) -> str | None:
    """A day in numbers, `2025-05-08` or `Thu 28/05/2025`, that is all of the text but for its time."""
    whole = _WHOLE_NUMBERS.match(text)
    return iso_date(whole["day"]) if whole and (not whole["weekday"] or _weekday(whole["weekday"])) else None


def _unix_day(digits: str) -> str | None:
    if not re.fullmatch(r"\d{9,19}(?:\.\d*)?", digits, re.ASCII):
        return None
    seconds = int(digits.partition(".")[0])
    while seconds >= 10**11:  # milliseconds, microseconds, nanoseconds
        seconds //= 1000
    return datetime.fromtimestamp(seconds, UTC).date().isoformat() if seconds in _UNIX_TIME else None


def _from_numbers(match: re.Match[str]) -> date | None:
    year, a, b = int(match["y"]), int(match["a"]), int(match["b"])
    day_first, month_first = _day(year, b, a), _day(year, a, b)
    if match["by"].strip() == "." and day_first:
        return day_first
    days = {day for day in (day_first, month_first) if day}
    if len(days) == 2 and (weekday := _weekday(match["weekday"])):
        days = {day for day in days if day.isoweekday() == weekday}
    return days.pop() if len(days) == 1 else None


def _weekday(name: str | None) -> int | None:
    start = (name or "").casefold()
    found = {n for known, n in WEEKDAY_NUMBERS.items() if known.startswith(start)} if start else set()
    return found.pop() if len(found) == 1 else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_day(written: str) -> str:
    """A day that a user typed, in any notation that `iso_date` knows, as ISO 8601. Raises `SettingsError`."""
    if (day := iso_date(written)) is None:
        raise SettingsError(f"{written!r} is not a date.", "Write dates as 2025-06-08.")
    return day


def day_number(published: str | None) -> int | None:
    """A stored date as the number 20250608; None for an unknown date, which is in no range of dates."""
    try:
        return int(date.fromisoformat((published or "")[:10]).strftime("%Y%m%d"))
    except ValueError:
        return None
