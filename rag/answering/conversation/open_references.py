"""What a question leaves open: a pronoun without its antecedent, a "that", its subject. English. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...text.names import mentions
from ...text.stemming import stem
from ...text.stopwords import content_words
from .kinds_of_names import Said
from .other_part import LEAD_IN, YEAR
from .question_parts import AUXILIARY, BARE_PLURAL, OPENS, PREPOSITION, parts

KIND = (
    r"(?:company|startup|firm|corporation|organi[sz]ation|airline|bank|retailer|maker|operator|chain|club|team|group"
    r"|agency|party)"
)
_BODY = rf"(?:the|this|that)\s+{KIND}"
_NOT_ITS_OWN = r"\s+(?:of|that|which|who|in|by|from|behind)\b"
# "Was the company founded" refers back; "the company founded by" does not.
THE_BODY = re.compile(
    rf"\b(?:(?:(?<=\bis )|(?<=\bwas )){_BODY}(?!{_NOT_ITS_OWN})"
    rf"|{_BODY}(?!{_NOT_ITS_OWN}|\s+(?:founded|led|owned|called|named)\b))\b(?!['’]s)",
    re.IGNORECASE,
)
BODYS_OWN = re.compile(rf"\b{_BODY}['’]s", re.IGNORECASE)
IT = re.compile(r"\bit\b(?!['’]s)", re.IGNORECASE)
ITS = re.compile(r"\bits\b", re.IGNORECASE)
_GIVEN = "|".join(
    f"(?<=\\b{verb} )" for verb in "teach taught give gave tell told show pay paid ask asked help sent".split()
)
PERSON = re.compile(rf"\b(?:he|she|him|her(?=\s*\??\s*$)|(?:{_GIVEN})her)\b", re.IGNORECASE)
PERSONS_OWN = re.compile(rf"\b(?:his|(?!{_GIVEN})her(?!\s*\??\s*$))\b", re.IGNORECASE)
THEY = re.compile(r"\b(?:they|them)\b", re.IGNORECASE)
THEIR = re.compile(r"\btheir\b", re.IGNORECASE)
THERE = re.compile(
    rf"(?<!is )(?<!are )(?<!was )(?<!were )\bthere\b(?!\s+(?:{AUXILIARY}|be|been|any|an?|no)\b)", re.IGNORECASE
)
_SEVERAL = re.compile(
    r"\b(?:they|them|their)\b|\b(?:these|those)\b(?=\s*\??\s*$|\s+(?:are|were|is|have|will|do|did)\b)", re.IGNORECASE
)
# "that" alone, before a verb, a participle or a last word ("Is that final?"); not "that deal" nor "says that it".
_EVENT = re.compile(
    r"(?:^|\b(?:is|are|was|were|has|had|do|does|did|will|would|could|can|might|should|how|why|when|where|and)\s+)(?:this"
    r"|that)\s+(?:been|be|happen\w*|cost|mean|true|confirmed|is|was|take|work)\b"
    r"|\b(?:is|are|was|has|had|does|did|will|would|could|can)\s+(?:this|that)\s+(?:\w+ed\s+(?:by|in|on|at|to|for|yet)\b|\w+(?:\s+(?:in|out|up|off|down))?\s*\??\s*$)",
    re.IGNORECASE,
)
# These refer back even if a name stands before them.
_EVENT_LAST = re.compile(r"\b(?:this|that)\s*\??\s*$|\b(?:says?|said|thinks?|believes?)\s+so\b", re.IGNORECASE)
EXPLETIVE = re.compile(
    r"\b(?:(?:is|was|isn['’]t|wasn['’]t)\s+it\s+(?:\w+\s+)?(?:true|possible|likely|known|clear|called (?:when|if)|that)"
    r"|(?:might|would|could|can|will|should)\s+it\s+be\s+\w+\s+(?:for|to)\b|\bit\s+gets?\s+(?:dark|late|light|cold|warm|hot)\b"
    r"|(?:is|was)\s+it\s+the\s+(?:first|second|third|last|only|most|least|(?!best\b|west\b)\w{2,}est)\b"
    r"|(?:does|did|will|would)\s+it\s+(?:\w+\s+)?(?:take(?!\s+(?:effect|place|part|over|on|up|off|back|out))|mean|matter|rain|snow|help"
    r"|make sense)\b"
    r"|it\s+(?:is|was)\s+\w+\s+(?:that|to))",
    re.IGNORECASE,
)
_DOES_THAT = re.compile(r"\b(?:do|does|did|done|doing|say|said|says)\s+(?:that|this|so)\s*\??\s*$", re.IGNORECASE)
ORDINAL = re.compile(r"(?:other|second|third|fourth|next|last|\d+)\b", re.IGNORECASE)
"""Such a thing is one of several, and not the only one that a name has."""
_VERB = re.compile(rf"(?:\b{AUXILIARY}\b(?!\s+$)|['’]s\b)", re.IGNORECASE)
_FURTHER_CLAUSE = re.compile(
    r"[,;:]|(?<!^)\b(?:and|or|but|if|because|that|than|while|after|before|when|where|who|which|how|why|what)\b",
    re.IGNORECASE,
)
DEFINITE = re.compile(
    r"(?<!of )\b(?P<article>the|this|that)\s+(?!(?:first|second|third|last|next|other)?\s*ones?\b)(?P<words>[\w'’-]+)"
    r"(?!\s+(?:of|that|who|which|behind|for|from|in|at|by)\b)",
    re.IGNORECASE,
)
_ANYBODY = re.compile(
    r"\bany(?:one|body)\b|\bany\s+\w+|^\W*how many\s+(?:have|has|had|were|are|will|of|\w+ed)\b", re.IGNORECASE
)
_LED = re.compile(rf"\b{PREPOSITION}\b", re.IGNORECASE)
_LAST_THAT = re.compile(r"\bthat(?=\s+\w+\s*\??\s*$)", re.IGNORECASE)
_ONES = re.compile(r"\b(?:the|which|that)\s+(?:\w+\s+)?ones?\b", re.IGNORECASE)
_MANY_DID = re.compile(
    r"^\W*how many\s+(?:[a-z]+\s+(?:\w+ed|were|had|have|has|will)"
    r"|(?:people|workers|employees|staff|members|passengers|patients|customers)\s+\w+)\b",
    re.IGNORECASE,
)
_COMPOUND = re.compile(
    rf"\bthe\s+(?P<which>(?!{AUXILIARY}\b)[a-z-]+[^s\W])\s+(?P<what>(?!{AUXILIARY}\b|{PREPOSITION}\b)[a-z-]+)(?=\s+(?!{PREPOSITION}\b)\w)"
)
_BY_ITSELF = re.compile(
    r"^(?:any\s+(?!more\b|else\b|other\b|news\b)\w+|how many\s+(?:of them\s+)?(?:in|at|on|from)\s+\w+"
    r"|(?:which|what)\s+[a-z]+|anyone\s+\w+|anybody\s+\w+)(?:\s+\w+){0,2}\s*\??\s*$",
    re.IGNORECASE,
)
_FOR_ME = re.compile(
    r"^(?:(?:do|can|must|should|will|may|could)\s+(?:i|we|you)|what\s+(?:if|should|must|can|do)\s+(?:i|we|you))\b",
    re.IGNORECASE,
)
_IS_THERE = re.compile(r"^(?:is|are|was|were|will)\s+there\b", re.IGNORECASE)
_BOUND = re.compile(r"^(?:which|what|how many)\s+\w+.*\b(?:has|have|had)\s+$", re.IGNORECASE)
_BOUND_OWNER = re.compile(r"^(?:which|what|how many)\s+\w+\s+(?!(?:is|are|was|were)\b)\w+\s+$", re.IGNORECASE)
"""But `which companies are its customers`: no company is its own."""
OWN = re.compile(r"\b(?:its|his|her|their)\b", re.IGNORECASE)
_OF_ITS_OWN = re.compile(r"\d|\b(?:I|you|your|me|my|we|us|our)\b|\b(?:is|are|was|were)\s+there\b", re.IGNORECASE)
_LIGHT = frozenset(
    "many much big long old large high deep far strong tall going go gone else exactly really actually also get got"
    " take took taken".split()
)
_WHEN = frozenset(
    "ago before by day earlier last later latest month next now quarter since then this today tomorrow week year years"
    " yesterday".split()
)
MOST_WORDS_FILLED = 5
"""A question with more content words than this, words of time aside, says itself what it is about."""
MOST_WORDS_POINTING = 3
"""The same where the previous question would be put in front, which adds more than was asked."""


def open_pronoun(question: str) -> str:
    """The pronoun of a short question that nothing in it explains: "it" in "Who leads it?"; empty if it has none."""
    if EXPLETIVE.search(question) or weight(question) > MOST_WORDS_POINTING:
        return ""
    forms = (_SEVERAL, IT, THE_BODY, ITS, BODYS_OWN, PERSON, PERSONS_OWN)
    found = (pattern.search(question) for pattern in forms)
    return next((match[0] for match in found if match and is_open(question, match)), "")


def points_back(question: str) -> bool:
    """Whether the question has a "them", a "that" or an unresolved "it", with no name before it."""
    if weight(question) > MOST_WORDS_POINTING:
        return False
    if EXPLETIVE.search(question):
        return bool(_DOES_THAT.search(question))
    event = _EVENT.search(question)
    return bool(_EVENT_LAST.search(question) or (event and is_open(question, event)) or open_pronoun(question))


def is_elliptical(question: str, bare: str) -> bool:
    """`How much last year?`, `Who else?`: too few content words, those of time aside."""
    if not OPENS.match(bare) or mentions(bare) or DEFINITE.search(bare) or _ANYBODY.search(bare):
        return False
    if re.search(r"\b(?:I|you|your|me|my)\b", bare):
        return False
    words = [word for word in _content(bare) if not YEAR.fullmatch(word)]
    timed = any(word.casefold() in _WHEN or YEAR.fullmatch(word) for word in content_words(bare))
    return len(words) < (2 if question != bare or timed else 1)


def lacks_its_topic(question: str, turns: Sequence[Said]) -> bool:
    """Whether a question does not say what it is about: "How many abstained?", "any injuries?"."""
    if _is_short_of_a_topic(question):
        return True
    owned = OWN.search(question) and not _MANY_DID.match(question)
    if owned or not OPENS.match(question) or _OF_ITS_OWN.search(question):
        return False
    if _FURTHER_CLAUSE.search(_LAST_THAT.sub("the", question)):
        return False
    words = _content(question)
    if mentions(question) or not words or len(words) > MOST_WORDS_POINTING:
        return False
    said = " ".join(part for turn in turns[-2:] for part in turn)
    spoken = {stem(word) for word in re.findall(r"\w+", said)}
    named = {word.casefold() for name in mentions(said) for word in name.name.split()}
    if any(word.casefold() in named for word in words):
        return False  # a name in lower case
    if _names_its_own_topic(question, spoken):
        return False
    if any(stem(word) in spoken for word in words) or _ONES.search(question) or _is_no_general_matter(question):
        return True
    return bool(_ANYBODY.search(question) or (DEFINITE.search(question) and len(words) < MOST_WORDS_POINTING))


def _is_short_of_a_topic(question: str) -> bool:
    """Whether it has no verb ("any injuries?"), or asks what holds for the reader in a matter that it does not name."""
    if mentions(question) or _FURTHER_CLAUSE.search(re.sub(r"^what if\b", "", question, flags=re.IGNORECASE)):
        return False
    weighs = weight(question)
    if _BY_ITSELF.match(question):
        return 0 < weighs <= 2 and parts(question) is None
    if _FOR_ME.match(question):
        return 0 < weighs <= MOST_WORDS_POINTING
    return bool(_IS_THERE.match(question)) and 0 < weighs <= 2


def _names_its_own_topic(question: str, spoken: set[str]) -> bool:
    """Whether a noun of two words that nobody has spoken of starts another topic: "the mill fire"."""
    found = _COMPOUND.search(question)
    return found is not None and not any(
        stem(word) in spoken or word in _WHEN for word in (found["which"], found["what"])
    )


def _is_no_general_matter(question: str) -> bool:
    """`Were card numbers stolen?`: what some did once or will do, not what such things do: "How do plants grow?"."""
    found = parts(question)
    once = found and found.auxiliary in ("did", "was", "were", "will", "had", "has", "have", "would")
    some = found and (BARE_PLURAL.match(found.rest) or (DEFINITE.match(found.rest) and not _LED.search(found.rest)))
    return bool(once and some) or bool(_MANY_DID.match(question))


def is_open(question: str, pronoun: re.Match[str]) -> bool:
    """Whether no word before the pronoun can be its antecedent.

    A subject ("Where does the Bronx get its name?") or an earlier clause can. The thing asked for cannot: "How much
    revenue did it make?"; nor can a subject be the object of its own verb: "Did Thorne sign it?".
    """
    before = LEAD_IN.sub("", question[: pronoun.start()])
    if _FURTHER_CLAUSE.search(before) and content_words(before):
        return False
    last = re.fullmatch(r"\W*", question[pronoun.end() :])
    if mentions(before) and not (last and OPENS.match(before)):
        return False
    words = _content(before)
    if not OPENS.match(before):
        return len(words) < 2  # "List its clients"
    if last:
        return True
    if verb := _VERB.search(before):
        return all(word.endswith(("ing", "ed")) for word in _content(before[verb.end() :]))
    # "Which university has its origins in …?", "How many people lose their jobs?"
    own = OWN.fullmatch(pronoun[0])
    bound = _BOUND.search(before) or (own and _BOUND_OWNER.search(before))
    return len(words) < 4 and not bound


def weight(question: str) -> int:
    return len(_content(question))


def _content(text: str) -> list[str]:
    return [word for word in content_words(text) if word.casefold() not in _WHEN | _LIGHT]
