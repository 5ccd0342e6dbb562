"""A run in numbers: the metrics there are, and the value and interval of each, overall and by tag."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from ..metrics import statistics
from ..metrics.statistics import Statistic, Values
from .scoring import BUDGETS, RANKS

if TYPE_CHECKING:
    from .scoring import CaseResult

Results = Sequence["CaseResult"]
Better = Literal["higher", "lower", "neither"]


@dataclass(frozen=True)
class Measure:
    """A metric over many cases. `key` is its name on the command line and in a baseline."""

    key: str
    label: str
    group: str
    better: Better
    over: Callable[[Results], Statistic]
    each: Callable[[CaseResult], float | None] | None = None
    """The value of one case, if the metric is made of single cases; a gate can then name those that moved it."""
    yes_or_no: bool = False
    """Whether `each` is 0 or 1 for every case, as McNemar's test requires."""


@dataclass(frozen=True)
class Row:
    """A metric over the `n` cases, citations or claims that it could be measured on; `value` is None without any.

    `low` and `high` are its 95 % interval: what other cases of the same kind might have given.
    """

    key: str
    metric: str
    group: str
    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True)
class TagRow:
    """The metrics of the cases with one tag. An unanswerable case counts as accurate if it was refused."""

    tag: str
    accuracy: float | None
    abstained: float | None
    n: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Summary:
    """A run in numbers. `not_scored` cases crashed, and `unfit` ones do not fit their articles: no metric has them."""

    cases: int
    right: int
    """Cases answered or refused rightly."""
    not_scored: int
    unfit: int
    rows: tuple[Row, ...]
    tags: tuple[TagRow, ...]
    risk_coverage: tuple[tuple[float, float], ...]
    """Points (share of the cases answered, share of these answers that is wrong), the surest answers first."""

    def to_dict(self) -> dict[str, Any]:
        """The document of `rag eval --json`."""
        return asdict(self)


def summarise(results: Results) -> Summary:
    """The metrics overall and by tag, tags in the order in which they first occur."""
    scored = [r for r in results if r.error is None]
    names = dict.fromkeys(tag for r in results for tag in r.case.tags)
    tags = tuple(_tag_row(tag, [r for r in scored if tag in r.case.tags]) for tag in names)
    curve = tuple(statistics.risk_coverage(*shown(scored), cases=len(scored)))
    right, unfit = sum(r.is_right is True for r in results), sum(r.unfit for r in results)
    return Summary(len(results), right, len(results) - len(scored) - unfit, unfit, _rows(scored), tags, curve)


def _tag_row(tag: str, results: Results) -> TagRow:
    rows = _rows(results)
    of = {row.key: row.value for row in rows}
    refused = None if of["coverage"] is None else 1 - of["coverage"]
    return TagRow(tag, of["right"], refused, len(results), rows)


def _rows(results: Results) -> tuple[Row, ...]:
    weights = statistics.resamples(len(results))
    rows = [_row(measure, results, weights) for measure in MEASURES]
    rows.insert([row.key for row in rows].index("ece") + 1, _floor(results))
    return tuple(rows)


def _row(measure: Measure, results: Results, weights: statistics.Array) -> Row:
    statistic = measure.over(results)
    between = statistics.interval(statistic.at(weights)) if statistic.n else None
    low, high = between or (None, None)
    return Row(measure.key, measure.label, measure.group, statistic.value(len(results)), low, high, statistic.n)


def _floor(results: Results) -> Row:
    """The mean ECE of perfectly calibrated models, and the interval that holds 95 % of them."""
    stated, _ = judged(results)
    n = sum(confidence is not None for confidence in stated)
    label = "ECE of a perfect model, simulated"
    if not n:
        return Row("ece_floor", label, "confidence", None, None, None, 0)
    simulated = statistics.calibrated_ece(stated)
    low, high = statistics.interval(simulated) or (None, None)
    return Row("ece_floor", label, "confidence", float(simulated.mean()), low, high, n)


def _metric(name: str, result: CaseResult) -> float | None:
    return result.metrics[name]


def _if_answerable(name: str, result: CaseResult) -> float | None:
    return result.metrics[name] if result.case.answerable else None


def _refusal_due(result: CaseResult) -> float | None:
    return None if result.metrics["answered"] else float(not result.case.answerable)


def _unanswerable_refused(result: CaseResult) -> float | None:
    return None if result.case.answerable else 1 - (result.metrics["answered"] or 0)


def _answerable_refused(result: CaseResult) -> float | None:
    return 1 - (result.metrics["answered"] or 0) if result.case.answerable else None


def _squared_error(result: CaseResult) -> float | None:
    (stated,), (right,) = judged([result])
    return None if stated is None or right is None else (stated - right) ** 2


def confidence_of(result: CaseResult) -> float | None:
    """The stated probability that the answer is right."""
    return result.answer["confidence"] if result.answer else None


def judged(results: Results) -> tuple[Values, Values]:
    """The confidence of each case, and whether its answer was right.

    A refused but answerable case has no confidence here: nobody saw whether its answer would have been right.
    """
    known = [r.metrics["answered"] == 1 or not r.case.answerable for r in results]
    stated = [confidence_of(r) if k else None for r, k in zip(results, known, strict=True)]
    return stated, [float(r.case.answerable and r.metrics["correct"] == 1) for r in results]


