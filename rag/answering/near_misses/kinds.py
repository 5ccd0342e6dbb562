"""Whether a sentence lacks the very kind of thing that is asked for: a name, a place, an age. Pure, for English.

Only where nothing else can answer: a "who" may be "a neighbour", but the name of the neighbour is a name.
"""

from __future__ import annotations

import re

from ...text.dates import MONTHS, WEEKDAYS
from ...text.names import JOB, capitalised_words, mentions
from ..conversation.kinds_of_names import personhood

_NAMED = (
    "country|countries|city|cities|town|village|state|company|companies|firm|firms|airline|bank|hospital|university"
    "|newspaper|island|street"
)
_NAME = re.compile(
    r"\bnames? of (?:the|his|her|its|their|\w+['’]s)\b"
    r"|\bwhat (?:is|are|was|were) .*\b(?:called|named)(?: that\b.*)?\W*$"
    rf"|^\W*(?:in |for |at |from |to |by )?(?:which|what) (?:{_NAMED})\b",
    re.IGNORECASE,
)
_PERSON = re.compile(
    rf"\bnames? of (?:(?:the|his|her|its|their)|[\w.-]+['’]s) (?:[\w-]+ ){{0,3}}?(?:{JOB}|man|woman|boy|girl|victim"
    r"|suspect|wife|husband|son|daughter|father|mother|brother|sister|player|actor|actress|singer|designer)\b",
    re.IGNORECASE,
)
_WHERE = re.compile(r"^\W*where\b", re.IGNORECASE)
_AGE = re.compile(r"^\W*how old\b(?! is the (?:practice|tradition|custom))", re.IGNORECASE)
_NO_NAMES = frozenset((*MONTHS, *WEEKDAYS))
_TIMES = "|".join(
    (*MONTHS, *WEEKDAYS, *"spring summer autumn fall winter morning afternoon evening night week month year".split())
)
_PLACE = re.compile(
    r"\b(?:in|at|near|to|from|off|on|outside|under|behind|across|over|inside|into|through|between|around|along|by|of"
    rf"|throughout|within|beneath|above|below)\s+(?!(?:the\s+|an?\s+)?(?:\d|(?:{_TIMES})\b))\w"
    r"|\b(?:here|there|home|abroad|online|everywhere|nowhere|elsewhere|north|south|east|west)\b",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"^\W*when (?:is|are|was|were|do|does|did|has|have|had|will|would|should|can|could)\b", re.IGNORECASE
)
_TIME = re.compile(
    rf"\d|\b(?:{_TIMES}|ages?|ago|afterwards|after|already|always|as|before|centur(?:y|ies)|currently|dawn|days?|decades?|during"
    r"|dusk|earlier|early|easter|ending|era|eve|eventually|ever|finally|first|following|former|hours?|immediately|just|last"
    r"|late|later|latest|lifetime|midnight|minutes?|moment|months?|never|new|next|nights?|noon|not|now|once|one|period|previous"
    r"|previously|quarter|recent|recently|reign|seasons?|second|seconds|shortly|since|soon|still|then|time|times|today|tomorrow"
    r"|tonight|ultimately|until|upon|war|weekend|weeks?|when|whenever|while|with|within|years?|yesterday|yet|christmas"
    r"|two|three|four|five|six|seven|eight|nine|ten)\b",
    re.IGNORECASE,
)
"""A sentence without one of these says nothing of when."""
_YEARS = re.compile(r"\b\d{1,4}\b|\b(?:aged?|years?|year-old|teens?|teenager|born|century|centuries|decades?)\b")
_SPELT = re.compile(r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty)\b")

_MEASURES = (
    (
        re.compile(r"\bhow (?:much\b.*\bweigh(?:s|ed|ing)?\b|heavy\b)", re.IGNORECASE),
        re.compile(
            r"(?:\b|(?<=\d))(?:kg|g|mg|t|lbs?|oz|kilos?|kilogram\w*|grams?|tonn?es?|tons?|pounds?|ounces?|stone)\b"
            r"|\b(?:heav|light|weigh)",
            re.IGNORECASE,
        ),
    ),
    (
        re.compile(r"\bhow (?:tall|deep|wide|far away)\b", re.IGNORECASE),
        re.compile(
            r"(?:\b|(?<=\d))(?:k?m|[cm]m|ft|feet|foot|inch(?:es)?|yards?|miles?|\w*met(?:re|er)s?|fathoms?|stor(?:e?ys?|ies)"
            r"|floors?|hours?|minutes?|blocks?|lanes?|fingers?|hands?)\b|['’\"″′]",
            re.IGNORECASE,
        ),
    ),
)
"""What asks for a weight or a length, and what a sentence with one has."""


def lacks_the_measure(question: str, sentence: str) -> bool:
    """Whether the question asks for a weight or a length, and the sentence has no unit of it."""
    return any(asks.search(question) and not has.search(sentence) for asks, has in _MEASURES)


def lacks_what_is_asked(question: str, sentence: str) -> bool:
    """Whether the question asks for a name, a place, a time or an age, and the sentence has none but the question's."""
    sentence = " ".join(sentence.split())
    if _WHEN.search(question) and not _TIME.search(sentence):
        return True
    if _AGE.search(question):
        return not (_YEARS.search(sentence) or _SPELT.search(sentence))
    if _PERSON.search(question):
        return not any(personhood(m.name, sentence) and not _is_named(m.name, question) for m in mentions(sentence))
    if _NAME.search(question):
        return not _has_a_new_name(question, sentence)
    return bool(_WHERE.search(question)) and not (_PLACE.search(sentence) or _has_a_new_name(question, sentence))


def _is_named(name: str, question: str) -> bool:
    return name.casefold() in question.casefold()


def _has_a_new_name(question: str, sentence: str) -> bool:
    asked = question.casefold()
    new = [m for m in capitalised_words(sentence) if re.sub(r"['’]s?$", "", m[0]).casefold() not in asked]
    new = [m for m in new if m[0] not in _NO_NAMES]
    return any(m.start() > 1 for m in new) or any(not _is_named(m.name, question) for m in mentions(sentence))
