"""Dates and times of day in a text, complete or not: `June 8, 2025`, `8. Juni`, `Tuesday`, `2:18:05`, `3pm`. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from ..text.dates import MONTH_NUMBERS, WEEKDAY_NUMBERS
from ..text.numbers import CARDINALS, SMALL


class Moment(NamedTuple):
    """A date, a weekday or a time of day; None stands for what the text does not say."""

    text: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    clock: str | None = None
    """`2:18:05`, as written, but on the 24-hour clock."""


MARKS = 0xE000
"""The first of the private characters that stand for what was read."""
MOST = 1000
"""Of these in a text; what goes beyond is left unread."""
_MARK = re.compile(r"[\ue000-\ue7ff]")
_NAME = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_CLEAR = "|".join(
    name.capitalize() for name in MONTH_NUMBERS if len(name) > 3 and name not in ("mars", "march", "mayo")
)
"""Names that are months even without a day or a year; "may" and "march" may be verbs, "Mai" and "Mars" names."""
_YEAR = r"(?:1[0-9]|20|21)\d\d"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_BEFORE_MONTH = (
    r"\b(?:in|since|until|till|by|of|last|next|early|late|mid|from|to|and|through|before|after|during|this|im|seit|bis"
    r"|Anfang|Ende|Mitte|en)"
)
_FORMS = tuple(
    re.compile(form, re.IGNORECASE if not form.startswith("(?-i:") else 0)
    for form in (
        rf"(?<![\d/.-])(?P<y>{_YEAR})-(?P<m>\d\d?)-(?P<d>{_DAY})(?!\d)",
        rf"(?<![\d/.-])(?P<d>{_DAY})\.\s?(?P<m>0?[1-9]|1[0-2])\.\s?(?P<y>{_YEAR})(?!\d)",
        rf"(?<![\d/.-])(?P<d>{_DAY})/(?P<m>0?[1-9]|1[0-2])/(?P<y>{_YEAR})(?!\d)",
        rf"(?<![\d/.-])(?P<m>0?[1-9]|1[0-2])/(?P<d>{_DAY})/(?P<y>{_YEAR})(?!\d)",
        rf"\b(?P<n>{_NAME})\.?\s+(?:the\s+)?(?P<d>{_DAY})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y>{_YEAR})\b)?(?![.,:]?\d|\s?%)",
        rf"\b(?P<d>{_DAY})(?:st|nd|rd|th|\.|er)?(?:\s+of|\s+de)?[\s-]+(?P<n>{_NAME})\b\.?"
        rf"(?:,?(?:\s+de)?[\s-]+(?P<y>{_YEAR})\b)?",
        rf"\b(?P<n>{_NAME})\b\.?,?\s+(?:of\s+)?(?P<y>{_YEAR})\b",
        rf"(?-i:\b(?P<n>{_CLEAR})\b)",
        rf"(?-i:(?i:(?P<before>{_BEFORE_MONTH})[\s-])(?P<n>May|March|Mai|Mars)\b)",
    )
)
_WEEKDAY_NAME = re.compile(rf"\b(?P<w>{'|'.join(w.capitalize() for w in WEEKDAY_NUMBERS)})\b")
_CLOCK = re.compile(
    r"(?<![\d.,:])(?P<h>\d{1,3})(?P<rest>(?::\d\d){1,2}(?:\.\d+)?)(?!\d)\s?(?P<half>[ap]\.?m\b\.?)?"
    r"|(?<![\d.,:$€£])(?P<h2>\d{1,2})(?P<rest2>\.\d\d)?\s?(?P<half2>[ap]\.?m\b\.?)",
    re.IGNORECASE,
)

_RACE = re.compile(
    rf"\b(?P<m>\d{{1,2}}|{'|'.join(SMALL)})\s+minutes?,?\s+(?:and\s+)?(?P<s>\d{{1,2}}\.\d{{1,3}})\s+seconds?\b",
    re.IGNORECASE,
)
"""`3 minutes and 58.21 seconds`, which is written 3:58.21 as well."""


@lru_cache(maxsize=4096)
def moments(text: str) -> tuple[tuple[Moment, ...], str]:
    """The dates and times of the text, and the text without them, so that their digits do not count as amounts."""
    found, marked = marked_moments(text)
    return found, _MARK.sub(" ; ", marked)


def marked_moments(text: str, first: int = 0) -> tuple[tuple[Moment, ...], str]:
    """The dates and times of the text, and the text with a private character for each: U+E000 + `first` + its index."""
    found: list[Moment] = []

    def mark(match: re.Match[str]) -> str:
        moment = read(match) if len(found) < MOST else None
        if moment is None:
            return match[0]
        found.append(moment)
        before = match.groupdict().get("before") or ""
        return f"{before} {chr(MARKS + first + len(found) - 1)} "

    dates = ((form, _date) for form in _FORMS)
    for pattern, read in ((_RACE, _race_time), (_CLOCK, _clock), *dates, (_WEEKDAY_NAME, _weekday)):  # noqa: B007
        text = pattern.sub(mark, text)
    return tuple(found), text


def missing(wanted: Sequence[Moment], present: Iterable[Moment], years: Collection[int]) -> Moment | None:
    """The first wanted moment with which no present one agrees: "8 June 2025" wants a day, a month and a year.

    A present date without a year has the only year of the sentences, if their dates and `years` name one alone.
    """
    there = tuple(present)
    known = set(years) | {moment.year for moment in there if moment.year}
    only = next(iter(known)) if len(known) == 1 else None
    return next((moment for moment in wanted if not any(_agrees(moment, other, only) for other in there)), None)


def _agrees(moment: Moment, other: Moment, only_year: int | None) -> bool:
    year = other.year or (only_year if other.month else None)
    pairs = ((moment.year, year), (moment.month, other.month), (moment.day, other.day), (moment.weekday, other.weekday))
    return all(said is None or said == there for said, there in pairs) and (
        moment.clock is None or moment.clock == other.clock
    )


def _date(match: re.Match[str]) -> Moment | None:
    parts = match.groupdict()
    month = MONTH_NUMBERS[parts["n"].casefold()] if parts.get("n") else int(parts["m"])
    day, year = (int(parts[key]) if parts.get(key) else None for key in ("d", "y"))
    text = match[0][len(parts.get("before") or "") :].strip()
    return Moment(text, year, month, day) if month <= 12 else None


def _weekday(match: re.Match[str]) -> Moment:
    return Moment(match[0], weekday=WEEKDAY_NUMBERS[match["w"].casefold()])


def _race_time(match: re.Match[str]) -> Moment:
    minutes = int(match["m"]) if match["m"].isdigit() else CARDINALS[match["m"].casefold()]
    return Moment(match[0], clock=f"{minutes}:{match['s'].rjust(len(match['s'].partition('.')[2]) + 3, '0')}")


def _clock(match: re.Match[str]) -> Moment:
    hours = int(match["h"] or match["h2"])
    rest = match["rest"] or (match["rest2"] or ".00").replace(".", ":")
    half = (match["half"] or match["half2"] or "").casefold()
    if half:
        hours = hours % 12 + (12 if half.startswith("p") else 0)
    return Moment(match[0].strip(), clock=f"{hours}{rest}")
