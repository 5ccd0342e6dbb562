"""The days that a text speaks of, from the date of its article: "on Tuesday", "last week", "in June". Pure, English.

A weekday is the last one up to the article's day, as wires write; one before which something "will" be is the next. A
day or month without a year is the nearest. dateparser, which knows no article, takes Thursday's "on Thursday" for the
week before, the names May and March for months, and 25 ms for a sentence.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from ..dates import MONTH_NUMBERS, MONTHS, WEEKDAY_NUMBERS, WEEKDAYS
from ..numbers import CARDINALS

LONGEST = 7
"""Days of a period that speaks of each of its days: "last week", but no month or year."""
ANY_DAY = date(2000, 1, 1)
"""Stands for the day of an article where only the words matter."""
NEAR_A_MONTH = timedelta(days=14)


class Period(NamedTuple):
    """The characters [start, end) of the text, and the first and last day that they mean."""

    start: int
    end: int
    first: date
    last: date

    @property
    def days(self) -> str:
        """`3 June 2025`, `26 May to 1 June 2025`, `June 2025`, `2025`."""
        return _shown(self.first, self.last)

    def is_of(self, asked: Period) -> bool:
        """Whether it lies in the period asked about or, being short, holds some of its days."""
        if self.last < asked.first or asked.last < self.first:
            return False
        within = asked.first <= self.first and self.last <= asked.last
        return within or (self.last - self.first).days < LONGEST


_MONTH = rf"(?:{'|'.join(MONTHS)}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_YEAR = r"(?:1[0-9]|20)\d\d"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_COUNTS = "|".join(word for word, number in CARDINALS.items() if 0 < number <= 12)
_FORM = re.compile(
    rf"\b(?P<iso>{_YEAR}-\d\d-\d\d)\b"
    rf"|\b(?P<d1>{_DAY})(?: of)? (?P<m1>{_MONTH})(?:,? (?P<y1>{_YEAR})\b)?"
    rf"|\b(?P<m2>{_MONTH}) (?:the )?(?P<d2>{_DAY})\b(?:,? (?P<y2>{_YEAR})\b)?(?![.,:]?\d|\s?%)"
    rf"|\b(?P<m3>{_MONTH}),? (?:of )?(?P<y3>{_YEAR})\b"
    rf"|\b(?:(?i:in|since|until|till|by|of|early|late|mid|during|this|from|to)[ -]|(?P<which4>(?i:last|next)) )"
    rf"(?P<m4>{_MONTH})\b(?! \d)"
    rf"|\b(?:(?P<which5>(?i:last|next|this|coming)) )?(?P<w5>{'|'.join(WEEKDAYS)})\b"
    r"|\b(?i:(?P<deictic>the day before yesterday|yesterday|last night|today|tonight|this (?:morning|afternoon|evening)"
    r"|tomorrow|(?P<which6>last|this|next|the past|the previous|the coming) (?P<unit6>week|month|year)))\b"
    rf"|\b(?P<n7>\d{{1,3}}|an?|{_COUNTS}) (?P<unit7>day|week|month|year)s? ago\b"
    rf"|(?<![\d.,$€£/-])(?P<y8>{_YEAR})(?![\d%/]|[.,-]\d|\s?(?:people|percent|per cent|km|miles|million|billion))"
)
_FUTURE = re.compile(
    r"\b(?:will|shall|is to|are to|to be|due|scheduled|planned|plans|expected|going to|would|until|till|by|opens|starts"
    r"|begins)\b|['’]ll\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:.—\"“”]|\b(?:said|says|told|announced|that|which|who|after|when|since)\b", re.IGNORECASE)
_PREPOSITION = re.compile(r",?\s*(?:\b(?:on|in|during|since|by|until|of|at|for|from)\s*)?$", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z]+|\d{4}")
_TRIGGERS = frozenset(
    name.casefold() for names in (MONTHS, WEEKDAYS, (m[:3] for m in MONTHS)) for name in names
) | frozenset("sept yesterday today tonight tomorrow last this next past previous coming ago".split())
"""What any of the forms has one of; most sentences have none."""


@lru_cache(maxsize=2048)
def periods(text: str, written: date | None, *, spoken: bool = True) -> tuple[Period, ...]:
    """In their order. Without the day on which it was `written`, only those that name their year.

    Not `spoken`: without those that only the day of the speaker tells, "Tuesday" and "last week".
    """
    if not any(token.isdigit() or token.casefold() in _TRIGGERS for token in _TOKEN.findall(text)):
        return ()
    found = ((match, _days(match, text, written, spoken)) for match in _FORM.finditer(text))
    return tuple(Period(match.start(), match.end(), *days) for match, days in found if days)


def without_periods(text: str) -> str:
    """The text without the days, months and years that it names, and the prepositions before them."""
    for each in reversed(periods(text, ANY_DAY, spoken=False)):
        before, after = _PREPOSITION.sub("", text[: each.start]), text[each.end :]
        text = before + after if before else after.lstrip(" ,")
    return text


def _days(match: re.Match[str], text: str, written: date | None, spoken: bool) -> tuple[date, date] | None:
    said = match.groupdict()
    try:
        if said["iso"]:
            day = date.fromisoformat(said["iso"])
            return day, day
        if said["y8"]:
            return _year(int(said["y8"]))
        if days := _of_calendar(said, written, lambda: _is_ahead(text, match)):
            return days
        return _of_speaker(said, written, lambda: _is_ahead(text, match)) if spoken and written else None
    except (ValueError, OverflowError):  # 30 February
        return None


def _of_calendar(
    said: Mapping[str, str | None], written: date | None, is_ahead: Callable[[], bool]
) -> tuple[date, date] | None:
    """A day or a month, with its year or the nearest one."""
    name = said["m1"] or said["m2"] or said["m3"] or said["m4"]
    if not name:
        return None
    month = MONTH_NUMBERS[name.rstrip(".").casefold()]
    day = said["d1"] or said["d2"]
    year = said["y1"] or said["y2"] or said["y3"]
    number = int(re.sub(r"\D", "", day)) if day else None
    if year or not written:
        return _of_month(int(year), month, number) if year else None
    each = [_of_month(written.year + by, month, number) for by in (-1, 0, 1)]
    if said["which4"]:
        before = said["which4"].casefold() == "last"
        each = [days for days in each if (days[1] < written if before else days[0] > written)]
        return each[-1] if before else each[0]
    if is_ahead():
        each = [days for days in each if days[1] >= written]
    half = timedelta(0) if number else NEAR_A_MONTH
    return min(each, key=lambda days: abs(days[0] + half - written))


def _of_speaker(
    said: Mapping[str, str | None], written: date, is_ahead: Callable[[], bool]
) -> tuple[date, date] | None:
    if said["w5"]:
        which = (said["which5"] or "").casefold()
        since = (written.isoweekday() - WEEKDAY_NUMBERS[said["w5"].casefold()]) % 7
        if which in ("next", "coming") or (not which and is_ahead()):
            since -= 7
        elif which == "last" and not since:
            since = 7
        return (written - timedelta(since),) * 2
    if said["n7"]:
        count = said["n7"].casefold()
        number = int(count) if count.isdigit() else 1 if count in ("a", "an") else int(CARDINALS[count])
        return _ago(number, str(said["unit7"]), written)
    if said["unit6"]:
        which = str(said["which6"]).casefold().removeprefix("the ")
        return _of_unit({"this": 0, "next": 1, "coming": 1}.get(which, -1), said["unit6"].casefold(), written)
    days = {"the day before yesterday": -2, "yesterday": -1, "last night": -1, "tomorrow": 1}
    if said["deictic"]:
        return (written + timedelta(days.get(said["deictic"].casefold(), 0)),) * 2
    return None


def _ago(number: int, unit: str, written: date) -> tuple[date, date]:
    if unit == "day":
        return (written - timedelta(number),) * 2
    if unit == "week":
        day = written - timedelta(7 * number)
        return day, day
    return _of_unit(-number, unit, written)


def _of_unit(by: int, unit: str, written: date) -> tuple[date, date]:
    if unit == "week":
        monday = written - timedelta(written.weekday() - 7 * by)
        return monday, monday + timedelta(6)
    if unit == "month":
        month = written.year * 12 + written.month - 1 + by
        return _of_month(month // 12, month % 12 + 1, None)
    return _year(written.year + by)


def _of_month(year: int, month: int, day: int | None) -> tuple[date, date]:
    if day:
        return (date(year, month, day),) * 2
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _year(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def _is_ahead(text: str, match: re.Match[str]) -> bool:
    """Whether its clause tells of what is to come; one that opens a sentence, whether the clause after it does."""
    before = _CLAUSE.split(text[: match.start()])[-1]
    if _FUTURE.search(before):
        return True
    after = text[match.end() :].lstrip(" ,")
    return len(before.split()) < 2 and bool(_FUTURE.search(_CLAUSE.split(after)[0]))


def _shown(first: date, last: date) -> str:
    if first == last:
        return f"{first.day} {MONTHS[first.month - 1]} {first.year}"
    if (first, last) == _year(first.year):
        return str(first.year)
    if (first, last) == _of_month(first.year, first.month, None):
        return f"{MONTHS[first.month - 1]} {first.year}"
    return f"{first.day} {MONTHS[first.month - 1]} to {_shown(last, last)}"
