"""The parts of an English question, and the same question with another part. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from ...text.names import mentions
from ...text.sentences import split_sentences

AUXILIARY = r"(?:do|does|did|is|are|was|were|has|have|had|will|would|can|could|should|may|might|must)"
ASKING = r"(?:who|whom|whose|what|which|when|where|why|how)"
PREPOSITION = (
    r"(?:in|on|at|by|for|from|to|of|with|about|against|after|before|during|since|until|through|over|under|above|near)"
)
OPENS = re.compile(rf"^\s*(?:{PREPOSITION}\s+)?(?:{ASKING}|{AUXILIARY})\b", re.IGNORECASE)
"""The beginning of a question that is whole: "By whom", "Did"."""
_DETERMINER = r"(?:the|an?|its|their|his|her|this|that|these|those)"
_PARTS = re.compile(
    rf"^\W*(?:(?P<asked>(?:{PREPOSITION}\s+)?{ASKING}\b(?:\s+(?!(?:{AUXILIARY}|{_DETERMINER}|who)\b)[\w'’%-]+){{0,5}}?)"
    rf"\s+)?(?P<auxiliary>{AUXILIARY})\b\s*(?P<rest>[^?]*)",
    re.IGNORECASE,
)
_CONTRACTED = re.compile(rf"^(\W*{ASKING})['’]s\b", re.IGNORECASE)
_ADVERB = re.compile(r"(?:\w+ )?(?:when|where|why|how(?: (?:long|far|often|soon|fast|much|exactly))?)", re.IGNORECASE)
_COUNTED = re.compile(r"(?:how many|how much|which|what)\s+(?P<thing>.+)", re.IGNORECASE)
_QUALITY = re.compile(r"how\s+(?P<quality>\w+)", re.IGNORECASE)
_OPENS_A_SUBJECT = re.compile(rf"(?:{_DETERMINER}|it|he|she|they|we|you|I)\b|[A-Z]")
_PHRASE = re.compile(
    rf"\b(?P<first>the|an?|its|their|his|her|[A-Z][\w.-]*(?:\s+[A-Z][\w.-]*)*['’]s)\s+"
    rf"(?P<words>(?!{AUXILIARY}\b|{PREPOSITION}\b|other\b|one\b)[\w'’-]+"
    rf"(?:\s+(?!{AUXILIARY}\b|{PREPOSITION}\b|and\b|or\b|that\b|which\b|who\b|be\b|been\b)[\w'’-]+){{0,4}}"
    r"(?:\s+of\s+(?:the\s+)?[\w'’-]+(?:\s+[A-Z][\w'’-]*)*(?:(?<=['’]s)(?:\s+[a-z-]+){1,3})?)?)",
)
_LAST_OF_A_VERB = re.compile(r"(?:called|named|worth|like|about|made|due|over)$", re.IGNORECASE)
_SAYING = r"(?:said|says|told|announced|reported|added)"
_ON_A_DAY = r"(?:\s+(?:late\s+|early\s+|earlier\s+)?(?:on\s+\w+|in\s+an?\s+\w+|this\s+\w+|last\s+\w+))*"
_SAID_BY = re.compile(
    rf",\s+(?:(?:[^,]{{1,60}}\s)?{_SAYING}{_ON_A_DAY}|{_SAYING}\s+[A-Z][^,]{{1,60}}(?:,[^,]{{1,60}})?"
    r"|according to [^,]{1,60})\.?$"
)
_SAID_FIRST = re.compile(
    r"^(?:According to [^,]{1,60},\s+"
    rf"|[A-Z][^.;]{{1,90}}?\s(?:said|says|announced){_ON_A_DAY}\s+(?:that\s+)?)(?=\w+\s+\w+)"
)
_CIRCUMSTANCE = re.compile(r",\s|(?<=\w{3})\s(?:in|at|on|by|from|near|since|until|after|before|during)\s")
_TOPIC = re.compile(r" \([^()]*\)(?=\??$)")
_HAS = re.compile(r"^(?P<owner>[A-Z][^?]{0,60}?)\s+(?:have|own|get|sign|win|receive)\s+$")
_HAS_A_VERB = re.compile(rf"\s(?:{AUXILIARY}|[a-z]+(?:s|ed)|[a-z]+(?:n['’]t))\b")
_IDIOM = re.compile(r"\s+(?:take|come|go|make)\s+\w+$")
_SINGULAR = re.compile(r"(?:[uis]s|species|series|news|gas|species of .*)$", re.IGNORECASE)
BARE_PLURAL = re.compile(r"^(?:[a-z-]+\s)?(?:[a-z]+[^\Ws]s|people|men|women|children)\b")
_MANY = re.compile(r"^\W*how many\s+(?:of them\s+)?", re.IGNORECASE)
_APPOSITION = re.compile(
    r"^([^,]{1,40}), (?:\d+|(?:an?|the|who|which|whose|now|then)\b[^,]{1,80}), (?=[a-z])"
    r"|^([^,]{1,40}), [^,]{1,80}, (?=(?:has|have|had|is|was|are|were|will|would|\w+ed)\b)"
)
MOST_WORDS_TOLD = 24
"""Words of an answer that a question about it repeats, at most."""


class Parts(NamedTuple):
    """`How many planes` `did` `Kestrel order`."""

    asked: str
    """What stands before the auxiliary; empty for a question of yes or no."""
    auxiliary: str
    rest: str


def parts(question: str) -> Parts | None:
    """None without an auxiliary, as in "Who led the round?"."""
    found = _PARTS.match(_CONTRACTED.sub(r"\1 is", question))
    return Parts(found["asked"] or "", found["auxiliary"].casefold(), found["rest"].strip(" .!")) if found else None


def asked_anew(asking: str, question: str, told: str, so: str = "") -> str:
    """What `asking` ("why", "until when") asks after the question and the statement that answered it, if any did.

    `so` is what "Why so long?" has behind its asking word.
    """
    asking = re.sub(r"^(?:Why not|How come)$", "Why", asking.strip(" ?").capitalize())
    asking = "What for" if asking == "For what" else asking
    about = _TOPIC.search(question)
    question, end = (question[: about.start()], f"{about[0]}?") if about else (question, "?")
    found = parts(question)
    denied = bool(found and not found.asked) and asking.startswith("Why")
    if not asking.startswith(("Why", "How", "What")):
        told = _CIRCUMSTANCE.split(told)[0]  # the sentence that tells the place may be the answer itself
    if told and (found is None or denied or re.match(r"(?:who|what|which)\b", found.asked, re.IGNORECASE)):
        return f"{'Why' if asking == 'What for' else asking} is it that {told}?"
    if so and found:
        return f"{asking} {found.auxiliary} {found.rest} {so}{end}"
    if found is None and BARE_PLURAL.match(rest := _MANY.sub("", question)):
        return f"{asking} is it that {rest.rstrip('?')}{end}"  # "How many people lose their jobs?"
    if found is None or re.fullmatch(r"(?:who|what)", found.asked, re.IGNORECASE):
        return f"{asking} ({question.rstrip('?.! ')})?"
    if asking == "What for":
        return f"What {found.auxiliary} {_clause(found)} for{end}"
    return f"{asking} {found.auxiliary} {_clause(found)}{end}"


def _clause(found: Parts) -> str:
    """What stands behind the auxiliary if nothing is asked for: "Kestrel order planes"."""
    if counted := _COUNTED.fullmatch(found.asked):
        gap = found.auxiliary in ("do", "does", "did") or _OPENS_A_SUBJECT.match(found.rest)
        return f"{found.rest} {counted['thing']}" if gap else f"{counted['thing']} {found.rest}"
    if found.asked.casefold() == "how many":
        return f"those {found.rest}"
    if not _ADVERB.fullmatch(found.asked) and (quality := _QUALITY.fullmatch(found.asked)):
        return f"{found.rest} so {quality['quality']}"
    return found.rest


def which_of_many(question: str) -> str:
    """`Who voted against it?` after "How many voted against it?"; empty after another question."""
    rest, times = _MANY.subn("", question)
    return f"{'Which' if BARE_PLURAL.match(rest) else 'Who'} {rest}" if times else ""


def counted_things(question: str) -> str:
    """`the homes` of "How many homes lost power?"; empty if no things are counted."""
    counted = _MANY.sub("", question)
    things = BARE_PLURAL.match(counted) if counted != question else None
    return f"the {things[0]}" if things else ""


def statement(answer: str) -> str:
    """What the answer's first sentence says, without who said so, to be put behind "that"."""
    first = next(split_sentences(answer), None)
    if first is None:
        return ""
    if answer.lstrip().startswith(('"', "“", "‘", "«", "„")):
        return ""  # who said it says more of what was asked than the words said
    said = _SAID_FIRST.sub("", _SAID_BY.sub("", answer[first.start : first.end].strip()), count=1).rstrip(".!; ")
    said = _APPOSITION.sub(lambda found: f"{found[1] or found[2]} ", said)
    words = said.split()
    if len(words) > MOST_WORDS_TOLD:
        said = " ".join(words[:MOST_WORDS_TOLD])
        said = (said.rpartition(", ")[0] or said).rstrip(",;:–—-")
    if len(words) < 5 and not _HAS_A_VERB.search(said):
        return ""  # "About 2,000 people."
    opens_with_a_name = any(name.start == 0 for name in mentions(said))
    return said if opens_with_a_name else said[:1].lower() + said[1:]


