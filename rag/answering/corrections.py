"""Corrections, updates, retractions: which sentence tells what was wrong, and which puts it right. Pure, English.

An outlet that corrects itself repeats its error first, in the words of the question: "We wrote that it costs 12 crowns.
The correct price is 9 crowns."
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from typing import Protocol

from ..text.stemming import content_stems

FEWEST = 3
"""Words that a quote and the error that repeats it share."""
SAME_STORY = 0.6
"""Headlines are of one story if they share this part of the shorter one's words."""

_TITLE = re.compile(
    r"\b(?:corrections?|corrected|clarifications?|erratum|errata|retractions?|retracts?|withdraws?|withdrawn|we got it"
    r" wrong)\b",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"\b(?:earlier|previous|original|first|printed|online) version of (?:this|the|our)\b"
    r"|^\W*(?:correction|clarification|retraction)\b|\bthe correct \w+|\bwe (?:withdraw|retract|apologi[sz]e)\b"
    r"|\b(?:was|were|is) (?:wrong|false|incorrect|inaccurate|misspel(?:t|led))\b"
    r"|\b(?:incorrectly|mistakenly|wrongly|misstated|misspel(?:t|led)|misidentified|misreported)\b",
    re.IGNORECASE | re.MULTILINE,
)
_PIECE = (
    r"(?:articles?|reports?|stor(?:y|ies)|explainer|captions?|headlines?|obituary|charts?|graphics?|maps?|tables?|profile"
    r"|interview|column|version|review|letters page)"
)
_ERROR = re.compile(
    rf"\b(?:we|(?:our|an?|the|this|earlier)\b[^.;]{{0,60}}?\b{_PIECE})\b[^.;]{{0,160}}?\b(?:said|wrote|reported|gave|stated"
    r"|described|named|called|carried|showed|put|listed|referred|suggested|implied|had|quoted|attributed|misstated"
    r"|misidentified|misspel(?:t|led))\b|\b(?:was|were) misspel(?:t|led)\b",
    re.IGNORECASE,
)
_RIGHT_TOO = re.compile(
    r"\bnot\b|\binstead of\b|\brather than\b|\bshould have\b|\bin fact\b|\bactually\b", re.IGNORECASE
)
_ABOUT_IT = re.compile(
    r"\b(?:wrong|mistakes?|errors?|correct(?:ed|ions?)?|misprint|withdr[ae]w|retract|apologi[sz]e|clarif)",
    re.IGNORECASE,
)
_UPDATE = re.compile(
    r"^\W*(?:update[ds]?|corrected|correction|wrapup|refile|rpt|live)\b(?: \d+)?\s*[-–—:|]\s*", re.IGNORECASE
)


class Told(Protocol):
    """A passage, with what is needed of it."""

    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def source(self) -> str | None: ...
    @property
    def published(self) -> str | None: ...


def asks_about_errors(question: str) -> bool:
    """Whether the question is about what was wrong, so that the error answers it."""
    return bool(_ABOUT_IT.search(question))


def is_error(passage: Told, sentence: str) -> bool:
    """Whether the sentence tells what the outlet had wrong, and not what is right."""
    if not _ERROR.search(sentence) or _RIGHT_TOO.search(sentence):
        return False
    return bool(_TITLE.search(passage.title) or _MARK.search(passage.text))


def updates(later: Told, earlier: Told) -> bool:
    """Whether an article is an update of another one: of the same outlet, not older, under the same headline."""
    if not _follows(later, earlier):
        return False
    if later.published == earlier.published and not _UPDATE.search(later.title):
        return False
    words, others = (content_stems(_UPDATE.sub("", title)) for title in (later.title, earlier.title))
    return len(words & others) >= max(FEWEST, SAME_STORY * min(len(words), len(others)))


def corrects(later: Told, sentences: Sequence[str], earlier: Told, quote: str) -> bool:
    """Whether a passage of the same outlet tells that the quote of the earlier one was an error."""
    if not _follows(later, earlier):
        return False
    said = content_stems(quote)
    shared = [said & content_stems(each) for each in sentences if is_error(later, each)]
    return any(len(words) >= FEWEST and (2 * len(words) >= len(said) or _has_figure(words)) for words in shared)


def _follows(later: Told, earlier: Told) -> bool:
    """Whether it is of the same outlet, and not older."""
    return (
        bool(later.source) and later.source == earlier.source and (later.published or "") >= (earlier.published or "")
    )


def _has_figure(words: Set[str]) -> bool:
    return any(word[0].isdigit() for word in words)
