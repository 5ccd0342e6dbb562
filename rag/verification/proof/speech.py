"""Who says what in a sentence: `Anna said P`, `P, said Anna`, `according to Anna, P`. Pure, and for English."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .. import verbs
from ..dates_and_times import Moment
from ..verbs import base_of_past, is_past
from .words import Word

Words = tuple[Word, ...]

NEUTRAL = frozenset("said says say stated announced according".split())
"""Verbs by which a claim may tell what somebody said in another way."""
SPEECH = NEUTRAL | frozenset(
    "told added wrote show shows showed warned noted ruled claimed claims alleged allege argued insisted estimates "
    "estimated".split()
)
AUXILIARIES = verbs.AUXILIARIES | {"be", "been"}
JOINS = frozenset("and but while although though whereas".split())
_OPENS_NO_SPEAKER = JOINS | frozenset(
    "as who which that whose where when after before because since if unless it's there including".split()
)
INNER = frozenset("that who which whose where when after before because since if unless as while until whether".split())
_ALSO_DEEDS = frozenset("show shows showed added claimed claims wrote".split())
"""Verbs of speech only before "that": "added 3 points" is none."""
_WHEN = frozenset("on in at late early last this to".split())


_FOLLOWS_VERB = frozenset(
    "a an the his her its their him them it that no on in at by for to from up with over into more most all".split()
)
_PLANS = frozenset("plans expects hopes wants aims intends seeks needs believes remains".split())
PRONOUNS = frozenset("it he she they".split())


class Statement(NamedTuple):
    """A clause, and who says it. `speaker` is empty where the sentence says it itself."""

    said: Words
    speaker: Words = ()
    verb: str = ""
    beside: Words = ()
    """To whom, when and where it was said: `reporters on Sunday`."""


def report(words: Words) -> Statement | None:
    """The whole as the speech of one speaker; who says `The firm will close, it said` is the firm."""
    spoken = _spoken_last(words) or spoken_first(words)
    if spoken and len(spoken.speaker) == 1 and spoken.speaker[0].form in PRONOUNS and words[0].form not in PRONOUNS:
        return spoken._replace(speaker=subject_of(spoken.said) or spoken.speaker)
    return spoken


def _spoken_last(words: Words) -> Statement | None:
    """`It closed, Anna Berg said`, `…, said Anna Berg`, `…, according to Anna Berg`."""
    for at in (at for at, word in enumerate(words) if word.text == "," and at):
        last = words[at + 1 :]
        if not last:
            return None
        if last[0].form in SPEECH:
            start = 2 if last[0].form == "according" else 1
            name, aside = _until_pause(last[start:])
            if is_speaker(name) and not _goes_on(aside):
                return Statement(words[:at], last[start:] if is_speaker(last[start:]) else name, last[0].form)
        told = next((k for k, word in enumerate(last) if word.form in SPEECH), 0)
        if (
            told
            and sum(one.is_pause for one in last[:told]) != 1
            and is_speaker(last[:told])
            and _is_beside(last[told + 1 :])
        ):
            return Statement(words[:at], last[:told], last[told].form, _until_pause(last[told + 1 :])[0])
    return None


def spoken_first(words: Words) -> Statement | None:
    """`Anna Berg said on Monday that it closed`, `According to Anna Berg, it closed`."""
    if [word.form for word in words[:2]] == ["according", "to"]:
        return _according(words)
    front = next((at for at in range(1, 5) if _is_when(words, 0) and at < len(words) and words[at].text == ","), 0)
    if front:
        later = spoken_first(words[front + 1 :])
        return later and later._replace(beside=(*words[:front], *later.beside))
    told = next((at for at, word in enumerate(words[:16]) if word.form in SPEECH), 0)
    if not told or not is_speaker(words[:told]) or sum(one.is_pause for one in words[:told]) == 1:
        return None
    at = told + 1
    while at < len(words) and at < told + 8 and words[at].form != "that":
        if not (_is_when(words, at) or (words[told].form == "told" and words[at].form == "reporters")):
            break
        at += 1 if isinstance(words[at].value, Moment) or words[at].form == "reporters" else 2
    if words[told].form == "told":
        at = next((k for k in range(told + 1, min(told + 9, len(words))) if words[k].form == "that"), at)
    start = at + 1 if at < len(words) and words[at].form == "that" else at
    said = words[start:]
    if words[told].form == "told" and words[start - 1].form != "that" and words[told + 1].form != "reporters":
        return None
    if words[told].form in _ALSO_DEEDS and words[start - 1].form != "that":
        return None
    return Statement(said, words[:told], words[told].form, words[told + 1 : at]) if said else None


def _is_when(words: Words, at: int) -> bool:
    after = words[at + 1] if at + 1 < len(words) else Word(",")
    if at >= len(words):
        return False
    return isinstance(words[at].value, Moment) or (words[at].form in _WHEN and isinstance(after.value, Moment))


def _according(words: Words) -> Statement | None:
    pauses = [at for at, word in enumerate(words) if word.text == ","]
    for first in pauses[:1]:
        if is_speaker(words[2:first]) and words[first + 1 :]:
            return Statement(words[first + 1 :], words[2:first], "according")
    return None


def is_speaker(words: Sequence[Word]) -> bool:
    """Whether the words are a name, an office or a body, with at most one aside."""
    pauses = [at for at, word in enumerate(words) if word.is_pause]
    plain = [word for word in words if not word.is_pause]
    if not 0 < len(plain) <= 12 or words[0].form in _OPENS_NO_SPEAKER or words[0].form.endswith("ing"):
        return False
    if any(w.form in AUXILIARIES or w.form in INNER or w.form in SPEECH or w.form in JOINS - {"and"} for w in plain):
        return False
    if any(is_past(word.form) and not word.is_name for word in plain if word.value is None) or pauses[:1] == [0]:
        return False
    return not pauses or len(pauses) == 1 or (len(pauses) == 2 and pauses[1] == len(words) - 1)


def _until_pause(words: Words) -> tuple[Words, Words]:
    end = next((at for at, word in enumerate(words) if word.is_pause), len(words))
    return words[:end], words[end:]


def _goes_on(words: Sequence[Word]) -> bool:
    """Whether more than an aside of the speaker follows: `…, said Anna Berg, and sales fell`."""
    opens = words[1].form if len(words) > 1 else ""
    if opens in ("who", "which") or opens.endswith("ing") or all(word.is_name for word in words[1:]):
        return False
    return opens not in ("a", "an", "the") or any(word.form in AUXILIARIES | JOINS for word in words)


def _is_beside(words: Words) -> bool:
    """Whether the words after `said` tell to whom or when it was said, and not what."""
    plain, aside = _until_pause(words)
    if aside and not (len(aside) > 1 and (aside[1].form.endswith("ing") or aside[1].form in ("who", "which"))):
        return False
    opens = not plain or plain[0].form in _WHEN | {"reporters", "the", "a"} or plain[0].value is not None
    return opens and not any(w.form in AUXILIARIES or w.form == "that" or is_past(w.form) for w in plain)


def says_the_same(claim: Statement, sentence: Statement) -> bool:
    """Whether the verbs let the one speech stand for the other: "said" for "claimed", never the other way."""
    if not claim.speaker or not sentence.speaker:
        return not claim.speaker and not sentence.speaker
    return claim.verb == sentence.verb or claim.verb in NEUTRAL


def has_verb(words: Words) -> bool:
    """Whether the words, up to the next pause, have a subject with its verb."""
    for at, word in enumerate(words):
        if word.is_pause or word.form in INNER:
            return False
        if at and (word.form in AUXILIARIES or is_past(word.form)):
            return True
    return False


def subject_of(words: Words) -> Words:
    """The words before the first verb; none where they are no plain subject."""
    for at, word in enumerate(words[:14]):
        if at and (is_finite(words, at) or word.form in SPEECH or is_past(word.form)):
            end = at - (words[at - 1].form.endswith("ly") and at > 1)
            return words[:end] if sum(one.is_pause for one in words[:end]) in (0, 2) else ()
        if word.form in INNER:
            return ()
    return ()


def is_finite(words: Words, at: int) -> bool:
    """Whether a verb with its object stands there, no participle: `and beat Zabala`, not `and used cars`."""
    if at + 1 >= len(words):
        return False
    word, after = words[at], words[at + 1]
    if word.form in AUXILIARIES - {"be", "been"} or (word.form in _PLANS and after.form in ("to", "that")):
        return True
    is_verb = word.value is None and not word.is_name and (is_past(word.form) or base_of_past(word.form) is not None)
    return is_verb and (after.is_name or after.value is not None or after.form in _FOLLOWS_VERB)
