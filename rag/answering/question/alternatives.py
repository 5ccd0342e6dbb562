"""The things that a question compares: the bridge and the mill in "Which is older, the bridge or the mill?". Pure."""

from __future__ import annotations

import re

from ...verification.verbs import AUXILIARIES

_LONGEST = 400
_ONE = r"[^,;:?]+?"
_THE = rf"the {_ONE}"
_NAME = r"(?-i:[A-Z0-9][\w.&'’-]*(?: (?:of |the )?[A-Z0-9][\w.&'’-]*)*)"
_MORE = (
    r"(?!(?:\w*ther|never|ever|number|member|\w+ember|october|under|over|after|her|water|however) )"
    r"(?:\w+er|more(?: \w+)?|less(?: \w+)?|worse)"
)
_AUXILIARY = rf"(?:{'|'.join(sorted(AUXILIARIES))})"
_BE = r"(?:is|are|was|were)"
_FORMS = tuple(
    re.compile(rf"^\W*{form}\W*$", re.IGNORECASE)
    for form in (
        # Which is older, A or B? Who won, A, B or C?
        rf"(?:which|who|what)\b[^,:?]*[,:]\s*(?:is it |was it )?(?P<a>{_ONE})(?:, (?P<b>{_ONE}))?,? or (?P<c>{_ONE})",
        rf"(?:where|when|how|why)\b[^,:?]*\b{_MORE}[,:]\s*(?P<a>{_ONE}),? or (?P<b>{_ONE})",
        rf"(?:which|who)\b[^,:?]*\s(?P<a>{_THE}) or (?P<b>{_THE})",
        rf"(?:which|who)(?: \w+)? {_BE} {_MORE} (?P<a>{_NAME}) or (?P<b>{_NAME})",
        rf"which of (?P<a>{_ONE}) (?:and|or) (?P<b>{_NAME}|{_THE}) (?:{_AUXILIARY}|\w+(?:ed|s))\b.*",
        rf"(?:please )?compare (?P<a>{_ONE}) (?:and|with|to) (?P<b>{_ONE})",
        rf".*?\b(?:differences?|similarit(?:y|ies)|comparison) between (?P<a>{_ONE}) and (?P<b>{_ONE})",
        r"(?P<a>[^,;:?]{1,60}?) (?:versus|vs\.?) (?P<b>[^,;:?]{1,60}?)",
        rf"how (?:do|does|did|is|are|was|were) (?P<a>{_ONE}) differ(?:ent)? from (?P<b>{_ONE})",
        rf"how (?:do|does|did|would|will) (?P<a>{_ONE}) compare (?:to|with) (?P<b>{_ONE})",
        rf"how (?:do|does|did|are|were) (?P<a>{_ONE}) and (?P<b>{_ONE}) (?:differ(?:ent)?|compare)",
        rf"what (?:do|does|did) (?P<a>{_ONE}) and (?P<b>{_ONE}) have in common",
        rf"{_BE} (?P<a>{_ONE}) and (?P<b>{_ONE}) (?:the same|alike|similar|different)\b.*",
        rf"{_BE} (?P<a>{_ONE}) {_MORE} than (?P<b>{_ONE})",
        rf"{_AUXILIARY} (?P<a>{_NAME}|(?:the )?\w+) (?:\w+ ){{0,3}}?{_MORE}(?: \w+){{0,2}} than (?P<b>{_ONE})",
        rf"{_BE} (?P<a>{_ONE}) as \w+ as (?P<b>{_ONE})",
    )
)
_NO_THING = re.compile(
    r"(?:there|it|he|she|they|this|that|ever|before|usual|expected|planned|average|possible|known|now|not|others?|more"
    r"|less|any(?:one|body|thing)?|\W*\d.*|(?:one|two|three|four|five|six|seven|eight|nine|ten|half|a|an|last|next)\b"
    r" (?:\w+ )?(?:hundred|thousand|million|billion|percent|years?|months?|weeks?|days?|hours?|quarter).*)",
    re.IGNORECASE,
)


def alternatives_of(question: str) -> tuple[str, ...]:
    """The things between which the question asks to choose or that it compares; empty if it does not, or in doubt."""
    plain = " ".join(question.split())
    if len(plain) > _LONGEST:
        return ()
    for form in _FORMS:
        if found := form.match(plain):
            things = tuple(thing.strip(" '\"") for thing in found.groups() if thing)
            return things if all(map(_is_thing, things)) else ()
    return ()


def _is_thing(text: str) -> bool:
    """Whether it is one thing: "the composition and function of a committee" may be two."""
    return not (re.search(r"\b(?:and|or)\b", text) or _NO_THING.fullmatch(text) or len(text.split()) > 8)
