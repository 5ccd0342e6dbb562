"""Sentences that surely do not answer, near as they are: the CEO for the CFO, 2023 for 2024, no place for "where"."""

from __future__ import annotations

import re
from functools import lru_cache

from ...text.stemming import content_stems
from ...types import Passage, Sentence
from ..question.kind import LONGEST, form_of
from ..speech.asked import whose_words
from ..speech.speaker import is_said_by
from .bodies import of_another_body
from .codes import differs_in_a_code
from .counts import lacks_the_count
from .kinds import lacks_the_measure, lacks_what_is_asked
from .offices import lacks_the_office, other_office
from .qualifiers import has_another_qualifier
from .times import other_time

_TESTS = (
    *(differs_in_a_code, lacks_what_is_asked, lacks_the_office, other_office, other_time),
    *(has_another_qualifier, lacks_the_measure, lacks_the_count),
)
_BEHIND = 60
"""Characters behind a sentence that may name the body whose office it tells of. All of the passage before it may."""

_SPOKEN = re.compile(
    r"[\"“”„«»]|\b(?:say|said|saying|tell|told|think|thought|speak|spoke|according|call(?:s|ed)|describ\w+|den(?:y|ies|ied)"
    r"|announc\w+|promis\w+|warn\w*|insist\w*|argu\w+|blam\w+|hop(?:es|ed)|complain\w*|claim\w*|add(?:s|ed)|explain\w*"
    r"|prais\w+|critici[sz]\w+|accus\w+|admit\w*|apologi[sz]\w+|confirm\w*|urg\w+|vow\w*|comment\w*|declin\w+|predict\w*"
    r"|believ\w+|stress\w*|stat(?:es|ed|ement)|wr(?:ites|ote)|thank\w*|ask(?:s|ed)|demand\w*|suggest\w*|acknowledg\w+)\b",
    re.IGNORECASE,
)
"""A sentence that tells what somebody said has one of these."""

Place = tuple[Passage, Sentence]


def is_near_miss(question: str, place: Place) -> bool:
    """Whether the sentence is about another thing of the kind that is asked for, or lacks that kind."""
    passage, sentence = place
    if len(question) > LONGEST:
        return False
    before = passage.text[: sentence.end - passage.start + _BEHIND]
    around = f"{passage.title}. {passage.lead} {before}"
    return _is_another(question, sentence.text, around)


@lru_cache(maxsize=512)
def _is_another(question: str, sentence: str, around: str) -> bool:
    return any(test(question, sentence) for test in _TESTS) or of_another_body(question, sentence, around)


def is_of_another_speaker(question: str, place: Place) -> bool:
    """Whether somebody's words are asked for, and the sentence neither is theirs nor names them."""
    passage, sentence = place
    whom = whose_words(question) if form_of(question) == "said" else ""
    if not whom or is_said_by(passage, passage.sentences.index(sentence), whom):
        return False
    if content_stems(whom.split()[-1]).isdisjoint(content_stems(sentence.text)):
        return True
    return not _SPOKEN.search(sentence.text)
