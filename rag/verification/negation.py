"""Whether a claim says the opposite of a sentence: a negation more or less, or an opposite word (rose, fell). Pure.

For English and German. Only plain cases are found: one text must affirm the very word that the other denies. A claim
that denies by an antonym ("is private" against "is public") passes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from ..text.stemming import is_alike, stems

_NO_NEGATION = re.compile(
    r"\bnot (?:only|just|least|to mention|necessarily)\b|\bno (?:less|fewer|more|later|earlier|sooner) than\b"
    r"|\bno doubt\b|\bnothing but\b|\bno\. ?\d"
    r"|\bif not\b|\bwhether or not\b|\bnot (?:more|less|fewer|later|earlier) than\b|\bnicht (?:nur|zuletzt|mehr als)\b"
    r"|\bno wonder\b|\bwithout doubt\b",
    re.IGNORECASE,
)
_VERB_CUE = r"not|yet to|never|cannot|\w+n['’]t|nicht|nie|niemals"
_NOUN_CUE = r"no|none|neither|nor|nobody|nothing|without|kein\w*|ohne|weder|niemand|nichts"
_CUE = re.compile(rf"\b(?:(?P<verb>{_VERB_CUE})|(?P<noun>{_NOUN_CUE}))\b", re.IGNORECASE)
# Words that deny without a negation, or that deny for another time. If the other text has one, we conclude nothing.
_NEGATIVE = re.compile(
    r"\b(?:den(?:y|ie[sd]|ying)|refus\w+|declin\w+|reject\w*|fail\w*|lack\w*|absen\w+|unable|unlikely|unclear|unknown"
    r"|unchanged|undecided|rul\w+ out|ruled\b.*\bout|avoid\w*|prevent\w*|hardly|barely|rarely|seldom|scarcely|few"
    r"|little|instead|rather than|other than|still|yet|stop\w*|un[a-z]{3,}(?:ed|able)|in(?:complete|sufficient)"
    r"|miss(?:ing|ed)|preliminary|free of|free from|free|until|zero|out of|except|only|ban(?:s|ned|ning)?|block\w*"
    r"|forb\w+|postpon\w+|delay\w*|cancel\w*|withheld|withhold\w*|unharmed|unhurt|lehnt\w*|abgelehnt|verweiger\w*"
    r"|bestreite\w*|dementier\w*|fehl\w*|erst|noch|kaum|bevor|unless|oppos\w+|against|halt\w*|struck down|illegal"
    r"|quit|end(?:ed|s)|gone)\b",
    re.IGNORECASE,
)
_OF_TIME = re.compile(r"\b(?:still|yet|until|only)\b", re.IGNORECASE)
"""Those of `_NEGATIVE` that do not count in a claim if any cited sentence has them."""
_REFUTING = re.compile(
    r"\b(?:den(?:y|ie[sd]|ying)|cancel\w*|scrapp\w+|abandon\w*|call(?:ed|s|ing)? off|collaps\w+|false|untrue|incorrect"
    r"|hoax|br(?:oke|eaks?) down|f[ae]lls? (?:through|apart))\b",
    re.IGNORECASE,
)
"""A claim with one of these is rejected if its sentences deny nothing."""
# "Neither company has confirmed" denies the verb, not the noun.
_NOBODY_DID = re.compile(
    r"(?:neither|none|nobody|no one)\b[^,;:]*?\b(?:has|have|had|is|are|was|were|did|does|do|will|would|can|could)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[,;:–—()“”\"]|\b(?:but|although|though|while|whereas|because|which|who|aber|sondern|obwohl|während|weil|und|and"
    r"|since|as)\b",
    re.IGNORECASE,
)
REACH = 200
"""Characters after a negation, or before it, in which we look for what it denies, unless the clause ends sooner."""
_SKIPPED = frozenset(
    "yet been any longer be have has had being the a an all even also ever so much very already fully mehr noch".split()
)

_OPPOSITES = tuple(
    tuple(frozenset(side.split()) for side in line.split("|"))
    for line in """
    rise rose risen rises increase increased increases grow grew grown grows gain gained climb climbed jump jumped \
        surge surged soar soared higher doubled expand raise raised lift lifted | fall fell fallen falls drop dropped \
        decline declined decrease decreased shrink shrank slump slumped plunge plunged sink slip slipped lower lowered \
        halved contract contracted reduce reduced cut tumble tumbled dip dipped
    above exceed exceeds exceeded | below under
    approve approved accept accepted pass passed adopt adopted back backed agreed | \
        reject rejected veto vetoed block blocked refuse refused
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
    start started begin began begun begins starts | \
        end ended finish finished stop stopped stops halt halted cease ceased
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
"""The verb before a "not" that ends a clause, if what it denies stands elsewhere: "Anna came, Ben did not".

After any other word, such a "not" denies the words before it."""

_MOVED = {"up": "increased", "down": "decreased"}


