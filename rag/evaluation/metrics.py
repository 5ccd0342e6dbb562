"""What is measured, as plain arithmetic. Standard library only; offsets are code points, end exclusive.

No metric is read alone. Each has a counterweight that a trick which raises the one would lower: containment has answer length and
F1, recall has hits within N characters, right citations have placement, refusing has over-abstention, AUROC has Brier.
`None` means that there was nothing to measure; it is never a zero.
"""

from __future__ import annotations

import math
import re
import string
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Stretch(NamedTuple):
    """The characters [start, end) of an article."""

    article_id: str
    start: int
    end: int


class Placement(NamedTuple):
    """How the cited characters lie against the evidence."""

    precision: float
    recall: float
    f1: float


# --- text ---------------------------------------------------------------------------------------------------------------------

_PUNCTUATION = str.maketrans("", "", string.punctuation + "’‘“”–—…")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
# A number takes its decimals and the letters glued to it ("10bn", "5th"), so that no answer is found in a part of it.
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*[^\W\d_]*|[^\W_]+|%")
_NUMBER = re.compile(r"(\d[\d.,]*)(\D*)")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_MAGNITUDES = {
    "k": "thousand",
    "m": "million",
    "mn": "million",
    "b": "billion",
    "bn": "billion",
    "tn": "trillion",
    "trn": "trillion",
}


def normalise(text: str) -> str:
    """Lower case, no punctuation, no articles, single spaces: SQuAD's (Rajpurkar et al. 2016), typographic marks included.

    It makes one of "3.5" and "35"; `contains_answer` does not.
    """
    bare = text.lower().translate(_PUNCTUATION)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", bare).split())


def token_f1(answer: str, accepted: Sequence[str]) -> float | None:
    """The best F1 over `accepted` of the words shared with `answer`, counted with repeats (Rajpurkar et al. 2016).

    The counterweight of containment: an answer that quotes everything contains everything, and scores near zero here.
    """
    return max((_f1_of_words(normalise(answer).split(), normalise(one).split()) for one in accepted), default=None)


def _f1_of_words(given: list[str], wanted: list[str]) -> float:
    if not given or not wanted:
        return float(given == wanted)
    return 2 * (Counter(given) & Counter(wanted)).total() / (len(given) + len(wanted))


def tokens(text: str) -> list[str]:
    """Words and whole numbers, so that "3.5", "35" and "3" differ, while "$1,000", "1000" and "10bn", "10 billion" agree."""
    # NFC and not NFKC: the latter makes "512" of "5½" and "102" of "10²".
    plain = _INITIALS.sub(lambda m: m[0].replace(".", ""), unicodedata.normalize("NFC", text).casefold())
    found: list[str] = []
    for word in _TOKEN.findall(plain):
        if number := _NUMBER.fullmatch(word):
            found += _number_tokens(number[1], number[2])
        else:
            found.append("percent" if word == "%" else word)
    return found


def _number_tokens(digits: str, suffix: str) -> list[str]:
    value = digits.replace(",", "") if _THOUSANDS.fullmatch(digits) else digits
    return [value, _MAGNITUDES[suffix]] if suffix in _MAGNITUDES else [value + suffix]


def contains_answer(text: str, answer: str) -> bool:
    """Whether the answer's words and numbers stand in the text in a row, each whole; a leading article of the answer is ignored.

    Containment as in DPR's and KILT's "has answer" (Karpukhin et al. 2020), with numbers kept whole: "10" is not in "100".
    """
    wanted = tokens(answer)
    while len(wanted) > 1 and wanted[0] in {"a", "an", "the"}:
        del wanted[0]
    if not wanted:  # signs alone, such as "∞"
        return answer.casefold() in text.casefold()
    given = tokens(text)
    return any(given[i : i + len(wanted)] == wanted for i in range(len(given) - len(wanted) + 1))


def spelled_out(answers: Iterable[str], evidence: Iterable[str]) -> tuple[str, ...]:
    """The answers that stand word for word in an evidence sentence. None of them: the reference is free-form."""
    sentences = tuple(evidence)
    return tuple(answer for answer in answers if any(answer in sentence for sentence in sentences))


def words(text: str) -> int:
    """Length in words: runs without white space."""
    return len(text.split())


# --- retrieval ----------------------------------------------------------------------------------------------------------------


def context_hit(
    ranked: Iterable[tuple[str, str]], budget: int, answers: Sequence[str], evidence: Sequence[str], articles: Sequence[str]
) -> bool:
    """Whether an answer lies word for word in the first `budget` characters of the ranked (article id, text) passages.

    Looked for: the answers that the evidence spells out, else the evidence sentences; whole within one passage (cut at the
    budget) of one of `articles`. The definition of the baselines that this is compared with, kept to the letter.
    """
    needles = spelled_out(answers, evidence) or tuple(evidence)
    room = budget
    for article_id, text in ranked:
        shown = text[:room]
        if article_id in articles and any(needle in shown for needle in needles):
            return True
        room -= len(shown)
        if room <= 0:
            return False
    return False


