"""What a pronoun stands for: the name, or the thing without a name, of the conversation so far that fits it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ...text.names import BODY_WORDS, JOB, Mention, mentions
from .kinds_of_names import (
    BODY_NOUN,
    FARTHEST,
    HE,
    SHE,
    Said,
    in_full,
    is_body,
    is_person,
    is_place,
    is_surely_body,
    named_by,
    personhood,
    text_of,
)
from .question_parts import PREPOSITION, about, is_plural, parts, phrase, without_topic

_SUBJECT = re.compile(r"\b(?:he|she)\b", re.IGNORECASE)
_NO_SUBJECT = re.compile(r"\b(?:him|his|her)\b", re.IGNORECASE)
_MEASURED = re.compile(r"^\W*how\s+\w+\s+(?:is|was|were|are)\s+it\b", re.IGNORECASE)
ASKS_FOR_A_PERSON = re.compile(r"^\W*(?:\w+[.,]?\s+)?who\b", re.IGNORECASE)
_ASKS_FOR_A_BODY = re.compile(
    rf"^(?:which|what)\s+(?:\w+\s+){{0,3}}?(?:{BODY_NOUN}|corporation|organi[sz]ation|contractor|business)\b",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(rf"(?:the\s+)?(?:\w+\s+){{0,2}}{JOB}(?:\s+(?:of|at|for)\b|$)", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"(?:revenues?|valuation|value|profits?|loss|price|cost|size|age|name|sales|budget|headquarters|shares?|stock|income"
    r"|debt|turnover|ceo|cfo|chief executive|chairman|president|founder|boss|head|leader|owner|partner|wife|husband"
    r"|job|role|turnout|population|area|length|height|capacity|hearing|result|score|reason|cause|average|total"
    r"|number|date|deadline|margin|temperature|speed|salary|fee|rent|plans?|goal|aim|interest rate|rate)\b",
    re.IGNORECASE,
)
_VERB_NEXT = re.compile(r"\s+(?:does|do|did|is|was|has|had|have|will|would|can|could|may|might|[a-z]+(?:s|ed))\b")
_BEFORE_A_PLACE = re.compile(r"\b(?:in|at|near|to|from|outside|across|around|of)\s+(?:the\s+)?$", re.IGNORECASE)
_LED = re.compile(rf"\b{PREPOSITION}\s+(?:the\s+)?$", re.IGNORECASE)
_IN_PASSING = re.compile(
    r"\b(?:at|near|from|outside|across|around|during|after|before|since|for|by)\s+(?:the\s+)?$", re.I
)
_INDEFINITE = re.compile(
    rf"\b(?:an?|new)\s+(?P<thing>(?!{PREPOSITION}\b)[\w-]+(?:\s+(?!{PREPOSITION}\b|and\b|or\b|that\b|which\b)[a-z-]+){{0,2}})"
)
_PLACED = re.compile(r"\b(?:the|an?)\s+(?P<thing>(?:[a-z][\w-]*\s+){1,3}(?:in|at|near|on|outside)\s+(?:the\s+)?)$")
_DID = re.compile(r"\b(?:do|happen)$", re.IGNORECASE)
_CHANGES = re.compile(
    r"\bit\s+(?:fall|rise|grow|drop|sink|increase|decrease|decline|shrink|double|go\s+(?:up|down))\b", re.IGNORECASE
)
_UNNAMED = r"(?<!is )(?<!was )(?<!, )(?<!as )\ban?\s+(?:[a-z-]+\s+){{0,2}}{noun}\b(?!,? [A-Z])"
"""`acquired a startup`, but not `Scale AI is a startup` nor `Anduril, a startup`."""


def person(turns: Sequence[Said], question: str) -> str:
    """Who "he" or "she" is in the question; empty if nobody of the last turns can be."""
    pronoun = "she" if SHE.search(question) else "he" if HE.search(question) else "they"
    text, wrong = text_of(turns), set[str]()
    if pronoun != "they":
        spoken, other = (SHE, HE) if pronoun == "she" else (HE, SHE)
        wrong = {name for turn in turns for name in (*named_by(other, turn), *_told_of_as(other, turn))}
        likely = _told_of_as(spoken, turns[-1])
        if not ASKS_FOR_A_PERSON.match(turns[-1].question):
            likely += named_by(spoken, turns[-1])
        if kept := next((name for name in likely if name not in wrong), ""):
            return _with_title(kept, turns[-1].question)
    if _NO_SUBJECT.search(question) and (same := next(named_by(_NO_SUBJECT, turns[-1]), "")):
        return same
    for turn in reversed(turns[-FARTHEST:]):
        asked = [m.name for m in mentions(turn.question)]
        new = [m.name for m in mentions(turn.answer) if not is_among(m.name, asked)]
        for group in (new, asked) if ASKS_FOR_A_PERSON.match(turn.question) else ((*asked, *new),):
            fit = [(2 if is_person(name, turns) else personhood(name, text), name) for name in group]
            for least in (2, 1):
                if name := next((name for fits, name in fit if fits >= least and name not in wrong), ""):
                    return in_full(name, text)
                if pronoun == "she" and least == 2 and (ship := _with_article(turn.question)):
                    return ship
    return ""


def _told_of_as(pronoun: re.Pattern[str], turn: Said) -> list[str]:
    """The one name that was asked about, if the answer has the pronoun before any name: "She studied in Lindmere."."""
    asked, found = mentions(without_topic(turn.question)), _SUBJECT.search(turn.answer)
    first = next((m.start for m in mentions(turn.answer) if not m.name[0].isdigit()), len(turn.answer))
    told = found and found.start() < first and pronoun.fullmatch(found[0])
    return [asked[0].name] if told and len(asked) == 1 else []


def _with_article(question: str) -> str:
    """The name behind "the" that stands alone there, as a ship's does."""
    for name in mentions(question):
        article = re.search(
            r"\bthe\s+(?P<title>(?:Lady|Queen|King|Prince|Princess|Sir)\s+)?$", question[: name.start], re.I
        )
        if article and not _describes(question, name) and name.name.split()[-1].casefold() not in BODY_WORDS:
            return f"{(article['title'] or '').title()}{name.name}"
    return ""


