"""What a sentence states, clause by clause, and who says each clause. Pure, and for English.

`P, and Q` states P and Q; `Anna bought P and sold Q` states that Anna sold Q; `P, and Q, police said` states neither:
police say both. A clause that could have two subjects or two speakers is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from ..verbs import MODALS
from .speech import (
    INNER,
    JOINS,
    SPEECH,
    Statement,
    Words,
    has_verb,
    is_finite,
    is_speaker,
    report,
    spoken_first,
    subject_of,
)
from .turned import described, name_start
from .words import Word

_GOVERNING = frozenset("that if unless whether said not no never".split())
_NO_PARTICIPLES = frozenset("including according following saying adding excluding regarding during pending".split())
_NO_VERBS = frozenset("the a an he she it they we you i his her its their this that these those in on at".split())
_TIES = frozenset("of for from in at to by with on".split())
_BESIDE_EACH_OTHER = frozenset("when while with as".split())
_ANY = Word("x")


def statements(words: Words) -> list[Statement]:
    """What a sentence states, the whole first."""
    spoken = report(words)
    if spoken is None:
        found = [Statement(words)]
        for clause in clauses(words) or [words]:
            found += [Statement(clause)] * (clause != words) + [*_accusation(clause)]
            found += map(Statement, (*_beside_it(clause), *_of_whom(clause)))
            told = spoken_first(clause)
            found += [] if told is None else [*_each(told)]
        return found
    return [Statement(words), *_each(spoken), *_adding(words, spoken)]


def _accusation(words: Words) -> Iterator[Statement]:
    """`Anna said that Ben took it` for `Anna accused Ben of having taken it`."""
    verb = next((at for at, word in enumerate(words) if word.form in ("accused", "accuses")), 0)
    of = next((at for at in range(verb, len(words) - 2) if words[at].form == "of"), 0)
    if verb and of and is_speaker(words[:verb]):
        start = of + 2 if words[of + 1].form == "having" else of + 1
        if start == of + 2 or words[start].form.endswith("ing"):
            yield Statement((*words[verb + 1 : of], *words[start:]), words[:verb], "accused")


def _adding(words: Words, spoken: Statement) -> Iterator[Statement]:
    """`Anna said that Q` for `P, Anna said, adding that Q`."""
    for at in range(1, len(words) - 3):
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
    subject = subject_of(words)
    for at in range(len(subject) + 1, len(words) - 2):
        doubtful = any(word.form in MODALS or word.form in _GOVERNING for word in words[:at])
        opens = words[at + 1].form
        is_participle = words[at].text == "," and opens.endswith("ing") and opens not in _NO_PARTICIPLES
        if subject and is_participle and not doubtful:
            yield (*subject, *words[at + 1 :])
        if words[at].form in ("after", "because", "as") and not doubtful and has_verb(words[at + 1 :]):
            yield words[at + 1 :]


def _of_whom(words: Words) -> Iterator[Words]:
    """`Anna sold it` for `…, Anna, who sold it`."""
    for at in range(1, len(words) - 3):
        relates = words[at].text == "," and words[at + 1].form in ("who", "which")
        if not relates or words[at + 2].is_name or words[at + 2].form in _NO_VERBS:
            continue
        end = next((k for k in range(at + 2, len(words)) if words[k].is_pause), len(words))
        name = at
        while name and words[name - 1].is_name:
            name -= 1
        if name < at:
            yield (*words[name:at], *words[at + 2 : end])
        opens = next((k for k in range(name - 1, max(-1, at - 8), -1) if words[k].form in ("a", "an", "the")), -1)
        if opens >= 0 and (not opens or words[opens - 1].form not in _TIES) and not has_verb((_ANY, *words[opens:at])):
            yield (*words[opens:at], *words[at + 2 : end])


def conjoined(words: Words, *, ordered: bool = False) -> Iterator[list[Statement]]:
    """Statements that together say all that the claim says, in each way in which it can be taken apart.

    `ordered`: the sentence says what came first or was the cause, so that "when" may not take its place.
    """
    for parts in _without_descriptions(words):
        yield [Statement(part) for part in parts]
    for at in range(2, len(words) - 2):
        if not ordered and words[at].form in _BESIDE_EACH_OTHER and has_verb(words[:at]):
            yield [Statement(words[:at]), Statement(words[at + 1 :])]
    clauses_ = clauses(words)
    if len(clauses_) > 1 and sum(map(len, clauses_)) >= len(words) - len(clauses_) - 1:
        yield [spoken_first(part) or Statement(part) for part in clauses_]


def _without_descriptions(words: Words) -> Iterator[list[Words]]:
    """`Anna sold it` and `Anna is a pilot` for `Anna, a pilot, sold it` and `Pilot Anna sold it`."""
    beside: list[Words] = []
    while found := next(chain(_asides(words), _titles(words)), None):
        words, said = found
        beside.append(said)
        yield [words, *beside]


def _asides(words: Words) -> Iterator[tuple[Words, Words]]:
    pauses = [at for at, word in enumerate(words) if word.text == ","]
    for start, end in pairwise(pauses):
        name = name_start(words, start)
        aside, main = words[start + 1 : end], (*words[:start], *words[end:])
        if name == start or not aside:
            continue
        if aside[0].form in ("who", "which"):
            yield main, (*words[name:start], *aside[1:])
        elif not has_verb((_ANY, *aside)):
            yield main, (*words[name:start], Word("is"), *aside)


def _titles(words: Words) -> Iterator[tuple[Words, Words]]:
    for start, name, end in described(words):
        yield (*words[:start], *words[name:]), (*words[name:end], Word("is"), *words[start:name])


def clauses(words: Words) -> list[Words]:
    """The clauses that stand beside each other in a sentence, each with its subject."""
    cuts = [at for at in range(1, len(words) - 2) if _joins(words, at)]
    if not cuts:
        return []
    found, subject = [words[: cuts[0]]], subject_of(words)
    for at, end in zip(cuts, [*cuts[1:], len(words)], strict=True):
        start = at + 1 if words[at].form in JOINS or words[at + 1].form not in JOINS else at + 2
        part = words[start:end]
        modal = next((word for word in words[len(subject) : len(subject) + 1] if word.form in MODALS), None)
        if not part:
            continue
        if modal and part[0].form == "be":
            found.append((*subject, modal, *part))
        elif not is_finite(part, 0):
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
    if word.text == "," and after.form in JOINS:
        rest = words[at + 2 :]
        return is_finite(rest, 0) or has_verb(rest) or spoken_first(rest) is not None
    if word.form not in ("and", "but") or words[at - 1].is_pause:
        return False
    before = words[:at]
    is_clause = after.form in ("the", "a", "an") and has_verb(words[at + 1 :]) and has_verb((_ANY, *before))
    is_modal = after.form == "be" and any(one.form in MODALS for one in before)
    return (
        is_modal
        or is_finite(words, at + 1)
        or (
            is_clause
            and not any(one.form in ("between", "both", "who", "which") or one.form in SPEECH for one in before)
        )
    )


def _has_inner(words: Sequence[Word]) -> bool:
    return any(word.form in INNER or word.form in SPEECH for word in words)
