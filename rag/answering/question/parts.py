"""The questions that one question holds, each standing alone. Pure, for English.

Few splits, and none that is in doubt: half of a question finds the wrong passages.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ...text.language import is_english
from ...text.names import name_runs
from ...text.stopwords import content_words
from ...verification.verbs import AUXILIARIES, BE, base_of_past, is_participle
from .clause import DETERMINERS, PRONOUNS, clause_of
from .pronouns import in_full
from .refronting import after_verb, refronted, with_its_verb

LONGEST = 400
"""Characters of a question that is taken apart."""
MOST = 4
"""Parts, at most."""
_ASKING = r"(?:who|whom|what|which|whose|when|where|why|how)"
_FRONTED = rf"(?:(?:by|for|to|from|with|in|at|on|of|since|until)\s+)?{_ASKING}"
_WHEN = r"(?:when|where|why|how)"
_BARE = re.compile(
    rf"(?:{_WHEN}|(?:by|for|to|from|with) (?:whom|what|how much|how long)"
    r"|(?:for|in|at|on|by) (?:what|which) \w+|how (?:long|often))$",
    re.IGNORECASE,
)
_AUXILIARY = "|".join(sorted(AUXILIARIES))
_OPENS = re.compile(rf"(?:{_FRONTED}|{_AUXILIARY})\b", re.IGNORECASE)
_ENDS = re.compile(r"(?<=\?)\s+")
# After a comma alone, "who" and "in which" are relative: "Which firm is owned by Anna, who …?".
_AND = re.compile(
    rf"(?:\s*,)?\s+and\s+(?:also\s+)?(?={_FRONTED}\b)|\s*,\s*(?=(?:what|when|why|how)\b)|\s*,\s*(?={_WHEN}\s*,)",
    re.IGNORECASE,
)
_AND_DID = re.compile(rf"(?:\s*,)?\s+and\s+(?=(?:{_AUXILIARY})\s)", re.IGNORECASE)
_TWO_WHENS = re.compile(rf"({_WHEN})((?:\s*,\s*{_WHEN})*)\s*,?\s+and\s+({_WHEN})\s+(?=\w)", re.IGNORECASE)
_LACKS_ITS_PLACE = re.compile(r"(?:who|how many(?: \w+)?) (?:is|are|was|were) \w+", re.IGNORECASE)
_LACKS_ITS_OWNER = re.compile(r"(?:who|what) (?:is|are|was|were) the \w+(?: \w+)?", re.IGNORECASE)
_OWNER = re.compile(r".*?( of (?:the )?(?:\w+|[A-Z]\w*(?: [A-Z]\w*)*))")
_RELATIVE = re.compile(r"\b(?:who|which|that|whose|whom|where|when|if|whether|why|how|what|because)\b", re.IGNORECASE)
_GOVERNS = re.compile(r"\b(?:decide[sd]?|knows?|knew|explains?|asks?|wonders?|describes?)\s+\w*$", re.IGNORECASE)
"""A verb that a question depends on; what follows "and" may depend on it too."""
_AND_SO = re.compile(r"^(?:and|but|so|also)\b,?\s+", re.IGNORECASE)
_THAT = re.compile(rf"({_WHEN}) (?:is|was|did) (?:that|this|it)(?: happen)?$", re.IGNORECASE)
"""`and where was that`: as short as "and where"."""
_LEAD_IN = re.compile(
    r"^\W*(?:please\s+)?(?:(?:can|could|would|will) you (?:please )?(?:tell|explain to) me|tell me|do you know"
    r"|i(?:'d| would) like to know|i want to know)\s+(?:about\s+)?(?=\w)",
    re.IGNORECASE,
)


@lru_cache(maxsize=64)
def parts_of(question: str) -> tuple[str, ...]:
    """The questions of one question, "When was it built and why?" as two; itself alone wherever this is in doubt."""
    plain = " ".join(question.split())
    if len(plain) > LONGEST or not is_english(plain):
        return (question,)
    sentences = _ENDS.split(plain)
    found = _sentences(sentences) if len(sentences) > 1 else _clauses(without_lead_in(plain).rstrip("?!. "))
    return tuple(found) if found and len(found) <= MOST else (question,)


def asked_at_its_end(question: str) -> str | None:
    """The question that follows other sentences and stands alone: "I read about the deal. Who leads Scale AI?"."""
    plain = " ".join(question.split())
    before, _, last = plain.rpartition(". ")
    if not before or len(plain) > LONGEST or "?" in before or not last.endswith("?") or not _OPENS.match(last):
        return None
    return last if name_runs(last.partition(" ")[2]) else None


def without_lead_in(question: str) -> str:
    """The question without "Can you tell me" before it."""
    return _LEAD_IN.sub("", question)


def _sentences(sentences: list[str]) -> list[str] | None:
    """Each question's own parts, with what its pronouns stand for."""
    sentences = [_AND_SO.sub("", one) for one in sentences]
    if not all(one.endswith("?") and _OPENS.match(one) for one in sentences):
        return None
    first, *others = (one.rstrip("? ") for one in sentences)
    found = list(_clauses(first) or [_asked(first)])
    for other in others:
        part = _further(first, other)
        if part is None:
            return None
        found += _clauses(part) or [_asked(part)]
    return found


