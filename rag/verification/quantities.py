"""Numbers in a text -> values and units, so that `$10bn` equals `10 billion dollars` and `10 Milliarden Dollar`. Pure.

`number_words.py` turns words into digits first. A number may have several readings: "5m" is 5 million or 5 metres.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Literal, NamedTuple

from ..text.numbers import LARGE, LONG_SCALE, MAGNITUDES
from .dates_and_times import MARKS, MOST
from .number_words import digits_for_words
from .units import DOUBTFUL_UNITS, EXACT_UNITS, IN_SMALLER, UNIT

Bound = Literal["more", "less"]


class Reading(NamedTuple):
    """A value and its unit: `USD`, `km`, `part`, `nth`, `times`, …, or `%`, whose value is the share: .14 for 14%."""

    value: Fraction
    unit: str | None


class Amount(NamedTuple):
    """A number as the text writes it, and what it may mean."""

    text: str
    readings: frozenset[Reading]
    bound: Bound | None = None
    """`more` in "more than $10 billion", `less` in "up to 5"."""


_ORDERS = frozenset({"nth", "decade", "vague"})
MOST_COMPUTED = 12
"""Amounts of a text that are added and subtracted: their pairs grow by the square."""
_PLURALS = "|".join(f"{word}s" for word in ("dozen", *LARGE))
_VAGUE_SIZES = {"tens": 10, "dozens": 12} | {f"{word}s": size for word, size in LARGE.items()}
_VAGUE = re.compile(
    rf"(?<!\d )\b(?:(?P<outer>tens|dozens|hundreds|thousands)\s+of\s+)?(?P<inner>{_PLURALS})\b"
    r"|\bmulti-?(?P<multi>million|billion)",
    re.IGNORECASE,
)

_SIGN = r"(?:US|A|AU|C|CA|HK|S)?\$|[€£¥₹₩₽]|\b(?:USD|EUR|GBP|CHF|JPY|CNY|RMB|INR|AUD|CAD|Rs)\b\.?"
_DIGITS = r"\d{1,3}(?:[\s\u00a0\u202f\u2009]\d{3})+(?!\d)|\d+(?:[.,'’]\d+)*"
_MAGNITUDE_WORDS = "|".join(sorted((*MAGNITUDES, *LONG_SCALE), key=len, reverse=True))
_UNIT_WORDS = "|".join(re.escape(word) for word in sorted(UNIT, key=len, reverse=True) if word[0].isalpha())
_AMOUNT = re.compile(
    rf"(?P<sign>{_SIGN})?\s?(?P<digits>{_DIGITS})(?:/(?P<under>\d{{1,9}})(?![\d/]))?(?P<plus>\+)?"
    rf"(?P<magnitudes>(?:[\s\u00a0-]?(?:[万萬亿億만억]|(?:{_MAGNITUDE_WORDS})(?![^\W_])\.?)){{0,3}})(?P<plusword>[\s-]plus\b)?"
    rf"(?:[\s\u00a0-]?(?P<unit>[%％€£]|per\s?cent\b|pour\s?cent\b|por\s?ciento\b|per\s?cento\b|(?:percentage|basis)\spoints?\b"
    rf"|(?:US|Canadian|Australian)[\s-]dollars?\b|°[CF]\b|(?:{_UNIT_WORDS})(?![^\W_])))?",
    re.IGNORECASE,
)
_LETTER = "[A-Za-zÀ-ɏͰ-ӿ]"  # not `\w`: Chinese and Japanese write no space between a name and the next word
_TOO_LONG = r"\d[\d.,'’]{40,}"  # no amount; compared as it is written
_CODE = re.compile(
    rf"(?<![a-zA-ZÀ-ɏͰ-ӿ\d_$€£])(?={_LETTER}+-?\d)(?=(?:{_LETTER}|[\d-]){{0,60}}[A-Z])"
    r"(?!(?:USD|EUR|GBP|CHF|JPY|CNY|RMB|INR|AUD|CAD|Rs)\d)"
    rf"{_LETTER}+-?\d(?:{_LETTER}|[\d-])*(?:\.\d+)?|{_TOO_LONG}"
)
_RANGE = re.compile(r"\s*+(?:-|–|—|to|and|or|bis|und|oder|,)\s*+(?:[$€£])?\s*+", re.IGNORECASE)
_MORE = (
    r"more than|over|above|exceed\w*|at least|upwards? of|north of|beyond|surpass\w*|topp?(?:ed|ing|s)?|not? (?:less"
    r"|fewer) than|mehr als|über|mindestens|plus de|más de|mas de|più di|oltre|mais de|meer dan"
)
_LESS = (
    r"less than|fewer than|under|below|at most|up to|not? more than|nearly|almost|short of|weniger als|unter|höchstens"
    r"|fast|bis zu|moins de|menos de|meno di|minder dan|jusqu['’]à|hasta|fino a|até"
)
_OR_MORE = re.compile(r"\s+or\s+(?:more|above|higher)\b")
_BOUND = re.compile(rf"\b(?:(?P<less>{_LESS})|(?P<more>{_MORE}))\s+(?:the\s+|a\s+)?$", re.IGNORECASE)


@lru_cache(maxsize=4096)
def amounts(text: str, language: str | None = "en") -> tuple[Amount, ...]:
    """The amounts of a text, vague ones first; names such as "GPT-4" do not count. Remove dates and times before."""
    plain = _CODE.sub(" ; ", digits_for_words(text))
    vague = [_vague(match) for match in _VAGUE.finditer(plain)]
    plain = _VAGUE.sub(" ; ", plain)
    found: list[tuple[Amount, re.Match[str]]] = []
    for match in _AMOUNT.finditer(plain):
        amount = Amount(match[0].strip(" .-"), _readings(match, language), _bound(plain, match))
        if found and _RANGE.fullmatch(plain[found[-1][1].end() : match.start()]):
            previous, place = found[-1]
            found[-1] = (
                previous._replace(readings=previous.readings | _as_in_range(previous, place, amount, match)),
                place,
            )
        found.append((amount, match))
    return (*vague, *(amount for amount, _ in found))


def marked_amounts(text: str, first: int = 0) -> tuple[tuple[Amount, ...], str]:
    """The amounts of an English text, and the text with a private character for each: U+E000 + `first` + its index."""
    plain = digits_for_words(text)
    named = [match.span() for match in _CODE.finditer(plain)]
    found: list[Amount] = []

    def mark(match: re.Match[str], amount: Amount) -> str:
        if len(found) == MOST or any(start < match.end() and end > match.start() for start, end in named):
            return match[0]
        found.append(amount)
        return f" {chr(MARKS + first + len(found) - 1)} "

    plain = _AMOUNT.sub(lambda match: mark(match, Amount(match[0].strip(" .-"), _readings(match, "en"))), plain)
    plain = _VAGUE.sub(lambda match: mark(match, _vague(match)), plain)
    return tuple(found), plain


def without_amounts(text: str) -> str:
    """The text with a comma for each amount and code, so that "Milliarden" and "EUR" do not look like names."""
    return _AMOUNT.sub(" , ", _CODE.sub(" , ", digits_for_words(text)))


def singles(text: str) -> list[Amount]:
    """`A week` and `one ship` as amounts of 1, for a claim that says "1 week"."""
    found = re.findall(r"\b(?:an?|one|single|each|ein(?:e[nmrs]?)?)\s+([^\W\d_]+)", text, re.IGNORECASE)
    return [Amount("1", frozenset({Reading(Fraction(1), UNIT.get(word.casefold(), "thing"))})) for word in found]


def codes(text: str) -> list[str]:
    """Names with a digit, such as `GPT-4` and `H5N1`, and runs of over 40 digits, as the text writes them."""
    return [match[0].strip() for match in _CODE.finditer(digits_for_words(text))]


def matches(one: Reading, other: Reading) -> bool:
    """Whether two readings may be one number; a unit that only one has matters only if it is in `EXACT_UNITS`."""
    if one.unit and other.unit and one.unit != other.unit:
        one, other = _in_smaller(one), _in_smaller(other)
    if {one.unit, other.unit} == {"part", "%"}:
        return abs(one.value - other.value) <= Fraction(4, 1000)  # a third is 33%
    if one.value != other.value:
        return False
    if one.unit in EXACT_UNITS or other.unit in EXACT_UNITS:
        return one.unit == other.unit
    if one.unit is None or other.unit is None:
        return True
    return bool(DOUBTFUL_UNITS.get(one.unit, {one.unit}) & DOUBTFUL_UNITS.get(other.unit, {other.unit}))


def _in_smaller(reading: Reading) -> Reading:
    unit, times = IN_SMALLER.get(reading.unit or "", (reading.unit, 1))
    return Reading(reading.value * times, unit)


def absent(wanted: Sequence[Amount], present: Iterable[Amount]) -> Amount | None:
    """The first wanted amount that is not present. "More than 5" is absent where only "less than 5" is present."""
    by_value: dict[Fraction | None, list[tuple[Reading, Bound | None]]] = {}
    for other in present:
        for reading in other.readings:
            # Shares match within a tolerance, not by equal values, so all are under one key.
            keys = {None} if reading.unit in ("part", "%") else {reading.value, _in_smaller(reading).value}
            for key in keys:
                by_value.setdefault(key, []).append((reading, other.bound))
    for amount in wanted:
        near = (
            (a, b, bound)
            for a in amount.readings
            for key in (a.value, _in_smaller(a).value, None)
            for b, bound in by_value.get(key, ())
        )
        if not any(matches(a, b) and (amount.bound is None or bound in (None, amount.bound)) for a, b, bound in near):
            return amount
    return None


def computed(present: Sequence[Amount]) -> list[Amount]:
    """Sums, differences and shares of the amounts of a text: "4 of 13 are missing" where 9 of 13 were found.

    A claim with one of these is not thereby right, but no number of it contradicts the text.
    """
    plain = {
        reading for amount in present[:MOST_COMPUTED] for reading in amount.readings if reading.unit not in _ORDERS
    }
    values: set[Reading] = set()
    for one in plain:
        for other in plain:
            if one.unit in ("part", "times") and other.unit not in EXACT_UNITS:
                values.add(Reading(one.value * other.value, other.unit))
            elif one.unit == other.unit or None in (one.unit, other.unit):
                unit = one.unit or other.unit
                unit = "pp" if unit == "%" else unit
                scale = 100 if unit == "pp" else 1
                values |= {Reading(abs(one.value - other.value) * scale, unit)}
                values |= {Reading(one.value + other.value, unit)} if unit != "pp" else set()
    return [Amount(str(one.value), frozenset({one})) for one in values]


def _vague(match: re.Match[str]) -> Amount:
    """`Tens of thousands` and `multibillion-dollar`: a size that only the same size matches."""
    words = [match["multi"] + "s"] if match["multi"] else [word for word in (match["outer"], match["inner"]) if word]
    size = math.prod(_VAGUE_SIZES[word.casefold()] for word in words)
    return Amount(match[0], frozenset({Reading(Fraction(size), "vague")}))


def _readings(match: re.Match[str], language: str | None) -> frozenset[Reading]:
    glued = match["magnitudes"].strip(" -\u00a0.").casefold()
    size, unit = _size(match["magnitudes"], language), _unit(match)
    values = _values(match["digits"], language)
    if match["under"] and Fraction(match["under"]):
        under = Fraction(match["under"])
        return frozenset(Reading(v / under, "part") if v < under else Reading(v, None) for v in values)
    if unit == "%":
        return frozenset(Reading(value * size / 100, unit) for value in values)
    if glued == "m" and unit is None:
        return frozenset(Reading(v * n, u) for v in values for n, u in ((10**6, None), (1, "metre")))
    return frozenset(Reading(value * size, unit) for value in values)


def _size(magnitudes: str, language: str | None) -> int:
    size = 1
    for word in re.findall(r"[^\W\d_]+", magnitudes.casefold()):
        long = None if language in (None, "en", "pt") else LONG_SCALE.get(word)
        size *= long or MAGNITUDES.get(word) or LONG_SCALE[word]
    return size


def _unit(match: re.Match[str]) -> str | None:
    written = (match["unit"] or "").casefold()
    sign = (match["sign"] or "").casefold().rstrip(".")
    if written.startswith(("per", "pour", "por")) and not written.startswith(("perce", "percentage")):
        return "%"
    if "point" in written:
        return "pp"
    if written.endswith(("dollar", "dollars")):
        return {"c": "CAD", "a": "AUD"}.get(written[0], "USD")
    unit = UNIT.get(sign) or UNIT.get(written)
    return None if unit == "decade" and not re.fullmatch(r"\d?\d?\d0", match["digits"]) else unit


def _values(digits: str, language: str | None) -> set[Fraction]:
    """The values that digits may have: "10.000" is 10 in English, 10,000 in German, either in an unclear language."""
    joined = re.sub(r"['’\u00a0\u202f\u2009\s](?=\d{3})", "", digits)
    values = set()
    if language in (None, "en") or not re.search(r"[.,]", joined):
        values.add(_value(joined, ",", "."))
    if language != "en":
        values.add(_value(joined, ".", ","))
    return values


def _value(digits: str, thousands: str, decimal: str) -> Fraction:
    """The value if `thousands` separates thousands; where it cannot, as in "1,5", it is a decimal sign."""
    mark = re.escape(thousands)
    if re.fullmatch(rf"\d{{1,3}}(?:{mark}\d{{2,3}})*{mark}\d{{3}}(?:{re.escape(decimal)}\d+)?", digits):
        digits = digits.replace(thousands, "")
    whole, *rest = re.split(r"[^\d]", digits)
    return Fraction(f"{whole}.{''.join(rest)}") if rest else Fraction(whole)


def _as_in_range(previous: Amount, place: re.Match[str], amount: Amount, match: re.Match[str]) -> frozenset[Reading]:
    """More readings for the first number of a range: `$5 to $7 billion` may start at $5 billion, `10 to 14%` at 10%."""
    if place["unit"] or place["magnitudes"]:
        return frozenset()
    own = {r.value for r in previous.readings}
    last = max((r.value for r in amount.readings), default=Fraction(0))
    factors = {r.value / raw for r in amount.readings for raw in _values(match["digits"], "en") if raw}
    units = {r.unit for r in amount.readings}
    return frozenset(Reading(v * f, u) for v in own for f in factors for u in units if v * f < last)


def _bound(text: str, match: re.Match[str]) -> Bound | None:
    if match["plus"] or match["plusword"] or _OR_MORE.match(text, match.end()):
        return "more"
    start = match.start("sign") if match["sign"] else match.start("digits")
    found = _BOUND.search(text[max(0, start - 30) : start])
    return None if found is None else "less" if found["less"] else "more"
