"""What is measured of one answer, as plain arithmetic; offsets are code points, end exclusive. `estimates.py` sums up over many.

No metric is read alone. Each has a counterweight that a trick which raises the one would lower: containment has answer length and
F1, recall has hits within N characters, right citations have placement, refusing has over-abstention, AUROC has Brier.
`None` means that there was nothing to measure; it is never a zero.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from . import estimates
from .normalising import ARTICLES, normalise, tokens

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


# --- answers ------------------------------------------------------------------------------------------------------------------

LONG = 10
"""Words from which a reference is compared by its order too (ROUGE-L): nobody gives a long one back word for word."""


def exact_match(answer: str, accepted: Sequence[str]) -> float | None:
    """1 where the answer is one of `accepted`, both by SQuAD's normalisation (Rajpurkar et al. 2016).

    The counterweight of containment at its strictest: a system that quotes whole sentences scores near zero by design.
    """
    return max((float(normalise(answer) == normalise(one)) for one in accepted), default=None)


def token_f1(answer: str, accepted: Sequence[str]) -> float | None:
    """The best F1 over `accepted` of the words shared with `answer`, counted with repeats (Rajpurkar et al. 2016).

    The counterweight of containment: an answer that quotes everything contains everything, and scores near zero here.
    """
    return max((_f1_of_words(normalise(answer).split(), normalise(one).split()) for one in accepted), default=None)


def number_f1(answer: str, accepted: Sequence[str]) -> float | None:
    """`token_f1` with numbers kept whole: SQuAD's normalisation makes "35" of "3.5" and calls it right; this does not."""
    return max((_f1_of_words(_words_and_numbers(answer), _words_and_numbers(one)) for one in accepted), default=None)


def _words_and_numbers(text: str) -> list[str]:
    return [token for token in tokens(text) if token not in ARTICLES]


def _f1_of_words(given: list[str], wanted: list[str]) -> float:
    if not given or not wanted:
        return float(given == wanted)
    return 2 * (Counter(given) & Counter(wanted)).total() / (len(given) + len(wanted))


def rouge_l(answer: str, accepted: Sequence[str]) -> float | None:
    """The best F1 over the long ones of `accepted` of the words in their longest common subsequence (Lin 2004, with equal weights).

    None where none has `LONG` words: of a short one, order says nothing. Words are `tokens`, so that numbers stay whole.
    """
    long = [wanted for one in accepted if len(wanted := tokens(one)) >= LONG]
    given = tokens(answer)
    return max((2 * _common(given, wanted) / (len(given) + len(wanted)) for wanted in long), default=None)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """The length of the longest common subsequence, a row of the table at a time."""
    row = [0] * (len(other) + 1)
    for word in one:
        above = row
        row = [0]
        for at, wanted in enumerate(other):
            row.append(above[at] + 1 if word == wanted else max(row[at], above[at + 1]))
    return row[-1]


def contains_answer(text: str, answer: str) -> bool:
    """Whether the answer's words and numbers stand in the text in a row, each whole; a leading article of the answer is ignored.

    Containment as in DPR's and KILT's "has answer" (Karpukhin et al. 2020), with numbers kept whole: "10" is not in "100".
    """
    wanted = tokens(answer)
    while len(wanted) > 1 and wanted[0] in ARTICLES:
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


def ndcg(ranked: Sequence[Stretch], gold: Sequence[Sequence[Stretch]], k: int = 10) -> float:
    """nDCG@k (Järvelin and Kekäläinen 2002). A passage gains one for each evidence sentence that it is the first to show (as α-nDCG
    with α = 1, Clarke et al. 2008), so that the same sentence found again adds nothing, and evidence in two articles wants both.

    `gold` holds for each evidence sentence its places. Ideal are these gains, best first, then what is missing, one a passage. The
    counterweight of recall@k and MRR, which one passage satisfies.
    """
    first = [next((i for i, passage in enumerate(ranked) if any(overlaps(passage, g) for g in places)), None) for places in gold]
    shown = Counter(i for i in first if i is not None)
    gained = sum(count / math.log2(i + 2) for i, count in shown.items() if i < k)
    ideal = sorted(shown.values(), reverse=True) + [1] * first.count(None)
    return gained / sum(count / math.log2(i + 2) for i, count in enumerate(ideal[:k])) if ideal else 0.0


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
    """`estimates.auroc` of two groups."""
    scores = [*positives, *negatives]
    return estimates.auroc(scores, [True] * len(positives) + [False] * len(negatives)).value(len(scores))


def brier(confidences: Sequence[float], outcomes: Sequence[bool]) -> float | None:
    """The mean squared distance of confidence and outcome (Brier 1950): 0 is best, always saying .5 gives .25."""
    return mean((confidence - outcome) ** 2 for confidence, outcome in zip(confidences, outcomes, strict=True))


def ece(confidences: Sequence[float], outcomes: Sequence[bool], bins: int = estimates.BINS) -> float | None:
    """`estimates.ece` of so many cases."""
    return estimates.ece(confidences, outcomes, bins).value(len(confidences))


def percentile(values: Sequence[float], percent: float) -> float | None:
    """`estimates.percentile` of so many values."""
    return estimates.percentile(values, percent).value(len(values))