class _Denied(NamedTuple):
    """What a negation denies."""

    head: str
    """The stem of the first word denied: "approv" in "has not approved the drug"."""
    scope: tuple[str, ...]
    """Up to five stems, from the head to the end of its clause."""
    by_noun: bool
    """Whether the negation is "no", "none", "neither", …, which deny the whole clause and not one word."""


def reversal(claim: str, sentences: Sequence[str]) -> str | None:
    """Why the claim says the opposite of a cited sentence, in a short sentence for users; None if it does not."""
    said = stems(claim)
    if not sentences or not said:
        return None
    text = " ".join(sentences)
    if not _shared(said, stems(text)):
        return None
    denied, there = _denied(claim), _denied(text)
    if there and not denied and _is_denied(claim, sentences):
        return "the claim says what the cited sentence denies"
    if not there and not _NEGATIVE.search(text) and (word := _refutes(claim, text)):
        return f"the claim says “{word[0]}”, which no cited sentence does"
    is_rest = bool(_OF_TIME.search(claim))  # "four have still not come" says nothing of those that came
    if (
        denied
        and not is_rest
        and not there
        and not _NEGATIVE.search(text)
        and any(_states(text, one) for one in denied)
    ):
        return "the claim denies what the cited sentence says"
    if not denied and not there and (turned := _opposite(claim, sentences)):
        return turned
    return None


def _refutes(claim: str, text: str) -> re.Match[str] | None:
    """What the claim calls off, or calls untrue, if no sentence does: "cancelled" for "scrapped" is no news."""
    return None if _REFUTING.search(text) else _REFUTING.search(_outside(claim, text))


def denied_in(text: str, sentence: str) -> bool:
    """Whether the sentence denies what the text, which has no negation, says or asks."""
    return _is_denied(text, [sentence])


def is_opposite(text: str, sentence: str) -> bool:
    """Whether one has a word, "rose", whose opposite the other has, "fell", and neither has a negation."""
    shared = _shared(stems(text), stems(sentence))
    return bool(shared and not _denied(text) and not _denied(sentence) and _opposite(text, [sentence]))


def has_negation(text: str) -> bool:
    """Whether the text has a negation."""
    return bool(_denied(text)) or bool(_CUE.search(_NO_NEGATION.sub(" ", text)))


def _shared(said: Sequence[str], there: Sequence[str]) -> int:
    present = set(there)
    return sum(one in present for one in set(said))


def _outside(claim: str, sentence: str) -> str:
    """The claim with a comma for each word that the sentence has too: if both have "until", it makes no difference."""
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
        if cue[0].casefold() in ("nicht", "nie", "niemals") and len(words) < 2:  # German negates the words before
            words = [*words, *stems(_CLAUSE.split(before)[-1])]
        elif not words and not by_noun and not _LEFT_OUT.search(before):
            words = next((said for part in reversed(_CLAUSE.split(before)) if (said := stems(part))), [])
        if words:
            found.append(_Denied(words[0], tuple(words[:5]), by_noun))
    return tuple(found)


def _is_denied(claim: str, sentences: Sequence[str]) -> bool:
    """Whether a sentence denies the claim, "will not close" against "will close", and no other one affirms it.

    A sentence other than the claim's best match must share more of the denied words with it.
    """
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
    """Whether words without a negation affirm what is denied.

    They must have its head and this share of its scope, or, if a noun's negation denies a clause, three quarters of it.
    """
    covered = sum(any(is_alike(one, word) for word in said) for one in denied.scope) / len(denied.scope)
    if denied.by_noun:
        return covered >= 0.75
    return any(is_alike(denied.head, word) for word in said) and covered >= share


def _states(text: str, denied: _Denied) -> bool:
    """Whether the text has the very word that the claim denies, no synonym, and most of its scope."""
    there = stems(text)
    covered = sum(any(is_alike(one, word) for word in there) for one in denied.scope) / len(denied.scope)
    return any(is_alike(denied.head, word) for word in there) and covered >= (0.75 if denied.by_noun else 0.5)


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
    """Whether the opposites count: for and against only after "voted" or its like, more and less only before "than"."""
    text = " ".join(sentences)
    if side & {"for", "against"}:
        return bool(_NEEDS_VERB.search(claim) and _NEEDS_VERB.search(text))
    if side & {"more", "less"}:
        return all(re.search(r"\b(?:more|less|fewer) than\b", one, re.IGNORECASE) for one in (claim, text))
    return True


def _words(text: str) -> dict[str, str]:
    """Each word in lower case -> as written; "up from" and "up 5" count as "increased", "down by" as "decreased"."""
    found = {word.casefold(): word for word in re.findall(r"[^\W\d_]+", text)}
    moved = {
        _MOVED[match[1].casefold()]: match[1]
        for match in re.finditer(r"\b(up|down) (?:from|by|\d)", text, re.IGNORECASE)
    }
    return found | moved
