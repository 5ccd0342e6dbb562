"""Claims that an article rates ("Claim: … Rating: False"): none may be quoted without its rating.

Labels and verdicts are known in English, German, French, Spanish and Italian.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..types import Span
from .units import Paragraph, Unit, adjoin

FARTHEST = 3
"""Paragraphs after a claim in which its rating is looked for."""
LONGEST = 1_500
"""Characters from a claim to its rating. A claim whose rating is farther away is not quoted."""

_CLAIM = re.compile(
    r"(?:(?:the|a|this|viral|false|die|eine|der|das|la|el|un|una|il) ){0,2}"
    r"(?:claim(?:ed)?|myth|rumou?r|hoax|allegation|behauptung|mythos|gerücht|affirmation|allégation|mythe|rumeur"
    r"|afirmación|mito|bulo|rumor|affermazione|bufala)(?: ?(?:no\.?|nr\.?|#)? ?\d+)?(?: (?:reviewed|checked))?"
    r"|what (?:is|was|'s) (?:being )?(?:claimed|said)|what (?:they|people) (?:claim|say)|what .{1,40} claims?"
    r"|(?:was|das) (?:wird |wurde )?(?:\w+ )?behauptet(?: wird| wurde)?|was .{1,40} behaupte[nt]",
    re.IGNORECASE,
)
_RATING = re.compile(
    r"(?:(?:our|the|final|unsere?|die|das|notre|la|le|el|il|nuestra|nuestro) ){0,2}"
    r"(?:rat(?:ing|ed)|ruling|verdict|facts?|truth|reality|assessment|conclusion|findings?|bottom line|what we found"
    r"|fact[ -]?check(?:ed)?(?: by .{1,40})?|bewertung|urteil|fazit|einschätzung|einordnung|faktencheck|ergebnis"
    r"|fakt(?:en)?|wahrheit|tatsache|richtig ist|évaluation|faits?|vérité|réalité|calificación|veredicto|hechos?"
    r"|verdad|realidad|valutazione|verdetto|fatt[io]|verità)",
    re.IGNORECASE,
)
_VERDICT = (
    r"(?:(?:mostly|mainly|largely|partly|partially|half|completely|größtenteils|überwiegend|weitgehend|teilweise|teils"
    r"|völlig|frei|plutôt|en partie|mayormente|parcialmente|in parte)[ -])?"
    r"(?:false|true|incorrect|inaccurate|correct|wrong|untrue|fake|misleading|unproven|unsupported|unfounded|baseless"
    r"|debunked|distorted|altered|manipulated|satire|miscaptioned|(?:missing|lacks|out of) context|pants on fire"
    r"|no evidence|falsch|richtig|wahr|unwahr|irreführend|unbelegt|erfunden|manipuliert|unbegründet|kein(?:e)? belege?"
    r"|fehlender kontext|faux|vrai|trompeur|infondé|falso|verdadero|engañoso|vero|fuorviante|infondato)"
)
_ALONE = re.compile(_VERDICT, re.IGNORECASE)
_RATED = re.compile(rf"\W*(?:(?:it'?s|this is|that is|das ist|c'est|es) )?{_VERDICT}\b|\W*(?:no|nein|non)[.,:!]", re.I)
_LABELLED = re.compile(r"\W*([^:：\n]{1,80}?)[*_\s]*[:：]\W*")
_REFUTES = re.compile(
    r"(?:but |however,? |yet |in fact,? |aber |doch )?(?:"
    r"there (?:is|was) (?:no|not any|little) (?:\w+ )?(?:evidence|proof|basis) (?:for|of) (?:this|that|it|the claim)"
    r"|(?:this|that|it|the (?:claim|post|rumou?r)) (?:is|was|has been) (?:simply |also )?"
    rf"(?:not (?:true|correct|right)|{_VERDICT})"
    rf"|(?:das|dies) (?:ist (?:nicht (?:wahr|richtig)|{_VERDICT})|stimmt nicht)"
    r"|(?:dafür|hierfür) (?:gibt|gab) es kein\w* \w+|(?:die )?(?:behauptung|meldung) ist (?:nicht wahr|falsch)"
    r"|c'est faux|es falso|è falso)\b",
    re.IGNORECASE,
)
"""The sentence rates the one before it."""
_MARKS = " \t\n*_#>|:：.!?–—-"


class _Sign(NamedTuple):
    """What a sentence is by its label: part of a claim, a rating, both ("FALSE: …"), or neither."""

    claims: bool = False
    rates: bool = False
    decides: bool = False
    """It gives a verdict as well as the label of a rating, so that it needs no labelled claim before it."""
    refutes: bool = False
    """It says that the sentence before it is false."""
    bare: bool = False
    """It is the label alone: what it labels is the next sentence."""


def rated_claims(text: str, paragraphs: Sequence[Paragraph]) -> Iterator[Unit]:
    """The claims with their ratings, in order; a claim without one is joined with the paragraph that follows it.

    A claim that has neither is not quoted.
    """
    places = [(at, span) for at, paragraph in enumerate(paragraphs) for span in paragraph.sentences]
    signs = [_sign(text, span) for _, span in places]
    at = 0
    while at < len(places):
        if signs[at].claims:
            said = _last_of_paragraph(places, min(len(places) - 1, at + signs[at].bare))
            end = _end_of_claim(paragraphs, places, signs, at)
            rated = end > at + signs[at].bare or signs[at].rates
            unit = _unit(text, paragraphs, places, at, end) if rated else None
            yield unit or Unit(places[at][1].start, places[said][1].end, quoted=False)
            at = end if unit else said
        elif signs[at].refutes and at and (unit := _unit(text, paragraphs, places, at - 1, at)):
            yield unit
        elif signs[at].rates and (signs[at].decides or _is_decided(text, places, signs, at)):
            first, at = _around_rating(paragraphs, places, signs, at)
            if unit := _unit(text, paragraphs, places, first, at):
                yield unit
        at += 1


def _sign(text: str, span: Span) -> _Sign:
    start, end = span
    if end - start <= 80:
        words = _words(text[start:end])
        if _ALONE.fullmatch(words):
            return _Sign(rates=True, decides=True)
        if _CLAIM.fullmatch(words) or _RATING.fullmatch(words):
            claims = bool(_CLAIM.fullmatch(words))
            return _Sign(claims, not claims, bare=True)
    if _REFUTES.match(text, start, end):
        return _Sign(refutes=True)
    label = _LABELLED.match(text, start, min(end, start + 120))
    if not label:
        return _Sign()
    words = _words(label[1])
    verdict = bool(_ALONE.fullmatch(words))
    rates = bool(_RATING.fullmatch(words))
    return _Sign(
        verdict or bool(_CLAIM.fullmatch(words)), verdict or rates, rates and bool(_RATED.match(text, label.end(), end))
    )


def _words(label: str) -> str:
    words = re.sub(r"^[^\w]+", "", label)  # ❌, ✔, "1." and mark-up
    return " ".join(words.strip(_MARKS).replace("’", "'").split())


def _is_decided(text: str, places: Sequence[tuple[int, Span]], signs: Sequence[_Sign], at: int) -> bool:
    """Whether the label alone stands above a verdict."""
    return signs[at].bare and at + 1 < len(places) and bool(_RATED.match(text, *places[at + 1][1]))


def _end_of_claim(
    paragraphs: Sequence[Paragraph], places: Sequence[tuple[int, Span]], signs: Sequence[_Sign], at: int
) -> int:
    """The last sentence of the claim's rating; without a rating, of the paragraph after the claim or about it."""
    said = at + signs[at].bare
    last = len(places) - 1
    if signs[at].rates:
        return _last_of_paragraph(places, at)
    for n in range(said + 1, len(places)):
        if signs[n].claims or places[n][0] > places[min(said, last)][0] + FARTHEST:
            break
        if signs[n].rates:
            return min(last, n + signs[n].bare)
    end = _last_of_paragraph(places, min(said, last))
    follows = end == said < last and not signs[end + 1].claims and not paragraphs[places[end + 1][0]].heading
    return _last_of_paragraph(places, end + 1) if follows else end


