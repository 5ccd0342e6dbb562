"""Which of several answers holds now: that of a correction before its error, that of the newest article. Pure, English.

Older answers that say something else are given as earlier.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ..text.dates import stored_day
from ..text.stemming import content_stems
from ..text.time.periods import ANY_DAY, periods
from ..types import Passage, Sentence
from ..verification.verdicts import Keyed
from .corrections import asks_about_errors, is_error, updates
from .question.kind import Form, form_of
from .question.predicate import lacks_verb

NEAR = 0.7
"""An answer is as good as the best one if its score is within this margin and the reader takes it for one."""
SHARED = 0.2
"""And if it has so much of the question's words: it is about the same thing."""
NEXT = 300
"""Characters behind an error within which it is put right."""
AMONG = 24
"""Sentences among which newer and older answers are looked for."""
LACKING = 0.15
"""And this much less of their weight than the best has, at most: shares that fell do not count ships."""
MOST = 2
"""Earlier answers that are named."""
OF_ONE_TIME = 30
"""Days within which outlets that say different things disagree; after that the older one tells what held before."""

Place = tuple[Passage, Sentence]

_NOW = re.compile(
    r"\b(?:current|currently|latest|newest|now|still|at present|at the moment|most recent|most recently|so far|to date"
    r"|up to now|these days|today)\b",
    re.IGNORECASE,
)
_HARMED = (
    r"dead|died|die|deaths?|killed|lost their lives|injured|hurt|wounded|missing|displaced|homeless|infected|infections"
    r"|arrested|evacuated|rescued|casualties|victims|cases|cut off|without (?:power|electricity|water)"
)
_TOLL = re.compile(rf"\bhow many\b.*\b(?:{_HARMED})\b|\btoll\b", re.IGNORECASE)
_PAST = r"(?:was|were|did|had|became|first|once|used to)"
_PRESENT = re.compile(
    rf"^\W*(?:who|how (?:much|many)|what(?: is| are|['’]s| does| do)|which)\b(?:(?!\b{_PAST}\b).)*?(?:['’]s\b"
    r"|\b(?:is|are|costs?|leads?|runs?|heads?|owns?|chairs?|manages?|coaches)\b)(?:(?!\b(?:was|were|did|had)\b).)*$",
    re.IGNORECASE,
)


_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_VALUES: frozenset[Form] = frozenset({"fact", "other"})
"""Forms of question of which a newer answer replaces an older one: a newer reason may be a further one."""


@lru_cache(maxsize=64)
def asks_for_now(question: str) -> bool:
    """Whether it asks for what holds now: "current", "still", an office or a price in the present tense, a toll.

    Not where it names a time.
    """
    if periods(question, ANY_DAY, spoken=False):
        return False
    return any(form.search(question) for form in (_NOW, _TOLL, _PRESENT))


def newest_first(question: str, ranked: list[str], keyed: Keyed) -> list[str]:
    """The keys with the one in front whose answer holds now; those of errors that were put right are left out."""
    ranked = _corrected_first(question, ranked, keyed)
    if form_of(question) not in _VALUES:
        return ranked
    best = keyed[ranked[0]]
    rivals = [key for key in ranked[1:AMONG] if _rivals(question, keyed[key], best)]
    newer = [key for key in rivals if updates(keyed[key][0], best[0])]
    if not newer and asks_for_now(question):
        newer = [key for key in rivals if _day(keyed[key]) > _day(best) != ""]
    if not newer:
        return ranked
    newest = max(newer, key=lambda key: (_day(keyed[key]), keyed[key][1].score))
    return [newest, *(key for key in ranked if key != newest)]


def earlier(question: str, first: str, keyed: Keyed) -> list[str]:
    """The keys of older answers that say something else than the first one, the newest of them first."""
    once: dict[str, str] = {}
    for key in _replaced(question, first, keyed):
        once.setdefault(keyed[key][0].article_id, key)
    wrong = _error_before(first, keyed)
    return list(once.values())[:MOST] or ([wrong] if wrong else [])


def puts_right(key: str, keyed: Keyed) -> bool:
    """Whether the sentence corrects the one before it, which says what it is about."""
    return _error_before(key, keyed) is not None


