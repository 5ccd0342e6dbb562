"""Draft + passages = answer. The only file that builds an `Answer`.

An answerer's keys come from a closed set that we issued; here they become ranges of characters, and what does not hold is rejected.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..text.characters import without_invisible
from ..types import Answer, Citation, Claim, Draft, Passage, Rejected, Sentence, Span
from .claims import carrier, unsupported
from .links import lure

ABSTENTION = "The articles do not answer this question."

_NUMBER = r"[\d¹²³⁰⁴-⁹₀-₉①-⑳⓪❶-❿]+"
_MARKER_LIKE = re.compile(
    rf"[\[［【⟦〔〚⁅❲⦋﹝⟮〖]([\s\^]*{_NUMBER}(?:\s*[.,;:·․。\-–]\s*{_NUMBER})*\s*)[\]］】⟧〕〛⁆❳⦌﹞⟯〗]"
)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s[^()]*)?\)")

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
    """The checked answer. A claim without an issued key, or that its sentences do not say, is rejected; with none left, it abstains.

    Of a draft that is not complete, the answer so far: its text is the start of the whole one's, and may be empty.
    """
    seen = passages[: len(passages) - draft.left_out]
    keyed = issue_keys(seen)
    kept: list[Claim] = []
    rejected: list[Rejected] = []
    for claim in draft.claims:
        resolved = _resolved(claim, seen, keyed)
        reason = _fault(claim, resolved, keyed)
        if reason:
            rejected.append(Rejected(claim.text, reason))
        elif resolved not in kept:  # a small model may say the same over and over
            kept.append(resolved)
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
    )


def _is_issued(key: str, seen: Sequence[Passage], keyed: Keyed) -> bool:
    return key in keyed or (key.isdecimal() and 1 <= int(key) <= len(seen))


def _resolved(claim: Claim, seen: Sequence[Passage], keyed: Keyed) -> Claim:
    """With issued keys alone, each of a sentence: for a passage's, that of the sentence in it which carries the claim, if one does."""
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
    places = [keyed[key] for key in resolved.keys]
    said, sentences = without_invisible(claim.text), [without_invisible(sentence.text) for _, sentence in places]
    if found := lure(said, sentences):
        return f"the {'mark-up' if found[0] in '<!' else 'address'} {found[:60]} is in no cited sentence"
    around = dict.fromkeys(
        without_invisible(part)
        for passage, _ in places
        for part in (passage.text, passage.title, passage.source)
        if part
    )
    return unsupported(said, sentences, tuple(around))


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
    )


def without_marker_likes(text: str) -> str:
    """With an article's own `[1]` as `(1)`, also where something unseen stands in it: only ours are markers."""
    return _MARKER_LIKE.sub(r"(\1)", without_invisible(text))


def _shown(text: str) -> str:
    """As a claim stands in the answer: on one line, without markers, and of Markdown's links and images, which load, the words alone."""
    plain = _LINK.sub(r"\1", " ".join(without_invisible(text).split()))
    return without_marker_likes(
        plain.replace("](", "] (")
    )  # brackets may be nested without end; with a blank between it is no link