def _clauses(text: str) -> list[str] | None:
    if both := _TWO_WHENS.match(text):
        rest = text[both.end() :]
        asking = re.findall(rf"\b{_WHEN}\b", both[0], re.IGNORECASE)
        opens = re.match(rf"(?:{_AUXILIARY})\s", rest)
        return [_asked(f"{one} {rest}") for one in asking] if opens and not _AND.search(rest) else None
    first, *others = _AND.split(text)
    if not others:
        return _yes_or_no(text)
    if not _is_whole(first) or (len(others) > 1 and not re.search(r"\band\b", text)):
        return None
    found = [_asked(first)]
    for other in others:
        part = _further(first, other)
        if part is None:
            return None
        found.append(_asked(part))
    return found


def _is_whole(text: str) -> bool:
    """Whether it is a question: not "when enlightened", nor "who" alone."""
    words = text.casefold().split()
    if len(words) < 2 or not _OPENS.match(text):
        return False
    if words[0] in AUXILIARIES:
        return clause_of(text) is not None
    return words[0] not in ("when", "where", "why") or words[1] in AUXILIARIES


def _yes_or_no(text: str) -> list[str] | None:
    """Two that are answered by yes or no, "Did X resign and did Y follow?"."""
    first, *others = _AND_DID.split(text)
    opening = first.split(" ")[0].casefold()
    if len(others) != 1 or opening not in AUXILIARIES or _RELATIVE.search(first[len(opening) :]):
        return None
    subject = others[0].split()[1]
    if not (subject.casefold() in PRONOUNS | DETERMINERS or subject[0].isupper()):
        return None
    whole = in_full(others[0], first)
    return [_asked(first), _asked(whole)] if whole else None


def _further(first: str, other: str) -> str | None:
    """A further part as a question of its own; None if it is none, or cannot stand alone."""
    clause = clause_of(first)
    inner = first.partition(" ")[2]
    bare = _THAT.sub(r"\1", other)
    if _BARE.fullmatch(bare):
        depends = _RELATIVE.search(inner) and not (clause and re.match(r"\w+ when\b", clause.rest))
        return refronted(clause, bare) if clause and not depends else None
    if clause and (gap := with_its_verb(clause, other)):
        return gap
    if not _is_clause(other) or _GOVERNS.search(first):
        return None
    asking, verb, *_ = other.casefold().split()
    if asking in ("who", "which", "whose", "whom", "where"):
        again = asking == "who" and first.casefold().startswith("who ") and verb not in BE
        if again or _RELATIVE.search(inner):  # "Who shot Anna and who fled?" may ask for one man
            return None
    placed = _with_its_place(first, other)
    whole = in_full(placed, first)
    says_little = whole == other and len(content_words(other)) < 2 and not name_runs(other.partition(" ")[2])
    return None if says_little else whole


def _with_its_place(first: str, other: str) -> str:
    """The part with the place or owner that both share: "who was hurt in Leeds", "who is the president of Chile"."""
    clause = clause_of(first)
    tail = ""
    if clause and _LACKS_ITS_PLACE.fullmatch(other) and is_participle(other.split()[-1]):
        tail = after_verb(clause.rest)
    elif clause and not clause.rest and _LACKS_ITS_OWNER.fullmatch(other):
        owner = _OWNER.fullmatch(clause.subject)
        tail = owner[1].strip() if owner else ""
    return f"{other} {tail}" if tail else other


def _is_clause(other: str) -> bool:
    """Whether it has a verb where a question has it: "how did it spread", "who won"."""
    asking, *rest = re.sub(rf"^(?:{_FRONTED}\b)\s*", lambda m: m[0].strip().replace(" ", "_") + " ", other).split()
    if _OPENS.match(other) and asking.casefold() in AUXILIARIES:
        return True
    if not rest:
        return False
    near = 1 if asking.casefold() in ("who", "when", "where", "why") else 5
    if not AUXILIARIES.isdisjoint(rest[:near]):
        return True
    return asking.casefold() in ("who", "what") and (rest[0].endswith("s") or base_of_past(rest[0]) is not None)


def _asked(text: str) -> str:
    text = text.strip(" ,?")
    return f"{text[:1].upper()}{text[1:]}?"