def _with_title(name: str, question: str) -> str:
    """`Lady Moira`, whom the question has with this title; names have none."""
    found = re.search(rf"\b(?:Lady|Queen|King|Prince|Princess|Sir)\s+{re.escape(name)}\b", question)
    return found[0] if found else name


def thing(turns: Sequence[Said], question: str, *, owner: bool = False, taken: str = "") -> str:
    """What "it" is in the question; with `owner` what "its" is, which is rather a name. Not `taken`."""
    text = text_of(turns)
    for turn in reversed(turns[-FARTHEST:]):
        if name := _answered_with(turn, turns) or ("" if owner else _found_thing(turn)):
            return name
        asked = without_topic(turn.question)
        found = [m for m in mentions(asked) if m.name != taken and not is_person(m.name, turns)]
        free = [m for m in found if not re.match(r"['’]s\b", asked[m.end :])]
        held = phrase(asked)
        if held and _CHANGES.search(question) and _ATTRIBUTE.search(held):
            return held
        held = "" if is_plural(held) or _ATTRIBUTE.search(held) or _SOMEBODY.match(held) else held
        led = all(m.name in held or _LED.search(asked[: m.start][-20:]) for m in free)
        if not owner and held and (led or _MEASURED.match(question)):
            return held
        if name := _foremost(asked, free or found, text) or held or about(turn.question):
            return name
        if name := _subject(turn.answer, lambda name: name != taken and not is_person(name, turns)):
            return name
    return ""


def body(turns: Sequence[Said], called: str = "") -> str:
    """What "the company" is, `called` so in the question: no person and no place; empty if it was told of unnamed."""
    text = text_of(turns)
    noun = called.split()[-1] if called else ""
    if noun and re.search(_UNNAMED.format(noun=re.escape(noun)), turns[-1].answer, re.IGNORECASE):
        return ""
    for turn in reversed(turns[-FARTHEST:]):
        if name := _answered_with(turn, turns):
            return name
        asked = [m for m in mentions(turn.question) if is_body(m.name, turns)]
        new = [m.name for m in mentions(turn.answer) if is_body(m.name, turns)]
        best = _foremost(turn.question, asked, text)
        if not is_surely_body(best or "?", text):
            best = next((name for name in new if is_surely_body(name, text)), best)
        if best or new:
            return best or new[0]
    return ""


def _found_thing(turn: Said) -> str:
    """What answers "What did they find?": "the Roman bath" of "They found a Roman bath in …"."""
    found = parts(turn.question)
    copular = found is not None and found.auxiliary in ("is", "was") and not found.rest.endswith("ing")
    if found is None or copular or _DID.search(found.rest) or not turn.typed.casefold().lstrip().startswith("what "):
        return ""
    thing = _INDEFINITE.search(turn.answer)
    return f"the {thing['thing']}" if thing else ""


