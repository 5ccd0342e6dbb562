"""Whether a claim contradicts the sentences that it cites, or has nothing to do with them. Pure.

A claim may use other words, or another language. But the sentences must have each of its numbers, to the digit, and
each of its dates and names; it must not say their opposite; and in the same language it must share words with them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from ..text.characters import narrowed
from ..text.language import language
from ..text.names import names
from ..text.stemming import is_alike, stems
from .copies import is_copy
from .dates_and_times import Moment, missing, moments
from .names import unnamed
from .negation import has_negation, reversal
from .proof.certainty import is_doubtful
from .quantities import Amount, Reading, absent, amounts, codes, computed, singles, without_amounts

MOST_WORDS = 0.6
"""Share of a claim's content words that a sentence has which plainly is the one that it was made of."""
OVERLAP = 0.2
"""The share of its content words that a claim without number or date must share with its sentences.

A claim with one, or in an unclear language, must share a single word with its sentences or their passages."""
LONGEST = 30_000
"""Characters of a claim that is compared. Comparing takes quadratic time, and a model may repeat itself without end."""


def contradicted(claim: str, sentences: Sequence[str], around: Sequence[str] = ()) -> str | None:
    """Why the claim is withheld, in a short sentence for users; None if it is not.

    Names may also stand in `around`: the passages' texts, titles and sources. That nothing is found proves nothing:
    proof/ does.
    """
    if any(_says(sentence, claim) for sentence in sentences):
        return None
    if len(claim) > LONGEST:
        return "it is longer than any sentence"
    present = _together([_facts(sentence) for sentence in sentences])
    copies = _words_shared(claim, " ".join(sentences)) >= MOST_WORDS  # so it is in their language, however short it is
    facts = _facts(claim, present.language) if copies else _facts(claim)
    return (
        _missing_number(facts, present._replace(amounts=(*present.amounts, *computed(present.amounts))))
        or _missing_name(facts, sentences, around)
        or reversal(claim, sentences)
        or _unrelated(claim, facts, present, sentences, around)
    )


def invents(text: str, sources: Sequence[str]) -> bool:
    """Whether the text has a number, a date or a name that no source has."""
    facts, present = _facts(text), _together([_facts(source) for source in sources])
    return bool(_missing_number(facts, present) or _missing_name(facts, sources, ()))


def carrier(claim: str, sentences: Sequence[str]) -> int | None:
    """The index of the sentence that has most of the claim's numbers, dates and names.

    Among equals it is the one that shares most words with the claim, then the first. None if none has a fact or a word.
    """
    return next(iter(carriers(claim, sentences)), None)


def carriers(claim: str, sentences: Sequence[str]) -> list[int]:
    """The indices of the sentences that have a number, a date, a name or a word of the claim, the nearest first."""
    facts = _facts(claim)
    spread = [
        (_facts_held(facts, sentence), _words_shared(claim, sentence), -i) for i, sentence in enumerate(sentences)
    ]
    return [-index for held, words, index in sorted(spread, reverse=True) if held or words]


def strays(claim: str, cited: Sequence[str], nearest: Sequence[str]) -> bool:
    """Whether the nearest sentence has most of the claim's words, and no cited one half as many of them."""
    most = _words_shared(claim, nearest[0]) if nearest else 0.0
    return most >= MOST_WORDS and all(2 * _words_shared(claim, sentence) <= most for sentence in cited)


def numbers(text: str) -> frozenset[str]:
    """The numbers in the text as plain digits, without dates: `10bn` is `10000000000`, `14%` is `0.14`."""
    return frozenset(_digits(reading.value) for amount in _facts(text).amounts for reading in amount.readings)


def closeness(claim: str, sentence: str) -> tuple[bool, bool, bool]:
    """How closely a sentence says the claim; the greater, the closer.

    Whether it says it word for word, whether it is as certain ("will", "may"), and whether it has the claim's names in
    the same order ("Anna sued Ben", "Ben sued Anna").
    """
    named = [word for run in names(claim, language(claim)) for word in run]
    places = [sentence.find(word) for word in named if word in sentence]
    return (
        _says(sentence, claim) or is_copy(claim, sentence),
        is_doubtful(claim) == is_doubtful(sentence),
        places == sorted(places),
    )


class _Facts(NamedTuple):
    """What can be compared exactly in a text."""

    amounts: tuple[Amount, ...]
    moments: tuple[Moment, ...]
    codes: tuple[str, ...]
    singles: tuple[Amount, ...]
    language: str | None
    rest: str
    """The text without its amounts, moments and codes."""

    @property
    def years(self) -> frozenset[int]:
        """Plain numbers that may be years."""
        values = {r.value for a in self.amounts for r in a.readings if r.unit is None}
        return frozenset(int(v) for v in values if v.denominator == 1 and 1000 <= v < 2200)


