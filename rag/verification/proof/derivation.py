"""Whether a claim follows from one sentence by steps that are each exact. Pure, and for English.

The claim's words must be the sentence's, in its order, or say the same; what is left out may change no truth. What
these few steps do not prove may still be true: then the sentence itself is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile

from ..negation import has_negation
from .limits import STRICT
from .referents import Alias, aliases
from .same_meaning import phrases_at
from .search import Proof
from .speech import Statement, Words, report, says_the_same
from .statements import conjoined, statements
from .turned import turned
from .words import Word, same, words_of

LONGEST = 150
"""Words of a claim or a sentence; a longer one proves nothing and is not proved."""
_COMMON = frozenset(
    """
    the a an that has have had was were is are be been by said according to which who 's and but while about roughly
    around approximately some allegedly reportedly however meanwhile will would of on in at for when with as
    """.split()
)
"""Words that another order or another voice adds."""
_ORDERS = frozenset("after before because since".split())


def unproved(claim: str, sentence: str, before: str = "", title: str = "") -> str | None:
    """The step at which the proof that the sentence says the claim fails, in a few words; None if the claim is proved.

    `before` is the sentence before, and `title` the article's: they only tell whom a pronoun or a short name means.
    """
    said, there = words_of(claim), words_of(sentence)
    if max(len(said), len(there)) > LONGEST or not said:
        return "it is too long to be compared" if said else "it says nothing"
    known = aliases(said, there, words_of(before), words_of(title))
    if word := _nowhere(said, there, known):
        return f"“{word}” is not in the sentence"
    stated = [*dict.fromkeys(statements(there))]
    furthest = 0
    for parts in _readings(said, ordered=any(word.form in _ORDERS for word in there)):
        proved = [_proved(part, stated, known) for part in parts]
        if all(count == len(part.said) for count, part in zip(proved, parts, strict=True)):
            return None
        furthest = max(furthest, proved[0])
    words = " ".join(word.text for word in said if not word.is_pause).split()
    return f"“{' '.join(words[furthest : furthest + 3])}” does not follow from the sentence"


def _nowhere(claim: Words, sentence: Words, known: Sequence[Alias]) -> str | None:
    """The first word of the claim that nothing in the sentence can say."""
    named = {word.form for ours, _ in known for word in ours}
    left = [
        at
        for at, word in enumerate(claim)
        if not (word.is_pause or word.form in _COMMON or word.form in named or any(same(word, one) for one in sentence))
    ]
    if not left:
        return None
    groups = {group for at in range(len(sentence)) for group, _ in phrases_at(sentence, at)}
    covered = {
        at + k
        for at in range(len(claim))
        for group, length in phrases_at(claim, at)
        if group in groups
        for k in range(length)
    }
    return next((claim[at].text for at in left if at not in covered), None)


def _readings(claim: Words, *, ordered: bool) -> Iterator[Sequence[Statement]]:
    """The claim as it stands, as one speaker's speech, and as the clauses that it puts beside each other."""
    yield [Statement(claim)]
    spoken = report(claim)
    if spoken is not None:
        yield [spoken]
    for parts in conjoined(claim if spoken is None else spoken.said, ordered=ordered):
        if spoken is None:
            yield parts
        elif not any(part.speaker for part in parts):
            yield [spoken._replace(said=part.said) for part in parts]


def _proved(claim: Statement, stated: Sequence[Statement], known: Sequence[Alias]) -> int:
    """How many words of the claim are proved at most from one of the statements."""
    text = " ".join(word.text for word in claim.said)
    strict = bool(STRICT.search(text)) or has_negation(re.sub(r"\b(?:if|unless|provided) .*", "", text))
    furthest = 0
    for one in stated:
        if not says_the_same(claim, one) or (claim.speaker and not _is_speaker(claim, one, known)):
            continue
        if _nowhere(claim.said, one.said, known):
            continue
        for ours, theirs in turned(_as_reported(claim), _as_reported(one)):
            proof = Proof(ours, theirs, known, strict=strict)
            if proof.follows(0, 0):
                return len(claim.said)
            furthest = max(furthest, proof.furthest)
    return min(furthest, len(claim.said) - 1)


def _as_reported(one: Statement) -> Words:
    """The words of a speech with "will" for "would": "said it would close" reports "it will close"."""
    return tuple(Word("will") if word.form == "would" else word for word in one.said) if one.speaker else one.said


def _is_speaker(claim: Statement, sentence: Statement, known: Sequence[Alias]) -> bool:
    """Whether the speaker, with what is said about him, is the sentence's, and so is to whom and when he spoke."""

    def holds(ours: Words, theirs: Words) -> bool:
        return Proof(ours, theirs, known, strict=False).follows(0, 0)

    def parts(words: Words) -> list[Words]:
        return [tuple(run) for pause, run in groupby(words, key=lambda word: word.is_pause) if not pause]

    named = [sentence.speaker, *parts(sentence.speaker)]
    named += [tuple(takewhile(lambda word: word.is_name, reversed(part)))[::-1] for part in named]
    is_named = holds(claim.speaker, sentence.speaker) or all(
        any(holds(part, one) for one in named) for part in parts(claim.speaker)
    )
    return is_named and (not claim.beside or holds(claim.beside, sentence.beside))
