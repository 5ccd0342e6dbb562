"""Draft + passages -> answer. No other file builds an `Answer`.

An answerer may cite only the keys that `issue_keys` gave out. Here each key becomes a range of characters, and a claim
that its cited sentences do not support is rejected.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..text.characters import without_invisible
from ..types import Answer, Citation, Claim, Draft, Passage, Rejected, Sentence, Span, page_at
from .claims import carrier, closeness, unsupported
from .links import lure

ABSTENTION = "The articles do not answer this question."

_NUMBER = r"[\d¹²³⁰⁴-⁹₀-₉①-⑳⓪❶-❿]+"
_MARKER_LIKE = re.compile(
    rf"[\[［【⟦〔〚⁅❲⦋﹝⟮〖]([\s\^]*{_NUMBER}(?:\s*[.,;:·․。\-–]\s*{_NUMBER})*\s*)[\]］】⟧〕〛⁆❳⦌﹞⟯〗]"
)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s[^()]*)?\)")
_TABLE_RULE = re.compile(r"\|(?:\s?:?-{2,}:?\s?\|)+\s?")

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
    abstained = draft.complete and not kept
    text, citations = _compose(kept, keyed)
    return Answer(
        question=question,
        text=ABSTENTION if abstained else text,
        abstained=abstained,
        confidence=draft.confidence,
        model=draft.model,
        citations=citations,
        passages=tuple(passages),
        rejected=tuple(rejected),
        seconds=dict(seconds or {}),
        understood=understood if understood != question else None,
        unknown_keys=sum(not _is_issued(key, seen, keyed) for claim in draft.claims for key in claim.keys),
        left_out=draft.left_out,
        usage=dict(draft.usage),
        fallback=draft.fallback,
        incomplete=draft.incomplete,
        dropped_keys=dropped,
    )


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


def _compose(claims: Sequence[Claim], keyed: Keyed) -> tuple[str, tuple[Citation, ...]]:
    """The text with a marker for each distinct quote, numbered by first use, and the citations in that order."""
    parts: list[str] = []
    at = 0
    markers: dict[tuple[str, str, int, int], int] = {}
    cited: dict[int, tuple[Passage, Sentence, list[Span]]] = {}
    for claim in claims:
        said = _shown(claim.text)
        numbers = []
        for passage, sentence in (keyed[key] for key in claim.keys):
            place = (passage.article_id, passage.sha256, sentence.start, sentence.end)
            number = markers.setdefault(place, len(markers) + 1)
            cited.setdefault(number, (passage, sentence, []))[2].append(Span(at, at + len(said)))
            numbers.append(number)
        parts.append(f"{said} {''.join(f'[{n}]' for n in dict.fromkeys(numbers))}")
        at += len(parts[-1]) + 1
    return " ".join(parts), tuple(_citation(number, *found) for number, found in cited.items())


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
        quote=passage.text[sentence.start - passage.start : sentence.end - passage.start],
        claims=tuple(dict.fromkeys(claims)),
        page=page_at(passage.pages, sentence.start),
    )


def without_marker_likes(text: str) -> str:
    """The text with its own `[1]`, invisible characters in it or not, as `(1)`: a reader takes `[1]` for our marker."""
    return _MARKER_LIKE.sub(r"(\1)", without_invisible(text))


def _shown(text: str) -> str:
    """The claim as the answer shows it, on one line.

    It has no markers, no rule of a table, and no addresses of Markdown links and images.
    A program that renders Markdown loads an image, and its server learns what the address says.
    """
    plain = _LINK.sub(r"\1", _TABLE_RULE.sub("", " ".join(without_invisible(text).split())))
    # `_LINK` misses brackets that are nested deeper; with a blank between them they are no link.
    return without_marker_likes(plain.replace("](", "] ("))