def overlaps(one: Stretch, other: Stretch) -> bool:
    """Whether two stretches share a character."""
    return one.article_id == other.article_id and max(one.start, other.start) < min(one.end, other.end)


def first_hit(ranked: Sequence[Stretch], gold: Sequence[Stretch]) -> int | None:
    """The rank, from 1, of the first passage that shares a character with any evidence."""
    return next((rank for rank, passage in enumerate(ranked, start=1) if any(overlaps(passage, g) for g in gold)), None)


def recall_at(k: int, rank: int | None) -> float:
    """Recall@k with one relevant passage sufficing, also called success@k: 1 when the first hit is among the top k."""
    return float(rank is not None and rank <= k)


def reciprocal_rank(rank: int | None) -> float:
    """1 / rank of the first hit, 0 without one; its mean is MRR (Voorhees, TREC-8 1999)."""
    return 1 / rank if rank else 0.0


# --- citations ----------------------------------------------------------------------------------------------------------------


def occurrences(sentence: str, article_id: str, text: str) -> list[Stretch]:
    """Every place of a sentence in an article."""
    return [Stretch(article_id, m.start(), m.end()) for m in re.finditer(re.escape(sentence), text)] if sentence else []


def pointer_valid(text: str | None, start: int, end: int, quote: str) -> bool:
    """Whether the article's characters [start, end), sliced again, are the quote. Anything below 1.0 overall is a bug."""
    return text is not None and 0 <= start < end and text[start:end] == quote


def citation_right(
    quote: str, at: Stretch, answers: Sequence[str], evidence: Sequence[str], articles: Sequence[str], gold: Sequence[Stretch]
) -> bool:
    """Whether a citation shows where the answer stands: in one of `articles`, and its quote contains an answer that the evidence
    spells out or, for a free-form reference, it overlaps an evidence sentence (`gold`: their places).
    """
    if at.article_id not in articles:
        return False
    if known := spelled_out(answers, evidence):
        return any(contains_answer(quote, answer) for answer in known)
    return any(overlaps(at, g) for g in gold)


def placement(cited: Sequence[Stretch], gold: Sequence[Sequence[Stretch]], lengths: Sequence[int]) -> Placement | None:
    """Precision, recall and F1 by characters, each cited character counted once (as in SQuAD's F1, with characters for words).

    `gold` holds for each evidence sentence its places, and `lengths` its length; a sentence that stands in several places is
    recalled by its best one. Evidence in two articles counts in full, so citing one of them recalls about half.
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


# --- over many cases ----------------------------------------------------------------------------------------------------------


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of what was measured; `None` are left out."""
    known = [float(value) for value in values if value is not None]
    return math.fsum(known) / len(known) if known else None


def share(part: float, whole: float) -> float | None:
    """The quotient, or None of nothing."""
    return part / whole if whole else None


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float | None:
    """The chance that a positive scores above a negative, ties counting half (Mann and Whitney 1947; Hanley and McNeil 1982)."""
    ordered = sorted(negatives)
    wins = sum(bisect_left(ordered, value) + bisect_right(ordered, value) for value in positives) / 2
    return share(wins, len(positives) * len(negatives))


def brier(confidences: Sequence[float], outcomes: Sequence[bool]) -> float | None:
    """The mean squared distance of confidence and outcome (Brier 1950): 0 is best, always saying .5 gives .25."""
    return mean((confidence - outcome) ** 2 for confidence, outcome in zip(confidences, outcomes, strict=True))


def ece(confidences: Sequence[float], outcomes: Sequence[bool], bins: int = 10) -> float | None:
    """Expected calibration error (Naeini et al. 2015) in bins of equal mass (Nguyen and O'Connor 2015).

    Weighted mean of |mean confidence - share right| by bin. Equal confidences share a bin, so that order cannot matter.
    It favours a system that is always unsure, hence Brier beside it; a perfect model scores about .1 at 150 cases.
    """
    ordered = sorted(confidences)
    binned: dict[int, list[float]] = {}
    for confidence, outcome in zip(confidences, outcomes, strict=True):
        binned.setdefault(bisect_left(ordered, confidence) * bins // len(ordered), []).append(confidence - outcome)
    return share(math.fsum(abs(math.fsum(gaps)) for gaps in binned.values()), len(ordered))


def percentile(values: Sequence[float], percent: float) -> float | None:
    """Nearest rank: the smallest measured value such that at least `percent` % of all are no greater."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)] if ordered else None