def _around_rating(
    paragraphs: Sequence[Paragraph], places: Sequence[tuple[int, Span]], signs: Sequence[_Sign], at: int
) -> tuple[int, int]:
    """A rating without a labelled claim before it, with what it rates.

    That is the claim labelled below it, or else the paragraph above it; below a heading, both.
    """
    last = min(len(places) - 1, at + signs[at].bare)
    below = last + 1 < len(places)
    if below and signs[last + 1].claims:
        return at, _last_of_paragraph(places, min(len(places) - 1, last + 1 + signs[last + 1].bare))
    first = _first_of_paragraph(places, at)
    if first == at > 0:
        first = _first_of_paragraph(places, at - 1)
    if below and (first == at or paragraphs[places[first][0]].heading):
        return first, _last_of_paragraph(places, last + 1)
    return first, last


def _last_of_paragraph(places: Sequence[tuple[int, Span]], at: int) -> int:
    """The last sentence of the paragraph, within `LONGEST` characters: a paragraph may hold thousands of claims."""
    paragraph, most = places[at][0], places[at][1].start + LONGEST
    while at + 1 < len(places) and places[at + 1][0] == paragraph and places[at + 1][1].end <= most:
        at += 1
    return at


def _first_of_paragraph(places: Sequence[tuple[int, Span]], at: int) -> int:
    paragraph, least = places[at][0], places[at][1].end - LONGEST
    while at and places[at - 1][0] == paragraph and places[at - 1][1].start >= least:
        at -= 1
    return at


def _unit(
    text: str, paragraphs: Sequence[Paragraph], places: Sequence[tuple[int, Span]], first: int, last: int
) -> Unit | None:
    """The unit, unless it is too long or something that was left out of the article lies within."""
    start, end = places[first][1].start, places[last][1].end
    among = paragraphs[places[first][0] : places[last][0] + 1]
    return Unit(start, end) if end - start <= LONGEST and adjoin(text, *among) else None
