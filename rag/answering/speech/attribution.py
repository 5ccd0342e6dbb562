"""Whom a sentence names as its speaker: `…," said Anna Weber`, "she denied that …", "according to the police". Pure.

For English, and by the wording alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from ...text.names import mentions
from ..conversation.kinds_of_names import BODY_NOUN, is_place, is_surely_body, personhood

_VERB = (
    r"(?:sa(?:id|ys?)|t(?:old|ells?)|add(?:ed|s)|warn(?:ed|s)|argue[ds]?|claim(?:ed|s)|insist(?:ed|s)|not(?:ed|es?)"
    r"|explain(?:ed|s)|comment(?:ed|s)|announce[ds]|confirm(?:ed|s)|stress(?:ed|es)|emphasi[sz]e[ds]?|replie[ds]|wrote"
    r"|writes|promise[ds]|pledge[ds]|denie[ds]|reject(?:ed|s)|admit(?:ted|s)|predict(?:ed|s)?|believe[ds]?|thinks?"
    r"|thought|call(?:ed|s)|describe[ds]|estimate[ds]?|rule[ds] out|point(?:ed|s) out|hope[ds]|state[ds]"
    r"|suggest(?:ed|s)|concede[ds]|report(?:ed|s)(?= that\b|\s*[.,;]|\s*$| on [A-Z]|, citing)|urge[ds]|vow(?:ed|s)"
    r"|apologi[sz]e[ds]|expect(?:ed|s))"
)
_SAYS = re.compile(rf"(?<![\w’'-]){_VERB}(?![\w’'-])")
_ACCORDING = re.compile(
    r"\b(?:according to|reported by) (?P<whom>[^,.;:\"]+(?:, [^,.;:\"]+(?=,|\.?$))?)", re.IGNORECASE
)
_PIECES = re.compile(r"[,;:]\s+|\s[-–—]\s")
_OPENS_A_NOUN = re.compile(r"\s*(?:(?:the|its|his|her|their|an?)\b|[A-Z]|[a-z]+ [A-Z])")
_NO_NOUN = re.compile(r"\s*(?:that|in|on|at|to|by|it|he|she|they|there|:|\"|,)(?:\W|$)", re.IGNORECASE)
_OF_ANOTHER = re.compile(r"\b(?:of|at|in|for|from|about|by)\s+(?:(?:the|an?)\s+)?(?:[a-z]+\s+)?$")
"""What stands before a name that only says which: "the chairman of Brightwater"."""
_ASIDE = re.compile(r"\([^()]*\)")
_AROUND = re.compile(
    r"^(?:but|and|as|while|so|yet|then) |(?: (?:has|have|had|since|also|then|later|now|yesterday))+$", re.IGNORECASE
)
_PRONOUN = re.compile(r"(?:.* )?(?:he|she)", re.IGNORECASE)
_BODY = re.compile(rf"(?:it|they|(?:.* )?the (?:\w+ )?{BODY_NOUN})", re.IGNORECASE)
_NO_SPEAKER = re.compile(r"\b(?:than|is|was|were|are|who|which|what|we|i|you|to|not|neither|there)\b", re.IGNORECASE)
_MARK = re.compile('["“”„«»]')
_LONGEST = 7
"""Words of a speaker without a name, such as "the county's health officer"."""


def may_be_said(text: str) -> bool:
    """Whether the text has a verb of speaking or a quotation mark at all: no other has a speaker."""
    return bool(_MARK.search(text) or _SAYS.search(text) or _ACCORDING.search(text))


class Speaker(NamedTuple):
    """Who says a sentence."""

    name: str
    """In full where the passage has it so; without a name what the sentence has in its place: "police"."""
    called: str
    """The words beside the verb, with what they say the speaker is: "Deborah Tell, the coxswain of the lifeboat"."""


def attributed(sentences: Sequence[str], at: int) -> Speaker | None:
    """Whom sentence number `at` of a passage names as its speaker; blanks stand for what is in quotation marks.

    The name that a pronoun or "the company" stands for is sought in the sentences before.
    """
    for called in _called(sentences[at]):
        if own := own_names(called):
            return Speaker(_foremost(own, sentences), called)
        if _PRONOUN.fullmatch(called) or _BODY.fullmatch(called):
            person = bool(_PRONOUN.fullmatch(called))
            name = _antecedent(sentences, at, person=person) or ("" if person else called)
            return Speaker(name, called) if name else None
        if len(called.split()) <= _LONGEST and re.search(r"[a-z]{3}", called) and not _NO_SPEAKER.search(called):
            return Speaker(called, called)
    return None


def own_names(called: str) -> list[str]:
    """The names in these words that are a speaker's own, not those that only say whose or of what."""
    own = [m for m in mentions(called) if not re.match(r"['’]s?(?!\w)", called[m.end :])]
    return [m.name for m in own if not _OF_ANOTHER.search(called[: m.start])]


