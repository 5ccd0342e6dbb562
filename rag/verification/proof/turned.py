"""The same fact in another order: active and passive, who somebody is, when it was, who says so. Pure, for English."""

from __future__ import annotations

from collections.abc import Iterator

from ..dates_and_times import Moment
from ..verbs import is_past
from .words import Word, same

Words = tuple[Word, ...]

_BE = frozenset("is are was were be been being".split())
_ENDS = frozenset(
    "in on at during after before for from to with when while because and who which that by until".split()
)
_OPENS = frozenset("a an the his her its their".split())
_HELPS = frozenset("will would can could may might must shall should to has have had been not never".split())
_WHEN = frozenset("on in at by since until".split())
_SAID = frozenset("said says announced".split())
_EQUALS, _NOBODY = Word("="), Word("*")
"""Stand for the verb that says who somebody is, and for a doer who is not named."""


def turned(claim: Words, sentence: Words) -> Iterator[tuple[Words, Words]]:
    """Claim and sentence with one of them, or both, in another order, so that they may be compared word by word."""
    spoken, heard = [claim, *_with_speaker_first(claim)], [sentence, *_with_speaker_first(sentence)]
    for ours in spoken:
        for theirs in heard:
            if ours is not claim or theirs is not sentence:
                yield ours, theirs
            for moved in _with_its_time(ours, theirs):
                yield moved, theirs
                yield from ((one, theirs) for one in _active(moved))
            yield from ((one, theirs) for one in (*_active(ours), *_named_last(ours)))
            yield from ((ours, one) for one in _active(theirs))
    for one in _identities(claim):
        yield from ((one, part) for part in _appositions(sentence))


def _with_speaker_first(words: Words) -> Iterator[Words]:
    """`Anna Berg said it closed` for `It closed, Anna Berg said`, `…, said Anna Berg` and `According to Anna Berg, …`."""
    forms = [word.form for word in words]
    pauses = [at for at, word in enumerate(words) if word.text == ","]
    if forms[:2] == ["according", "to"] and pauses:
        yield (*words[2 : pauses[0]], Word("said"), *words[pauses[0] + 1 :])
    for at in pauses[-3:]:
        last = words[at + 1 :]
        told = next((k for k, word in enumerate(last) if word.form in _SAID), None)
        if forms[at + 1 : at + 3] == ["according", "to"]:
            yield (*last[2:], Word("said"), *words[:at])
        elif told == 0:
            yield (*last[1:], Word("said"), *words[:at])
        elif told is not None and not any(word.form in ("and", "but", "while", "who", "which") for word in last[:1]):
            yield (*last[:told], Word("said"), *last[told + 1 :], *words[:at])


def _with_its_time(claim: Words, sentence: Words) -> Iterator[Words]:
    """The claim with its time where the sentence has the same time: behind the same word."""
    for at, word in enumerate(claim):
        if not isinstance(word.value, Moment):
            continue
        start = _start_of_time(claim, at)
        rest = [*claim[:start], *claim[at + 1 :]]
        for place, there in enumerate(sentence):
            if same(word, there):
                before = sentence[: _start_of_time(sentence, place)]
                spots = (k + 1 for w in reversed(before) for k, own in enumerate(rest) if same(own, w))
                spot = next(spots, 0)
                if spot != start:
                    yield (*rest[:spot], *claim[start : at + 1], *rest[spot:])


def _start_of_time(words: Words, at: int) -> int:
    return at - 1 if at and words[at - 1].form in _WHEN else at


def _active(words: Words) -> Iterator[Words]:
    """`Halden was bought by Tansy in May` as `Tansy bought Halden in May`."""
    for at, word in enumerate(words):
        if word.form not in _BE or at == 0 or at + 2 > len(words) or words[at + 1].form in _BE:
            continue
        verb = at + 1
        if not is_past(words[verb].form):
            continue
        first = at
        while first and words[first - 1].form in _HELPS:
            first -= 1
        start = next(
            (k + 1 for k in range(first - 1, -1, -1) if words[k].is_pause or words[k].form in ("said", "that")), 0
        )
        thing, helps = words[start:first], tuple(w for w in words[first:at] if w.form != "been")
        by = next((k for k in range(verb + 1, len(words)) if words[k].form == "by"), None)
        if by is None or any(words[k].is_pause for k in range(verb, by)):
            yield (*words[:start], _NOBODY, *helps, words[verb], *thing, *words[verb + 1 :])
            continue
        end = next((k for k in range(by + 2, len(words)) if words[k].is_pause or words[k].form in _ENDS), len(words))
        for agent_end in dict.fromkeys((end, len(words))):
            agent, rest = words[by + 1 : agent_end], (*words[verb + 1 : by], *words[agent_end:])
            yield (*words[:start], *agent, *helps, words[verb], *thing, *rest)


def _named_last(words: Words) -> Iterator[Words]:
    """`the trust's chair, Anna Berg,` for `Anna Berg, the trust's chair,`."""
    pauses = [at for at, word in enumerate(words) if word.text == ","]
    for at in pauses:
        end = next((k for k in pauses if k > at), None)
        start = at
        while start and words[start - 1].is_name:
            start -= 1
        if end and start < at and not any(word.form in _BE or is_past(word.form) for word in words[at + 1 : end]):
            yield (*words[:start], *words[at + 1 : end], *words[start:at], *words[end + 1 :])


def _identities(words: Words) -> Iterator[Words]:
    """`Anna Berg is the mayor` and, turned round, `the mayor is Anna Berg`; both with a mark for the verb."""
    found = [at for at, word in enumerate(words) if word.form in ("is", "was")]
    if len(found) == 1 and 0 < found[0] < len(words) - 1:
        one, other = words[: found[0]], words[found[0] + 1 :]
        yield (*one, _EQUALS, *other)
        yield (*other, _EQUALS, *one)


def _appositions(words: Words) -> Iterator[Words]:
    """`Anna Berg = the mayor` for each `Anna Berg, the mayor,` or `the mayor, Anna Berg,` of the sentence."""
    pauses = [at for at, word in enumerate(words) if word.text == ","]
    for at in pauses:
        end = next((k for k in pauses if k > at), len(words))
        inner = words[at + 1 : end]
        start = at
        while start and words[start - 1].is_name:
            start -= 1
        if inner and start < at and inner[0].form in _OPENS:
            yield (*words[start:at], _EQUALS, *inner)
        named = next((k for k in range(at + 1, end) if not words[k].is_name), end)
        begins = next((k for k in range(at - 1, -1, -1) if words[k].is_pause or words[k].form in _OPENS), None)
        if inner and named == end and begins is not None and words[begins].form in _OPENS:
            yield (*words[begins:at], _EQUALS, *inner)
