"""Whether a sentence tells of another year or quarter than the question. Pure, for English."""

from __future__ import annotations

import re

_ORDINALS = {word: n for n, word in enumerate("first second third fourth".split(), 1)}
_QUARTER = re.compile(
    r"\bQ(?P<short>[1-4])\b|\b(?P<word>first|second|third|fourth|(?P<nth>[1-4])(?:st|nd|rd|th))[ -]quarter\b"
    r"|\b(?P<half>H[12]|(?:first|second)[ -]half) of (?:the (?:financial |fiscal )?year|20\d\d)\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\([^()]*\)")
_WHOLE = re.compile(
    r"\b(?:(?:full|whole|entire) (?:financial |fiscal )?year|full-year|whole of (?:20|19)\d\d)\b", re.IGNORECASE
)
YEAR = re.compile(r"(?<![\d.,$€£-])(?:1[0-9]|20)\d\d(?![\d%]|[.,]\d|\s?(?:people|percent|km|miles|million|billion))")
_SPAN = re.compile(r"\b((?:1[0-9]|20)\d\d)\s*(?:-|–|—|/|to|until|till|through|and)\s*((?:(?:1[0-9]|20)\d\d|\d\d))\b")
_SINCE = re.compile(r"\b(?:since|from|after)\s+((?:1[0-9]|20)\d\d)\b", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till|before|through|by)\s+((?:1[0-9]|20)\d\d)\b", re.IGNORECASE)
_DECADE = re.compile(r"\b((?:1[0-9]|20)\d)0s\b")


def other_time(question: str, sentence: str) -> bool:
    """Whether the sentence has another year or quarter than the question, and not the one asked for."""
    return _other_year(question, sentence) or _other_quarter(question, sentence)


def _other_year(question: str, sentence: str) -> bool:
    asked, said = _years(question), _years(_ASIDE.sub("", sentence))  # "£18m (2025: £23m)" is about another year
    return bool(asked and said) and not asked & _years(sentence) and not any(_within(year, sentence) for year in asked)


def _years(text: str) -> set[int]:
    return {int(year) for year in YEAR.findall(text)}


def _within(year: int, text: str) -> bool:
    """Whether the text speaks of a time that holds the year: "from 2010 to 2015", "since 2010", "the 2010s"."""
    for start, end in _SPAN.findall(text):
        last = int(end) if len(end) == 4 else int(start[:2] + end)
        if int(start) <= year <= last:
            return True
    since, until = ([int(found) for found in form.findall(text)] for form in (_SINCE, _UNTIL))
    decades = [int(found) for found in _DECADE.findall(text)]
    return any(start <= year for start in since) or any(year <= end for end in until) or year // 10 in decades


def _other_quarter(question: str, sentence: str) -> bool:
    asked, said = _quarters(question), _quarters(sentence)
    return bool(asked and said) and not asked & said


def _quarters(text: str) -> set[str]:
    found = {"year"} if _WHOLE.search(text) else set()
    for match in _QUARTER.finditer(text):
        if match["half"]:
            found.add("h1" if match["half"].casefold() in ("h1", "first half", "first-half") else "h2")
        else:
            found.add(match["short"] or match["nth"] or str(_ORDINALS[match["word"].casefold()]))
    return found
