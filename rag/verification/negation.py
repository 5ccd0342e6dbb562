"""Does a claim say the opposite of a sentence: a negation put in or left out, or a word turned round (rose, fell)? Pure.

English and German. Only what is plain is told: the very word that one of them denies must be affirmed by the other. What is paraphrased
by an antonym ("is not public", "is private") passes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from ..text.stemming import is_alike, stems

_NO_NEGATION = re.compile(
    r"\bnot (?:only|just|least|to mention|necessarily)\b|\bno (?:less|fewer|more|later|earlier|sooner) than\b|\bno doubt\b"
    r"|\bnothing but\b|\bno\. ?\d"
    r"|\bif not\b|\bwhether or not\b|\bnot (?:more|less|fewer|later|earlier) than\b|\bnicht (?:nur|zuletzt|mehr als)\b"
    r"|\bno wonder\b|\bwithout doubt\b",
    re.IGNORECASE,
)
_VERB_CUE = r"not|yet to|never|cannot|\w+n['’]t|nicht|nie|niemals"
_NOUN_CUE = r"no|none|neither|nor|nobody|nothing|without|kein\w*|ohne|weder|niemand|nichts"
_CUE = re.compile(rf"\b(?:(?P<verb>{_VERB_CUE})|(?P<noun>{_NOUN_CUE}))\b", re.IGNORECASE)
# What says no without a negation, or says it of another time: with one of these on the other side nothing is concluded.
_NEGATIVE = re.compile(
    r"\b(?:den(?:y|ie[sd]|ying)|refus\w+|declin\w+|reject\w*|fail\w*|lack\w*|absen\w+|unable|unlikely|unclear|unknown"
    r"|unchanged|undecided|rul\w+ out|ruled\b.*\bout"
    r"|avoid\w*|prevent\w*|hardly|barely|rarely|seldom|scarcely|few|little|instead|rather than|other than|still|yet|stop\w*"
    r"|un[a-z]{3,}(?:ed|able)|in(?:complete|sufficient)"
    r"|miss(?:ing|ed)|preliminary|free of|free from|free|until|zero|out of|except|only|ban(?:s|ned|ning)?|block\w*|forb\w+|postpon\w+"
    r"|delay\w*|cancel\w*|withheld|withhold\w*"
    r"|unharmed|unhurt|lehnt\w*|abgelehnt|verweiger\w*|bestreite\w*|dementier\w*|fehl\w*|erst|noch|kaum|bevor|unless|oppos\w+"
    r"|against|halt\w*|struck down|illegal|quit|end(?:ed|s)|gone)\b",
    re.IGNORECASE,
)
_OF_TIME = re.compile(r"\b(?:still|yet|until|only)\b", re.IGNORECASE)
"""Of those, what says nothing where another cited sentence has it as well."""
_REFUTING = re.compile(
    r"\b(?:den(?:y|ie[sd]|ying)|cancel\w*|scrapp\w+|abandon\w*|call(?:ed|s|ing)? off|collaps\w+|false|untrue|incorrect|hoax)\b",
    re.IGNORECASE,
)
"""Nobody says these of what merely goes on."""
# "Neither company has confirmed": what is denied is the verb.
_NOBODY_DID = re.compile(
    r"(?:neither|none|nobody|no one)\b[^,;:]*?\b(?:has|have|had|is|are|was|were|did|does|do|will|would|can|could)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[,;:–—()“”\"]|\b(?:but|although|though|while|whereas|because|which|who|aber|sondern|obwohl|während|weil|und|and|since|as)\b",
    re.IGNORECASE,
)
REACH = 200
"""How far a negation is followed, in characters, where no clause ends before."""
_SKIPPED = frozenset(
    "yet been any longer be have has had being the a an all even also ever so much been very already fully yet mehr noch".split()
)

_OPPOSITES = tuple(
    tuple(frozenset(side.split()) for side in line.split("|"))
    for line in """
    rise rose risen rises increase increased increases grow grew grown grows gain gained climb climbed jump jumped surge surged \
        soar soared higher doubled expand raise raised lift lifted | fall fell fallen falls drop dropped decline declined decrease \
        decreased shrink shrank slump slumped plunge plunged sink slip slipped lower lowered halved contract contracted reduce \
        reduced cut tumble tumbled dip dipped
    above exceed exceeds exceeded | below under
    approve approved accept accepted pass passed adopt adopted back backed agreed | reject rejected veto vetoed block blocked refuse refused
    confirm confirmed confirms admit admitted acknowledge acknowledged | deny denied denies dispute disputed
    win won wins secured secure secures | lose lost loses
    buy bought acquire acquired purchased | sell sold
    all every everyone | none
    most majority | few minority
    largest biggest | smallest
    highest | lowest
    more | less fewer
    best | worst
    open opened | close closed shut
    start started begin began begun begins starts | end ended finish finished stop stopped stops halt halted cease ceased
    allow allowed permit permitted | ban banned forbid forbidden prohibit prohibited
    support supported favour favoured | oppose opposed
    import imported imports | export exported exports
    guilty convicted | innocent acquitted
    legal lawful | illegal unlawful
    faster | slower
    older | younger
    hired hire | fired fire dismissed
    profit profits | loss losses lost loses
    profit profits | revenue revenues turnover
    revenue revenues turnover | loss losses lost loses
    ceo | cfo
    ceo | cto
    ceo | coo
    cfo | cto
    for | against
    earlier | later
    steig stieg stiegen steigen steigerte wuchs gestiegen | sank sanken fiel fielen sinken gesunken gefallen
    """.strip().splitlines()
)
_NEEDS_VERB = re.compile(r"\b(?:vot\w+|rul\w+|campaign\w*|decid\w+) (?P<side>for|against)\b", re.IGNORECASE)


_LEFT_OUT = re.compile(
    r"\b(?:am|is|are|was|were|do|does|did|has|have|had|will|would|can|could|may|might|must|shall|should|or|why|if)\W*$",
    re.IGNORECASE,
)
"""Before "not" at an end: the verb that it denies stands elsewhere ("Anna came, Ben did not"). Elsewhere it denies what it follows."""

_MOVED = {"up": "increased", "down": "decreased"}


class _Denied(NamedTuple):
    head: str
    """The stem of the first word that the negation is about."""
    scope: tuple[str, ...]
    """Up to five stems from there to the end of its clause."""
    by_noun: bool
    """No, none, neither: what is denied is the clause, not one word."""


def reversal(claim: str, sentences: Sequence[str]) -> str | None:
    """Why the claim says the opposite of the sentence that it matches best, or None."""
    said = stems(claim)
    if not sentences or not said:
        return None
    text = " ".join(sentences)
    if not _shared(said, stems(text)):
        return None
    denied, there = _denied(claim), _denied(text)
    if there and not denied and _is_denied(claim, sentences):
        return "the claim says what the cited sentence denies"
    if not there and not _NEGATIVE.search(text) and (word := _REFUTING.search(_outside(claim, text))):
        return f"the claim says “{word[0]}”, which no cited sentence does"
    if denied and not _denied(text) and not _NEGATIVE.search(text) and any(_states(text, one) for one in denied):
        return "the claim denies what the cited sentence says"
    if not denied and not there and (turned := _opposite(claim, sentences)):
        return turned
    return None


def has_negation(text: str) -> bool:
    """Whether a negation stands in it."""
    return bool(_denied(text)) or bool(_CUE.search(_NO_NEGATION.sub(" ", text)))


def _shared(said: Sequence[str], there: Sequence[str]) -> int:
    present = set(there)
    return sum(one in present for one in set(said))


def _outside(claim: str, sentence: str) -> str:
    """The claim without the words that the sentence has as well: "until" says nothing where both have it."""
    there = {word.casefold() for word in re.findall(r"\w+", sentence)}
    return " ".join(word if word.casefold() not in there else "," for word in re.findall(r"\w+", claim))


@lru_cache(maxsize=2048)
def _denied(text: str) -> tuple[_Denied, ...]:
    plain = _NO_NEGATION.sub(" ", text)
    found = []
    for cue in _CUE.finditer(plain):
        after = _CLAUSE.split(plain[cue.end() : cue.end() + REACH], maxsplit=1)[0]
        by_noun = bool(cue["noun"])
        if by_noun and (verb := _NOBODY_DID.match(plain[cue.start() :])):
            after, by_noun = after[verb.end() - len(cue[0]) :], False
        words = [one for one in stems(after) if one not in _SKIPPED]
        before = plain[max(0, cue.start() - REACH) : cue.start()]
        if cue[0].casefold() in ("nicht", "nie", "niemals") and len(words) < 2:  # German puts it behind what it denies
            words = [*words, *stems(_CLAUSE.split(before)[-1])]
        elif not words and not by_noun and not _LEFT_OUT.search(before):
            words = next((said for part in reversed(_CLAUSE.split(before)) if (said := stems(part))), [])
        if words:
            found.append(_Denied(words[0], tuple(words[:5]), by_noun))
    return tuple(found)


def _is_denied(claim: str, sentences: Sequence[str]) -> bool:
    """Whether one of the sentences denies what is said and no other says it; one that the claim does not match best, in more words."""
    said = stems(claim)
    best = max(sentences, key=lambda sentence: _shared(said, stems(sentence)))
    elsewhere = " ".join(_OF_TIME.findall(" ".join(sentences)))
    for sentence in sentences:
        if _NEGATIVE.search(_outside(claim, f"{sentence} {elsewhere}")):
            continue
        for one in _denied(sentence):
            stated = any(_states(other, one) for other in sentences if not _denied(other))
            if not stated and _affirms(said, one, 0.5 if sentence == best else 0.6):
                return True
    return False


def _affirms(said: Sequence[str], denied: _Denied, share: float) -> bool:
    """Whether words that nothing negates say what is denied: its head and that share of all, or, of a clause, nearly all."""
    covered = sum(any(is_alike(one, word) for word in said) for one in denied.scope) / len(denied.scope)
    if denied.by_noun:
        return covered >= 0.75
    return any(is_alike(denied.head, word) for word in said) and covered >= share


def _states(text: str, denied: _Denied) -> bool:
    """Whether the text has the very word that the claim denies."""
    there = stems(text)
    covered = sum(any(is_alike(one, word) for word in there) for one in denied.scope) / len(denied.scope)
    return any(
        denied.head == word or (len(word) > 4 and word[:5] == denied.head[:5]) for word in there
    ) and covered >= (0.75 if denied.by_noun else 0.5)


def _opposite(claim: str, sentences: Sequence[str]) -> str | None:
    words, there = _words(claim), _words(" ".join(sentences))
    for one, other in _OPPOSITES:
        for ours, theirs in ((one, other), (other, one)):
            mine, cited = _first_of(ours, words), _first_of(theirs, there)
            if (
                mine
                and cited
                and not _first_of(theirs, words)
                and not _first_of(ours, there)
                and _weighs(ours, claim, sentences)
            ):
                return f"the claim says “{mine}” where the cited sentence says “{cited}”"
    return None


def _first_of(side: frozenset[str], words: Mapping[str, str]) -> str | None:
    return next((written for word, written in words.items() if word in side), None)


def _weighs(side: frozenset[str], claim: str, sentences: Sequence[str]) -> bool:
    """`For` and `against` are opposites after "voted" only, and "more" and "less" before "than" only."""
    text = " ".join(sentences)
    if side & {"for", "against"}:
        return bool(_NEEDS_VERB.search(claim) and _NEEDS_VERB.search(text))
    if side & {"more", "less"}:
        return all(re.search(r"\b(?:more|less|fewer) than\b", one, re.IGNORECASE) for one in (claim, text))
    return True


def _words(text: str) -> dict[str, str]:
    """The words in lower case, as they are written; "up from" and "up 5" are an increase."""
    found = {word.casefold(): word for word in re.findall(r"[^\W\d_]+", text)}
    moved = {
        _MOVED[match[1].casefold()]: match[1]
        for match in re.finditer(r"\b(up|down) (?:from|by|\d)", text, re.IGNORECASE)
    }
    return found | moved
