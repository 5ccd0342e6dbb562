"""The shortest wording of an answer that answers its question: what `/good` keeps as the known answer. Pure.

A question that asks for a date, money, a percentage, a number or a name is answered by the one thing of that kind that
the claim adds to the question. Where several could be meant, the clause that says most of the question decides; else
the whole claim is kept, as a known answer that is too long is still right, and a wrong one is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from ..metrics.answers import contains_answer
from ..retrieval.answer_type import Kind, kind_of
from ..text.language import language
from ..text.names import names
from ..text.numbers import CARDINALS, LARGE
from ..text.stemming import stems
from ..types import Answer
from ..verification.dates_and_times import moments
from ..verification.quantities import amounts

_NUMBER = "|".join((*CARDINALS, *LARGE, *(f"{word}s" for word in LARGE), "dozen"))
_IN_WORDS = re.compile(rf"\b(?:{_NUMBER})(?:[\s-]+(?:and\s+)?(?:{_NUMBER}))*\b", re.IGNORECASE)
_CURRENCY = r"(?:(?:US|Canadian|Australian)[\s-])?(?:dollars|euros|pounds|yen|francs|rupees|crowns)"
_SIGN = re.compile(rf"[$€£¥₹₩₽]|\b(?:USD|EUR|GBP|CHF|JPY|CNY|INR|{_CURRENCY})\b", re.IGNORECASE)
_WHO = re.compile(r"\bwho(?:m|se)?\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_PERCENT = re.compile(r"\d[\d.,]*\s?(?:%|per\s?cent\b|percent\b)", re.IGNORECASE)
_CLAUSE = re.compile(r"(?<=[,;:])\s+|\s+[–—-]\s+|\s+(?=\()|(?<=\))\s+|\s+(?=(?:while|but)\s)")
_ATTRIBUTION = re.compile(r",\s+(?:according\s+to|(?:he|she|they|it)\s+said|said)\s[^,]*?(?=[.!?]?$)", re.IGNORECASE)


def shortest_wording(question: str, answer: Answer) -> str:
    """The wording to keep of an answer that is no abstention; the answer contains it word for word."""
    claims = answer.claims or (answer.plain,)
    asked = set(stems(question))
    ordered = sorted(claims, key=lambda claim: -len(asked & set(stems(claim))))
    kind = kind_of(question)
    found = (_thing(kind, question, claim) for claim in ordered) if kind else ()
    kept = next((thing for thing in found if thing), None) or _ATTRIBUTION.sub("", ordered[0])
    return kept if contains_answer(answer.plain, kept) else answer.plain


def _thing(kind: Kind, question: str, claim: str) -> str | None:
    """The only thing of that kind in the claim or, of several, in the clause that has most words of the question."""
    new = _new(_THINGS[kind](claim), question)
    if kind == "number" and len(new) > 1:
        new = _counted(new, question, claim) or new
    if kind == "name" and len(new) > 1 and _WHO.search(question):
        new = [name for name in new if not re.search(rf"\b(?:of|in|at|from|near)\s+{re.escape(name)}", claim)]
    if len(new) == 1:
        return new[0]
    asked = set(stems(question))
    clauses = [(len(asked & set(stems(clause))), _within(new, clause)) for clause in _CLAUSE.split(claim)]
    most = max((score for score, things in clauses if things), default=0)
    best = [things for score, things in clauses if things and score == most]
    return best[0][0] if 2 * most > len(asked) and len(best) == 1 and len(best[0]) == 1 else None


def _new(things: Iterable[str], question: str) -> list[str]:
    """The things, each once, without those that the question names and without parts of longer ones."""
    given = list(dict.fromkeys(thing for thing in things if not contains_answer(question, thing)))
    return [one for one in given if not any(one != other and one in other for other in given)]


def _within(things: Sequence[str], clause: str) -> list[str]:
    return [thing for thing in things if contains_answer(clause, thing)]


def _counted(numbers: Sequence[str], question: str, claim: str) -> list[str]:
    """The numbers that stand before a word of the question: "600" of "600 jars" for "How many jars"."""
    asked = set(stems(question))
    followed = re.compile(r"\s+(?:[\w-]+\s+)?[\w-]+")
    after = {n: followed.match(claim, claim.index(n) + len(n)) for n in numbers}
    return [number for number, match in after.items() if match and asked & set(stems(match[0]))]


def _dates(claim: str) -> list[str]:
    found, rest = moments(claim)
    dates = [moment.text for moment in found if moment.clock is None and moment.text in claim]
    beside = {one for one in dates for other in dates if re.search(rf"{re.escape(one)},?\s+{re.escape(other)}", claim)}
    return [*(date for date in dates if date not in beside), *_YEAR.findall(rest)]  # "Sunday" of "Sunday, June 8"


def _numbers(claim: str) -> list[str]:
    _, rest = moments(claim)
    digits = [amount.text for amount in amounts(rest, language(claim)) if amount.text in claim]
    words = [match[0] for match in _IN_WORDS.finditer(claim) if match[0].casefold() != "one"]
    return [*(number for number in digits if not _YEAR.fullmatch(number)), *words]


def _sums(claim: str) -> list[str]:
    spelt = re.findall(rf"\b(?:\d[\d.,]*\s+)?(?:{_NUMBER})(?:[\s-]+(?:{_NUMBER}))*\s+{_CURRENCY}", claim, re.IGNORECASE)
    return [*(number for number in _numbers(claim) if _SIGN.search(number)), *spelt]


def _names(claim: str) -> list[str]:
    return [name for words in names(claim, language(claim)) if (name := " ".join(words)) in claim]


_THINGS: dict[Kind, Callable[[str], list[str]]] = {
    "date": _dates,
    "money": _sums,
    "percentage": _PERCENT.findall,
    "number": _numbers,
    "name": _names,
}
