"""What a sentence states, clause by clause, and who says each clause. Pure, and for English.

`P, and Q` states P and Q; `Anna bought P and sold Q` states that Anna sold Q; `P, and Q, police said` states neither: police
say both. A clause that could have two subjects or two speakers is left out, so that no statement is put into a wrong mouth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..dates_and_times import Moment
from ..verbs import base_of_past, is_past
from .words import Word

Words = tuple[Word, ...]

NEUTRAL = frozenset("said says say stated announced according".split())
"""Verbs by which a claim may tell what somebody said in another way."""
SPEECH = NEUTRAL | frozenset(
    "told added wrote warned noted ruled claimed claims alleged allege argued estimates estimated insisted".split()
)
MODALS = frozenset("will would can could may might must shall should".split())
AUXILIARIES = MODALS | frozenset("is are was were be been has have had do does did".split())
_JOINS = frozenset("and but while although though whereas".split())
_OPENS_NO_SPEAKER = _JOINS | frozenset(
    "as who which that whose where when after before because since if unless it's there including".split()
)
_INNER = frozenset(
    "that who which whose where when after before because since if unless as while until whether".split()
)
_FOLLOWS_VERB = frozenset(
    "a an the his her its their him them it that no on in at by for to from up with over into more most some all".split()
)
_GOVERNING = frozenset("that if unless whether said not no never".split())
_NO_PARTICIPLES = frozenset("including according following saying adding excluding regarding during pending".split())
_TIES = frozenset("of for from in at to by with on".split())
_ANY = Word("x")
_ALSO_DEEDS = frozenset("added claimed claims wrote".split())
"""Verbs of speech only before "that": "added 3 points" is none."""
_PLANS = frozenset("plans expects hopes wants aims intends seeks needs believes remains".split())
_WHEN = frozenset("on in at late early last this to".split())


class Statement(NamedTuple):
    """A clause, and who says it. `speaker` is empty where the sentence says it itself."""

    said: Words
    speaker: Words = ()
    verb: str = ""
    beside: Words = ()
    """To whom, when and where it was said: `reporters on Sunday`."""


def statements(words: Words) -> list[Statement]:
    """What a sentence states, the whole first."""
    spoken = report(words)
    if spoken is None:
        found = [Statement(words)]
        for clause in clauses(words) or [words]:
            found += [Statement(clause)] * (clause != words) + [*_accusation(clause), *_saying(clause)]
            found += map(Statement, (*_beside_it(clause), *_of_whom(clause)))
            told = _spoken_first(clause)
            found += [] if told is None else [*_each(told)]
        return found
    beside = (Statement(clause) for clause in _done_beside(words, spoken))
    return [Statement(words), *_each(spoken), *beside, *_adding(words, spoken)]


def _accusation(words: Words) -> Iterator[Statement]:
    """`Anna said that Ben took it` for `Anna accused Ben of having taken it`."""
    verb = next((at for at, word in enumerate(words) if word.form in ("accused", "accuses")), 0)
    of = next((at for at in range(verb, len(words) - 2) if words[at].form == "of"), 0)
    if verb and of and _is_speaker(words[:verb]):
        start = of + 2 if words[of + 1].form == "having" else of + 1
        if start == of + 2 or words[start].form.endswith("ing"):
            yield Statement((*words[verb + 1 : of], *words[start:]), words[:verb], "accused")


def _saying(words: Words) -> Iterator[Statement]:
    """`Anna said that P` for `Anna blamed Ben, saying that P`."""
    at = next((k for k in range(1, len(words) - 2) if words[k].text == "," and words[k + 1].form == "saying"), 0)
    subject = _subject(words)
    if at and subject and _is_speaker(subject):
        yield Statement(words[at + 2 + (words[at + 2].form == "that") :], subject, "said")


def _adding(words: Words, spoken: Statement) -> Iterator[Statement]:
    """`Anna said that Q` for `P, Anna said, adding that Q`."""
    for at in range(len(spoken.said), len(words) - 3):
        if words[at].text == "," and words[at + 1].form in ("adding", "saying", "warning", "cautioning"):
            start = at + 2 + (words[at + 2].form == "that")
            yield from _each(spoken._replace(said=words[start:], verb="said"))


def _each(spoken: Statement) -> Iterator[Statement]:
    """What the speaker said, and each clause of it, also of `that P and that Q` and of `only that P`."""
    yield spoken
    said = spoken.said[2:] if [word.form for word in spoken.said[:2]] == ["only", "that"] else spoken.said
    cuts = [at for at in range(1, len(said) - 1) if said[at].form in ("and", "but") and said[at + 1].form == "that"]
    if cuts:
        yield from (spoken._replace(said=said[a:b]) for a, b in ((0, cuts[0]), (cuts[-1] + 2, len(said))))
    parts = clauses(said)
    for clause in (*parts, *_beside_it(said), *_of_whom(said), *(one for part in parts for one in _beside_it(part))):
        yield spoken._replace(said=clause)


def _beside_it(words: Words) -> Iterator[Words]:
    """`Anna pulled him out` for `Anna dived, pulling him out`, and `it rained` for `Anna dived after it rained`."""
    subject = _subject(words)
    for at in range(len(subject) + 1, len(words) - 2):
        doubtful = any(word.form in MODALS or word.form in _GOVERNING for word in words[:at])
        if subject and words[at].text == "," and words[at + 1].form.endswith("ing") and not doubtful:
            if words[at + 1].form not in _NO_PARTICIPLES:
                yield (*subject, *words[at + 1 :])
        if words[at].form in ("after", "because", "as") and not doubtful and _has_verb(words[at + 1 :]):
            yield words[at + 1 :]


def _of_whom(words: Words) -> Iterator[Words]:
    """`Anna sold it` for `…, Anna, who sold it`."""
    for at in range(1, len(words) - 3):
        if (
            words[at].text != ","
            or words[at + 1].form not in ("who", "which")
            or not _has_verb((_ANY, *words[at + 2 :]))
        ):
            continue
        end = next((k for k in range(at + 2, len(words)) if words[k].is_pause), len(words))
        name = at
        while name and words[name - 1].is_name:
            name -= 1
        if name < at:
            yield (*words[name:at], *words[at + 2 : end])
        opens = next((k for k in range(name - 1, max(-1, at - 8), -1) if words[k].form in ("a", "an", "the")), -1)
        if opens >= 0 and (not opens or words[opens - 1].form not in _TIES) and not _has_verb((_ANY, *words[opens:at])):
            yield (*words[opens:at], *words[at + 2 : end])


def conjoined(words: Words) -> list[Statement]:
    """The statements that together say all that the sentence says; empty if it cannot be taken apart."""
    parts = clauses(words) if not any(word.form in ("it", "he", "she", "they") for word in words) else []
    if len(parts) < 2 or sum(map(len, parts)) < len(words) - len(parts) - 1:
        return []
    return [_spoken_first(part) or Statement(part) for part in parts]


def report(words: Words) -> Statement | None:
    """The whole as the speech of one speaker."""
    return _spoken_last(words) or _spoken_first(words)


def clauses(words: Words) -> list[Words]:
    """The clauses that stand beside each other in a sentence, each with its subject."""
    cuts = [at for at in range(1, len(words) - 2) if _joins(words, at)]
    if not cuts:
        return []
    found, subject = [words[: cuts[0]]], _subject(words)
    for at, end in zip(cuts, [*cuts[1:], len(words)], strict=True):
        start = at + 1 if words[at].form in _JOINS or words[at + 1].form not in _JOINS else at + 2
        part = words[start:end]
        if not _is_finite(part, 0):
            found.append(part)
            opens = start > len(subject) and part[0].form in ("it", "he", "she", "they")
            if opens and subject and not any(word.is_name for word in words[len(subject) : at]):
                found.append((*subject, *part[1:]))
        elif subject and (words[at].is_pause or not _has_inner(words[len(subject) : at])):
            found.append((*subject, *part))
    return found


def _joins(words: Words, at: int) -> bool:
    """Whether a clause ends before the word: at a semicolon, at `, and` with a clause, at `and` with a verb."""
    word, after = words[at], words[at + 1]
    if word.text == ";":
        return True
    if word.text == "," and after.form in _JOINS:
        rest = words[at + 2 :]
        return _is_finite(rest, 0) or _has_verb(rest) or _spoken_first(rest) is not None
    if word.form not in ("and", "but") or words[at - 1].is_pause:
        return False
    before = words[:at]
    is_clause = after.form in ("the", "a", "an") and _has_verb(words[at + 1 :]) and _has_verb((_ANY, *before))
    return _is_finite(words, at + 1) or (
        is_clause and not any(one.form in ("between", "both", "who", "which") or one.form in SPEECH for one in before)
    )


def _has_verb(words: Words) -> bool:
    """Whether the words, up to the next pause, have a subject with its verb."""
    for at, word in enumerate(words):
        if word.is_pause or word.form in _INNER:
            return False
        if at and (word.form in AUXILIARIES or is_past(word.form)):
            return True
    return False


def _is_finite(words: Words, at: int) -> bool:
    """Whether a verb with its object stands there, and no participle that describes: `and beat Zabala`, not `and used cars`."""
    if at + 1 >= len(words):
        return False
    word, after = words[at], words[at + 1]
    if word.form in AUXILIARIES - {"be", "been"} or (word.form in _PLANS and after.form in ("to", "that")):
        return True
    is_verb = word.value is None and not word.is_name and (is_past(word.form) or base_of_past(word.form) is not None)
    return is_verb and (after.is_name or after.value is not None or after.form in _FOLLOWS_VERB)


def _has_inner(words: Sequence[Word]) -> bool:
    return any(word.form in _INNER or word.form in SPEECH for word in words)


def _subject(words: Words) -> Words:
    """The words before the first verb; none where they are no plain subject."""
    for at, word in enumerate(words[:14]):
        if at and (_is_finite(words, at) or word.form in SPEECH or is_past(word.form)):
            end = at - (words[at - 1].form.endswith("ly") and at > 1)
            return words[:end] if sum(one.is_pause for one in words[:end]) in (0, 2) else ()
        if word.form in _INNER:
            return ()
    return ()


def _done_beside(words: Words, spoken: Statement) -> Iterator[Words]:
    """`The court rejected P` from `The court ruled that Tansy must pay, but rejected P`: "must pay" cannot go on so."""
    start = len(spoken.speaker)
    if words[:start] != spoken.speaker:
        return
    verbs = [word for word in words[start + 1 :] if word.form in AUXILIARIES or is_past(word.form)]
    for at in range(start + 1, len(words) - 3):
        joined = words[at].text == "," and words[at + 1].form in ("and", "but") and _is_finite(words, at + 2)
        if joined and words[at + 2].form not in AUXILIARIES and verbs and verbs[0].form in MODALS:
            yield (*spoken.speaker, *words[at + 2 :])
            return


def _spoken_last(words: Words) -> Statement | None:
    """`It closed, Anna Berg said`, `…, said Anna Berg`, `…, according to Anna Berg`."""
    for at in (at for at, word in enumerate(words) if word.text == "," and at):
        last = words[at + 1 :]
        if not last:
            return None
        if last[0].form in SPEECH:
            start = 2 if last[0].form == "according" else 1
            name, aside = _until_pause(last[start:])
            if _is_speaker(name) and not _goes_on(aside):
                return Statement(words[:at], last[start:] if _is_speaker(last[start:]) else name, last[0].form)
        told = next((k for k, word in enumerate(last) if word.form in SPEECH), 0)
        if (
            told
            and sum(one.is_pause for one in last[:told]) != 1
            and _is_speaker(last[:told])
            and _is_beside(last[told + 1 :])
        ):
            return Statement(words[:at], last[:told], last[told].form, _until_pause(last[told + 1 :])[0])
    return None


def _spoken_first(words: Words) -> Statement | None:
    """`Anna Berg said on Monday that it closed`, `According to Anna Berg, it closed`."""
    if [word.form for word in words[:2]] == ["according", "to"]:
        return _according(words)
    front = next((at for at in range(1, 5) if _is_when(words, 0) and at < len(words) and words[at].text == ","), 0)
    if front:
        told = _spoken_first(words[front + 1 :])
        return told and told._replace(beside=(*words[:front], *told.beside))
    told = next((at for at, word in enumerate(words[:16]) if word.form in SPEECH), 0)
    if not told or not _is_speaker(words[:told]) or sum(one.is_pause for one in words[:told]) == 1:
        return None
    at = told + 1
    while at < len(words) and at < told + 8 and words[at].form != "that":
        if not (_is_when(words, at) or (words[told].form == "told" and words[at].form == "reporters")):
            break
        at += 1 if isinstance(words[at].value, Moment) or words[at].form == "reporters" else 2
    start = at + 1 if at < len(words) and words[at].form == "that" else at
    said = words[start:]
    if words[told].form == "told" and words[told + 1].form != "reporters":
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
    for first in (pauses[2:3] if _is_apposition(words, pauses) else []) + pauses[:1]:
        if _is_speaker(words[2:first]) and words[first + 1 :]:
            return Statement(words[first + 1 :], words[2:first], "according")
    return None


def _is_apposition(words: Words, pauses: Sequence[int]) -> bool:
    """Whether `According to Anna Berg, the mayor, …` opens with a name and its description between two commas."""
    if len(pauses) < 2:
        return False
    inner = words[pauses[0] + 1 : pauses[1]]
    return not _has_verb((Word("x"), *inner)) and 0 < len(inner) < 8


def _is_speaker(words: Sequence[Word]) -> bool:
    """Whether the words are a name, an office or a body, with at most one aside."""
    pauses = [at for at, word in enumerate(words) if word.is_pause]
    plain = [word for word in words if not word.is_pause]
    if not 0 < len(plain) <= 12 or words[0].form in _OPENS_NO_SPEAKER or words[0].form.endswith("ing"):
        return False
    if any(w.form in AUXILIARIES or w.form in _INNER or w.form in SPEECH or w.form in _JOINS - {"and"} for w in plain):
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
    if opens in ("who", "which") or opens.endswith("ing") or not opens:
        return False
    return opens not in ("a", "an", "the") or any(word.form in AUXILIARIES | _JOINS for word in words)


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
