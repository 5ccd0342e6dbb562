"""Draft + passages = answer. The only file that builds an `Answer`.

An answerer's keys come from a closed set that we issued; here they become ranges of characters, and what does not hold is rejected.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .support import unsupported
from .types import Answer, Citation, Claim, Draft, Passage, Rejected, Sentence, Span

ABSTENTION = "The articles do not answer this question."

_MARKER_LIKE = re.compile(r"\[(\s*\d+(?:\s*[.,\-–]\s*\d+)*\s*)\]")

Keyed = Mapping[str, tuple[Passage, Sentence]]


def issue_keys(passages: Sequence[Passage]) -> Keyed:
    """`{"2.3": (second passage, its third sentence), …}`: every key that a draft may cite."""
    return {f"{p}.{s}": (passage, sentence) for p, passage in enumerate(passages, 1) for s, sentence in enumerate(passage.sentences, 1)}


def verify(
    question: str,
    draft: Draft,
    passages: Sequence[Passage],
    seconds: Mapping[str, float] | None = None,
    understood: str | None = None,
) -> Answer:
    """The checked answer. A claim without an issued key, or that its sentences do not say, is rejected; with none left, it abstains."""
    keyed = issue_keys(passages)
    kept: list[Claim] = []
    rejected: list[Rejected] = []
    for claim in draft.claims:
        reason = _fault(claim, keyed)
        if reason:
            rejected.append(Rejected(claim.text, reason))
        else:
            kept.append(claim)
    text, citations = _compose(kept, keyed)
    return Answer(
        question=question,
        text=text if kept else ABSTENTION,
        abstained=not kept,
        confidence=draft.confidence,
        model=draft.model,
        citations=citations,
        passages=tuple(passages),
        rejected=tuple(rejected),
        seconds=dict(seconds or {}),
        understood=understood if understood != question else None,
    )


def _fault(claim: Claim, keyed: Keyed) -> str | None:
    if not claim.keys:
        return "no citation"
    issued = [keyed[key][1].text for key in claim.keys if key in keyed]
    if not issued:
        return f"cites {', '.join(claim.keys)}, which was never issued"
    return unsupported(claim.text, issued)


def _compose(claims: Sequence[Claim], keyed: Keyed) -> tuple[str, tuple[Citation, ...]]:
    """The text with a marker for each distinct quote, numbered by first use, and the citations in that order."""
    parts: list[str] = []
    at = 0
    markers: dict[tuple[str, str, int, int], int] = {}
    cited: dict[int, tuple[Passage, Sentence, list[Span]]] = {}
    for claim in claims:
        said = _without_marker_likes(claim.text)
        numbers = []
        for passage, sentence in (keyed[key] for key in claim.keys if key in keyed):
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
    )


def _without_marker_likes(text: str) -> str:
    """On one line, and with an article's own `[1]` as `(1)`: only ours are markers."""
    return _MARKER_LIKE.sub(r"(\1)", " ".join(text.split()))
