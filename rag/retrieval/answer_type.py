"""The answer type of a question (a date for "when", money for "how much did it cost"), and which sentences hold one.

Also tells whether a sentence refers back to the one before it, in English only. Pure. A question whose wording does
not show its type has none, and every sentence suits it; outside English only the question word shows it.
"""

from __future__ import annotations

import re
from typing import Literal

from ..text.dates import MONTH_NUMBERS, MONTHS, WEEKDAYS
from ..text.language import is_latin
from ..text.names import capitalised_words
from ..text.numbers import ABBREVIATIONS, LARGE, SMALL, TENS
from ..verification.denial import says_none

Kind = Literal["date", "money", "percentage", "number", "name"]

_SUM = (
    r"(?:cost|costs|pay|pays|paid|worth|invest|invests|invested|investing|spend|spends|spent|price|priced|raise|raised"
    r"|revenues?|sales|profits?|valued?|valuation|salary|fund(?:s|ed|ing)?|sell|sold|buy|bought|earn(?:s|ed|ings)?"
    r"|money|cash|dollars?|budget|fine|fee|market cap|sum|loss|debt|commit|commits|committed|put into)"
)
_NAMED = "|".join(
    """
    actor actress agency airport album app artist astronaut author band bishop book brand bridge building city club
    coach company composer continent country county doctor emperor engineer film firm general inventor island king lake
    language leader magazine man mountain movie museum musician nation network newspaper organisation organization
    painter party person player poet pope president province queen region researcher river saint school scientist sea
    show singer song startup state station street team town tribe university woman writer agencies cities companies
    countries counties parties people universities
    """.split()
)
"""Nouns for things that have a name."""
# Only adjectives may stand between "which" and the noun: "What did the company do?" asks for no name.
_NO_ADJECTIVE = (
    r"(?:is|are|was|were|be|do|does|did|has|have|had|will|would|can|could|should|the|a|an|this|that|his|her|its|their)"
)
_ADJECTIVES = rf"(?:(?!{_NO_ADJECTIVE}\b)\w+\s+){{0,2}}?"
_WORDINGS: tuple[tuple[Kind, str], ...] = (
    (
        "percentage",
        r"\b(?:what|which|how (?:big|large|much) (?:of )?a)\s+(?:percent(?:age)?|proportion|share|fraction)\b",
    ),
    ("date", r"^\W*(?:(?:and|but|so|since|until|by)\s+)?when\b(?!\s+(?:do|does|you|a)\b)"),
    ("date", r"\b(?:what|which)\s+(?:year|date|decade|century)\b|\bhow long ago\b"),
    (
        "money",
        rf"\bhow (?:much|many dollars)\b.*\b{_SUM}\b|\b(?:what|which)\b.*\b(?:price|cost|costs|net worth|sum|salary)\b",
    ),
    (
        "money",
        r"\b(?:what|how (?:big|large|high))\s+(?:is|are|was|were)\s"
        r".*\b(?:revenues?|valuation|budget|sales|market cap)\b",
    ),
    ("money", r"\bat what (?:price|valuation|value|cost)\b|\bwhat\b.*\b(?:valued at|worth)\b"),
    (
        "number",
        r"\bhow (?:many|much|long|old|far|tall|high|deep|fast|often|heavy|big|large|wide)\b|\bwhat (?:number|age)\b",
    ),
    ("name", r"^\W*(?:\w+\s+){0,2}(?:who|whom|whose)\b"),
    ("name", rf"\b(?:what|which)\s+{_ADJECTIVES}(?:{_NAMED})s?\b|\bname of\b"),
)
_ELSEWHERE: tuple[tuple[Kind, str], ...] = (
    ("percentage", r"\bwie ?viel prozent\b|\bwelcher (?:anteil|prozentsatz)\b|\bquel pourcentage\b|\bqué porcentaje\b"),
    ("percentage", r"百分之几|何(?:パーセント|％|%)"),
    ("date", r"^\W*(?:[^\W\d_]{1,7} )?(?:wann|quand|cuándo|quando|wanneer|kiedy|когда)\b"),
    (
        "date",
        r"\b(?:welchem|welches|quelle|qué|che|quale|que|welk)"
        r" (?:jahr|jahrhundert|datum|année|date|siècle|año|fecha|siglo|anno|ano|jaar)\b",
    ),
    ("date", r"何[时時年月日]|什[么麼]时候|什麼時候|哪一?[年天日]|いつ|언제"),
    ("number", r"\bwie ?(?:viele?n?|hoch|lange?|alt|weit|groß|teuer|oft)\b|\bwas kostet(?:en?)?\b|\bhoeveel\b"),
    ("number", r"\bcombien\b|\bcu[aá]nt[oa]s?\b|\bquant[oiae]s?\b|\bile\b|\bсколько\b"),
    (
        "number",
        r"多少|[几幾](?=[个個人名年月天次家所座公])|多[长長高大远遠久]|いくら|いくつ|何(?=[人件個円歳校回メキ])|얼마|몇",
    ),
    ("name", r"^\W*(?:[^\W\d_]{1,4} )?(?:wer|wen|wem|wessen|qui|quiénes|quién|chi|quem|кто)\b|谁|誰|だれ|누가|누구"),
)
_ASKS = tuple((kind, re.compile(pattern)) for kind, pattern in (*_WORDINGS, *_ELSEWHERE))

