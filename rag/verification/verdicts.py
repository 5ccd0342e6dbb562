"""What becomes of each claim of a draft. Pure.

Proved by a cited sentence, it is shown as its author worded it. Neither proved nor contradicted, the sentence itself is
quoted in its place. Contradicted, or without a sentence, it is withheld.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from ..text.characters import without_invisible
from ..text.paragraphs import is_row
from ..types import Claim, Draft, Passage, Rejected, Sentence, Unproved
from .claims import carrier, carriers, closeness, contradicted, strays
from .copies import is_copy
from .links import lure
from .proof.derivation import unproved

MOST_QUOTED = 2
"""Sentences that stand in the place of one claim, at most."""

TRIED = 8
"""Sentences that may prove a claim whose own do not: the nearest, as a long reply may have a hundred of these."""

Place = tuple[Passage, Sentence]
Keyed = Mapping[str, Place]


class Judged(NamedTuple):
    """The claims of a draft after their check."""

    shown: tuple[Claim, ...]
    unproved: tuple[Unproved, ...]
    rejected: tuple[Rejected, ...]
    dropped: int
    """How many keys were not needed."""


def judge(draft: Draft, seen: Sequence[Passage], keyed: Keyed, *, show_unproved: bool = False) -> Judged:
    """The verdicts. `show_unproved`: what is not proved is shown as it is worded, and marked."""
    shown: list[Claim] = []
    open_: list[Unproved] = []
    rejected: Counter[tuple[str, str]] = Counter()
    dropped = 0
    for said in draft.claims:
        claim = _with_a_key(said, keyed)
        cited = _resolved(claim, seen, keyed)
        resolved = _with_the_right_key(cited, keyed)
        dropped += len(cited.keys) if resolved.keys != cited.keys else 0
        if proving := _proving(resolved, keyed):
            verdict = [replace(resolved, keys=proving)]
            dropped += len(resolved.keys) - len(proving)
        elif reason := _fault(claim, resolved, keyed):
            rejected[claim.text, reason] += 1
            continue
        else:
            needed = _needed(resolved, keyed)
            dropped += len(resolved.keys) - len(needed.keys)
            open_.append(Unproved(claim.text, _proof(claim.text, keyed[needed.keys[0]]) or ""))
            verdict = [replace(needed, proved=False)] if show_unproved else _quoted(needed, keyed)
        known = {(one.text, one.keys) for one in shown}  # a small model repeats itself
        shown += [one for one in verdict if (one.text, one.keys) not in known]
    return Judged(
        tuple(shown), tuple(open_), tuple(Rejected(*which, count) for which, count in rejected.items()), dropped
    )


def is_proved(claim: Claim, seen: Sequence[Passage], keyed: Keyed) -> bool:
    """Whether `judge` shows the claim as it is worded."""
    return bool(_proving(_with_the_right_key(_resolved(_with_a_key(claim, keyed), seen, keyed), keyed), keyed))


def proof(claim: str, sentence: str, before: str = "", title: str = "") -> str | None:
    """The step at which the proof that the sentence says the claim fails; None if it is proved.

    `before` is the sentence before, which with the title says whom a pronoun means.
    """
    said, there = without_invisible(claim), without_invisible(sentence)
    if _is_quote(said, there):
        return None
    if claimed := lure(said, [there]):
        return f"{claimed[:60]} is not in the sentence"
    return unproved(said, there, without_invisible(before), without_invisible(title))


def _proof(claim: str, place: Place) -> str | None:
    passage, sentence = place
    before = [other.text for other in passage.sentences if other.end <= sentence.start]
    return proof(claim, sentence.text, before[-1] if before else "", passage.title)


def is_issued(key: str, seen: Sequence[Passage], keyed: Keyed) -> bool:
    """Whether the key names a sentence, or a whole passage, that the draft's author was shown."""
    return key in keyed or (key.isdecimal() and 1 <= int(key) <= len(seen))


def contradiction(claim: str, places: Sequence[Place]) -> str | None:
    """Why the sentences of these places contradict the claim together; None if they do not."""
    said, sentences = without_invisible(claim), [_seen(place) for place in places]
    if found := lure(said, sentences):
        return f"the {'mark-up' if found[0] in '<!' else 'address'} {found[:60]} is in no cited sentence"
    around = dict.fromkeys(
        without_invisible(part)
        for passage, _ in places
        for part in (passage.text, passage.title, passage.source)
        if part
    )
    return contradicted(said, sentences, tuple(around))


def _is_quote(claim: str, sentence: str) -> bool:
    """Whether the claim is the sentence, word for word, or some rows of it where it is a table."""
    rows = [" ".join(line.split()) for line in sentence.split("\n") if line.strip()]
    if len(rows) < 2 or not all(map(is_row, rows)):
        return is_copy(claim, sentence)
    left = " ".join(claim.split())
    for row in rows:
        left = left.replace(row, "", 1)
    return not left.strip()


