"""Draft + passages -> answer. No other file builds an `Answer`.

An answerer may cite only the keys that `issue_keys` gave out. Here each key becomes a range of characters, and a claim
that its cited sentences do not support is rejected.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from ..text.characters import without_invisible
from ..types import Answer, Citation, Claim, Draft, Passage, Rejected, Sentence, Span, page_at
from .claims import carrier, closeness, invents, unsupported
from .links import lure
from .lists import at_least
from .wording import exact_words, shown

ABSTENTION = "The articles do not answer this question."
NEAREST = 2
"""Sentences that an abstention names as nearest, at most."""

Keyed = Mapping[str, tuple[Passage, Sentence]]


def issue_keys(passages: Sequence[Passage]) -> Keyed:
    """`{"2.3": (second passage, its third sentence), …}`: every key that a draft may cite."""
    return {
        f"{p}.{s}": (passage, sentence)
        for p, passage in enumerate(passages, 1)
        for s, sentence in enumerate(passage.sentences, 1)
    }


def verify(
    question: str,
    draft: Draft,
    passages: Sequence[Passage],
    seconds: Mapping[str, float] | None = None,
    understood: str | None = None,
) -> Answer:
    """The checked answer: claims without an issued key or without support are rejected; if none is left, it abstains.

    For an incomplete draft it is the answer so far: its text begins the final text, and may be empty.
    """
    seen = passages[: len(passages) - draft.left_out]
    keyed = issue_keys(seen)
    kept, rejected, dropped = _sorted_out(draft, seen, keyed)
    abstained = draft.complete and not kept
    if abstained and (reason := _refusal_fault(draft.refusal, (question, understood or ""))):
        rejected.append(Rejected(draft.refusal, reason))
        draft = replace(draft, refusal="")
    composed = _abstention(draft, keyed) if abstained else _composed(kept, keyed)
    return Answer(
        question=question,
        text=composed.text,
        abstained=abstained,
        confidence=draft.confidence,
        model=draft.model,
        citations=() if abstained else composed.citations,
        passages=tuple(passages),
        rejected=tuple(rejected),
        seconds=dict(seconds or {}),
        understood=understood if understood != question else None,
        unknown_keys=sum(not _is_issued(key, seen, keyed) for claim in draft.claims for key in claim.keys)
        + sum(key not in keyed for key in draft.nearest),
        left_out=draft.left_out,
        usage=dict(draft.usage),
        fallback=draft.fallback,
        incomplete=draft.incomplete,
        dropped_keys=dropped,
        answer_spans=() if abstained else composed.exact,
        nearest=composed.citations if abstained else (),
        unanswered=() if abstained else draft.unanswered,
        note=at_least(_words_of_claims(composed)) if draft.lists and kept else None,
    )


def _sorted_out(draft: Draft, seen: Sequence[Passage], keyed: Keyed) -> tuple[list[Claim], list[Rejected], int]:
    """The claims that hold, with the keys that they need; those that do not; how many keys were not needed."""
    kept: list[Claim] = []
    rejected: list[Rejected] = []
    dropped = 0
    for claim in draft.claims:
        resolved = _resolved(claim, seen, keyed)
        needed = _needed(resolved, keyed)
        if reason := _fault(claim, needed, keyed):
            rejected.append(Rejected(claim.text, reason))
            continue
        dropped += len(resolved.keys) - len(needed.keys)
        if needed not in kept:  # a small model may repeat a claim
            kept.append(needed)
    return kept, rejected, dropped


def _is_issued(key: str, seen: Sequence[Passage], keyed: Keyed) -> bool:
    return key in keyed or (key.isdecimal() and 1 <= int(key) <= len(seen))


def _resolved(claim: Claim, seen: Sequence[Passage], keyed: Keyed) -> Claim:
    """The claim with sentence keys only, unknown keys dropped.

    A passage's key ("2") becomes the key of its sentence that carries the claim ("2.3"); if none does, it is dropped.
    """
    keys = []
    for key in claim.keys:
        if key in keyed:
            keys.append(key)
        elif _is_issued(key, seen, keyed):
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
    return _unsupported(claim.text, [keyed[key] for key in resolved.keys])


def _needed(claim: Claim, keyed: Keyed) -> Claim:
    """The claim with those keys alone whose sentences say it by themselves, and of them the closest to its words.

    If none does, it keeps the keys without which the others do not support it.
    """
    if len(claim.keys) < 2:
        return claim
    alone = [key for key in claim.keys if not _unsupported(claim.text, [keyed[key]])]
    if alone:
        nearness = {key: closeness(without_invisible(claim.text), _seen(keyed[key])) for key in alone}
        closest = max(nearness.values())
        return replace(claim, keys=tuple(key for key in alone if nearness[key] == closest))
    return replace(claim, keys=_needed_together(claim, keyed))


def _needed_together(claim: Claim, keyed: Keyed) -> tuple[str, ...]:
    """Keys that support the claim together, and none of which can be left out; all if they do not support it."""

    def hold(keys: Sequence[str]) -> bool:
        return bool(keys) and not _unsupported(claim.text, [keyed[key] for key in keys])

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


def _unsupported(claim: str, places: Sequence[tuple[Passage, Sentence]]) -> str | None:
    said, sentences = without_invisible(claim), [_seen(place) for place in places]
    if found := lure(said, sentences):
        return f"the {'mark-up' if found[0] in '<!' else 'address'} {found[:60]} is in no cited sentence"
    around = dict.fromkeys(
        without_invisible(part)
        for passage, _ in places
        for part in (passage.text, passage.title, passage.source)
        if part
    )
    return unsupported(said, sentences, tuple(around))


def _seen(place: tuple[Passage, Sentence]) -> str:
    return without_invisible(place[1].text)


class _Composed(NamedTuple):
    text: str
    citations: tuple[Citation, ...]
    exact: tuple[Span, ...]
    """Where in `text` the exact words stand."""


def _composed(claims: Sequence[Claim], keyed: Keyed, lead: str = "") -> _Composed:
    """The text with a marker for each distinct quote, numbered by first use, and the citations in that order."""
    parts: list[str] = []
    at = len(lead)
    markers: dict[tuple[str, str, int, int], int] = {}
    cited: dict[int, tuple[Passage, Sentence, list[Span]]] = {}
    exact: list[Span] = []
    for claim in claims:
        said = shown(claim.text)
        numbers = []
        for passage, sentence in (keyed[key] for key in claim.keys):
            place = (passage.article_id, passage.sha256, sentence.start, sentence.end)
            number = markers.setdefault(place, len(markers) + 1)
            cited.setdefault(number, (passage, sentence, []))[2].append(Span(at, at + len(said)))
            numbers.append(number)
            words = _words(sentence)
            if words and (found := exact_words(said, _quote(passage, sentence), words)):
                exact.append(Span(at + found.start, at + found.end))
        parts.append(f"{said} {''.join(f'[{n}]' for n in dict.fromkeys(numbers))}")
        at += len(parts[-1]) + 1
    citations = tuple(_citation(number, *found) for number, found in cited.items())
    return _Composed(lead + " ".join(parts), citations, _apart(exact))


def _words_of_claims(composed: _Composed) -> list[str]:
    """Each claim's exact words; empty for one that has none, or several that its quotes do not agree on."""
    claims = sorted({span for cited in composed.citations for span in cited.claims})
    each = [[exact for exact in composed.exact if start <= exact.start < end] for start, end in claims]
    return [composed.text[slice(*exact[0])] if len(exact) == 1 else "" for exact in each]


