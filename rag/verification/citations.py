"""Draft + passages -> answer. No other file builds an `Answer`.

An answerer may cite only the keys that `issue_keys` gave out. Here each key becomes a range of characters, and a claim
that its cited sentences contradict is rejected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from ..text.characters import without_invisible
from ..types import Answer, Citation, Claim, Draft, DraftSide, Passage, Rejected, Sentence, Side, Span, page_at
from .claims import LONGEST, invents
from .links import lure
from .lists import at_least
from .verdicts import Judged, Keyed, contradiction, is_issued, judge
from .wording import exact_words, shown

ABSTENTION = "The articles do not answer this question."
NOT_PROVED = "(not proved)"
"""Stands behind a claim that RAG_UNPROVED=show lets through."""
NEAREST = 2
"""Sentences that an abstention names as nearest, at most."""


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
    *,
    show_unproved: bool = False,
) -> Answer:
    """The checked answer: see verdicts.py for what becomes of each claim; if none is left, it abstains.

    For an incomplete draft it is the answer so far: its text begins the final text, and may be empty.
    """
    seen = passages[: len(passages) - draft.left_out]
    keyed = issue_keys(seen)
    judged = _judged(draft, seen, keyed, show_unproved=show_unproved)
    rejected = list(judged.rejected)
    abstained = draft.complete and not judged.shown
    if abstained and (reason := _refusal_fault(draft.refusal, (question, understood or ""))):
        rejected.append(Rejected(draft.refusal, reason))
        draft = replace(draft, refusal="")
    sides = [side for side in draft.sides if draft.complete and not abstained and _holds(side, keyed)]
    beside = [key for side in sides for key in side.keys]
    composed = _abstention(draft, keyed) if abstained else _composed(judged.shown, keyed, beside=beside)
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
        unknown_keys=sum(not is_issued(key, seen, keyed) for claim in draft.claims for key in claim.keys)
        + sum(key not in keyed for key in draft.nearest),
        left_out=draft.left_out,
        usage=dict(draft.usage),
        fallback=draft.fallback,
        incomplete=draft.incomplete,
        dropped_keys=judged.dropped,
        unproved=judged.unproved,
        answer_spans=() if abstained else composed.exact,
        nearest=composed.citations if abstained else (),
        earlier=() if abstained else _earlier(draft, composed.citations, keyed),
        unanswered=() if abstained else draft.unanswered,
        sides=tuple(_side(side, keyed, composed.citations) for side in sides) if len(sides) > 1 else (),
        note=at_least(_words_of_claims(composed)) if draft.lists and judged.shown else None,
    )


def _judged(draft: Draft, seen: Sequence[Passage], keyed: Keyed, *, show_unproved: bool) -> Judged:
    """The verdicts, where a complete draft that says something also quotes the sides that its author leaves out."""
    judged = judge(draft, seen, keyed, show_unproved=show_unproved)
    if not (draft.complete and judged.shown and draft.sides):
        return judged
    cited = {key for claim in judged.shown for key in claim.keys}
    hidden = [side for side in draft.sides if _holds(side, keyed) and cited.isdisjoint(side.keys)]
    quotes = [Claim(keyed[side.keys[0]][1].text, side.keys[:1]) for side in hidden]
    return judge(replace(draft, claims=(*draft.claims, *quotes)), seen, keyed, show_unproved=show_unproved)


def _holds(side: DraftSide, keyed: Keyed) -> bool:
    """Whether its keys were issued, and its value is words of its first sentence."""
    if not side.keys or not all(key in keyed for key in side.keys):
        return False
    return side.value in ("yes", "no") or side.value in keyed[side.keys[0]][1].text


def _side(side: DraftSide, keyed: Keyed, citations: Sequence[Citation]) -> Side:
    numbers = {(cited.article_id, cited.sha256, cited.start, cited.end): cited.marker for cited in citations}
    places = [(p.article_id, p.sha256, s.start, s.end) for p, s in (keyed[key] for key in side.keys)]
    return Side(" ".join(side.value.split()), tuple(dict.fromkeys(numbers[place] for place in places)))


class _Composed(NamedTuple):
    text: str
    citations: tuple[Citation, ...]
    exact: tuple[Span, ...]
    """Where in `text` the exact words stand."""


def _composed(claims: Sequence[Claim], keyed: Keyed, lead: str = "", beside: Sequence[str] = ()) -> _Composed:
    """The text with a marker for each distinct quote, numbered by first use, and the citations in that order.

    The sentences of the keys `beside` are cited too, after those of the claims.
    """
    parts: list[str] = []
    at = len(lead)
    markers: dict[tuple[str, str, int, int], int] = {}
    cited: dict[int, tuple[Passage, Sentence, list[Span]]] = {}
    by_author: set[int] = set()
    """The numbers of those that an author cited."""
    exact: list[Span] = []
    for claim in claims:
        said = shown(claim.text)
        numbers = []
        for passage, sentence in (keyed[key] for key in claim.keys):
            place = (passage.article_id, passage.sha256, sentence.start, sentence.end)
            number = markers.setdefault(place, len(markers) + 1)
            cited.setdefault(number, (passage, sentence, []))[2].append(Span(at, at + len(said)))
            numbers.append(number)
            by_author |= set() if claim.attributed else {number}
            words = _words(sentence)
            if words and (found := exact_words(said, _quote(passage, sentence), words)):
                exact.append(Span(at + found.start, at + found.end))
        mark = "" if claim.proved else f" {NOT_PROVED}"
        parts.append(f"{said} {''.join(f'[{n}]' for n in dict.fromkeys(numbers))}{mark}")
        at += len(parts[-1]) + 1
    for passage, sentence in (keyed[key] for key in beside):
        number = markers.setdefault(
            (passage.article_id, passage.sha256, sentence.start, sentence.end), len(markers) + 1
        )
        by_author |= set() if number in cited else {number}
        cited.setdefault(number, (passage, sentence, []))
    citations = tuple(
        replace(citation_of(number, *found), attributed=number not in by_author) for number, found in cited.items()
    )
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
    near = [claim for claim in near if not contradiction(claim.text, [keyed[key] for key in claim.keys])][:NEAREST]
    if not near:
        return _Composed(refusal, (), ())
    composed = _composed(near, keyed, f"{refusal} Nearest: ")
    return composed._replace(citations=tuple(replace(cited, answer=None) for cited in composed.citations))


def _earlier(draft: Draft, cited: Sequence[Citation], keyed: Keyed) -> tuple[Citation, ...]:
    """What was said before, unless the answer quotes it."""
    quoted = {(each.sha256, each.start) for each in cited}
    places = [keyed[key] for key in dict.fromkeys(draft.earlier) if key in keyed]
    new = [(passage, said) for passage, said in places if (passage.sha256, said.start) not in quoted]
    return tuple(citation_of(number, *place) for number, place in enumerate(new, len(cited) + 1))


def _refusal_fault(refusal: str, asked: Sequence[str]) -> str | None:
    """Why a refusal says more than that the question has no answer."""
    if not refusal:
        return None
    said, known = without_invisible(refusal), [without_invisible(text[:LONGEST]) for text in asked]
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


def citation_of(marker: int, passage: Passage, sentence: Sentence, claims: Sequence[Span] = ()) -> Citation:
    """A quote of the sentence; `claims` are ranges of an answer."""
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
        also=sentence.also,
    )
