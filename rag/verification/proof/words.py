"""A sentence as words that can be compared exactly: numbers by their value, dates by their parts. Pure.

English. Two words are the same if one is an inflection of the other; "employer" is not "employed".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ...text.characters import narrowed, without_invisible
from ...text.sentences import without_dateline
from ...text.stemming import stem
from ..dates_and_times import MARKS, Moment, marked_moments
from ..quantities import Amount, marked_amounts, matches
from ..verbs import base_form, present

_MARKED = re.compile(r"[\ue000-\uefff]")
_WORD = re.compile(
    r"(?P<mark>[\ue000-\uefff])|(?P<word>[^\W_]+(?:[.’'&-](?!s\b)[^\W_]+)*\.?(?<=[A-Z]\.)|[^\W_]+(?:[’'&-](?!s\b)[^\W_]+)*)"
    r"|(?P<owner>['’]s?\b|(?<=s)['’](?!\w))|(?P<pause>[,;:()–—]|\s-\s)"
)
_PAUSES = frozenset((",", ";", ":", "(", ")", "–", "—", "-"))
_DERIVED = re.compile(r"(?:ations?|ments?|ions?|als?|ers?|ors?|ly)$")
_QUOTATION = re.compile(r"[“”„«»\"]|(?<!\w)['‘’]|['’](?!\w)(?<!s['’])")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a mark or a number. `value` is what an amount or a date says; None for all else."""

    text: str
    value: Amount | Moment | None = None
    form: str = field(init=False, compare=False)
    is_name: bool = field(init=False, compare=False)
    is_pause: bool = field(init=False, compare=False)

    def __post_init__(self) -> None:  # once, as a search asks for these a thousand times
        object.__setattr__(self, "form", self.text.casefold())
        object.__setattr__(self, "is_name", self.value is None and self.text[:1].isupper())
        object.__setattr__(self, "is_pause", self.text in _PAUSES)


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of a sentence, without its dateline, its quotation marks and its full stop."""
    plain = without_dateline(narrowed(without_invisible(text)))
    plain = _MARKED.sub("\N{REPLACEMENT CHARACTER}", _QUOTATION.sub("", plain))
    values: list[Amount | Moment] = []
    for mark in (marked_moments, marked_amounts):
        found, plain = mark(plain, len(values))
        values += found
    return tuple(_word(match, values) for match in _WORD.finditer(plain))


def _word(match: re.Match[str], values: Sequence[Amount | Moment]) -> Word:
    if match["mark"]:
        value = values[ord(match["mark"]) - MARKS]
        return Word(value.text, value)
    return Word("'s") if match["owner"] else Word(match[0].strip())


def same(one: Word, other: Word) -> bool:
    """Whether the first word says what the second one says, or less: "June" for "3 June"."""
    if isinstance(one.value, Amount) and isinstance(other.value, Amount):
        return any(
            matches(a, b) and (a.unit is None) == (b.unit is None)
            for a in one.value.readings
            for b in other.value.readings
        )
    if isinstance(one.value, Moment) and isinstance(other.value, Moment):
        return _says_less(one.value, other.value)
    if one.value or other.value:
        return False
    if one.form == other.form:
        return one.is_name or not (other.is_name and other.text.isupper())
    return not (one.is_name and other.is_name) and inflects(one.form, other.form)


@lru_cache(maxsize=65536)
def inflects(one: str, other: str) -> bool:
    """Whether two words in lower case are forms of one word."""
    one, other = base_form(one), base_form(other)
    if one == other or present(one) == other or one == present(other):
        return True
    return stem(one) == stem(other) and bool(_DERIVED.search(one)) == bool(_DERIVED.search(other))


def _says_less(one: Moment, other: Moment) -> bool:
    return all(said in (None, there) for said, there in zip(one[1:], other[1:], strict=True))
