"""The same fact in another order: active and passive, who somebody is, when it was, who says so. Pure, for English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..dates_and_times import Moment
from ..verbs import BE, HAVE, MODALS, is_past
from .limits import ARTICLES
from .words import Word, same

Words = tuple[Word, ...]

_BE = BE | {"be", "been", "being"}
_ENDS = frozenset(
    "in on at during after before for from to with when while because and who which that by until of as if".split()
)
_OPENS = frozenset("a an the his her its their".split())
_HELPS = MODALS | HAVE | {"to", "been", "not", "never"}
_ADJUNCTS = frozenset("in on at during near by since until under along over with from before after".split())
_DAYS = frozenset("today yesterday tomorrow tonight overnight".split())
_WHICH = frozenset("this last next".split())
_THINKS = frozenset("that believe believes suspect suspects think thinks expect expects fear fears".split())
_HEDGES = {"alleged": "allegedly", "reported": "reportedly", "supposed": "supposedly"}
_PERIODS = frozenset("year week month night season spring summer autumn winter morning evening afternoon".split())
_CLAUSE = frozenset("that whether because if unless said to".split())
_OF = frozenset("of in at".split())
_MOST_MOVED = 6
_EQUALS, _NOBODY = Word("="), Word("*")
"""Stand for the verb that says who somebody is, and for a doer who is not named."""


def turned(claim: Words, sentence: Words) -> Iterator[tuple[Words, Words]]:
    """Claim and sentence with one of them, or both, in another order, so that they may be compared word by word."""
    theirs = (sentence, *_active(sentence), *_hedged(sentence))
    for ours in (claim, *_active(claim), *_genitives(claim), *_condition_last(claim)):
        for one in theirs:
            if ours is claim or one is sentence:
                yield ours, one
                moved = _with_adjuncts_as_in(ours, one)
                if moved != ours:
                    yield moved, one
    for one in _identities(claim):
        yield from ((one, part) for part in _appositions(sentence))


def _condition_last(words: Words) -> Iterator[Words]:
    """`Anna leaves if it rains` for `If it rains, Anna leaves`."""
    end = next((at for at, word in enumerate(words) if word.text == ","), 0)
    if end and words[0].form in ("if", "unless", "when", "after", "before", "because", "while", "as"):
        yield (*words[end + 1 :], *words[:end])


def _genitives(words: Words) -> Iterator[Words]:
    """`Oslo's mayor` for `the mayor of Oslo`, `Oslo's 300 pupils` for `the 300 pupils in Oslo`, and back."""
    for at in range(1, len(words) - 1):
        if words[at].form in _OF and words[at + 1].is_name:
            end = next((k for k in range(at + 1, len(words)) if not words[k].is_name), len(words))
            start = next((k for k in range(at - 1, max(-1, at - 5), -1) if words[k].form == "the"), None)
            if start is not None and not any(word.is_pause for word in words[start:at]):
                yield (*words[:start], *words[at + 1 : end], Word("'s"), *words[start + 1 : at], *words[end:])
        elif words[at].text == "'s" and words[at - 1].is_name:
            start = at
            while start and words[start - 1].is_name:
                start -= 1
            for end in range(at + 2, min(at + 4, len(words) + 1)):
                for link in sorted(_OF):
                    yield (*words[:start], *words[at + 1 : end], Word(link), *words[start:at], *words[end:])


def _hedged(words: Words) -> Iterator[Words]:
    """`Anna allegedly drove it` for `Anna is alleged to have driven it`."""
    for at in range(len(words) - 4):
        forms = [word.form for word in words[at : at + 4]]
        if forms[0] in _BE and forms[1] in _HEDGES and forms[2:] == ["to", "have"]:
            yield (*words[:at], Word(_HEDGES[forms[1]]), *words[at + 4 :])


def _with_adjuncts_as_in(claim: Words, sentence: Words) -> Words:
    """The claim with its times, places and the like where the sentence has them: behind the same word."""
    at, moved = len(claim) if any(word.form == "than" for word in claim) else 0, 0
    while at < len(claim):
        end = adjunct_end(claim, at)
        place = _place_of(claim[at:end], sentence) if end > at else None
        if place is None or _is_elsewhere(claim[:at], sentence[:place]):
            at = max(end, at + 1)
            continue
        comma = end < len(claim) and claim[end].is_pause
        rest = (*claim[:at], *claim[end + comma :])
        spots = (k + 1 for word in reversed(sentence[:place]) for k, own in enumerate(rest) if same(own, word))
        spot = next(spots, int(rest[:1] == (_NOBODY,)))
        claim = (*rest[:spot], *claim[at:end], *rest[spot:])
        moved += 1
        if spot <= at or moved > _MOST_MOVED:  # two that stand behind each other's words would change places for ever
            at = max(end, at + 1)
    return claim


def adjunct_end(words: Words, at: int) -> int:
    """Where the time, the place or the like that opens at a word ends: `in the final`, `on Sunday`, `last week`."""
    if is_time_at(words, at):
        return at + (1 if isinstance(words[at].value, Moment) or words[at].form in _DAYS else 2)
    if words[at].form.endswith("ly") and words[at].value is None and words[at].form not in ("only", "early", "family"):
        return at + 1
    if words[at].form == "by" and at + 1 < len(words) and words[at + 1].value is not None:
        return at + 2
    if words[at].form not in _ADJUNCTS:
        return at
    end = at + 1
    while end < len(words) and end < at + 8:
        word = words[end]
        reaches = word.form == "of" or (word.form, words[at].form) == ("to", "from")
        closes = word.is_pause or word.form in _BE or (word.form in _ENDS and not reaches)
        opens_clause = at == 0 and word.is_name and end > 1 and not words[end - 1].is_name
        if closes or (end > at + 1 and (is_time_at(words, end) or (opens_clause and _describes(words[end - 1])))):
            break
        end += 1
        if isinstance(word.value, Moment) and [one.form for one in words[end : end + 1]] != ["to"]:
            break
    return end if end > at + 1 else at


def is_time_at(words: Sequence[Word], at: int) -> bool:
    word, after = words[at], words[at + 1].form if at + 1 < len(words) else ""
    return isinstance(word.value, Moment) or word.form in _DAYS or (word.form in _WHICH and after in _PERIODS)


def _place_of(part: Words, sentence: Words) -> int | None:
    """Where the sentence has the words of an adjunct."""
    plain = [word for word in part if word.form not in ARTICLES]
    for at in range(len(sentence)):
        there = [word for word in sentence[at : at + len(part) + 4] if word.form not in ARTICLES]
        if len(there) >= len(plain) and all(same(a, b) for a, b in zip(plain, there, strict=False)):
            return at
    return None


def _is_elsewhere(ours: Words, theirs: Words) -> bool:
    """Whether what opens here belongs to another clause: `said in May that it closed`, `said that it closed in May`."""
    here, there = ({word.form for word in words} & _CLAUSE for words in (ours, theirs))
    return bool((here ^ there) - {"to"}) or "to" in here - there


def _active(words: Words) -> Iterator[Words]:
    """`Halden was bought by Tansy in May` as `Tansy bought Halden in May`."""
    for at in range(1, len(words) - 1):
        if words[at].form not in _BE or words[at + 1].form in _BE or not is_past(words[at + 1].form):
            continue
        first = at
        while first and words[first - 1].form in _HELPS:
            first -= 1
        helps = tuple(word for word in words[first:at] if word.form != "been")
        for start in _starts(words, first):
            front, thing = words[:start], words[start:first]
            for agent, verb, rest in _agents(words, at + 1):
                yield (*front, *agent, *helps, *verb, *thing, *rest)


def _starts(words: Words, end: int) -> list[int]:
    """Where the subject that ends before a word may begin: behind the last pause, an adjunct, or nothing."""
    pause = next((k + 1 for k in range(end - 1, -1, -1) if words[k].is_pause), 0)
    thought = next((k + 1 for k in range(end - 1, -1, -1) if words[k].form in _THINKS), 0)
    return list(dict.fromkeys(k for k in (pause, thought, adjunct_end(words, 0), 0) if k < end))


def _agents(words: Words, verb: int) -> Iterator[tuple[Words, Words, Words]]:
    """The doer, the verb and what follows, for each place at which the words for the doer may end."""
    last = verb + 1 + _has_particle(words, verb)
    by = next((k for k in range(verb + 1, len(words)) if words[k].form == "by" or words[k].is_pause), len(words))
    yield (_NOBODY,), words[verb:last], words[last:]
    if by == len(words) or words[by].is_pause:
        return
    for end in range(by + 2, len(words) + 1):
        if end == len(words) or words[end].is_pause or words[end].form in _ENDS or adjunct_end(words, end) > end:
            yield words[by + 1 : end], words[verb:last], (*words[last:by], *words[end:])
        after = words[end + 1 : end + 2]
        if end < len(words) and words[end].is_pause and after and not after[0].is_name:
            return


def _has_particle(words: Words, verb: int) -> bool:
    return verb + 1 < len(words) and words[verb + 1].form in ("up", "down", "off", "out", "away", "back")


def _identities(words: Words) -> Iterator[Words]:
    """`Anna Berg is the mayor` and, turned round, `the mayor is Anna Berg`; both with a mark for the verb."""
    found = [at for at, word in enumerate(words) if word.form in ("is", "was")]
    if len(found) == 1 and 0 < found[0] < len(words) - 1:
        one, other = words[: found[0]], words[found[0] + 1 :]
        yield (*one, _EQUALS, *other)
        yield (*other, _EQUALS, *one)


def _appositions(words: Words) -> Iterator[Words]:
    """`Anna Berg = the mayor` for each `Anna Berg, the mayor,`, `the mayor, Anna Berg,` or `mayor Anna Berg`."""
    pauses = [at for at, word in enumerate(words) if word.text == ","]
    for at in pauses:
        end = next((k for k in pauses if k > at), len(words))
        inner = words[at + 1 : end]
        start = name_start(words, at)
        if inner and start < at:
            relative = next((k for k, word in enumerate(inner) if word.form in ("who", "which", "that")), len(inner))
            yield from ((*words[start:at], _EQUALS, *part) for part in {inner, inner[:relative]} if part)
        named = name_start(words, end)
        begins = next((k for k in range(at - 1, -1, -1) if words[k].is_pause or is_past(words[k].form)), -1) + 1
        if at + 1 <= named < end and all(map(_describes, words[at + 1 : named])):
            for k in range(begins, at):
                if words[k].form in _OPENS:
                    yield (*words[k:at], _EQUALS, *words[named:end])
    for start, name, end in described(words):
        yield (*words[name:end], _EQUALS, *words[start:name])


def name_start(words: Words, end: int) -> int:
    """Where the words with a capital that end before a place begin."""
    while end and words[end - 1].is_name:
        end -= 1
    return end


def described(words: Words) -> Iterator[tuple[int, int, int]]:
    """Each name with what stands before it and says what it is: `the dredging firm | Sandmar`, by three places."""
    end = 0
    for name in range(1, len(words)):
        if name < end or not words[name].is_name or words[name - 1].is_name:
            continue
        end = next((k for k in range(name, len(words)) if not words[k].is_name), len(words))
        start = name
        while start and _describes(words[start - 1]):
            start -= 1
        if start < name and not (end < len(words) and words[end].text == "'s"):
            yield start, name, end


def _describes(word: Word) -> bool:
    plain = word.value is None and not word.is_name and not word.is_pause and not is_past(word.form)
    return plain and word.form not in _ENDS | _HELPS | _BE | _OPENS | _CLAUSE | {"and", "or", "but", "'s", "than"}