def flat(text: str) -> str:
    """The text with single blanks: `mentions` knows no others."""
    return " ".join(text.split())


def _called(sentence: str) -> list[str]:
    """The words for who speaks, at each verb of speaking."""
    if found := _ACCORDING.search(sentence):
        return [flat(found["whom"])]
    places = [(sentence[: verb.start()], sentence[verb.end() :]) for verb in _SAYS.finditer(sentence)]
    called = (_AROUND.sub("", flat(_subject(before, after)).strip(" ,.-–—")) for before, after in places)
    return [words for words in called if words]


def _subject(before: str, after: str) -> str:
    """The verb's subject, which stands before it or, as in `," said Anna Weber, a nurse.`, after it."""
    clause = _ASIDE.sub("", before.rpartition('"')[2]).strip()
    pieces = [flat(piece) for piece in _PIECES.split(f"{clause} ") if piece.strip()]
    said = after.partition('"')[0]
    follows = bool(_OPENS_A_NOUN.match(said)) and not _NO_NOUN.match(said)
    ends_in_comma = clause.endswith(",")
    if not pieces or (ends_in_comma and follows and not any(map(_ends_in_a_name, pieces[-2:]))):
        return ", ".join(_PIECES.split(re.split(r"[.;:](?=\s|$)", said)[0].strip())[:2]) if follows else ""
    if pieces[-1].endswith(" and"):  # "The mayor, Anna Weber, thanked them and promised"
        return ", ".join(pieces)
    return ", ".join(pieces[-2:] if ends_in_comma else pieces[-1:])


def _ends_in_a_name(piece: str) -> bool:
    found = mentions(piece)
    return bool(found) and found[-1].end == len(piece)


def _foremost(found: Sequence[str], sentences: Sequence[str]) -> str:
    """The one that is a person's, or else the longest."""
    text = flat(" ".join(sentences))
    full = [_in_full(name, sentences) for name in found]
    persons = [name for name in full if personhood(name, text) == 2 and " " in name]
    return persons[0] if persons else max(full, key=lambda name: len(name.split()))


def _antecedent(sentences: Sequence[str], at: int, *, person: bool) -> str:
    """The nearest name before that fits, rather one that surely does than another.

    Of several in one sentence it is the speaker's, or else the first: the subject more often than the last.
    """
    text = flat(" ".join(sentences))
    likely = ""
    for n in range(at - 1 if person else at, -1, -1):
        speakers = [own for called in _called(sentences[n]) if (own := own_names(called))] if person else []
        foremost = [_foremost(own, sentences) for own in speakers]  # not "Transport" of "Transport minister Vera Holm"
        said = [name for name in foremost if _fits(name, sentences, text, person) or _is_surname(name, text)]
        found = [*said, *(name for name in _names(sentences[n]) if _fits(name, sentences, text, person))]
        if found and (n < at or flat(sentences[n]).startswith(found[0])):
            sure = [name for name in found if person or is_surely_body(name, text) or not personhood(name, text)]
            if sure:
                return _in_full(sure[0], sentences)
            likely = likely or _in_full(found[0], sentences)
    return likely


def _fits(name: str, sentences: Sequence[str], text: str, person: bool) -> bool:
    is_one = personhood(_in_full(name, sentences), text)
    return is_one > 0 if person else is_surely_body(name, text) or (is_one < 2 and not is_place(name, text))


def _is_surname(name: str, text: str) -> bool:
    """Whether it may be one, of somebody whom these sentences do not name in full."""
    return name.isalpha() and name.istitle() and not is_surely_body(name, text)


def _in_full(name: str, sentences: Sequence[str]) -> str:
    """`Marta Kessel` for `Kessel`, if a sentence calls one so and no other."""
    full = {other for text in sentences for other in _names(text) if other.endswith(f" {name}")}
    return full.pop() if len(full) == 1 and not name[0].isdigit() else name


@lru_cache(maxsize=1024)
def _names(text: str) -> tuple[str, ...]:
    return tuple(m.name for m in mentions(flat(text)) if not m.name[0].isdigit())