_NUMBER_WORD = (
    rf"(?:{'|'.join((*SMALL[1:], *TENS, *(f'{word}s?' for word in LARGE)))}|dozens?|"
    r"half|third|thirds|quarters?|once|twice|double|triple|single|several|few|most|majority|both|none|no)"
)
_ILLIONS = "|".join(word for word in LARGE if word.endswith("illion"))
_SHORT = "|".join(short for short, word in ABBREVIATIONS.items() if word != "trillion")
_MONTHS_ELSEWHERE = "|".join(name for name in MONTH_NUMBERS if (len(name) > 4 and name != "march") or name == "märz")
_COUNTS_ELSEWHERE = (
    "zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|hundert|tausend|hälfte|deux|trois|quatre|cinq|huit|neuf|onze"
    "|douze|mille|moitié|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|cien|mitad|quattro|cinque|sette|otto|nove"
)
_UNIT = (
    rf"(?:{_SHORT}|(?:{_ILLIONS})s?|dollars?|euros?|pounds?|yen|cents?|USD|EUR|GBP|rupees?|francs?|marks?|crowns?"
    r"|kron(?:er|or|e|a)|pesos?|rand|zloty|roubles?|rubles?|yuan|won|pence)"
)
_PERIOD = r"(?:week|month|year|spring|summer|autumn|fall|winter|quarter|decade)"
_HOLDS: dict[Kind, re.Pattern[str]] = {
    "percentage": re.compile(
        r"(?i)\d\s?%|\bper\s?cent\b|\bpercentage\b|\b(?:half|thirds?|quarters?|majority|fifth|tenth)\b"
        r"|\bprozent\b|\bpour cent\b|\bpor ciento\b|％|百分之|割"
    ),
    "date": re.compile(
        rf"\d{{4}}|\b(?:{'|'.join((*MONTHS, *WEEKDAYS))})\b|\b\d{{1,3}}\s?(?:BC|AD|BCE|CE)\b|(?i:\bcentur(?:y|ies)\b"
        rf"|\b(?:last|this|next|previous|past|earlier)\s+{_PERIOD}\b|\b(?:today|yesterday|tomorrow|ago|since|during|after|before|until"
        rf"|{_MONTHS_ELSEWHERE}|\d{{1,2}}\.? (?:de )?(?:mars|mai|mayo|juin|juli|août)|seit|gestern|heute|morgen|depuis"
        r"|hier|demain|desde|ayer|mañana)\b)"
        r"|\d\s?[年月日號号]|[一二三四五六七八九十]月|[周週][一二三四五六日]|[月火水木金土日]曜|[今去明昨]年|\d\s?[년월일]"
    ),
    "money": re.compile(rf"(?i)[$€£¥₹]\s?\d|\d\s?{_UNIT}\b|\b{_NUMBER_WORD}\s+{_UNIT}\b|\b(?:{_ILLIONS})s\b"),
    "number": re.compile(
        rf"(?i)\d|\b(?:{_NUMBER_WORD}|{_COUNTS_ELSEWHERE})\b|[二三四五六七八九十百千万萬亿億兆两兩半][^\s。，、]"
    ),
}
_LONGEST = 4000
"""The most characters of a question that are read; from a longer one, the first half and the last half of this."""


def kind_of(question: str) -> Kind | None:
    """The answer type of the question, or None where its wording does not show it."""
    ends = question if len(question) <= _LONGEST else f"{question[: _LONGEST // 2]} {question[-_LONGEST // 2 :]}"
    lower = ends.casefold()
    return next((kind for kind, asks in _ASKS if asks.search(lower)), None)


def suits(kind: Kind | None, question: str, sentence: str) -> bool:
    """Whether the sentence holds a thing of that kind. A name that the question itself gives does not count."""
    if kind is None:
        return True
    if kind == "number" and says_none(sentence):
        return True
    if kind != "name":
        return bool(_HOLDS[kind].search(sentence))
    if not is_latin(sentence):
        return True  # no capitals show the names
    asked = question.casefold()
    names = capitalised_words(sentence)
    return any(_bare(m[0]) not in asked and (m.start() > 1 or len(names) > 1) for m in names)


def _bare(word: str) -> str:
    return re.sub(r"[’']s?$", "", word).casefold()
