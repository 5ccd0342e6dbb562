"""The question before with a part exchanged: "And Google?", "What about 2025?", "And its chairman?". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...text.language import language
from ...text.names import NAME_RUN, mentions
from ...text.ordinary_words import ROLES
from . import antecedents
from .groups import several
from .kinds_of_names import Said, is_person
from .parallels import OF_ONE, in_place_of_its_like, those_counted
from .question_parts import ASKING, AUXILIARY, OPENS, PREPOSITION, parts, without_topic

LEAD_IN = re.compile(
    r"^\s*(?:(?:and|but|so|or|also|then|ok(?:ay)?)\b[\s,]*"
    r"|(?:actually|wait|great|right|fine|thanks|thank you|sorry|well|hmm*|please|yes|no|good|i see)\b[\s,.!–—-]+)+",
    re.IGNORECASE,
)
WITH_TIME = re.compile(
    r"^(?:in|by|at|before|after|since|until|during|for)\b|^(?:last|next|this)\s+(?:year|month|week|quarter)\b"
    r"|^(?:today|yesterday|tomorrow|now)\b|^(?:the|an?|one|two|three|four|five|ten|\d+)\s+"
    r"(?:year|month|week|day|quarter|season)s?\s+(?:before|after|earlier|later|ago)\b",
    re.IGNORECASE,
)
YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_ABOUT = re.compile(
    r"^\s*+(?:(?:and\s++)?(?:what|how)\s++about|and|or|but)\s++(?P<part>[^?\s](?:[^?]*[^?\s])?)\s*+\??\s*+$",
    re.IGNORECASE,
)
INTERJECTION = re.compile(
    r"(?:really|okay|ok|sure|true|correct|right|seriously|sorry|pardon|thanks?|hello|anything|nothing|hmm*|then|so|now|else"
    r"|problem|worries|no|yes)\b",
    re.IGNORECASE,
)
_AT_A_TIME = re.compile(
    rf"\s+(?:(?:in|by|for|during|since)\s+{YEAR.pattern}|(?:now|today|currently|(?:last|this)\s+(?:year|month|week|quarter))(?=\W*$))",
    re.IGNORECASE,
)
_OF_A_PERSON = re.compile(r"\b(?:him|her)$", re.IGNORECASE)
_ASKED = re.compile(rf"{OPENS.pattern}|^\s*any", re.IGNORECASE)
_CONDITION = re.compile(r"(?:if|when|unless|because|while|as long as)\s", re.IGNORECASE)
_NOUN = re.compile(r"(?!(?i:any))(?:the\s+|an?\s+)?[^\W\d_]{4,}(?:\s+[^\W\d_]+)?")
_OWN = re.compile(r"(?:its|his|her|their)\b", re.IGNORECASE)
_AN_OWNER = re.compile(r"[A-Z][\w.&-]*(?:\s[A-Z][\w.&-]*){0,4}(?:['’]s|(?<=s)['’])")
_OWNER = re.compile(rf"(?<!\w){_AN_OWNER.pattern}(?=\s)")
_REMAINING = re.compile(r"the\s+(?:others|rest|other\s+(?:two|three|four|five|six|\d+))", re.IGNORECASE)
THAT_ONE = re.compile(r"^the\s+(?P<which>.+?)\s+ones?$", re.IGNORECASE)
NAMED_BEFORE = re.compile(
    rf"^(?P<part>[^,:?]+)[,:]\s*(?P<question>(?:{PREPOSITION}\s+)?(?:{ASKING}|{AUXILIARY})\b.*)$", re.I
)
_PERSONS_WORD = re.compile(
    r"\b(?:ceo|cfo|cto|coo|\w+(?:ers?|ors?|ists?|man|woman)|boss(?:es)?|chief(?:\s+executive)?|president|captain|coach"
    r"|minister|mayor|judge|head|rivals?|wife|husband|daughter|son|owners?)$",
    re.IGNORECASE,
)
_THINGS_LIKE_PERSONS = re.compile(
    r"\b(?:numbers?|orders?|factors?|sectors?|papers?|powers?|towers?|rivers?|letters?|offers?|colou?rs?)$", re.I
)


def with_other_part(turns: Sequence[Said], question: str) -> str | None:
    """`And Google?`, `What about the captain?`, `In 2023?` asked as the question before was; None if it is no such."""
    if named := NAMED_BEFORE.match(LEAD_IN.sub("", question)):
        return left_dislocated(named["part"], named["question"])
    found, before = _ABOUT.match(question), turns[-1].question
    part = found["part"] if found else question.strip(" ?.!")
    if INTERJECTION.match(part) or not _ASKED.match(before) or language(before) not in ("en", None):
        return None
    if found and (other := _OF_A_PERSON.search(part)) and (name := antecedents.person(turns, part)):
        part = part[: other.start()] + name
    if found and _CONDITION.match(part):
        return with_end(before, f" {part}")
    if OPENS.match(part) or re.search(r"\b(?:this|that|these|those|it|them)$", part, re.IGNORECASE):
        return None
    if not found and not _is_a_part(part, asks=question.rstrip().endswith("?")):
        return None
    if not found and not mentions(part):
        part = part[:1].lower() + part[1:]  # the capital is the sentence's: "Unemployment?"
    return with_part(turns, part)


def _asked_of_the_rest(turns: Sequence[Said], part: str) -> str:
    """`And the other two?`, of those that the question before is about."""
    asked = re.match(r"(?:who|which|what)\b", without_topic(turns[-1].question).strip(), re.IGNORECASE)
    if those := those_counted(turns, several=True):
        return f"Who were {re.sub(r'(?:others|rest)$', 'other', part)} {those}?"
    who, topic = (asked[0] if asked else "which").capitalize(), antecedents.topic(turns)
    return f"{who} were {part} ({topic})?" if topic else f"{who} were {part}?"


def _is_a_part(text: str, *, asks: bool) -> bool:
    """Whether a text without "and" is no sentence: "In 2023?", "Scale AI?", "Unemployment?"."""
    words = text.split()
    if YEAR.fullmatch(text) or (WITH_TIME.match(text) and len(words) < 6):
        return True
    if _NOUN.fullmatch(text) and asks and not INTERJECTION.match(text):
        return True
    names = mentions(text)
    return len(names) == 1 and names[0].name == text and not text.isupper()


def left_dislocated(part: str, question: str) -> str | None:
    """`And Nvidia, what is it worth?`"""
    filled, times = re.subn(r"\b(?:it|they|he|she|him|them)\b", part.strip(), question, count=1, flags=re.IGNORECASE)
    return filled if times else None


def with_part(turns: Sequence[Said], part: str) -> str:
    before = turns[-1].question
    if one := THAT_ONE.match(part):
        return of_another_kind(before, one["which"])
    if _REMAINING.fullmatch(part):
        return _asked_of_the_rest(turns, part)
    if swapped := in_place_of_its_like(turns[-1], part):
        return swapped
    if alike := _of_the_same_kind(before, part):
        return before[: alike.start()] + _with_article(part) + before[alike.end() :]
    owner = _OWNER.search(before)
    if owner and _AN_OWNER.fullmatch(part):
        return before[: owner.start()] + part + before[owner.end() :]
    if own := _OWN.match(part):
        return _of_an_owner(turns, own[0].casefold(), part[own.end() :].strip())
    if told := _with_circumstance(turns, part):
        return told
    part = _named(part)
    names = mentions(part)
    if not names or names[0].start > 0:
        return _with_thing(turns, before, part)
    subject, *place = re.split(r"\s+(?=(?:in|at|for|with|from|to)\s+[A-Z])", part, maxsplit=1)
    if place:
        before = _with_object(before, *place[0].split(maxsplit=1)) or before
    return _with_name(turns, before, subject) if subject == names[0].name else _asked_of(turns, part)


def _with_circumstance(turns: Sequence[Said], part: str) -> str | None:
    """`in Trarbach` and `2024`, in place of its like or at the end; None for a part of another kind."""
    before = turns[-1].question
    if YEAR.fullmatch(part) and YEAR.search(before):
        return YEAR.sub(part, before, count=1)
    how, _, rest = part.partition(" ")
    prepositional = re.fullmatch(PREPOSITION, how, re.IGNORECASE)
    if prepositional and before.casefold().startswith("where"):  # which asks for a place and gives none
        before = next((turn.question for turn in reversed(turns) if _with_object(turn.question, how, rest)), before)
    if prepositional and rest and (swapped := _with_object(before, how, rest)):
        return swapped
    if not prepositional and not WITH_TIME.match(part):
        return None
    return _AT_A_TIME.sub(f" {part}", before, count=1) if _AT_A_TIME.search(before) else with_end(before, f" {part}")


def _of_the_same_kind(before: str, part: str) -> re.Match[str] | None:
    """`the Vienna office` in the question before, for "the Berlin office"."""
    words = part.split()
    head = words[-1]
    if len(words) < 2 or not head.islower() or re.fullmatch(PREPOSITION, words[0], re.IGNORECASE):
        return None
    return re.search(rf"\b(?:the\s+)?(?!(?:the|an?)\b)[\w'’.-]+\s+{re.escape(head)}\b", before)


def _named(part: str) -> str:
    """`Coral Dawn` for `the Coral Dawn`."""
    bare = re.sub(r"^the\s+(?=[A-Z])", "", part)
    return bare if any(name.name == bare for name in mentions(bare)) else part


def _with_name(turns: Sequence[Said], before: str, name: str) -> str:
    """The question with this name in place of its first, or of its first person."""
    person = is_person(name, turns)
    own = [m for m in mentions(before) if m.name != name]
    alike = [m for m in own if is_person(m.name, turns) == person]
    if not own or (not alike and person):
        return _asked_of(turns, name)
    at = (alike or own)[0]
    return before[: at.start] + name + before[at.end :]


def _with_thing(turns: Sequence[Said], before: str, part: str) -> str:
    """The question with this in place of what it asks of: "What is the inflation of Valdoria?"."""
    found = parts(before)
    if found is None or any(m.start > 0 for m in mentions(part)):
        return _asked_of(turns, part)
    held = re.match(r"the\s+.+?(?=\s+(?:of|in|at|for)\s)", found.rest)
    asked = found.asked.capitalize()
    copular = found.auxiliary in ("is", "are", "was", "were") and re.fullmatch(r"who|what|how \w+", found.asked, re.I)
    if copular and held:
        person, who = _is_of_a_person(part), asked == "Who"
        measured = asked.startswith("How")
        asked = asked if measured else "Who" if person else "What" if who else asked
        place = "" if re.search(r"^an?\s|\s(?:of|in|at|for)\s", part) else found.rest[held.end() :]
        if measured and re.match(r"an?\s", part, re.IGNORECASE):
            return f"{asked} {OF_ONE.get(found.auxiliary, found.auxiliary)} {part}?"
        return f"{asked} {found.auxiliary} {_with_article(part)}{place}?"
    if re.fullmatch(r"\w+(?:ed|en)", part) and found.auxiliary not in ("do", "does", "did"):
        return f"{asked} {found.auxiliary} {found.rest.rpartition(' ')[0]} {part}?".strip()
    subject = re.match(
        rf"(?:(?:the|an?|[A-Z][\w-]*(?:\s[A-Z][\w-]*)*['’]s)\s+[\w'’-]+(?:\s+[\w'’-]+)?(?=\s+\w+$)|{NAME_RUN.pattern})\s+",
        found.rest,
    )
    if subject and (found.auxiliary in ("do", "does", "did") or found.asked.casefold().startswith("how much")):
        return f"{asked} {found.auxiliary} {part} {found.rest[subject.end() :]}?"
    return _asked_of(turns, part)


def _asked_of(turns: Sequence[Said], part: str) -> str:
    """Who or what it is, in the matter that was spoken of."""
    names = mentions(part)
    person = is_person(names[0].name, turns) if names and names[0].name == part else _is_of_a_person(part)
    many = re.search(r"[^s]s$", part) and not names
    asked = f"{'Who' if person else 'What'} {'are' if many else 'is'} {part if names else _with_article(part)}"
    topic = "" if names else antecedents.topic(turns)
    return f"{asked} ({topic})?" if topic and topic not in part else f"{asked}?"


def _of_an_owner(turns: Sequence[Said], own: str, what: str) -> str:
    """`And its chairman?`: "Who is Aurelis's chairman?"."""
    if own in ("his", "her"):
        owner = antecedents.person(turns, own)
    else:
        owner = antecedents.thing(turns, what, owner=True) if own == "its" else several(turns, what)
    owner = owner or antecedents.topic(turns)
    many = re.search(r"[^s]s$", what)
    return f"{'Who' if _is_of_a_person(what) else 'What'} {'are' if many else 'is'} {owner}'s {what}?"


def of_another_kind(before: str, which: str) -> str:
    """`the Berlin one`: the question with this in place of its own distinction, "the Vienna office"."""
    named = which[:1].isupper()
    kinds = re.finditer(r"\b(?:the|an?|[\w.]+['’]s)\s+(?P<kind>[\w'’-]+)\s+(?=[\w'’-]+)", before, re.IGNORECASE)
    found = next((m for m in kinds if m["kind"][:1].isupper() == named), None)
    if found:
        return before[: found.start("kind")] + which + before[found.end("kind") :]
    own = mentions(before)
    if named and own:
        return before[: own[-1].start] + which + before[own[-1].end :]
    article = re.search(r"\bthe\s+", before)
    return (
        f"{before[: article.end()]}{which} {before[article.end() :]}"
        if article
        else with_end(before, f", the {which} one")
    )


def _with_object(before: str, how: str, other: str) -> str | None:
    """`And in OpenAI?`: the previous question with the name or year after its "in" replaced."""
    place = re.compile(rf"\b{re.escape(how)}\s+(?P<object>{NAME_RUN.pattern}|{YEAR.pattern})", 0)
    found = place.search(before)
    if (
        found is None
        or not re.match(r"[A-Z0-9]", other)
        or bool(YEAR.match(other)) != bool(YEAR.match(found["object"]))
    ):
        return None
    return before[: found.start("object")] + other + before[found.end("object") :]


def with_end(question: str, end: str) -> str:
    return f"{question.rstrip('?.! ')}{end}?"


def _with_article(thing: str) -> str:
    return thing if re.match(r"(?:the|an?|any|all|no)\b|.*['’]s\b", thing, re.IGNORECASE) else f"the {thing}"


def _is_of_a_person(thing: str) -> bool:
    thing = re.split(r"\s+(?:of|for|at|in)\s", thing, maxsplit=1)[0]
    if _THINGS_LIKE_PERSONS.search(thing):
        return False
    return bool(_PERSONS_WORD.search(thing)) or thing.split()[-1].casefold() in ROLES - {"company", "group", "holding"}