def _abstention(draft: Draft, keyed: Keyed) -> _Composed:
    """What the articles do not say, and the quotes that come nearest; these have no exact words, as they answer not."""
    refusal = shown(draft.refusal) or ABSTENTION
    issued = [key for key in dict.fromkeys(draft.nearest) if key in keyed]
    near = [Claim(_quote(*keyed[key]), (key,)) for key in issued]
    near = [claim for claim in near if not _fault(claim, claim, keyed)][:NEAREST]
    if not near:
        return _Composed(refusal, (), ())
    composed = _composed(near, keyed, f"{refusal} Nearest: ")
    return composed._replace(citations=tuple(replace(cited, answer=None) for cited in composed.citations))


def _refusal_fault(refusal: str, asked: Sequence[str]) -> str | None:
    """Why a refusal says more than that the question has no answer."""
    said, known = without_invisible(refusal), [without_invisible(text) for text in asked]
    return "the question does not name all that it names" if lure(said, known) or invents(said, known) else None


def _apart(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans in ascending order, those that overlap as one."""
    apart: list[Span] = []
    for span in sorted(spans):
        if apart and span.start < apart[-1].end:
            apart[-1] = Span(apart[-1].start, max(apart[-1].end, span.end))
        else:
            apart.append(span)
    return tuple(apart)


def _quote(passage: Passage, sentence: Sentence) -> str:
    return passage.text[sentence.start - passage.start : sentence.end - passage.start]


def _words(sentence: Sentence) -> Span | None:
    """The sentence's exact words as a range of its quote."""
    found = sentence.answer
    return None if found is None else Span(found[0] - sentence.start, found[1] - sentence.start)


def _citation(marker: int, passage: Passage, sentence: Sentence, claims: list[Span]) -> Citation:
    return Citation(
        marker=marker,
        article_id=passage.article_id,
        title=passage.title,
        source=passage.source,
        published=passage.published,
        sha256=passage.sha256,
        start=sentence.start,
        end=sentence.end,
        quote=_quote(passage, sentence),
        claims=tuple(dict.fromkeys(claims)),
        page=page_at(passage.pages, sentence.start),
        answer=_words(sentence),
    )
