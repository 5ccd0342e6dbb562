"""Dates as articles write them -> ISO 8601, and the names of months and weekdays. Pure."""

from __future__ import annotations

import re
from datetime import date

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
        r"(?:D:)?(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?:T?\d{4,6}\D.*|T?\d{4,6})?$",  # PDF, and ISO without dashes
        rf"(?:[a-z]{{2,9}}\.?,?\s+)?{_MONTH}\s+(?P<d>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}}){_END}",
        rf"(?:[a-z]{{2,9}}\.?,?\s+)?(?P<d>\d\d?)(?:st|nd|rd|th)?\.?[\s-]+{_MONTH},?[\s-]+(?P<y>\d{{4}}){_END}",
    )
]


def iso_date(written: str) -> str | None:
    """`2025-06-08` for a day with its year and a clear month, without its time; None for others, 06/08/2025 too."""
    text = written.strip()[:100]
    found = next((match for form in _FORMS if (match := form.match(text))), None)
    if found is None:
        return None
    month = int(found["m"]) if found["m"].isdigit() else MONTH_NUMBERS[found["m"].casefold()]
    try:
        return date(int(found["y"]), month, int(found["d"])).isoformat()
    except ValueError:
        return None


def read_day(written: str) -> str:
    """A day that a user typed, in any notation that `iso_date` knows, as ISO 8601. Raises `SettingsError`."""
    if (day := iso_date(written)) is None:
        raise SettingsError(f"{written!r} is not a date.", "Write dates as 2025-06-08.")
    return day


def day_number(published: str | None) -> int | None:
    """A stored date as the number 20250608; None for an unknown date, which is in no range of dates."""
    day = stored_day(published)
    return int(day.strftime("%Y%m%d")) if day else None


def stored_day(published: str | None) -> date | None:
    """A stored date as a date; None for an unknown one."""
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None
