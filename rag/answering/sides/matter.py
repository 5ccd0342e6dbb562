"""Whether a sentence speaks of what is asked, and two sentences of the same thing. Pure, for English.

By what stands in the sentences beside the answer: years, places, parts, former offices. Where one has another of these,
two values are no disagreement.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from functools import cache, lru_cache
from typing import NamedTuple

from ...text.dates import MONTHS, WEEKDAYS
from ...text.names import NAME_WORD
from ...text.sentences import without_dateline
from ...text.stemming import content_stems, is_alike, stem
from ...text.stopwords import FUNCTION_WORDS
from ...types import Passage, Sentence
from ...verification.negation import has_negation
from ..question.synonyms import alike
from .values import Kind, Value, has_amount, number_of, words_of

_YEAR = re.compile(r"(?<![\d.,$€£-])(?:1[4-9]|20|21)\d\d(?![\d,%]|\.\d|-\d)")
_NUMBERED = re.compile(r"\b([A-Z][\w’'-]+) (\d{1,2})\b(?![.,]\d)")
_NO_PLACE = "|".join((*MONTHS, *WEEKDAYS))
_PLACE = re.compile(rf"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Aa]cross|[Ff]rom) (?:the )?(?!(?:{_NO_PLACE})\b)([A-Z][\w’'-]+)")
_PART = re.compile(
    r"\b(stage|leg|round|half|quarter|part|episode|section|phase|lap|set|heat|chapter|volume|branch|division|subsidiary"
    r"|final|semi-final|quarter-final|day|night|week|month|edition|version)s? of\b",
    re.IGNORECASE,
)
_NO_LONGER = re.compile(
    r"\b(?:former(?:ly)?|ex-|outgoing|predecessor|succeeded by|runner-up|nominated|nominees?|candidates?)\b",
    re.IGNORECASE,
)
_ONCE_PLANNED = re.compile(
    r"\b(?:original(?:ly)?|initial(?:ly)?|(?:postponed|delayed|moved|pushed back) from"
    r"|had been (?:planned|scheduled|due))\b",
    re.IGNORECASE,
)
"""A day of which this is said is no longer the day."""
_COMPARED = re.compile(r"\b(?:from|compared (?:to|with)|versus|against|than)\b.*", re.DOTALL)
_WHO_IS = re.compile(r"\W*who(?: is|['’]s)\b", re.IGNORECASE)
_WAS = re.compile(r"\bwas (?:the|a|an|its)\b")
"""Whoever is called so does not hold the office or the title, or no longer."""

_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "date",
        re.compile(
            r"^\W*(?:(?:since|until|by|and) )?when\b|\b(?:what|which) (?:year|day|date|month)\b"
            r"|\b(?:is|was) the (?:\w+ )?date\b",
            re.IGNORECASE,
        ),
    ),
    (
        "amount",
        re.compile(r"\bhow (?:many|much|long|old|far|tall|high|deep|fast|heavy|big|large|wide)\b", re.IGNORECASE),
    ),
    ("name", re.compile(r"^\W*(?:and |to |by |with |from )?(?:who|whom|whose)\b", re.IGNORECASE)),
)

SHARED = 0.5
"""The share of the words of the question in either sentence that stand in both."""
_GENERIC = frozenset(map(stem, "people person many much name year day date number amount time".split()))

Place = tuple[Passage, Sentence, Value]


class Asked(NamedTuple):
    """What a question says of the thing that it asks about."""

    question: str
    stems: frozenset[str]
    kind: Kind | None
    """What it asks for, where its wording shows that."""
    names: frozenset[str]
    """Its names and numbers, plain."""
    places: frozenset[str]
    """Those of the names that stand after "in" or "at"."""
    predicate: frozenset[str]
    """The stems of its words that are no names, and say more than that people are counted."""
    years: frozenset[str]
    numbered: tuple[tuple[str, str], ...]
    """Names with a number: ("Splatoon", "2")."""

    @staticmethod
    @lru_cache(maxsize=64)
    def of(question: str) -> Asked:
        stems, names = frozenset(content_stems(question)), _named(question)
        return Asked(
            question,
            stems,
            next((kind for kind, asks in _KINDS if asks.search(question)), None),
            words_of(" ".join(names)),
            words_of(" ".join(_PLACE.findall(question))),
            stems - content_stems(" ".join(names)) - _GENERIC,
            frozenset(_YEAR.findall(question)),
            tuple(_NUMBERED.findall(question)),
        )


def is_about(asked: Asked, passage: Passage, sentence: Sentence) -> bool:
    """Whether the sentence has a word of the question, and it or what stands around it has all of its names."""
    text = sentence.text
    if asked.stems.isdisjoint(content_stems(text)):
        return False
    if any(re.search(rf"\b{re.escape(name)} (?!{number}\b)\d+\b(?![.,]\d)", text) for name, number in asked.numbered):
        return False
    years = set(_YEAR.findall(text))
    if asked.kind != "date" and asked.years and years and years.isdisjoint(asked.years):
        return False  # it speaks of another year
    around = f"{passage.title} {passage.text}"
    if not asked.names and 2 * len(asked.stems & content_stems(around)) < len(asked.stems):
        return False
    missing = asked.names - words_of(around)
    return 3 * len(missing) <= len(asked.names) and not any(map(str.isdigit, missing))


def is_same_matter(asked: Asked, one: Place, other: Place) -> bool:
    """Whether two values that differ are said of the same thing."""
    kind = one[2].kind
    if kind == "date" and any(_ONCE_PLANNED.search(place[1].text) for place in (one, other)):
        return False
    if kind == "name" and any(_is_no_longer(asked, place) for place in (one, other)):
        return False
    if _knows(asked, one, other[2]) or _knows(asked, other, one[2]):
        return False
    if _parts(asked, one) != _parts(asked, other) or not _say_the_same(asked, one, other):
        return False
    if kind != "date" and _are_apart(_years(asked, one), _years(asked, other)):
        return False
    if kind == "amount" and any(_is_compared(asked, place) for place in (one, other)):
        return False
    if _are_apart(_places(asked, one), _places(asked, other)) or _is_elsewhere(asked, one, other):
        return False
    return kind != "amount" or not (_is_part(asked, one, other) or _is_part(asked, other, one))


def affirms(asked: Asked, sentence: Sentence) -> bool:
    """Whether the sentence has every word that a yes/no question asks about, and denies nothing."""
    return not has_negation(sentence.text) and has_predicate(asked, sentence)


def has_predicate(asked: Asked, sentence: Sentence) -> bool:
    """Whether the sentence has every word of the question that is no name, and there is one."""
    said = content_stems(sentence.text)
    return bool(asked.predicate) and all(_is_in(said, word) for word in asked.predicate)


def _say_the_same(asked: Asked, one: Place, other: Place) -> bool:
    """Whether they share most of the words of the question that either has: "left homeless" is not "killed"."""
    here, there = ({word for word in asked.predicate if _has(place, word)} for place in (one, other))
    return len(here & there) >= SHARED * len(here | there)


def _has(place: Place, word: str) -> bool:
    return _is_in(content_stems(place[1].text), word)


def _is_in(said: Set[str], word: str) -> bool:
    return any(is_alike(word, each) or each in _synonyms().get(word, ()) for each in said)


@cache
def _synonyms() -> Mapping[str, frozenset[str]]:
    return alike(stem)


def _is_no_longer(asked: Asked, place: Place) -> bool:
    text = place[1].text
    if _NO_LONGER.search(text) and not _NO_LONGER.search(asked.question):
        return True
    return bool(_WHO_IS.match(asked.question) and _WAS.search(text))


def _named(question: str) -> list[str]:
    """The names and numbers of the question, but for the word that opens it."""
    words = NAME_WORD.findall(question) if not question.isupper() else []
    names = [word for word in words[1:] if word[0].isupper() and word.casefold() not in FUNCTION_WORDS]
    return [*names, *re.findall(r"\b\d[\w.,]*\b", question)]


def _are_apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and one.isdisjoint(other)


def _knows(asked: Asked, place: Place, value: Value) -> bool:
    """Whether the passage has the other's value as well, or a word of the name: then it does not contradict it.

    Of numbers only where a year is asked about: "63, up from 41" is an update, "up from 10 billion in 2021" is none.
    """
    if value.kind == "amount":
        return bool(asked.years) and has_amount(place[1].text, value)
    words = words_of(f"{place[0].title} {place[0].text}")
    if value.kind == "date":
        return words_of(value.words) <= words
    return any(word in words for word in value.name - asked.names if len(word) > 3)


def _around(place: Place) -> str:
    """The sentence without its exact words."""
    sentence = place[1]
    start, end = sentence.answer or (sentence.start, sentence.start)
    return f"{sentence.text[: start - sentence.start]} , {sentence.text[end - sentence.start :]}"


def _parts(asked: Asked, place: Place) -> frozenset[str]:
    """The parts of which the sentence speaks, and the question does not: the final stage of a race."""
    return frozenset(map(stem, _PART.findall(_around(place)))) - asked.stems


def _years(asked: Asked, place: Place) -> frozenset[str]:
    found = frozenset(_YEAR.findall(_around(place)))
    return asked.years if found & asked.years else found


def _is_compared(asked: Asked, place: Place) -> bool:
    """Whether the year that is asked about is that of another number: "9 billion, up from 5 billion in 2021"."""
    sentence = place[1]
    compared = _COMPARED.search(sentence.text, sentence.answer.end - sentence.start) if sentence.answer else None
    if compared is None or not any(year in compared[0] for year in asked.years):
        return False
    return not any(year in sentence.text[: compared.start()] for year in asked.years)


def _places(asked: Asked, place: Place) -> frozenset[str]:
    return words_of(" ".join(_PLACE.findall(_around(place)))) - asked.names


def _is_elsewhere(asked: Asked, one: Place, other: Place) -> bool:
    """Whether only one sentence has the place that is asked about, or the other has another one in its stead."""
    here, there = (asked.names & words_of(without_dateline(place[1].text)) for place in (one, other))
    if here & asked.places != there & asked.places:
        return True
    return bool((here - there and _places(asked, other)) or (there - here and _places(asked, one)))


def _is_part(asked: Asked, one: Place, other: Place) -> bool:
    """Whether the smaller number is of a place that the other sentence does not name: 12 in Hagen, 40 in the state."""
    if not number_of(one[2]) < number_of(other[2]):
        return False
    return bool(_places(asked, one) - words_of(other[1].text))
