"""What several articles say in the same words is one claim with the citations of all."""

from __future__ import annotations

from datetime import timedelta

from ..text.dates import stored_day
from ..types import Claim, Passage
from ..verification.copies import depends_on_its_day, is_copy, names_its_subject
from ..verification.verdicts import Keyed

SAME_DAYS = timedelta(days=3)
"""A copy that comes later than this means another "Monday"."""


def says_the_same(keyed: Keyed, claim: Claim, key: str) -> bool:
    """Whether the sentence under the key is a copy of the claim, and means the same where it stands."""
    passage, sentence = keyed[key]
    if not is_copy(claim.text, sentence.text):
        return False
    cited = [keyed[key][0] for key in claim.keys]
    if depends_on_its_day(claim.text) and not all(_is_of_the_same_days(one, passage) for one in cited):
        return False
    return names_its_subject(claim.text) or all(_is_same_story(one, passage) for one in cited)


def _is_of_the_same_days(one: Passage, other: Passage) -> bool:
    """Whether "on Monday" may be the same day in both; unknown dates do not tell."""
    day, other_day = stored_day(one.published), stored_day(other.published)
    return day is None or other_day is None or abs(day - other_day) <= SAME_DAYS


def _is_same_story(one: Passage, other: Passage) -> bool:
    """Whether "the company" is the same in both: one article, one headline, or another copied sentence with a name."""
    if one.article_id == other.article_id or is_copy(one.title, other.title):
        return True
    shared = {sentence.text for sentence in one.sentences} & {sentence.text for sentence in other.sentences}
    return any(names_its_subject(sentence) for sentence in shared)
