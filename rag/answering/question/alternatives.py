"""The things that a question compares: the bridge and the mill in "Which is older, the bridge or the mill?". Pure."""

from __future__ import annotations

import re

from .clause import AUXILIARIES

_LONGEST = 400
_THE = r"(?:the|a|an) [^,?]+?"
_NAME = r"[A-Z0-9][\w.&'’-]*(?: (?:of |the )?[A-Z0-9][\w.&'’-]*)*"
_ONE = r"[^,;:?]+?"
_END = r"\s*[?.!]*\s*$"
_MORE = (
    r"(?!(?:\w+ther|never|ever|number|member|september|october|november|december|under|over|after|her|together|water"
    r"|however|another) )(?:\w+er|more(?: \w+)?|less(?: \w+)?|fewer(?: \w+)?|better|worse|further)"
)
_AUXILIARY = rf"(?:{'|'.join(sorted(AUXILIARIES))})"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # which or who …, A or B
        rf"^\W*(?:which|who|what)\b[^,:?]*[,:]\s*(?:is it |was it )?(?P<one>{_ONE})(?:, (?P<two>{_ONE}))?,? or (?P<last>{_ONE}){_END}",
        rf"^\W*(?:which|who)\b[^,:?]*?\s(?P<one>the [^,?]+?) or (?P<last>the {_ONE}){_END}",
        rf"^\W*(?:which|who)\b[^,:?]*?\s(?P<one>(?-i:{_NAME})) or (?P<last>(?-i:{_NAME})){_END}",
        rf"^\W*(?:which|who) of (?P<one>{_ONE}) (?:and|or) (?P<last>(?:(?-i:{_NAME})|{_THE}))"
        rf"(?= {_AUXILIARY}\b| \w+(?:ed|s|t|e)\b){_ONE}{_END}",
        # compare A and B, the difference between A and B, A versus B
        rf"^\W*(?:please )?compare (?P<one>{_ONE}) (?:and|with|to) (?P<last>{_ONE}){_END}",
        rf"\b(?:differences?|similarit(?:y|ies)|comparison) between (?P<one>{_ONE}) and (?P<last>{_ONE}){_END}",
        rf"^\W*(?P<one>[^,;:?]{{1,60}}?) (?:versus|vs\.?) (?P<last>[^,;:?]{{1,60}}?){_END}",
        rf"^\W*(?:how|in what ways?) (?:do|does|did|is|are|was|were) (?P<one>{_ONE}) (?:differ(?:ent)?|distinct)"
        rf" from (?P<last>{_ONE}){_END}",
        rf"^\W*how (?:do|does|did|would|will) (?P<one>{_ONE}) compare (?:to|with) (?P<last>{_ONE}){_END}",
        rf"^\W*how (?:do|does|did|are|were) (?P<one>{_ONE}) and (?P<last>{_ONE}) (?:differ(?:ent)?|compare){_END}",
        rf"^\W*what (?:do|does|did) (?P<one>{_ONE}) (?:and|with) (?P<last>{_ONE}) have in common{_END}",
        rf"^\W*(?:is|are|was|were) (?P<one>{_ONE}) and (?P<last>{_ONE}) (?:the same|alike|similar|different)\b.*{_END}",
        # is A bigger than B, is A as big as B
        rf"^\W*{_AUXILIARY} (?P<one>(?:the |a |an )?{_ONE}) (?:(?:\w+ ){{0,3}}?{_MORE}(?: \w+){{0,2}}) than (?P<last>{_ONE}){_END}",
        rf"^\W*(?:is|are|was|were) (?P<one>{_ONE}) as \w+ as (?P<last>{_ONE}){_END}",
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
        if found := form.search(plain):
            things = tuple(thing.strip(" '\"") for thing in found.groups() if thing)
            return things if all(map(_is_thing, things)) else ()
    return ()


def _is_thing(text: str) -> bool:
    """Whether it is one thing: "the composition and function of a committee" may be two."""
    return not (re.search(r"\b(?:and|or)\b", text) or _NO_THING.fullmatch(text) or len(text.split()) > 8)