def place(turns: Sequence[Said]) -> str:
    """Where "there" is: the last place that was named."""
    for turn in reversed(turns[-FARTHEST:]):
        for said in (turn.answer, turn.question):
            led = [
                m.name
                for m in mentions(said)
                if _BEFORE_A_PLACE.search(said[: m.start][-20:]) and not is_person(m.name, turns)
            ]
            if led:
                return led[0]
    return ""


def topic(turns: Sequence[Said]) -> str:
    """The name that the conversation is about, or the thing without a name; empty if nothing shows."""
    text = text_of(turns)
    persons = ""
    for turn in reversed(turns[-FARTHEST:]):
        if added := about(turn.question):
            return added
        found = mentions(turn.question)
        main = [m for m in found if not is_person(m.name, turns) and not _describes(turn.question, m)]
        if best := _foremost(turn.question, main, text):
            return _thing_at(turn.question, best, text)
        persons = persons or next((m.name for m in found if not _describes(turn.question, m)), "")
        if found and turn.typed == turn.question:
            break
    clause = parts(turns[-1].question)
    named = persons or phrase(turns[-1].question) or _subject(turns[-1].answer, lambda _: True)
    return named or (clause.rest if clause else "")


def matter(turns: Sequence[Said]) -> str:
    """What the last question is about, told by all its names, "Meta, Scale AI"; by the topic where it has none."""
    names = [m.name for m in mentions(without_topic(turns[-1].question))]
    found = _answered_with(turns[-1], turns)
    named = dict.fromkeys([*names, found] if names and found else names)
    return ", ".join(named) if len(named) > 1 else topic(turns)


def _thing_at(question: str, name: str, text: str) -> str:
    """`the election in Tolland Quay` rather than the place alone, where the question says so."""
    at = question.find(name)
    placed = _PLACED.search(question[:at]) if is_place(name, text) else None
    return f"the {placed['thing']}{name}" if placed else name


def others(turns: Sequence[Said], than: str) -> list[str]:
    """The names of the last turns that `than` lacks and that may stand in the place of its own, latest first."""
    own = [m.name for m in mentions(than)]
    persons = bool(own) and is_person(own[0], turns)
    said = [m.name for turn in reversed(turns[-FARTHEST:]) for t in (turn.question, turn.answer) for m in mentions(t)]
    return [name for name in said if not is_among(name, own) and is_person(name, turns) == persons]


def _answered_with(turn: Said, turns: Sequence[Said]) -> str:
    """The new name that answers "Which company …?": the only one, or the one whose verb the answer gives."""
    if not _ASKS_FOR_A_BODY.search(turn.question):
        return ""
    asked = [m.name for m in mentions(turn.question)]
    new = [m for m in mentions(turn.answer) if not is_among(m.name, asked) and not is_person(m.name, turns)]
    acting = [m for m in new if _VERB_NEXT.match(turn.answer[m.end : m.end + 20])]
    if len({m.name for m in new}) == 1 or acting:
        return (acting or new)[0].name
    return ""


def _foremost(question: str, found: Sequence[Mention], text: str) -> str:
    """Of several names the subject, before what a place or a time is told with."""
    main = [m for m in found if not _IN_PASSING.search(question[: m.start][-20:]) and not is_place(m.name, text)]
    main = [m for m in main if not _describes(question, m)]
    return next((m.name for m in (*main, *found)), "")


def _describes(text: str, name: Mention) -> bool:
    """Whether the name only says which: "the Roman bath"."""
    return " " not in name.name and bool(
        re.search(r"\b(?:the|an?)\s+$", text[: name.start]) and re.match(r"\s+[a-z]", text[name.end :])
    )


def _subject(answer: str, fits: Callable[[str], bool]) -> str:
    """The first name of the answer that fits, before those that it tells a place with."""
    found = [m for m in mentions(answer) if fits(m.name)]
    main = [m for m in found if not _BEFORE_A_PLACE.search(answer[: m.start][-20:])]
    main.sort(key=lambda m: not _VERB_NEXT.match(answer[m.end : m.end + 20]))
    return next((m.name for m in (*main, *found)), "")


def is_among(name: str, names: Sequence[str]) -> bool:
    return any(name in other or other in name for other in names)
