"""Ranked passages against known evidence: recall@k, reciprocal rank, nDCG."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from .answers import spelled_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Stretch(NamedTuple):
    """The characters [start, end) of an article."""

    article_id: str
    start: int
    end: int


def context_hit(
    ranked: Iterable[tuple[str, str]],
    budget: int,
    answers: Sequence[str],
    evidence: Sequence[str],
    articles: Sequence[str],
) -> bool:
    """Whether the first `budget` characters of the ranked (article id, text) passages contain an answer word for word.

    Looked for are the answers that the evidence spells out, else the evidence sentences. One must lie whole within one
    passage (cut at the budget) of one of `articles`. The baselines that we compare with define it so; keep it as it is.
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
    """Recall@k where one relevant passage suffices (success@k): 1 if the first hit is among the top k."""
    return float(rank is not None and rank <= k)


def reciprocal_rank(rank: int | None) -> float:
    """1 / rank of the first hit, 0 without a hit. Its mean is MRR (Voorhees, TREC-8 1999)."""
    return 1 / rank if rank else 0.0


def ndcg(ranked: Sequence[Stretch], gold: Sequence[Sequence[Stretch]], k: int = 10) -> float:
    """nDCG@k (Järvelin and Kekäläinen 2002), where a passage gains 1 for each evidence sentence it shows first.

    This is α-nDCG with α = 1 (Clarke et al. 2008): the same sentence found again adds nothing, and evidence in two
    articles takes two passages. `gold` holds the places of each evidence sentence. The ideal ranking has these gains
    in descending order, then the sentences not found, one a passage. The counterweight of recall@k and MRR, which one
    passage satisfies.
    """
    first = [
        next((i for i, passage in enumerate(ranked) if any(overlaps(passage, g) for g in places)), None)
        for places in gold
    ]
    shown = Counter(i for i in first if i is not None)
    gained = sum(count / math.log2(i + 2) for i, count in shown.items() if i < k)
    ideal = sorted(shown.values(), reverse=True) + [1] * first.count(None)
    return gained / sum(count / math.log2(i + 2) for i, count in enumerate(ideal[:k])) if ideal else 0.0
