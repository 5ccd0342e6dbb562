"""The metrics of one answered case, and why it failed. Needs no library, so a log can be scored again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ..metrics import answers as m
from ..metrics.citations import citation_right, placement
from ..metrics.retrieval import Stretch, context_hit, first_hit, ndcg, overlaps, recall_at, reciprocal_rank
from ..verification.claims import unsupported

if TYPE_CHECKING:
    from .cases import Case

RANKS = (1, 3, 6)
BUDGETS = (500, 1000, 2000, 4000)


class Cited(NamedTuple):
    """How the library resolved a citation: whether slicing gave its quote, and the text before and after it."""

    status: Literal["valid", "broken"]
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class CaseResult:
    """One case asked once. With an `error` it is not scored, and `answer` is None.

    `plain`, `gold` and `cited` keep what scoring needs of the library, so that a log can be scored without it.
    """

    case: Case
    answer: Mapping[str, Any] | None
    """As returned by `Answer.to_dict`."""
    plain: str = ""
    """The answer without its markers."""
    gold: tuple[tuple[Stretch, ...], ...] = ()
    """The places of each evidence sentence in the articles that were retrieved or cited."""
    cited: tuple[Cited, ...] = ()
    """In the order of the answer's citations."""
    nearest: tuple[Cited, ...] = ()
    """Likewise what an abstention names as nearest. It is not scored, as it is no answer."""
    metrics: Mapping[str, float | None] = field(default_factory=dict)
    seconds: float = 0.0
    error: str | None = None
    """Why it is not scored: it crashed or, if `unfit`, it does not fit its articles and was not asked."""
    unfit: bool = False

    @property
    def is_right(self) -> bool | None:
        """Whether it was answered rightly or, if nothing answers it, refused; None if it was not scored."""
        return None if self.error is not None else bool(self.metrics["correct"])

    def to_dict(self) -> dict[str, Any]:
        """A line of the log."""
        names = ("answer", "plain", "gold", "metrics", "seconds", "error", "unfit")
        plain = {name: getattr(self, name) for name in names}
        quotes = {name: [cited._asdict() for cited in getattr(self, name)] for name in ("cited", "nearest")}
        return {"case": self.case.to_dict(), **plain, **quotes}


def scored(result: CaseResult) -> CaseResult:
    """The result with its metrics computed anew."""
    return result if result.error is not None else replace(result, metrics=score(result))


def score(result: CaseResult) -> dict[str, float | None]:
    """The metrics of one answered case, from its result alone; None if one cannot be measured on it."""
    answer = result.answer or {}
    cited = [_place(c) for c in answer["citations"]]
    gold = [place for places in result.gold for place in places]
    return {
        **_score_answer(result, cited, gold),
        **_score_retrieval(result, answer["passages"], gold),
        **_score_citations(result, cited, gold),
        "tokens": _tokens(answer),
    }


def _tokens(answer: Mapping[str, Any]) -> float | None:
    """Tokens that chat models read and wrote; None if no model was asked or none reported them."""
    usage = answer.get("usage") or {}
    return float(usage.get("input_tokens", 0) + usage.get("output_tokens", 0)) if usage else None


def _place(record: Mapping[str, Any]) -> Stretch:
    return Stretch(record["article_id"], record["start"], record["end"])


def _score_answer(result: CaseResult, cited: Sequence[Stretch], gold: Sequence[Stretch]) -> dict[str, float | None]:
    case, answered = result.case, _answered(result)
    words = {"f1": m.token_f1, "number_f1": m.number_f1, "exact": m.exact_match, "rouge_l": m.rouge_l}
    found = {name: measure(result.plain, case.answers) if case.answerable else None for name, measure in words.items()}
    contains = any(m.contains_answer(result.plain, answer) for answer in case.answers)
    return {
        "answered": float(answered),
        "correct": float(_correct(result, cited, gold)),
        "contains": float(answered and contains) if case.answerable else None,
        **{name: value if answered or value is None else 0.0 for name, value in found.items()},
        "words": float(m.words(result.plain)) if answered else None,
    }


def _answered(result: CaseResult) -> bool:
    return bool(result.answer and not result.answer["abstained"])


def _correct(result: CaseResult, cited: Sequence[Stretch], gold: Sequence[Stretch]) -> bool:
    case = result.case
    if not case.answerable or not _answered(result):
        return not case.answerable and not _answered(result)
    if any(m.contains_answer(result.plain, answer) for answer in case.answers):
        return True
    free_form = not m.spelled_out(case.answers, case.evidence)
    return free_form and any(overlaps(c, g) for c in cited for g in gold)


