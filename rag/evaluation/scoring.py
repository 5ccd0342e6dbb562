"""The metrics of one answered case, each a number or None. Needs no library, so a log can be scored again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import metrics as m
from .metrics import Stretch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .cases import Case

RANKS = (1, 3, 6)
BUDGETS = (500, 1000, 2000, 4000)


@dataclass(frozen=True)
class CaseResult:
    """One case asked once. With an `error` it is not scored, and `answer` is None.

    `plain`, `gold` and `valid` are what scoring needed of the library, so that a log can be scored again without it.
    """

    case: Case
    answer: Mapping[str, Any] | None
    """As `Answer.to_dict` gives it."""
    plain: str = ""
    """The answer without its markers."""
    gold: tuple[tuple[Stretch, ...], ...] = ()
    """For each evidence sentence its places in the articles that were retrieved or cited."""
    valid: tuple[bool, ...] = ()
    """For each citation, whether its pointer gave its quote."""
    metrics: Mapping[str, float | None] = field(default_factory=dict)
    seconds: float = 0.0
    error: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """A line of the log."""
        plain = {name: getattr(self, name) for name in ("answer", "plain", "gold", "valid", "metrics", "seconds", "error")}
        return {"case": self.case.to_dict(), **plain}


def score(result: CaseResult) -> dict[str, float | None]:
    """The metrics of one answered case, from what the result holds alone. None: not measurable on this case."""
    case, answer = result.case, result.answer or {}
    cited = [_place(c) for c in answer["citations"]]
    gold = [place for places in result.gold for place in places]
    answered = not answer["abstained"]
    return {
        "answered": float(answered),
        "correct": float(_correct(result, cited, gold)),
        "f1": (m.token_f1(result.plain, case.answers) if answered else 0.0) if case.answerable else None,
        "words": float(m.words(result.plain)) if answered else None,
        **_score_retrieval(case, answer["passages"], gold),
        **_score_citations(result, cited, gold),
    }


def _place(record: Mapping[str, Any]) -> Stretch:
    return Stretch(record["article_id"], record["start"], record["end"])


def _correct(result: CaseResult, cited: Sequence[Stretch], gold: Sequence[Stretch]) -> bool:
    case, abstained = result.case, bool(result.answer and result.answer["abstained"])
    if not case.answerable or abstained:
        return abstained and not case.answerable
    if any(m.contains_answer(result.plain, answer) for answer in case.answers):
        return True
    free_form = not m.spelled_out(case.answers, case.evidence)
    return free_form and any(m.overlaps(c, g) for c in cited for g in gold)


def _sources(case: Case) -> tuple[str, ...]:
    """Where a case has no evidence, what is looked for is the answers themselves."""
    return case.evidence or case.answers


def _score_retrieval(case: Case, passages: Sequence[Mapping[str, Any]], gold: Sequence[Stretch]) -> dict[str, float | None]:
    ranked = [(p["article_id"], p["text"]) for p in passages]
    rank = m.first_hit([_place(p) for p in passages], gold)
    marked = case.answerable and bool(case.evidence)
    return {
        **{f"recall@{k}": m.recall_at(k, rank) if marked else None for k in RANKS},
        "mrr": m.reciprocal_rank(rank) if marked else None,
        **{
            f"hit@{n}": float(m.context_hit(ranked, n, case.answers, _sources(case), case.articles)) if case.answerable else None
            for n in BUDGETS
        },
    }


def _score_citations(result: CaseResult, cited: Sequence[Stretch], gold: Sequence[Stretch]) -> dict[str, float | None]:
    case, records = result.case, result.answer["citations"] if result.answer else []
    right: list[bool] = []
    overlapping: list[bool] = []
    placed = None
    if case.answerable:
        quotes = zip(records, cited, strict=True)
        right = [m.citation_right(r["quote"], c, case.answers, _sources(case), case.articles, gold) for r, c in quotes]
    if case.answerable and case.evidence:
        overlapping = [any(m.overlaps(c, g) for g in gold) for c in cited]
        placed = m.placement(cited, result.gold, [len(sentence) for sentence in case.evidence])
    return {
        "citations_valid": m.mean(result.valid),
        "citations_right": m.mean(right),
        "citations_overlapping": m.mean(overlapping),
        "any_citation_right": float(any(right)) if right else None,
        "placement_precision": placed.precision if placed else None,
        "placement_recall": placed.recall if placed else None,
        "placement_f1": placed.f1 if placed else None,
    }