def shown(results: Results) -> tuple[Values, Values]:
    """The confidence of each case whose answer was shown, and whether it was right: for risk and coverage."""
    stated = [confidence_of(r) if r.metrics["answered"] else None for r in results]
    return stated, [r.metrics["correct"] for r in results]


def _by_case(
    key: str,
    label: str,
    group: str,
    better: Better,
    each: Callable[[CaseResult], float | None],
    *,
    yes_or_no: bool = False,
) -> Measure:
    return Measure(
        key, label, group, better, lambda results: statistics.average([each(r) for r in results]), each, yes_or_no
    )


def _by_part(key: str, label: str, name: str, parts: str, better: Better = "higher") -> Measure:
    """A mean over citations, claims or sentences: each weighs the same, so a case with many bad ones counts for all."""

    def over(results: Results) -> Statistic:
        pairs = [(r.metrics[name], r.metrics[parts]) for r in results]
        return statistics.ratio(
            [None if s is None else s * (n or 0) for s, n in pairs], [None if s is None else n for s, n in pairs]
        )

    return Measure(key, label, "citations", better, over, partial(_metric, name))


def _of_case(
    key: str, label: str, group: str, better: Better = "higher", *, yes_or_no: bool = False, of: str = ""
) -> Measure:
    return _by_case(key, label, group, better, partial(_metric, of or key), yes_or_no=yes_or_no)


def _auroc(results: Results) -> Statistic:
    return statistics.auroc([confidence_of(r) for r in results], [r.case.answerable for r in results])


def _seconds(percent: float) -> Measure:
    def over(results: Results) -> Statistic:
        return statistics.percentile([r.seconds for r in results], percent)

    return Measure(f"seconds_p{percent:.0f}", f"seconds, p{percent:.0f}", "cost", "lower", over)


MEASURES: tuple[Measure, ...] = (
    *(_of_case(f"recall@{k}", f"recall@{k}", "retrieval", yes_or_no=True) for k in RANKS),
    _of_case("mrr", "MRR", "retrieval"),
    _of_case("ndcg@10", "nDCG@10", "retrieval"),
    *(_of_case(f"hit@{n}", f"answer within {n} characters", "retrieval", yes_or_no=True) for n in BUDGETS),
    _by_case("answer", "answer accuracy", "answer", "higher", partial(_if_answerable, "correct"), yes_or_no=True),
    _of_case("contains", "answer contains a reference", "answer", yes_or_no=True),
    _of_case("concise", "concise: right, every quote serves", "answer", yes_or_no=True),
    _of_case("short_exact", "exact words, exact match", "answer", yes_or_no=True),
    _of_case("short_f1", "exact words, F1", "answer"),
    _of_case("f1", "answer F1 by words", "answer"),
    _of_case("number_f1", "answer F1, numbers kept whole", "answer"),
    _of_case("rouge_l", "ROUGE-L to long references", "answer"),
    _of_case("words", "answer length in words", "answer", "lower"),
    _by_part("citations_valid", "pointer validity, by citation", "citations_valid", "citations"),
    _of_case("quote_precision", "quote precision, by answer", "citations", of="citations_right"),
    _by_part("citations_right", "quote precision, by quote", "citations_right", "citations"),
    _by_part("quote_recall", "quote recall, by evidence sentence", "quote_recall", "evidence"),
    _of_case("any_citation_right", "answers with a right citation", "citations", yes_or_no=True),
    _of_case("counted_once", "copies counted once", "citations", yes_or_no=True),
    *(
        _of_case(f"placement_{part.lower()}", f"placement {part}", "citations")
        for part in ("precision", "recall", "F1")
    ),
    _by_part("claims_supported", "supported claims, by claim", "claims_supported", "claims"),
    _by_part("claims_quoted", "claims with a quote in their place", "claims_quoted", "drafted", "neither"),
    _by_part("claims_withheld", "claims withheld", "claims_withheld", "drafted", "lower"),
    _of_case("sides_recall", "sides recall, where articles disagree", "sides"),
    _of_case("sides_precision", "sides precision, where some are shown", "sides", yes_or_no=True),
    _of_case("first_side", "right side first", "sides", yes_or_no=True),
    _of_case("speaker_right", "speaker right, where a quote serves", "sides", yes_or_no=True),
    _of_case("right", "answered or refused rightly", "abstention", yes_or_no=True, of="correct"),
    _of_case("coverage", "answered at all", "abstention", "neither", yes_or_no=True, of="answered"),
    _by_case("abstention_precision", "abstention precision", "abstention", "higher", _refusal_due),
    _by_case("abstention_recall", "abstention recall", "abstention", "higher", _unanswerable_refused, yes_or_no=True),
    _by_case("over_abstention", "over-abstention", "abstention", "lower", _answerable_refused, yes_or_no=True),
    Measure("auroc", "AUROC of confidence", "abstention", "higher", _auroc),
    _by_case("brier", "Brier score", "confidence", "lower", _squared_error),
    Measure("ece", "ECE, 10 bins", "confidence", "lower", lambda results: statistics.ece(*judged(results))),
    Measure(
        "aurc", "area under risk-coverage", "confidence", "lower", lambda results: statistics.aurc(*shown(results))
    ),
    _seconds(50),
    _seconds(95),
    _of_case("tokens", "tokens by question", "cost", "lower"),
)
BY_KEY: Mapping[str, Measure] = {measure.key: measure for measure in MEASURES}
