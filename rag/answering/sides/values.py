"""The value that a sentence gives, an amount, a date or a name, and whether two may be the same. Pure, for English.

In doubt they are the same, or cannot be compared: a reader who is told of a disagreement shall find one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import Literal

from ...text.dates import stored_day
from ...text.names import BODY_WORDS, capitalised_words
from ...text.numbers import MAGNITUDES
from ...text.ordinary_words import ROLES
from ...text.sentences import without_dateline
from ...text.stemming import is_alike, stem
from ...text.stopwords import FUNCTION_WORDS
from ...types import Passage, Sentence
from ...verification.dates_and_times import Moment, moments
from ...verification.number_words import digits_for_words
from ...verification.quantities import Amount, Reading, amounts, matches

CLOSE = Fraction(1, 20)
"""Two numbers within this share of the larger may be one, if one of them is rounded."""
A_DAY = timedelta(days=1)
"""An event has another date in another time zone."""

_HEDGE = (
    r"(?:more than|less than|fewer than|at least|at most|no more than|not less than|up to|over|under|above|below|nearly"
    r"|almost|exceed\w*|close to|as many as|as much as|an estimated|estimated|about|around|some|roughly|approximately"
    r"|just|well|only|the|a|an)"
)
_BEFORE = re.compile(rf"(?:\b{_HEDGE}\s+){{0,3}}(?:(?:US|A|C)?\$|[€£¥₹])?\s?$", re.IGNORECASE)
_SIZES = "|".join(sorted((word for word in MAGNITUDES if word.isascii()), key=len, reverse=True))
_AFTER = re.compile(
    rf"(?:[.,]\d+)*(?:[\s-]?(?:{_SIZES})\b){{0,2}}(?:\s?(?:%|per cent\b|percent\b))?(?:\s(?P<thing>[a-z]+))?",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:about|around|some|roughly|approximately|an? estimated|estimated|nearly|almost|close to|as many as"
    r"|as much as)\b",
    re.IGNORECASE,
)
_DATELINE = re.compile(r"\s*(?:\w{3,9}\.? \d{1,2}, \d{4}|\d{1,2} \w{3,9}\.? \d{4})\s*(?:\.\.\.|…|·|—|–|:|\|)\s*")
"""The day before a text, as a list of search results has it."""
_ACRONYM = re.compile(r"\b[A-Z]{2,}\b")
_ASKS = re.compile(r"\W*(?:[Ww]ho|[Ww]hat|[Ww]hich|[Ww]hen|[Ww]here|[Hh]ow|[Ww]hy)\b")
_POSSESSIVE = re.compile(r"['’]s\b")
_COUNTED = re.compile(rf"\d[\d.,]*(?:[\s-](?:{_SIZES})\b){{0,2}}\s([a-z]+)", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d.,$€£-])(?:1[4-9]|20|21)\d\d(?![\d,%]|\.\d|-\d|\s(?:million|billion|people|euros|dollars))")
_ANYBODY = frozenset(map(stem, "people persons lives victims casualties dead deaths fatalities killed others".split()))
_NO_THING = frozenset(
    "in on at of for to by from and or as with were was are is had have has will would per after before during when"
    " while since that which who died killed dead injured missing took so more less a an the this than but also".split()
)

Kind = Literal["amount", "date", "name"]


@dataclass(frozen=True)
class Value:
    """What a sentence gives as the answer. Of its fields only that of its kind is filled, and `words`."""

    kind: Kind
    words: str
    amount: Amount | None = None
    rounded: bool = False
    """Whether the text says so: "about 9,000"."""
    thing: str = ""
    """Stem of the noun after a number without a unit: what is counted."""
    moment: Moment | None = None
    published: date | None = None
    name: frozenset[str] = frozenset()
    """The words of a name, plain, without offices and what is no name by itself."""


def value_of(passage: Passage, sentence: Sentence, kind: Kind | None = None) -> Value | None:
    """The value in the sentence's exact words; None where they are no single amount, date or name.

    Where these are not of the `kind` that is asked for, or stand in a dateline, it is the only one in the sentence.
    """
    if sentence.answer is None:
        return None
    text = sentence.text
    start, end = (at - sentence.start for at in sentence.answer)
    opening = _DATELINE.match(text)
    told = opening.end() if opening else len(text) - len(without_dateline(text))
    found = _read(text, start, end, passage) if start >= told else None
    if found is None or (kind and not _is_of(kind, found)):
        found = (_read(text, told, len(text), passage) if kind in ("date", "amount") else None) or found
    return found if found and found.kind == (kind or found.kind) else None


def _is_of(kind: Kind, found: Value) -> bool:
    """Whether it is of that kind, and a date more than a weekday or an hour, beside which the day may stand."""
    return found.kind == kind and (found.moment is None or bool(found.moment.year or found.moment.month))


def _read(text: str, start: int, end: int, passage: Passage) -> Value | None:
    """The single value in the characters [start, end)."""
    words = text[start:end]
    found, rest = moments(words)
    dates = [moment for moment in found if moment.clock is None]
    dates = [moment for moment in dates if moment.month or moment.year] or dates  # "Wednesday, 18 November" is one
    said = dates or [Moment(year, year=int(year)) for year in _YEAR.findall(rest)] or list(found)
    if said:
        shown = said[0].text if said[0].text in text else words
        return Value("date", shown, moment=said[0], published=stored_day(passage.published)) if len(said) == 1 else None
    before, after = _BEFORE.search(text[:start]), _AFTER.match(text, end)
    whole = (before[0] if before else "") + words + (after[0] if after else "")
    if numbers := _numbers(words, whole):
        thing = _thing(whole)
        last = after["thing"] if after else ""
        shown = whole.removesuffix(f" {last}") if last and not _is_noun(last) else whole
        rounded = bool(_ABOUT.search(whole))
        return Value("amount", shown.strip(), numbers[0], rounded, thing) if len(numbers) == 1 else None
    if any(character.isdigit() for character in words):
        return None
    name = name_words(words)
    return Value("name", words, name=name) if name and not _ASKS.match(words) else None


def same(one: Value, other: Value) -> bool | None:
    """Whether both may be the same value; None if they cannot be compared, as metres with euros."""
    if one.kind != other.kind:
        return None
    if one.kind == "name":
        return _same_name(one, other)
    if one.kind == "date":
        return _same_date(one, other)
    return _same_amount(one, other)


def number_of(value: Value) -> Fraction:
    """The largest that an amount may mean, in its unit; 0 for any other value."""
    return (
        max((reading.value for reading in value.amount.readings), default=Fraction(0)) if value.amount else Fraction(0)
    )


def has_amount(text: str, value: Value) -> bool:
    """Whether a number of the text may be the value."""
    return any(_same_amount(Value("amount", "", amount), value) for amount in amounts(moments(text)[1]))


def name_words(words: str) -> frozenset[str]:
    """The plain words of the names in these words."""
    found = [match[0] for match in capitalised_words(words)]
    return words_of(" ".join(found)) - ROLES - FUNCTION_WORDS | words_of(" ".join(_ACRONYM.findall(words)))


@lru_cache(maxsize=256)
def words_of(text: str) -> frozenset[str]:
    """The words without case, accents, dots and the possessive, so that `U.S.` is `us`."""
    plain = _POSSESSIVE.sub("", unicodedata.normalize("NFKD", text.casefold())).replace(".", "").replace("ß", "ss")
    return frozenset(re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c))))


def _numbers(words: str, whole: str) -> list[Amount]:
    """The amounts in the exact words, with the sign, the size and the bound that stand around these."""
    if not amounts(words):
        return []
    return [amount for amount in amounts(whole) if any(reading.unit != "nth" for reading in amount.readings)]


def _thing(whole: str) -> str:
    """The stem of the noun after the last number; empty where none stands there."""
    found = _COUNTED.findall(digits_for_words(whole))
    word = found[-1].casefold() if found else ""
    return stem(word) if word and _is_noun(word) else ""


def _is_noun(word: str) -> bool:
    return word.casefold() not in _NO_THING and not word.endswith("ed")


def _same_amount(one: Value, other: Value) -> bool | None:
    if one.amount is None or other.amount is None:
        return None
    pairs = list(product(one.amount.readings, other.amount.readings))
    if (
        one.thing
        and other.thing
        and not _is_one_thing(one.thing, other.thing)
        and any(a.unit is None for a, _ in pairs)
    ):
        return None
    if any(matches(a, b) for a, b in pairs):
        return True
    comparable = [pair for pair in map(_in_one_unit, pairs) if pair]
    if not comparable:
        return None
    hedged = (one.rounded, other.rounded)
    return any(_may_be(a, b, one.amount.bound, other.amount.bound, hedged) for a, b in comparable)


def _is_one_thing(thing: str, other: str) -> bool:
    return is_alike(thing, other) or (thing in _ANYBODY and other in _ANYBODY)


def _in_one_unit(pair: tuple[Reading, Reading]) -> tuple[Fraction, Fraction] | None:
    """Both values, if the units allow a comparison; a vague size ("dozens") allows none."""
    one, other = pair
    if "vague" in (one.unit, other.unit) or "nth" in (one.unit, other.unit):
        return None
    if {one.unit, other.unit} <= {"%", "part"}:
        return one.value, other.value
    if one.unit == other.unit:
        return one.value, other.value
    return None


def _may_be(a: Fraction, b: Fraction, bound: str | None, other: str | None, hedged: tuple[bool, bool]) -> bool:
    """Whether the numbers may be one: rounded, or within what "more than" and "nearly" allow."""
    if bound or other:
        return _within(a, b, bound) or _within(b, a, other)
    step_a, step_b = _step(a), _step(b)
    coarse, is_hedged = (step_a, hedged[0]) if step_a >= step_b else (step_b, hedged[1])
    round_enough = step_a != step_b or any(hedged)
    near = abs(a - b) <= CLOSE * max(abs(a), abs(b))
    return near and round_enough and (abs(a - b) <= coarse / 2 or is_hedged)


def _within(limit: Fraction, value: Fraction, bound: str | None) -> bool:
    """Whether "more than `limit`" may be said of the value: up to the next number that is as round."""
    step = _step(limit)
    if bound == "more":
        return limit <= value < limit + step
    return bound == "less" and limit - step < value <= limit


def _step(value: Fraction) -> Fraction:
    """The place of the last digit that is not zero: 1,000 for 9,000, a tenth for 1.2."""
    if not value:
        return Fraction(1)
    step = Fraction(1)
    while value % (10 * step) == 0:
        step *= 10
    while value % step and step > Fraction(1, 10**6):
        step /= 10
    return step


def _same_date(one: Value, other: Value) -> bool | None:
    a, b = one.moment, other.moment
    if a is None or b is None:
        return None
    if a.clock or b.clock:
        return a.clock == b.clock if a.clock and b.clock else None
    if days := list(product(_days(one), _days(other))):
        return any(abs(day - that) <= A_DAY for day, that in days)
    pairs = ((a.year, b.year), (a.month, b.month), (a.day, b.day))
    known = [(said, there) for said, there in pairs if said is not None and there is not None]
    return all(said == there for said, there in known) if known else None


def _days(value: Value) -> Iterable[date]:
    """The days that may be meant; none where the text and the article's date do not tell."""
    moment, published = value.moment, value.published
    if moment is None:
        return []
    if moment.month and moment.day:
        years = [moment.year] if moment.year else [published.year] if published else []
        return [day for year in years if (day := _day(year, moment.month, moment.day))]
    if moment.weekday and published and not moment.month:
        ahead = (moment.weekday - published.isoweekday()) % 7
        return [published + timedelta(days=days) for days in (ahead, ahead - 7)]
    return []


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _same_name(one: Value, other: Value) -> bool | None:
    a, b = one.name, other.name
    if (a & b) - BODY_WORDS or a == b or _is_short_for(one.words, b) or _is_short_for(other.words, a):
        return True
    return False if (len(a) == 1) == (len(b) == 1) else None  # a firm is not compared with its head


def _is_short_for(words: str, name: frozenset[str]) -> bool:
    """Whether they have an acronym of the name's words, in any order: `WHO`."""
    letters = sorted(word[0] for word in name)
    return any(sorted(word.casefold()) == letters for word in _ACRONYM.findall(words))