@lru_cache(maxsize=4096)
def _facts(text: str, spoken: str | None = None) -> _Facts:
    spoken = spoken or language(text)
    found, rest = moments(narrowed(text))
    return _Facts(amounts(rest, spoken), found, tuple(codes(rest)), tuple(singles(rest)), spoken, without_amounts(rest))


def _together(each: Sequence[_Facts]) -> _Facts:
    spoken = {facts.language for facts in each}
    return _Facts(
        tuple(a for facts in each for a in facts.amounts),
        tuple(m for facts in each for m in facts.moments),
        tuple(c for facts in each for c in facts.codes),
        tuple(one for facts in each for one in facts.singles),
        spoken.pop() if len(spoken) == 1 else None,
        " ".join(facts.rest for facts in each),
    )


def _missing_number(facts: _Facts, present: _Facts) -> str | None:
    foreign = _is_foreign(facts, present)
    if amount := absent(facts.amounts, (*present.amounts, *_implied(present, foreign=foreign))):
        return f"the number {amount.text[:60]} is in no cited sentence"
    years = [Moment(str(year), year=year) for year in present.years]
    if moment := missing(facts.moments, (*present.moments, *years), present.years):
        return f"the date {moment.text} is in no cited sentence"
    return None


def _implied(present: _Facts, *, foreign: bool) -> list[Amount]:
    """The numbers in the sentences' dates and names: years, and the 7 of "Kite-7".

    For a claim in another language also the days, since its month may have a name that we do not know.
    """
    values = [m.year for m in present.moments] + ([m.day for m in present.moments] if foreign else [])
    plain = [str(value) for value in values if value] + [
        digits for code in present.codes for digits in re.findall(r"(?<!\d)\d{1,20}(?!\d)(?:\.\d{1,20}(?!\d))?", code)
    ]
    return [Amount(digits, frozenset({Reading(Fraction(digits), None)})) for digits in plain] + list(present.singles)


def _missing_name(facts: _Facts, sentences: Sequence[str], around: Sequence[str]) -> str | None:
    text = "\n".join((*sentences, *around))
    joined = _joined(text)
    foreign = _is_foreign(facts, _together([_facts(sentence) for sentence in sentences]))
    code = next((code for code in facts.codes if not re.search(rf"{re.escape(_joined(code))}(?!\d)", joined)), None)
    name = code or unnamed(facts.rest, text, facts.language, foreign=foreign)
    return f"the name {name[:60]} is neither in a cited sentence nor in its passage or title" if name else None


def _unrelated(
    claim: str, facts: _Facts, present: _Facts, sentences: Sequence[str], around: Sequence[str]
) -> str | None:
    if _is_foreign(facts, present):
        return None
    if facts.amounts or facts.moments or facts.language is None:
        is_told = present.language is not None and (facts.language is not None or claim.isascii())
        holds = not is_told or not stems(claim) or _words_shared(claim, " ".join((*sentences, *around))) > 0
    else:
        holds = _words_shared(claim, " ".join(sentences)) >= OVERLAP
    return None if holds else "the cited sentences speak of something else"


def _is_foreign(facts: _Facts, present: _Facts) -> bool:
    return None not in (facts.language, present.language) and facts.language != present.language


def _words_shared(claim: str, text: str) -> float:
    """The share of the claim's content words, by stem, that the text has."""
    said, there = set(stems(claim)), set(stems(text))
    return sum(any(is_alike(one, other) for other in there) for one in said) / max(1, len(said))


def _facts_held(facts: _Facts, sentence: str) -> int:
    there = _facts(sentence)
    held = [not _missing_number(facts._replace(amounts=(a,), moments=()), there) for a in facts.amounts]
    held += [not _missing_number(facts._replace(amounts=(), moments=(m,)), there) for m in facts.moments]
    held += [unnamed(word, sentence, None) is None for run in names(facts.rest, facts.language) for word in run]
    return sum(held)


def _says(sentence: str, claim: str) -> bool:
    """Whether the sentence contains the claim word for word, and no negation in the rest of it denies the claim."""
    whole, part = _plain(sentence), _plain(claim).rstrip(".")
    if not part or part not in whole:
        return whole == part
    at = whole.index(part)
    ends = not (whole[at - 1 : at].isalnum() or whole[at + len(part) : at + len(part) + 1].isalnum())
    cut = f"{whole[:at]} ; {whole[at + len(part) :]}"
    return ends and not re.match(r"[.,]\d", whole[at + len(part) :]) and not has_negation(cut)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _joined(text: str) -> str:
    return re.sub(r"[\s\u00a0-]", "", text).casefold()


def _digits(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"
