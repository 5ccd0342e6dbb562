"""Whose words a question asks for: "the coach" in "What did the coach say about the defeat?". Pure, for English."""

from __future__ import annotations

import re

from ..question.clause import PRONOUNS
from ..question.kind import SAY
from ..question.parts import without_lead_in

_ADVERBS = r"(?:(?:also|already|just|ever|actually|really|have|to) )*"
_IS = r"(?: is| are| was| were|['’]s)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"what (?:else )?(?:do|does|did|has|have|had) (?P<whom>.+?) {_ADVERBS}{SAY}\b",
        rf"what{_IS} (?P<whom>.+?)(?:['’]s?)? (?:\w+ )?(?:comments?|statements?|remarks|opinions?) (?:on|to|about)\b",
        rf"what{_IS} (?P<whom>.+?) (?:saying|telling|claiming)\b",
        r"according to (?P<whom>[^,]+), what\b",
        r"what (?:is|was|were) said by (?P<whom>.+?)(?: (?:on|about|in|at)\b|\W*$)",
    )
)

_INFINITIVE = re.compile(r"\bto (?!the\b|an?\b|its\b|his\b|her\b|their\b|our\b)[a-z]")
"""In "What did the baker want to hear Holm say?" the first verb is not the one of speaking."""


def whose_words(question: str) -> str:
    """The speaker as the question has it; empty where it asks for nobody's words, or a pronoun stands for the name."""
    plain = without_lead_in(" ".join(question.split()))
    found = next((found for form in _FORMS if (found := form.match(plain))), None)
    if not found or found["whom"].casefold() in PRONOUNS or _INFINITIVE.search(found["whom"]):
        return ""
    return found["whom"]
