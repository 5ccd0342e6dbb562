"""Corrections of an outlet's own reports: one sentence says what was wrong, the next what is right. Pure, English."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..types import Passage, Sentence

Place = tuple[Passage, Sentence]

_PIECE = (
    r"(?:articles?|reports?|stor(?:y|ies)|obituary|caption|chart|graphic|map|table|explainer|headline|column|review"
    r"|interview|editorial|letters page|version|profile|feature|post|item|pages?)"
)
_TOLD = re.compile(
    rf"\b(?:our|an?|the|this|in our|in an|in the)\b.{{0,60}}?\b{_PIECE}\b.*\b(?:said|wrote|stated|reported|described"
    r"|gave|named|called|carried|had|misspell?ed|misspelt|misstated|misidentified|mixed up|attributed|quoted)\b",
    re.IGNORECASE | re.DOTALL,
)
_WRONG = re.compile(
    r"\b(?:earlier version|previous version|editing error|incorrectly|wrongly|mistakenly|erroneously|in error"
    r"|mis(?:stated|identified|spelled|spelt|attributed|reported|quoted))\b",
    re.IGNORECASE,
)
_TITLE = re.compile(r"\b(?:corrections?|clarifications?|errat(?:um|a)|for the record|amplifications?)\b", re.IGNORECASE)


def correction_of(place: Place, others: Iterable[Place]) -> Place | None:
    """What is right, where the sentence repeats what an outlet had wrong: the next one of its paragraph."""
    passage, here = place
    if not (_TOLD.search(here.text) and (_TITLE.search(passage.title) or _WRONG.search(here.text))):
        return None
    after = passage.text[here.end - passage.start :][:1]
    found = (one for one in others if one[0].article_id == passage.article_id and one[1].start == here.end + 1)
    return next(found, None) if after != "\n" else None