def without_topic(question: str) -> str:
    """The question without the topic that was added in brackets."""
    return _TOPIC.sub("", question)


def about(question: str) -> str:
    """The topic that was added in brackets; empty if there is none."""
    found = _TOPIC.search(question)
    return found[0].strip(" ()") if found else ""


def phrase(question: str) -> str:
    """The thing that the question is about where it is no name: "the new species of frog"; empty if none shows."""
    question = without_topic(question)
    found = parts(question)
    text = found.rest if found else question
    held = _PHRASE.search(text)
    if held is None:
        bare = BARE_PLURAL.match(text) if found else None
        return f"the {bare[0]}" if bare else _counted_thing(found)
    words, first = held["words"], held["first"]
    ends = re.match(rf"[\s?.]*$|\s+{PREPOSITION}\b", text[held.end() :])
    if ends and (_LAST_OF_A_VERB.search(words) or _ends_in_its_verb(found, held.start())):
        words = _IDIOM.sub("", words) if _IDIOM.search(words) else words.rpartition(" ")[0] or words
    owner = _HAS.search(text[: held.start()]) if found and not found.asked else None
    if owner and first.casefold() in ("a", "an"):
        return f"{owner['owner']}'s {words}"
    return f"{'the' if first.casefold() in ('a', 'an') else first} {words}"


def _ends_in_its_verb(found: Parts | None, start: int) -> bool:
    """`When does the ban start?`, but neither `What is the ban?` nor `Did they like the ban?`."""
    if found is None or start:
        return False
    copular = found.auxiliary in ("is", "are", "was", "were")
    return not (copular and re.fullmatch(r"who|what|how \w+|which", found.asked, re.IGNORECASE))


def _counted_thing(found: Parts | None) -> str:
    counted = found and _COUNTED.fullmatch(found.asked)
    return f"the {counted['thing']}" if counted and found and not mentions(found.asked) else ""


def head_of(thing: str) -> str:
    """`the species` of `the species of frog`."""
    return re.sub(r"\s+(?:of|in)\s.*", "", thing)


def is_plural(thing: str) -> bool:
    """Whether the phrase names several: "the homes in Oakley"."""
    head = head_of(thing)
    if _SINGULAR.search(head) or re.search(r"['’]s$", head):
        return False
    return head.endswith(("s", "people", "men", "women", "children"))
