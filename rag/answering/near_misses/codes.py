"""Whether a sentence tells of another thing of a series: QX-440 for QX-410, Boeing 737 for Boeing 747. Pure."""

from __future__ import annotations

import re

from ...text.dates import MONTHS
from ...verification.quantities import codes
from .times import YEAR

_ROMAN = r"X{0,2}(?:IX|IV|V?I{1,3}|V)|XX?"
_UNIT = "%|percent|hundred|thousand|million|billion|people|years?|months?|weeks?|days?|hours?|minutes?|[kK]m|[ap]m"
_MODEL = re.compile(
    rf"\b(?P<name>[A-Z][\w.&-]*) (?P<number>\d{{1,4}}(?![\d.,:]\d|[ -]?(?:{_UNIT})\b)[A-Za-z]?|{_ROMAN})(?![\w'’%])"
)
_NO_NAMES = frozenset(
    "A About After Age Aged All An And Around At Before But By EUR For From GBP I In Least Nearly Of On Only Or Over Rs"
    " Since Some Than The To US USD Until With".split()
).union(MONTHS, (month[:3] for month in MONTHS))
"""What stands before a number that is no part of a name."""


def differs_in_a_code(question: str, sentence: str) -> bool:
    """Whether the question names QX-410 or Boeing 747, and the sentence only QX-440 or Boeing 737."""
    asked, said = _codes(question), _codes(sentence)
    plain = _plain(sentence)
    missing = [code for code in asked - said if not re.search(rf"\b{re.escape(code)}s?\b", plain)]
    return any(_is_another(one, other) for one in missing for other in said - asked)


def _codes(text: str) -> set[str]:
    """The codes of a text, and its names with a number, in one spelling: `qx410`, `boeing 747`."""
    shouted = codes(text) if any(c.isupper() for c in text) else codes(text.upper())
    models = {
        f"{found['name'].casefold()} {found['number'].casefold()}"
        for found in _MODEL.finditer(text)
        if found["name"] not in _NO_NAMES and not YEAR.fullmatch(found["number"])
    }
    return models | {_plain(code).replace(" ", "") for code in shouted if re.search(r"[^\W\d]", code)}


def _plain(text: str) -> str:
    return re.sub(r"(?<=\w)[-‐–](?=\w)", "", text.casefold())


def _is_another(one: str, other: str) -> bool:
    """Whether the two name things of one series: the same letters, or all but one character the same."""
    if " " in one or " " in other:
        return one.rpartition(" ")[0] == other.rpartition(" ")[0] != ""
    letters = [re.sub(r"\d", "", code) for code in (one, other)]
    return letters[0] == letters[1] or (len(one) > 2 and _one_apart(one, other))


def _one_apart(one: str, other: str) -> bool:
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    return len(long) == len(short) + 1 and any(long[:n] + long[n + 1 :] == short for n in range(len(long)))