def _evidence(case: Case) -> tuple[str, ...]:
    """The texts to look for: the evidence or, in a case without any, the answers themselves."""
    return case.evidence or case.answers


def _score_retrieval(
    result: CaseResult, passages: Sequence[Mapping[str, Any]], gold: Sequence[Stretch]
) -> dict[str, float | None]:
    case = result.case
    ranked = [(p["article_id"], p["text"]) for p in passages]
    places = [_place(p) for p in passages]
    rank = first_hit(places, gold)
    marked = case.answerable and bool(case.evidence)
    return {
        **{f"recall@{k}": recall_at(k, rank) if marked else None for k in RANKS},
        "mrr": reciprocal_rank(rank) if marked else None,
        "ndcg@10": ndcg(places, result.gold) if marked else None,
        **{f"hit@{n}": _hit(case, ranked, n) if case.answerable else None for n in BUDGETS},
    }


def _hit(case: Case, ranked: Sequence[tuple[str, str]], budget: int) -> float:
    return float(context_hit(ranked, budget, case.answers, _evidence(case), case.articles))


def _score_citations(result: CaseResult, cited: Sequence[Stretch], gold: Sequence[Stretch]) -> dict[str, float | None]:
    case, records = result.case, result.answer["citations"] if result.answer else []
    right: list[bool] = []
    overlapping: list[bool] = []
    placed = None
    if case.answerable:
        quotes = zip(records, cited, strict=True)
        right = [citation_right(r["quote"], c, case.answers, _evidence(case), case.articles, gold) for r, c in quotes]
    if case.answerable and case.evidence:
        overlapping = [any(overlaps(c, g) for g in gold) for c in cited]
        placed = placement(cited, result.gold, [len(sentence) for sentence in case.evidence])
    supports = _supported(result)
    return {
        "citations": float(len(records)),
        "citations_valid": m.mean(c.status == "valid" for c in result.cited),
        "citations_right": m.mean(right),
        "citations_overlapping": m.mean(overlapping),
        "any_citation_right": float(any(right)) if right else None,
        "placement_precision": placed.precision if placed else None,
        "placement_recall": placed.recall if placed else None,
        "placement_f1": placed.f1 if placed else None,
        "claims": float(len(supports)),
        "claims_supported": m.mean(supports),
    }


# An article's own "[1]" is written "(1)" in a claim, so quotes are compared in that form.
_ROUND = str.maketrans("[]", "()")


def _supported(result: CaseResult) -> list[bool]:
    """Whether its quotes support each claim of the answer; its names may come from the passages and titles."""
    answer = result.answer or {"answer": "", "citations": [], "passages": []}
    quotes: dict[tuple[int, int], list[str]] = {}
    for citation in answer["citations"]:
        for start, end in citation["claims"]:
            quotes.setdefault((start, end), []).append(citation["quote"].translate(_ROUND))
    titles, texts = (c["title"] for c in answer["citations"]), (p["text"] for p in answer["passages"])
    around = [*titles, *texts]
    text = answer["answer"].translate(_ROUND)
    return [unsupported(text[start:end], cited, around) is None for (start, end), cited in sorted(quotes.items())]


def why(result: CaseResult) -> str:
    """Why a case was not answered rightly, or what is wrong with a right one: a sentence, or "" if nothing is."""
    if result.unfit:
        return f"It does not fit and is in no figure: {result.error}."
    if result.error is not None:
        return f"It crashed and is not scored: {result.error}"
    if broken := sum(cited.status != "valid" for cited in (*result.cited, *result.nearest)):
        quotes = "citations" if result.cited else "nearest quotes"
        return f"{broken} of its {quotes} do not give their quote when the article is sliced again."
    if not result.case.answerable:
        return "" if result.is_right else "It was answered, although the articles do not say."
    if not _answered(result):
        return f"It was refused, although the articles say; {_found(result)}."
    if not result.is_right:
        return f"The answer holds none of what is accepted; {_found(result)}."
    return "No citation shows where the answer stands." if result.metrics["any_citation_right"] == 0 else ""


def _found(result: CaseResult) -> str:
    rank = result.metrics["mrr"]
    if rank is None:
        return "no evidence is marked"
    return f"the evidence was in passage {round(1 / rank)}" if rank else "the evidence was not among the passages"
