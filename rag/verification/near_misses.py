"""Whether a sentence tells of another thing of the kind that is asked for: the CEO for the CFO, 2023 for 2024. Pure.

For English, and for what a table or a form shows. A sentence that has what is asked for beside another is no near miss.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..text.numbers import ABBREVIATIONS
from .quantities import codes

_ORDINALS = {word: n for n, word in enumerate("first second third fourth".split(), 1)}
_QUARTER = re.compile(
    r"\bQ(?P<short>[1-4])\b|\b(?P<word>first|second|third|fourth|(?P<nth>[1-4])(?:st|nd|rd|th))[ -]quarter\b"
    r"|\b(?P<half>H[12]|(?:first|second)[ -]half) of (?:the (?:financial |fiscal )?year|20\d\d)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\d.,$€£-])(?:1[0-9]|20)\d\d(?![\d%]|[.,]\d|\s?(?:people|percent|km|miles|million|billion))")
_SPAN = re.compile(r"\b((?:1[0-9]|20)\d\d)\s*(?:-|–|—|/|to|until|till|through|and)\s*((?:(?:1[0-9]|20)\d\d|\d\d))\b")
_SINCE = re.compile(r"\b(?:since|from|after)\s+((?:1[0-9]|20)\d\d)\b", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till|before|through|by)\s+((?:1[0-9]|20)\d\d)\b", re.IGNORECASE)
_DECADE = re.compile(r"\b((?:1[0-9]|20)\d)0s\b")

# A line has the offices that can be taken for each other, each with its other names after "=".
_OFFICES = """
ceo = chief executive = chief executive officer = co-ceo | cfo = chief financial officer = finance chief = finance director \
| coo = chief operating officer | cto = chief technology officer | cmo = chief marketing officer | general counsel \
| chairman = chairwoman = chairperson = chair = co-chair | vice president = vice-president | president | treasurer \
| founder = co-founder = cofounder = founded = co-founded | owner = owned = owns | spokesman = spokeswoman = spokesperson
president | vice president = vice-president | prime minister = premier | chancellor | king | queen | mayor | governor \
| deputy mayor = vice mayor | deputy governor | lieutenant governor | senator | ambassador | speaker = house speaker \
| attorney general | chief of staff | press secretary | secretary-general = secretary general | police chief | fire chief
manager = head coach = coach | captain | goalkeeper | referee
director = directed | producer = produced | composer = composed | screenwriter = writer = written = wrote
singer = sang = vocalist | drummer | guitarist | bassist
judge | prosecutor | defendant | lawyer = attorney
"""
_CLASSES = tuple(
    tuple(tuple(name.strip() for name in office.split("=")) for office in line.split("|"))
    for line in _OFFICES.strip().splitlines()
)
_FIELD = re.compile(
    r"\b(?:(?P<before>[a-z]+) (?:minister|secretary)|(?:minister|secretary) (?:of|for) (?:the )?(?P<after>[a-z]+))\b",
    re.IGNORECASE,
)
_NO_FIELD = frozenset("prime deputy former new first cabinet the a an press general his her its their senior".split())
_LATE = re.compile(r"\b(?:former|ex-|then-|outgoing|late|previous|deputy|assistant|acting)\W?\s*$", re.IGNORECASE)
_BEFORE_NOW = re.compile(r"\b(?:was|were|did|had|former|first|previous|last)\b", re.IGNORECASE)

_UNITS = "|".join(("km", "kg", "mph", "pm", "am", *ABBREVIATIONS))
_MODEL = re.compile(
    r"\b(?P<name>[A-Z][\w.&-]*) (?P<number>\d{1,4}(?![\d.,:%]|\s?(?:%|[a-z]{2,}\b))[A-Za-z]?|(?:X{0,2}(?:IX|IV|V?I{1,3}|V)|XX?))(?![\w'’])"
)
_NO_MODEL = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul"
    r"|Aug|Sept?|Oct|Nov|Dec|The|In|On|At|By|Of|For|From|To|And|About|Around|Over|Nearly|Only|Some|All|Since|Until"
    r"|After|Before|Than|Least|Age|Aged|US|USD|EUR|GBP|Rs|I)\.?"
)


def differs_in_a_code(question: str, sentence: str) -> bool:
    """Whether the question names QX-410 or Boeing 747, and the sentence only QX-440 or Boeing 737."""
    asked, said = _codes(question), _codes(sentence)
    plain = _plain(sentence)
    missing = [code for code in asked - said if not re.search(rf"(?<![a-z0-9]){re.escape(code)}(?![0-9])", plain)]
    return any(_is_another(one, other) for one in missing for other in said - asked)


def other_holder(question: str, sentence: str) -> bool:
    """Whether the sentence has another office, year or quarter than the question, and not the one asked for."""
    return _other_office(question, sentence) or _other_year(question, sentence) or _other_quarter(question, sentence)


def _codes(text: str) -> set[str]:
    """The codes of a text, and its names with a number, in one spelling: `qx410`, `boeing 747`."""
    shouted = codes(text) if any(c.isupper() for c in text) else codes(text.upper())
    models = {
        f"{found['name'].casefold()} {found['number'].casefold()}"
        for found in _MODEL.finditer(text)
        if not _NO_MODEL.fullmatch(found["name"]) and not _YEAR.fullmatch(found["number"])
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


def _other_office(question: str, sentence: str) -> bool:
    if fields := _fields(question):
        others = _fields(sentence)
        return bool(others) and not fields & others
    for offices in _CLASSES:
        asked = _held(offices, question)
        if not asked:
            continue
        said = _held(offices, sentence)
        if not said & asked and said:
            return True
        if said & asked and not _BEFORE_NOW.search(question) and _all_late(offices, asked, question, sentence):
            return True
    return False


def _held(offices: Iterable[tuple[str, ...]], text: str) -> set[str]:
    """The first names of the offices in the text. The longest counts: "vice president" is no president."""
    return {offices_name for offices_name, _ in _places(offices, text)}


def _places(offices: Iterable[tuple[str, ...]], text: str) -> list[tuple[str, int]]:
    names = {name: office[0] for office in offices for name in office}
    longest = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    found = re.finditer(rf"(?<![\w-])({longest})s?(?!\w|-(?:in|general))", text, re.IGNORECASE)
    return [(names[match[1].casefold()], match.start()) for match in found]


def _all_late(offices: Iterable[tuple[str, ...]], asked: set[str], question: str, sentence: str) -> bool:
    """Whether the sentence names the office's former or deputy holders alone, and the question does not."""
    if any(_LATE.search(question[:at]) for office, at in _places(offices, question) if office in asked):
        return False
    return all(_LATE.search(sentence[:at]) for office, at in _places(offices, sentence) if office in asked)


def _fields(text: str) -> set[str]:
    """What the ministers of a text are for: "finance" in "the finance minister", "minister of finance"."""
    found = {(m["before"] or m["after"]).casefold() for m in _FIELD.finditer(text)}
    return {"defense" if field == "defence" else field for field in found - _NO_FIELD}


def _other_year(question: str, sentence: str) -> bool:
    asked, said = _years(question), _years(sentence)
    return bool(asked and said) and not asked & said and not any(_within(year, sentence) for year in asked)


def _years(text: str) -> set[int]:
    return {int(year) for year in _YEAR.findall(text)}


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
    found = set()
    for match in _QUARTER.finditer(text):
        if match["half"]:
            found.add("h1" if match["half"].casefold() in ("h1", "first half", "first-half") else "h2")
        else:
            found.add(match["short"] or match["nth"] or str(_ORDINALS[match["word"].casefold()]))
    return found