def _quoted(claim: Claim, keyed: Keyed) -> list[Claim]:
    return [replace(claim, text=keyed[key][1].text, keys=(key,)) for key in claim.keys[:MOST_QUOTED]]


def _proving(claim: Claim, keyed: Keyed) -> tuple[str, ...]:
    """The keys of the sentences that prove the claim by themselves, and of them those closest to its words."""
    if claim.fault:
        return ()
    return _closest(claim.text, [key for key in claim.keys if _proof(claim.text, keyed[key]) is None], keyed)


def _closest(claim: str, keys: Sequence[str], keyed: Keyed) -> tuple[str, ...]:
    if len(keys) < 2:
        return tuple(keys)
    nearness = {key: closeness(without_invisible(claim), _seen(keyed[key])) for key in keys}
    closest = max(nearness.values())
    return tuple(key for key in keys if nearness[key] == closest)


def _with_the_right_key(claim: Claim, keyed: Keyed) -> Claim:
    """The claim; if its author, as small models do, cited others, with the sentence that proves it or plainly says it.

    Of keys none of which was issued, nothing is made.
    """
    if claim.fault or not claim.keys or _proving(claim, keyed):
        return claim
    near = _nearest(claim.text, keyed)
    found = _proving_among(claim.text, near, keyed)
    if not found and strays(claim.text, [_seen(keyed[key]) for key in claim.keys], [_seen(keyed[key]) for key in near]):
        found = tuple(near[:1])
    return replace(claim, keys=found, attributed=True) if found else claim


def _with_a_key(claim: Claim, keyed: Keyed) -> Claim:
    """The claim; if its author gave no key, with that of the sentence that proves it, or else shares most with it."""
    if claim.keys or claim.fault:
        return claim
    near = _nearest(claim.text, keyed)
    found = (*_proving_among(claim.text, near, keyed), *near)[:1]
    return replace(claim, keys=found, attributed=True) if found else claim


def _nearest(claim: str, keyed: Keyed) -> list[str]:
    """The keys of the sentences that share most with the claim, the nearest first."""
    keys = list(keyed)
    return [keys[index] for index in carriers(claim, [_seen(keyed[key]) for key in keys])]


def _proving_among(claim: str, near: Sequence[str], keyed: Keyed) -> tuple[str, ...]:
    return _closest(claim, [key for key in near[:TRIED] if _proof(claim, keyed[key]) is None], keyed)[:1]


def _resolved(claim: Claim, seen: Sequence[Passage], keyed: Keyed) -> Claim:
    """The claim with sentence keys only, unknown keys dropped.

    A passage's key ("2") becomes the key of its sentence that carries the claim ("2.3"); if none does, it is dropped.
    """
    keys = []
    for key in claim.keys:
        if key in keyed:
            keys.append(key)
        elif is_issued(key, seen, keyed):
            found = carrier(claim.text, [sentence.text for sentence in seen[int(key) - 1].sentences])
            keys += [f"{int(key)}.{found + 1}"] if found is not None else []
    return replace(claim, keys=tuple(dict.fromkeys(keys)))


def _fault(claim: Claim, resolved: Claim, keyed: Keyed) -> str | None:
    if claim.fault or not claim.keys:
        return claim.fault or "no citation"
    if not resolved.keys:
        whole = [key for key in claim.keys if key.isdecimal() and f"{int(key)}.1" in keyed]
        unknown = f"cites {', '.join(claim.keys)}, which was never issued"
        return f"no sentence of passage {', '.join(whole)} says this" if whole else unknown
    return contradiction(claim.text, [keyed[key] for key in resolved.keys])


def _needed(claim: Claim, keyed: Keyed) -> Claim:
    """The claim with those keys alone whose sentences say it by themselves, and of them the closest to its words.

    If none does, it keeps the keys without which the others do not support it.
    """
    if len(claim.keys) < 2:
        return claim
    alone = [key for key in claim.keys if not contradiction(claim.text, [keyed[key]])]
    if alone:
        return replace(claim, keys=_closest(claim.text, alone, keyed))
    return replace(claim, keys=_needed_together(claim, keyed))


def _needed_together(claim: Claim, keyed: Keyed) -> tuple[str, ...]:
    """Keys that support the claim together, and none of which can be left out; all if they do not support it."""

    def hold(keys: Sequence[str]) -> bool:
        return bool(keys) and not contradiction(claim.text, [keyed[key] for key in keys])

    if not hold(claim.keys):
        return claim.keys
    needed: list[str] = []
    others = list(claim.keys)
    while others and not hold(needed):
        # The last key of the shortest row that suffices is needed; halving finds it, as a reply may cite many.
        last = bisect_left(range(len(others) - 1), True, key=lambda n: hold([*needed, *others[: n + 1]]))
        needed, others = [others[last], *needed], others[:last]
    while spare := next((key for key in needed if hold([other for other in needed if other != key])), None):
        needed.remove(spare)
    return tuple(needed)


def _seen(place: Place) -> str:
    return without_invisible(place[1].text)
