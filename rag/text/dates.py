"""Dates as articles write them -> ISO 8601. Pure."""

from __future__ import annotations

import re
from datetime import date

from ..errors import SettingsError

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL = "january|february|march|april|may|june|july|august|september|october|november|december|sept"
_MONTH = rf"(?P<m>{_FULL}|{'|'.join(_MONTHS)})\.?"
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
    """`2025-06-08` for a day written with its year and an unambiguous month; the time is dropped. None for the rest, 06/08/2025 too."""
    text = written.strip()[:100]
    found = next((match for form in _FORMS if (match := form.match(text))), None)
    if found is None:
        return None
    month = int(found["m"]) if found["m"].isdigit() else _MONTHS.index(found["m"][:3].lower()) + 1
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
    """A stored date as the number 20250608; None where it is unknown or no date: no range of dates holds such an article."""
    try:
        return int(date.fromisoformat((published or "")[:10]).strftime("%Y%m%d"))
    except ValueError:
        return None
