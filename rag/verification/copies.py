"""Whether two sentences are copies of each other, so that one may stand for both. Pure.

Every word counts, in its order: names, numbers, "not", "may", who did what to whom. Only differences that cannot change
the meaning are ignored: case, quotation marks, articles, the spelling of numbers, and a dateline that one of them has.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ..text.characters import narrowed, without_invisible
from ..text.language import language
from ..text.names import names
from ..text.numbers import ABBREVIATIONS, CARDINALS, SMALL, TENS
from ..text.sentences import DATELINE
from ..text.stopwords import FUNCTION_WORDS
from .dates_and_times import moments

_QUOTES = re.compile(r"[“”„‟«»‹›]|(?<!\d)\"|(?<!\w)['‘’‚‛]|(?<!\d)['‘’](?!\w)")
"""Not the marks of feet and inches."""
_PAUSE = re.compile(r"\s*(?:[;()—]|[,:](?!\d)|(?<=\s)[-–―](?=\s))[\s,]*")
"""A comma, and what may stand in its place."""
_OPTIONAL_PAUSE = re.compile(
    r"(?:(?<=^In)|(?<=^On)|(?<=^At)|(?<=^Since)|(?<=^During))( [^,]{1,40}) ,| ,(?= (?:and|or) )"
)
_ARTICLE = re.compile(
    r"(?:(?<!\S)(?:the|an?)|^(?:The|An?))\s+"
    r"(?!(?:few|fewer|little|lot|bit|number|only|more|most|less|least|same|one|other|next|last|first|second|third|\w+th)\b|\d)"
)
"""Not where it changes the meaning: "a few" and "few", "the most" and "most", "a third" and "the third"."""
_PRONOUN = re.compile(r"\b(?:he|she|it|they|his|her|its|their|this|that|these|those|both|such)\b", re.IGNORECASE)
_RELATIVE = re.compile(
    r"\b(?:today|tonight|yesterday|tomorrow|now|currently|so far|ago|(?:this|last|next|past|coming|previous) (?:morning"
    r"|evening|night|week\w*|month|quarter|season|spring|summer|autumn|fall|winter|year|decade))\b",
    re.IGNORECASE,
)
_CARDINAL = re.compile(
    rf"\b(?:(?P<ten>{'|'.join(TENS)})(?:-(?P<unit>{'|'.join(SMALL[1:10])}))?|{'|'.join(SMALL)})\b", re.I
)
_SHORT = re.compile(rf"(?<=\d)\s?({'|'.join(short for short in ABBREVIATIONS if len(short) > 1)})\b", re.IGNORECASE)
_PER_CENT = re.compile(r"(?<=\d)\s?(?:(?:per\s?cent|pct)\b|%)", re.IGNORECASE)


def is_copy(one: str, other: str) -> bool:
    """Whether each sentence says what the other says, word for word. Where that is in doubt, it does not."""
    (place, words), (there, others) = _read(one), _read(other)
    return any(words) and words == others and (place == there or "" in (place, there))


def names_its_subject(sentence: str) -> bool:
    """Whether the sentence has a name, and no pronoun before it: "He met Anna Weber" says not who did.

    The same words without a name may speak of somebody else in another article.
    """
    text = moments(sentence)[1]
    first = next((run[0] for run in names(text, language(sentence))), None)
    return first is not None and not _PRONOUN.search(text[: text.find(first)])


def depends_on_its_day(sentence: str) -> bool:
    """Whether the sentence says when, but not in which year: "on Monday", "last year", "in June"."""
    dates = [moment for moment in moments(sentence)[0] if moment.clock is None]
    return bool(_RELATIVE.search(sentence)) or any(moment.year is None for moment in dates)


def is_alike_but_for_names(one: str, other: str) -> bool:
    """Whether two sentences have the same words but for names, dates and numbers, like the items of a list."""
    pattern = _lower_case_words(one)
    return len(pattern) > 2 and pattern == _lower_case_words(other)


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[str, tuple[str, ...]]:
    """The place and date in its dateline, and its words; what copies write in several ways is written in one."""
    plain = " ".join(unicodedata.normalize("NFC", narrowed(without_invisible(text))).split())
    dateline = DATELINE.match(plain)
    place = re.sub(r"\([^()]*\)", "", dateline[0]).strip(" -–—").casefold() if dateline else ""
    return place, _words(plain[dateline.end() :] if dateline else plain)


def _words(text: str) -> tuple[str, ...]:
    plain = re.sub(r"[\u2010\u2011]|(?<=\d)–(?=\d)", "-", _QUOTES.sub("", text)).replace("’", "'").strip(" .!,;:")
    plain = _SHORT.sub(lambda found: f" {ABBREVIATIONS[found[1].casefold()]}", _CARDINAL.sub(_digits, plain))
    plain = _OPTIONAL_PAUSE.sub(r"\1", _PAUSE.sub(" , ", _PER_CENT.sub(" %", plain)))
    plain = _ARTICLE.sub("", plain) if language(text) in ("en", None) else plain
    first, *others = plain.split() or [""]
    # "US" is not "us", nor "May" "may"; a text in capitals does not tell.
    kept = frozenset() if text.isupper() else FUNCTION_WORDS
    first = first if first.isupper() and len(first) > 1 else first.lower()
    return tuple(word if word.casefold() in kept else word.casefold() for word in (first, *others))


def _lower_case_words(text: str) -> list[str]:
    return [word for word in re.findall(r"[^\W\d_]+", text[:1].lower() + text[1:]) if word.islower()]


def _digits(found: re.Match[str]) -> str:
    words = (found["ten"], found["unit"]) if found["ten"] else (found[0],)
    return str(sum(CARDINALS[word.casefold()] for word in words if word))
