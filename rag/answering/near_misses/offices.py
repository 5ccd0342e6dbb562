"""Whether a sentence tells of another office or figure than the question: the CEO, the revenue. Pure, English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from ...text.stemming import all_stems, stem

# A block has what can be taken for each other, offices mostly; a line for each, with its other names.
_OFFICES = """
ceo = chief executive = chief executive officer = co-ceo
cfo = chief financial officer = finance chief = finance director
coo = chief operating officer
cto = chief technology officer
cmo = chief marketing officer
general counsel
chairman = chairwoman = chairperson = chair = co-chair
vice president = vice-president
president
treasurer
founder = co-founder = cofounder = founded = co-founded
owner = owned = owns
spokesman = spokeswoman = spokesperson

president
vice president = vice-president
prime minister = premier
chancellor
king
queen
mayor
governor
deputy mayor = vice mayor
deputy governor
lieutenant governor
senator
ambassador
speaker
attorney general
chief of staff
press secretary
secretary-general = secretary general
police chief
fire chief

manager = head coach = coach
captain
goalkeeper
referee

director = directed
producer = produced
composer = composed
screenwriter = writer

judge
prosecutor
defendant
lawyer = attorney

revenue = sales = turnover
profit = net income
net loss = loss
debt

born = birth
died = dies = die = death = killed = dead = murdered = drowned
"""
_CLASSES = tuple(
    tuple(tuple(line.split(" = ")) for line in block.splitlines()) for block in _OFFICES.strip().split("\n\n")
)
_Class = tuple[tuple[str, ...], ...]
_NO_FIELD = "prime|deputy|former|new|first|cabinet|the|a|an|press|general|his|her|its|their|senior"
_FIELD = re.compile(
    rf"\b(?:(?!(?:{_NO_FIELD})\b)(?P<before>[a-z]+) (?:minister|secretary)"
    r"|(?<!prime )(?<!general )(?:minister|secretary) (?:of|for) (?:the )?(?P<after>[a-z]+))\b",
    re.IGNORECASE,
)
_LATE = re.compile(r"\b(?:former|ex-|then-|outgoing|late|previous|deputy|assistant|acting)\W?\s*$", re.IGNORECASE)
_BEFORE_NOW = re.compile(r"\b(?:was|were|did|had|former|first|previous|last)\b", re.IGNORECASE)
_PERSONAL = _CLASSES[:5]
"""Those that persons hold."""
_POST = re.compile(
    r"^\W*who(?:['’]s| is| was| are| were) (?:[\w’'& ]+ )?"
    r"(?P<head>scientist|officer|secretary|minister|director|editor|manager|engineer|economist|designer|counsel|adviser"
    r"|advisor|commissioner|inspector|superintendent|curator|conductor|treasurer|captain|spokesperson|envoy|chairman)\b",
    re.IGNORECASE,
)
_LEADERS = frozenset(
    "ceo chairman chairwoman chairperson president premier mayor governor manager coach captain director head leader"
    " boss chief".split()
).union(("chief executive", "chief executive officer", "prime minister", "managing director", "editor-in-chief"))
_LEADS = re.compile(
    r"\bwho(?:['’]s| is| was)? (?:the )?(?:\w+ly |now |currently )?(?:leads?|leading|led|runs?|running|ran|heads?"
    r"|headed|heading|in charge of|(?:leader|head|boss|chief) of)\b",
    re.IGNORECASE,
)
_WHO = re.compile(r"\b(?:who|name)\b", re.IGNORECASE)
_WHO_IS = re.compile(r"\W*who(?:['’]s| is| was| are| were| chair(?:s|ed)| manage[sd]| coach(?:es|ed))\b", re.IGNORECASE)
_LEADING = re.compile(
    r"\b(?:lead|led|r[ua]n|head|manage|direct|chair|govern|rule|reign|serve|elect|appoint|succeed|captain|coach|presid"
    r"|found|command|steer|skipper|name|replac|took over|takes over|taken over|boss|in charge|at the helm|own|creat"
    r"|start|establish|built|form|minister|secretary|officer|executive|leader|director|in office)\w*",
    re.IGNORECASE,
)


def other_office(question: str, sentence: str) -> bool:
    """Whether the sentence has another office than the question, or its former holder, and not the one asked for."""
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
    return _lacks_the_post(question, sentence)


def _lacks_the_post(question: str, sentence: str) -> bool:
    """Whether a post that no list has, "chief AI scientist", is asked for, and the sentence has only other offices."""
    post = _POST.search(question)
    if not post or any(_held(offices, question) for offices in _CLASSES):
        return False
    return stem(post["head"]) not in all_stems(sentence) and any(_held(offices, sentence) for offices in _PERSONAL)


def _held(offices: _Class, text: str) -> set[str]:
    """The first names of the offices in the text. The longest counts: "vice president" is no president."""
    return {office for office, _ in _places(offices, text)}


def _places(offices: _Class, text: str) -> list[tuple[str, int]]:
    names, form = _names(offices)
    return [(names[match[1].casefold()], match.start()) for match in form.finditer(text)]


@cache
def _names(offices: _Class) -> tuple[Mapping[str, str], re.Pattern[str]]:
    """The first name of each office by all of its names, and the form of any of these."""
    names = {name: office[0] for office in offices for name in office}
    longest = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return names, re.compile(rf"(?<![\w-])({longest})s?(?!\w|-(?:in|general))", re.IGNORECASE)


def _all_late(offices: _Class, asked: set[str], question: str, sentence: str) -> bool:
    """Whether the sentence names the office's former or deputy holders alone, and the question does not."""
    if any(_LATE.search(question[:at]) for office, at in _places(offices, question) if office in asked):
        return False
    return all(_LATE.search(sentence[:at]) for office, at in _places(offices, sentence) if office in asked)


def _fields(text: str) -> set[str]:
    """What the ministers of a text are for: "finance" in "the finance minister", "minister of finance"."""
    found = {(m["before"] or m["after"]).casefold() for m in _FIELD.finditer(text)}
    return {"defense" if field == "defence" else field for field in found}


def lacks_the_office(question: str, sentence: str) -> bool:
    """Whether the question asks who holds an office or leads, and the sentence names no office and no leading."""
    asked = bool(_WHO_IS.match(question) or _LEADS.search(question)) and asked_offices(question)
    return bool(asked) and not _LEADING.search(sentence) and not any(_held(offices, sentence) for offices in _PERSONAL)


@lru_cache(maxsize=64)
def asked_offices(question: str) -> frozenset[str]:
    """All names of the offices that the question asks for: those of a leader for "who leads"."""
    if _LEADS.search(question):
        return _LEADERS
    if not _WHO.search(question):
        return frozenset()
    held = ((offices, _held(offices, question)) for offices in _PERSONAL)
    return frozenset(name for offices, asked in held for office in offices if office[0] in asked for name in office)