def outdated(question: str, first: str, keyed: Keyed) -> set[str]:
    """The keys of older answers that are no longer a side: the outlet gave another since, or they are long ago."""
    among = keyed[first][0]
    return {
        key
        for key in _replaced(question, first, keyed)
        if keyed[key][0].source == among.source or _days_between(keyed[key], keyed[first]) > OF_ONE_TIME
    }


def _replaced(question: str, first: str, keyed: Keyed) -> list[str]:
    place, wrong = keyed[first], _error_before(first, keyed)
    if not wrong and form_of(question) not in _VALUES:
        return []

    def is_replaced(old: Place) -> bool:
        if wrong:
            return old[0].source == place[0].source and _day(old) <= _day(place)
        return updates(place[0], old[0]) or (asks_for_now(question) and "" != _day(old) < _day(place))

    held = [key for key, old in keyed.items() if _rivals(question, old, place) and is_replaced(old)]
    return sorted(held, key=lambda key: (_day(keyed[key]), keyed[key][1].score), reverse=True)


def _days_between(one: Place, other: Place) -> int:
    days = stored_day(_day(one)), stored_day(_day(other))
    return abs((days[0] - days[1]).days) if days[0] and days[1] else 0


def _corrected_first(question: str, ranked: list[str], keyed: Keyed) -> list[str]:
    """Where an error ranks nearly as high as the best, the sentence is put first that puts it right."""
    errors = {key for key in ranked[:AMONG] if is_error(keyed[key][0], keyed[key][1].text)}
    if not errors or asks_about_errors(question):
        return ranked
    rest = [key for key in ranked if key not in errors]
    least = keyed[ranked[0]][1].score - NEAR
    for error in (key for key in ranked if key in errors and keyed[key][1].score >= least):
        if right := _put_right(keyed[error], rest, keyed):
            return [right, *(key for key in rest if key != right)]
    return ranked


def _put_right(error: Place, keys: Sequence[str], keyed: Keyed) -> str | None:
    """The first sentence behind the error in its paragraph that holds what is asked for, or else the first."""
    behind = sorted((key for key in keys if _is_behind(keyed[key], error)), key=lambda key: keyed[key][1].start)
    return next((key for key in behind if keyed[key][1].suits), behind[0] if behind else None)


def _is_behind(place: Place, error: Place) -> bool:
    (passage, said), (among, wrong) = place, error
    if (passage.article_id, passage.sha256) != (among.article_id, among.sha256):
        return False
    if not 0 <= said.start - wrong.end <= NEXT:
        return False
    return "\n\n" not in _between(among, wrong.end, passage, said.start) and not is_error(passage, said.text)


def _between(among: Passage, start: int, passage: Passage, end: int) -> str:
    """What stands between two places of an article; the second passage may follow on the first, within a paragraph."""
    if passage.start <= start:
        return passage.text[start - passage.start : end - passage.start]
    gap = " " if passage.start - among.end < len("\n\n") else "\n\n"
    return f"{among.text[start - among.start :]}{gap}{passage.text[: end - passage.start]}"


def _error_before(key: str, keyed: Keyed) -> str | None:
    before = (each for each, place in keyed.items() if _is_behind(keyed[key], place))
    return next((each for each in before if is_error(keyed[each][0], keyed[each][1].text)), None)


def _rivals(question: str, place: Place, best: Place) -> bool:
    """Whether a sentence of another article answers as well as the best one, with something else."""
    (passage, sentence), (among, first) = place, best
    if passage.article_id == among.article_id or sentence.reads is None or sentence.reads < 0:
        return False
    least = max(SHARED, first.lexical - LACKING)
    if sentence.lexical < least or sentence.score < first.score - NEAR or (first.suits and not sentence.suits):
        return False
    if lacks_verb(question, sentence.text) and not lacks_verb(question, first.text):
        return False
    return not _agree(_words(place), _words(best))


def _words(place: Place) -> set[str]:
    """The stems and figures of the exact words that answer; of the whole sentence where none are known."""
    passage, sentence = place
    if sentence.answer is None:
        return content_stems(sentence.text)
    start, end = (at - passage.start for at in sentence.answer)
    said = _FIGURE.findall(passage.text[start:end])
    return set(said) or content_stems(passage.text[start:end])


def _agree(one: set[str], other: set[str]) -> bool:
    return one <= other or other <= one


def _day(place: Place) -> str:
    return place[0].published or ""
