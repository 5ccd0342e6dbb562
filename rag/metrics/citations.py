"""Citations against known evidence: does the quote exist, is it right, how much of the evidence does it cover."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from .answers import contains_answer, spelled_out
from .retrieval import Stretch, overlaps

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Placement(NamedTuple):
    """How far the cited characters and those of the evidence agree."""

    precision: float
    recall: float
    f1: float


def occurrences(sentence: str, article_id: str, text: str) -> list[Stretch]:
    """Every place where a sentence occurs in an article: to the letter or, if nowhere, as its `_spellings`."""
    if not sentence.strip():
        return []
    exact = [Stretch(article_id, m.start(), m.end()) for m in re.finditer(re.escape(sentence), text)]
    return exact or [Stretch(article_id, m.start(), m.end()) for m in re.finditer(_spellings(sentence), text)]


_INTERCHANGEABLE = ("'’‘ʼ", '"“”„', "-‐‑")


@lru_cache(maxsize=1024)
def _spellings(sentence: str) -> str:
    """A pattern for the sentence in NFC or NFD, with any white space and any kind of quotation mark and hyphen."""
    parts = []
    for character in unicodedata.normalize("NFC", " ".join(sentence.split())):
        same = next((signs for signs in _INTERCHANGEABLE if character in signs), "")
        forms = dict.fromkeys((character, unicodedata.normalize("NFD", character), *same))
        parts.append(r"\s+" if character == " " else f"(?:{'|'.join(map(re.escape, forms))})")
    return "".join(parts)


def pointer_valid(text: str | None, start: int, end: int, quote: str) -> bool:
    """Whether `text[start:end]` is the quote. A mean below 1.0 over a run is a bug."""
    return text is not None and 0 <= start < end and text[start:end] == quote


def citation_right(
    quote: str,
    at: Stretch,
    answers: Sequence[str],
    evidence: Sequence[str],
    articles: Sequence[str],
    gold: Sequence[Stretch],
) -> bool:
    """Whether a citation serves the question: it shows where the answer comes from.

    It must lie in one of `articles`, and overlap an evidence sentence or hold an answer that the evidence spells out;
    `gold` are the places of these sentences. An answer that no evidence spells out proves nothing: many a quote holds
    the word "no".
    """
    if at.article_id not in articles:
        return False
    return any(overlaps(at, g) for g in gold) or any(contains_answer(quote, a) for a in spelled_out(answers, evidence))


def recalled(cited: Sequence[Stretch], gold: Sequence[Sequence[Stretch]]) -> float | None:
    """The share of evidence sentences that a citation overlaps at one of their places; None without evidence.

    The counterweight of the share of right citations, which one short quote satisfies.
    """
    if not gold:
        return None
    return sum(any(overlaps(c, place) for c in cited for place in places) for places in gold) / len(gold)


def placement(cited: Sequence[Stretch], gold: Sequence[Sequence[Stretch]], lengths: Sequence[int]) -> Placement | None:
    """Precision, recall and F1 by characters, each cited character counted once (SQuAD's F1 over characters).

    `gold` holds the places of each evidence sentence, and `lengths` its length. A sentence that occurs in several
    places is recalled by the best of them. Evidence from two articles counts in full, so citing one of them recalls
    about half.
    """
    shown = _characters(cited)
    if not shown or not sum(lengths):
        return None
    right = shown & _characters(place for places in gold for place in places)
    recalled = sum(max((len(_characters([place]) & shown) for place in places), default=0) for places in gold)
    precision, recall = len(right) / len(shown), recalled / sum(lengths)
    return Placement(precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0)


def _characters(stretches: Iterable[Stretch]) -> set[tuple[str, int]]:
    return {(s.article_id, at) for s in stretches for at in range(s.start, s.end)}
