"""Two runs of the same cases on the same articles: which questions flipped, and which differences are not luck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from ..errors import CaseError
from ..metrics import statistics
from .summary import MEASURES, Measure

if TYPE_CHECKING:
    from .logs import Log
    from .scoring import CaseResult


@dataclass(frozen=True)
class Flip:
    """A question that only one of the two runs answered (or refused) rightly."""

    id: str
    question: str
    tags: tuple[str, ...]
    expected: str
    one: str
    other: str
    better: bool
    """Whether the second run is the one that was right."""


@dataclass(frozen=True)
class Difference:
    """A metric of both runs, and the second minus the first with its 95 % interval."""

    key: str
    metric: str
    group: str
    one: float | None
    other: float | None
    difference: float | None
    low: float | None
    high: float | None
    p: float | None
    """Of McNemar's exact test; None unless the metric is yes or no for every case."""
    n: int

    @property
    def is_clear(self) -> bool:
        """Whether zero lies outside the interval, so that the difference is hardly luck."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


@dataclass(frozen=True)
class Comparison:
    """Only the `cases` that were scored in both runs count. Flips for the worse come first."""

    cases: int
    left_out: int
    flips: tuple[Flip, ...]
    rows: tuple[Difference, ...]
    changed: tuple[str, ...]
    """Settings, prompts and versions that differ: "k: 8 → 6"."""

    def to_dict(self) -> dict[str, Any]:
        """The document of `rag eval compare --json`."""
        return asdict(self)


def compare(one: Log, other: Log) -> Comparison:
    """What changed from the first run to the second. Raises `CaseError` if they cannot be compared."""
    require_comparable(one.fingerprint, other.fingerprint)
    pairs = _paired(one.results, other.results)
    flips = [_flip(a, b) for a, b in pairs if a.is_right != b.is_right]
    return Comparison(
        cases=len(pairs),
        left_out=int(one.fingerprint["cases"]["n"]) - len(pairs),
        flips=tuple(sorted(flips, key=lambda flip: flip.better)),
        rows=differences([a for a, _ in pairs], [b for _, b in pairs]),
        changed=tuple(_changes(one.fingerprint, other.fingerprint)),
    )


def require_comparable(one: Any, other: Any) -> None:
    """Raises `CaseError` if two fingerprints are of different cases or different articles."""
    for part, what in (("cases", "cases"), ("corpus", "articles")):
        if one[part]["sha256"] != other[part]["sha256"]:
            counts = f"{one[part]['n']} and {other[part]['n']} {what}"
            raise CaseError(
                f"These two runs cannot be compared: they are of different {what} ({counts}).",
                f"Run both with the same {what}: a difference would say nothing about the system.",
            )


def _paired(one: Sequence[CaseResult], other: Sequence[CaseResult]) -> list[tuple[CaseResult, CaseResult]]:
    by_id = {result.case.id: result for result in other if result.error is None}
    return [(result, by_id[result.case.id]) for result in one if result.error is None and result.case.id in by_id]


def _flip(one: CaseResult, other: CaseResult) -> Flip:
    case = one.case
    expected = " / ".join(case.answers) if case.answerable else "a refusal"
    return Flip(case.id, case.question, case.tags, expected, one.plain, other.plain, better=bool(other.is_right))


def differences(one: Sequence[CaseResult], other: Sequence[CaseResult]) -> tuple[Difference, ...]:
    """Every metric of two runs of the same cases in the same order, with paired bootstrap intervals."""
    weights = statistics.resamples(len(one))
    return tuple(_difference(measure, one, other, weights) for measure in MEASURES)


def _difference(
    measure: Measure, one: Sequence[CaseResult], other: Sequence[CaseResult], weights: statistics.Array
) -> Difference:
    before, after = measure.over(one), measure.over(other)
    a, b = before.value(len(one)), after.value(len(other))
    known = a is not None and b is not None
    between = statistics.interval(after.at(weights) - before.at(weights)) if known else None
    low, high = between or (None, None)
    gap = b - a if a is not None and b is not None else None
    n = min(before.n, after.n)
    return Difference(measure.key, measure.label, measure.group, a, b, gap, low, high, _p(measure, one, other), n)


def _p(measure: Measure, one: Sequence[CaseResult], other: Sequence[CaseResult]) -> float | None:
    if not measure.yes_or_no or measure.each is None:
        return None
    pairs = ((measure.each(a), measure.each(b)) for a, b in zip(one, other, strict=True))
    known = [(a, b) for a, b in pairs if a is not None and b is not None]
    return statistics.mcnemar(sum(a > b for a, b in known), sum(a < b for a, b in known))


def _changes(one: Any, other: Any) -> list[str]:
    found = [f"commit: {one.get('commit')} → {other.get('commit')}"] if one.get("commit") != other.get("commit") else []
    for part in ("settings", "prompts", "versions"):
        before, after = one.get(part, {}), other.get(part, {})
        names = [name for name in {**before, **after} if name != "home" and before.get(name) != after.get(name)]
        found += [f"{name}: {_short(before.get(name))} → {_short(after.get(name))}" for name in names]
    return found


def _short(value: object) -> str:
    """The value as text; a hash by its first 12 characters."""
    text = "–" if value is None else str(value)
    return text[:12] if len(text) >= 40 else text
