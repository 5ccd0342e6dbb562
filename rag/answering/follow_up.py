"""Makes a follow-up question stand alone by rules, offline: "And who leads it?" becomes "who leads Scale AI?". Pure.

The rules apply only to a reference that the question leaves open, so a question that stands alone stays as it is. If no
rule resolves the reference, the previous question is put in front, and retrieval then looks for both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..text.names import NAME_RUN, name_runs
from ..text.stopwords import content_words

_LEAD_IN = re.compile(r"^\s*(?:and|but|so|or|also|then|ok(?:ay)?)\b[\s,]*", re.IGNORECASE)
_OTHER_SUBJECT = re.compile(
    r"^\s*+(?:what|how)\s++about\s++(?:the\s++)?(?P<subject>[^?\s](?:[^?]*[^?\s])?)\s*+\??\s*+$", re.IGNORECASE
)
_OTHER_OBJECT = re.compile(
    r"^(?P<how>in|at|for|with|by|from|on|to|of)\s+(?P<object>[^?\s]+(?:\s+[A-Z0-9][^?\s]*)*)\s*\??\s*$", re.IGNORECASE
)

_BODY = r"(?:the|this|that)\s+(?:company|startup|firm|corporation|organi[sz]ation)"
_NOT_ITS_OWN = r"\s+(?:of|that|which|who|in|by|from|behind)\b"
# "Was the company founded" refers back; "the company founded by" does not.
_THING = re.compile(
    rf"\b(?:(?:(?<=\bis )|(?<=\bwas )){_BODY}(?!{_NOT_ITS_OWN})"
    rf"|{_BODY}(?!{_NOT_ITS_OWN}|\s+(?:founded|led|owned|called|named)\b)|it)\b(?!['’]s)",
    re.IGNORECASE,
)
_THINGS_OWN = re.compile(rf"\b(?:{_BODY}['’]s|its)\b", re.IGNORECASE)
_OWN = re.compile(r"(?:its|his|her|their)\b", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:he|she|him)\b", re.IGNORECASE)
_PERSONS_OWN = re.compile(r"\b(?:his|her)\b", re.IGNORECASE)
_THEY = re.compile(r"\b(?:they|them)\b", re.IGNORECASE)
_THEIR = re.compile(r"\btheir\b", re.IGNORECASE)
_SEVERAL = re.compile(
    r"\b(?:they|them|their)\b|\b(?:these|those)\b(?=\s*\??\s*$|\s+(?:are|were|is|have|will|do|did)\b)", re.IGNORECASE
)
# "that" alone, before a verb, a participle or a last word ("Is that final?"); not "that deal" nor "says that it".
_EVENT = re.compile(
    r"(?:^|\b(?:is|are|was|were|has|had|do|does|did|will|would|could|can|might|should|how|why|when|where|and)\s+)(?:this"
    r"|that)\s+(?:been|be|happen\w*|cost|mean|true|confirmed|is|was|take|work)\b"
    r"|\b(?:is|are|was|has|had|does|did|will|would|could|can)\s+(?:this|that)\s+(?:\w+ed\s+(?:by|in|on|at|to|for|yet)\b|\w+\s*\??\s*$)",
    re.IGNORECASE,
)
# These refer back even if a name stands before them.
_EVENT_LAST = re.compile(r"\b(?:this|that)\s*\??\s*$|\b(?:says?|said|thinks?|believes?)\s+so\b", re.IGNORECASE)
_EXPLETIVE = re.compile(
    r"\b(?:(?:is|was|isn['’]t|wasn['’]t)\s+it\s+(?:\w+\s+)?(?:true|possible|likely|known|clear|called|that)"
    r"|(?:might|would|could|can|will|should)\s+it\s+be\s+\w+\s+(?:for|to)\b|\bit\s+gets?\s+(?:dark|late|light|cold|warm|hot)\b"
    r"|(?:does|did|will|would)\s+it\s+(?:\w+\s+)?(?:take|mean|matter|rain|snow|help|make sense)\b"
    r"|it\s+(?:is|was)\s+\w+\s+(?:that|to))",
    re.IGNORECASE,
)
# At most eight names of eight words, none starting in mid-word: without bounds it takes time by the length's cube.
_NAMED = r"[A-Z][\w.&-]*+(?:\s++[A-Z0-9][\w.&-]*+){0,7}"
_BOTH = re.compile(
    rf"(?<![\w.&-])(?P<first>{_NAMED})(?:,\s++[A-Z][\w.& -]{{0,80}}?){{0,8}},?\s++and\s++(?P<last>{_NAMED})"
)
_ASKS_FOR_A_THING = re.compile(
    r"^(?:which|what)\s+(?:\w+\s+){0,3}?(?:company|startup|firm|corporation|organi[sz]ation|bank|maker|contractor)\b",
    re.IGNORECASE,
)
_WITH_TIME = re.compile(
    r"^(?:in|by|at|before|after|since|until|during|for)\b|^(?:last|next|this)\s+(?:year|month|week|quarter)\b",
    re.IGNORECASE,
)
_ROLE = re.compile(r"^(?:[CV][A-Z]O|VP|President|Chief|Chairman|Founder|Mr|Mrs|Ms|Dr)\.?\s+(?=[A-Z])")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_IN_YEAR = re.compile(rf"\s+(?:in|by|for|during|since)\s+{_YEAR.pattern}")
_OPENS = re.compile(
    r"^\s*(?:(?:in|on|at|for|by|with|to|from|of)\s+)?(?:who|what|which|when|where|why|how|whose|whom"
    r"|do|does|did|is|are|was|were|has|have|had|will|would|can|could|should|might|may)\b",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(
    r"(?:\b(?:do|does|did|is|are|was|were|will|would|can|could|should|might|may)\b|\b(?:has|have|had)\b(?!\s+$)|['’]s\b)",
    re.IGNORECASE,
)
_FURTHER_CLAUSE = re.compile(
    r"[,;:]|(?<!^)\b(?:and|or|but|if|because|that|than|while|after|before|when|where|who|which|how|why|what)\b",
    re.IGNORECASE,
)
_LIGHT = frozenset("many much going go else exactly really actually also get got".split())
MOST_WORDS_FILLED = 5
"""A question with more content words than this, words of time aside, says itself what it is about."""
MOST_WORDS_POINTING = 3
"""The same where the previous question would be put in front, which adds more than was asked."""
_WHEN = frozenset(
    "ago before by day earlier last later latest month next now quarter since then this today tomorrow week year years"
    " yesterday".split()
)


LONGEST = 4000
"""Characters of a question that are read, half at its start and half at its end, where the request stands."""
REMEMBERED = 30
"""Turns that a follow-up may refer to, each to the one before."""


def stand_alone(question: str, history: Sequence[tuple[str, str]]) -> str:
    """The question with its open references filled from the (question, answer) pairs; unchanged if it has none.

    A text longer than `LONGEST` loses its middle, as the rules take time by its length.
    """
    before, *later = [*(asked for asked, _ in history[-REMEMBERED:]), question]
    before = _shortened(before)
    for asked, (_, answer) in zip(later, history[-REMEMBERED:], strict=True):
        before = _after(_shortened(before), _shortened(answer), _shortened(asked))
    return before


def open_pronoun(question: str) -> str:
    """The pronoun of a short question that nothing in it explains: "it" in "Who leads it?"; empty if it has none."""
    question = _shortened(question)
    if _EXPLETIVE.search(question) or _weight(question) > MOST_WORDS_POINTING:
        return ""
    found = (pattern.search(question) for pattern in (_SEVERAL, _THING, _THINGS_OWN, _PERSON, _PERSONS_OWN))
    return next((match[0] for match in found if match and _is_open(question, match)), "")


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} {text[-LONGEST // 2 :]}"


def _after(before: str, answer: str, question: str) -> str:
    """The question made to stand alone after the question `before` and its answer."""
    bare = _LEAD_IN.sub("", question)
    if (other := _OTHER_SUBJECT.match(bare)) and not _OWN.match(other["subject"]):
        return _with_subject(before, other["subject"])
    if question != bare and (named := NAME_RUN.fullmatch(bare.rstrip(" ?."))) and name_runs(named[0]):
        return _with_subject(before, named[0])
    if (
        question != bare
        and (other := _OTHER_OBJECT.match(bare))
        and (swapped := _with_object(before, other["how"], other["object"]))
    ):
        return swapped
    if filled := _filled(question, before, answer):
        return filled
    if _is_elliptical(question, bare) or _points_back(question):
        return f"{before.rstrip('?.! ')}? {bare}"
    return question


def _filled(question: str, before: str, answer: str) -> str | None:
    """The question with its open pronouns replaced; None if it has none, or if a pronoun has no name."""
    if _EXPLETIVE.search(question) or _weight(question) > MOST_WORDS_FILLED:
        return None
    thing = _thing(before, answer)
    # In a longer question "they" may be nobody in particular: "Where do they film …?".
    several = _several(before, answer) if _weight(question) <= MOST_WORDS_POINTING else ""
    people = (_ROLE.sub("", name) for name in name_runs(answer))
    person = next((name for name in people if " " in name and name.casefold() not in before.casefold()), thing)
    fills = ((_PERSON, _PERSONS_OWN, person), (_THING, _THINGS_OWN, thing), (_THEY, _THEIR, several))
    found = [
        (match, name + end)
        for pattern, own, name in fills
        for form, end in ((own, "'s"), (pattern, ""))
        if (match := form.search(question)) and _is_open(question, match)
    ]
    if not found or any(name in ("", "'s") for _, name in found):
        return None
    for match, name in sorted(found, key=lambda fill: -fill[0].start()):
        question = question[: match.start()] + name + question[match.end() :]
    return _LEAD_IN.sub("", question)


def _is_open(question: str, pronoun: re.Match[str]) -> bool:
    """Whether no word before the pronoun can be its antecedent.

    A subject ("Where does the Bronx get its name?") or an earlier clause can. The thing asked for cannot: "How much
    revenue did it make?".
    """
    before = _LEAD_IN.sub("", question[: pronoun.start()])
    if name_runs(before) or (_FURTHER_CLAUSE.search(before) and content_words(before)):
        return False
    words = _content(before)
    if not _OPENS.match(before):
        return len(words) < 2  # "List its clients"
    if re.fullmatch(r"\W*", question[pronoun.end() :]):
        return True
    if auxiliary := _AUXILIARY.search(before):
        return all(word.endswith(("ing", "ed")) for word in _content(before[auxiliary.end() :]))
    # "Which university has its origins in …?"
    bound = re.search(r"^(?:which|what|how many)\s+\w+.*\b(?:has|have|had)\s+$", before, re.IGNORECASE)
    return len(words) < 4 and not bound


def _weight(question: str) -> int:
    return len(_content(question))


def _content(text: str) -> list[str]:
    return [word for word in content_words(text) if word.casefold() not in _WHEN | _LIGHT]


def _thing(before: str, answer: str) -> str:
    """What "it" is: the one name that answers "Which company …?", else the previous question's last name without 's."""
    asked = name_runs(before)
    if _ASKS_FOR_A_THING.search(before):
        given = [name for name in name_runs(answer) if not any(name in other or other in name for other in asked)]
        if len(set(given)) == 1:
            return given[0]
    free = [name for name in asked if not re.search(rf"{re.escape(name)}['’]s\b", before)]
    return (free or asked or [""])[-1]


def _several(before: str, answer: str) -> str:
    """Who "they" are: the names joined with "and" in the previous question or its answer."""
    both = _BOTH.search(before) or _BOTH.search(answer)
    return both[0] if both else ""


def _points_back(question: str) -> bool:
    """Whether the question has a "them", a "that" or an unresolved "it", with no name before it."""
    if _EXPLETIVE.search(question) or _weight(question) > MOST_WORDS_POINTING:
        return False
    event = _EVENT.search(question)
    return bool(_EVENT_LAST.search(question) or (event and _is_open(question, event)) or open_pronoun(question))


def _is_elliptical(question: str, bare: str) -> bool:
    """`Why?`, `How much last year?`, `And in 2025?`: too few content words, those of time aside."""
    if name_runs(bare[:1].lower() + bare[1:]):
        return False
    if re.search(r"\b(?:I|you|your|me|my)\b", bare):
        return False
    words = [word for word in _content(bare) if not _YEAR.fullmatch(word)]
    timed = any(word.casefold() in _WHEN or _YEAR.fullmatch(word) for word in content_words(bare))
    return len(words) < (3 if question != bare else 2 if timed else 1)


def _with_subject(before: str, subject: str) -> str:
    """The previous question with its year or its first name replaced."""
    if _YEAR.fullmatch(subject) and _YEAR.search(before):
        return _YEAR.sub(subject, before, count=1)
    if _WITH_TIME.match(subject):
        return (
            _IN_YEAR.sub(f" {subject}", before, count=1)
            if _IN_YEAR.search(before)
            else f"{before.rstrip('?.! ')} {subject}?"
        )
    subject, *rest = re.split(r"\s+(?=(?:in|at|for|with|from|to)\s+[A-Z])", subject, maxsplit=1)
    if rest and (swapped := _with_object(before, *rest[0].split(maxsplit=1))):
        before = swapped
    names = name_runs(before)
    if not names or subject[0].isdigit():
        return f"{before.rstrip('?.! ')}, {subject}?"
    return before.replace(names[0], subject, 1)


def _with_object(before: str, how: str, other: str) -> str | None:
    """`And in OpenAI?`: the previous question with the name or year after its "in" replaced."""
    place = re.compile(rf"\b{re.escape(how)}\s+(?P<object>{NAME_RUN.pattern}|{_YEAR.pattern})", 0)
    found = place.search(before)
    return None if found is None else before[: found.start("object")] + other + before[found.end("object") :]
