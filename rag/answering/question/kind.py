"""The form of a question, which decides how much of an answer is shown: one fact, each item, a reason. Pure.

By the wording alone, in English. A question in another language has the form "other", as keywords have.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from ...text.language import is_english
from ...verification.verbs import AUXILIARIES, base_of_past
from .alternatives import alternatives_of
from .clause import PREPOSITIONS
from .lists import VERBS_AFTER_WHAT, asks_for_several
from .parts import parts_of, without_lead_in

Form = Literal["yes_no", "why", "how", "fact", "list", "compare", "several", "said", "summary", "other"]

LONGEST = 2000
"""Characters of a question whose form is read."""
_TIME = r"(?: (?:today|yesterday|now|lately|recently|(?:this|last) (?:week|month|morning|night|year)|so far))?\W*$"
_STORY = r"(?:stor(?:y|ies)|articles?|news|texts?|reports?|pages?|documents?)"
_IS = r"(?: is| are| was| were|['’]s)"
_SUMMARY = re.compile(
    rf"(?:please )?(?:summar(?:y|i[sz]e)|sum (?:\w+ )?up|recap|tl;?dr|(?:an )?overview)\b"
    rf"|(?:please )?(?:give|write|show) (?:me |us )?(?:an?|the) (?:\w+ )?(?:summary|overview|recap|rundown)\b"
    rf"|.*\bin a nutshell\b|(?:catch|bring) me up\b|tell me (?:more |something )?about\b"
    rf"|what{_IS} (?:(?:the|this|these) )?{_STORY} (?:all |mainly )?about\b"
    rf"|what do(?:es)? (?:the|this|these) {_STORY} (?:say|tell|report)\W*$"
    rf"|what{_IS} the (?:main|key|most important) (?:points?|facts?|news|takeaways?|stor(?:y|ies)|message)\b"
    rf"|what{_IS} (?:(?:the latest|the news|going on|happening)\b|new(?: (?:with|at|in|on|about)\b|{_TIME}))"
    rf"|what happened(?: (?:at|with)(?: (?!when\b|after\b|during\b|to\b)[^\s?]+){{1,7}}?)?{_TIME}",
    re.IGNORECASE,
)
SAY = r"(?:say|said|tell|told|think|thought|claim|claimed|argue|argued|comment|commented|warn|warned|promise|promised)"
_SAID = re.compile(
    rf"what (?:else )?(?:do|does|did|has|have|had) (?!(?:the|these|this) {_STORY}\b)(?:(?!that\b)\S+ )+?{SAY}\b"
    r"(?! (?:is|was|were|are|has|had|will)\b)"
    rf"|what{_IS} (?!said)(?:\S+ ){{1,6}}?(?:comments?|statements?|remarks|opinions?) (?:on|to|about)\b"
    rf"|what{_IS} \S+(?: \S+){{0,4}}? (?:saying|telling|claiming)\b"
    r"|according to [^,]+, what\b|what (?:is|was|were) said (?:by|about)\b",
    re.IGNORECASE,
)
_AUXILIARY = rf"(?:{'|'.join(sorted(AUXILIARIES))})"
_COMPARE = re.compile(
    r"(?:please )?compare\b|.*\b(?:differences?|similarit(?:y|ies)|comparison) between\b"
    r"|how (?:do|does|did|is|are) .{1,80} (?:differ|compare|different from)\b"
    rf"|{_AUXILIARY} .{{1,100}} (?:more|less|better|worse|faster|slower|higher|lower)\b.{{1,100}} or \w"
    r"|(?:is|are|was|were) .{1,60} and .{1,60} the same\b|what do .{1,80} have in common\b",
    re.IGNORECASE,
)
_WHY = re.compile(
    rf"why\b|how come\b|for what (?:purposes?|reasons?)\b"
    rf"|what{_IS} (?:the|\w+['’]s?) (?:\w+ )?(?:reason|cause|motive|rationale|motivation)\b"
    r"|what (?:caused|led to|prompted|triggered|motivated|sparked|made)\b",
    re.IGNORECASE,
)
_AMOUNT = (
    r"(?:many|much|long|old|far|tall|high|deep|fast|often|heavy|big|large|wide|soon|late|early|close|small|few|strong"
    r"|hot|cold|thick|quickly|frequently|likely|expensive|rich|popular|important|well|badly|common|dangerous|successful)"
)
_HOW = re.compile(
    rf"how (?!{_AMOUNT}\b|about\b|come\b)|(?:in|by) (?:what|which) (?:ways?|manner|means|methods?)\b", re.IGNORECASE
)
_PREPOSITION = rf"(?:(?:{'|'.join(sorted(PREPOSITIONS))}) )?"
_FACT = re.compile(rf"{_PREPOSITION}(?:who|whom|whose|when|where|which|how {_AMOUNT})\b", re.IGNORECASE)
_WHAT = re.compile(rf"{_PREPOSITION}what ([\w’'-]+)(?: |$)", re.IGNORECASE)
_AT_ITS_END = re.compile(
    rf"(?:[^,:]+[,:] |.*\b(?:and|or|{'|'.join(sorted(PREPOSITIONS))}|took|make|makes|made|be|is|was) )"
    rf"(?:which|what|whom|who|when|where|how {_AMOUNT})\b[^?]*\?\s*$",
    re.IGNORECASE,
)
"""The interrogative stands later: "UPT merged with what network?"."""
_OTHERWISE = re.compile(r"(?:[^,:?]+[,:] )(?=(?:who|what|which|when|where|why|how)\b)", re.IGNORECASE)


@lru_cache(maxsize=64)
def form_of(question: str) -> Form:
    """What form the question has; of one that holds several, `form_of` of a part tells that part's."""
    plain = " ".join(question.split())
    if not plain or len(plain) > LONGEST or not is_english(plain):
        return "other"
    if len(parts_of(plain)) > 1:
        return "several"
    plain = re.sub(r"^(?:and|but|so|then|also),? ", "", plain, flags=re.IGNORECASE)
    if _SUMMARY.match(plain):
        return "summary"
    return _asking(without_lead_in(plain))


def _asking(plain: str) -> Form:
    if _SAID.match(plain):
        return "said"
    if alternatives_of(plain) or _COMPARE.match(plain):
        return "compare"
    if _WHY.match(plain):
        return "why"
    if asks_for_several(plain):
        return "list"
    if _HOW.match(plain):
        return "how"
    first, _, rest = plain.casefold().partition(" ")
    if first in AUXILIARIES or re.match(
        r"(?:is|are|was|were|do|does|did|has|have|had|will|would|could|should)n['’]t$", first
    ):
        return "yes_no" if rest else "other"
    if _FACT.match(plain) or _names_a_noun(plain):
        return "fact"
    if opening := _OTHERWISE.match(plain):
        return _asking(plain[opening.end() :])
    return "fact" if first != "what" and _AT_ITS_END.match(plain) else "other"


def _names_a_noun(plain: str) -> bool:
    """Whether a noun follows "what": "what team", but not "what is" or "what causes"."""
    found = _WHAT.match(plain)
    if not found or found[1].endswith(("'s", "’s")):
        return False
    word = found[1].casefold()
    return word not in AUXILIARIES | VERBS_AFTER_WHAT and base_of_past(word) is None
