"""A committed baseline, and the gate: how far a run may fall below it, and which questions made it fall."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import CaseError, listed
from ..files import read_bounded, write_whole
from .compare import require_comparable
from .summary import BY_KEY, summarise

if TYPE_CHECKING:
    from .logs import Log
    from .scoring import CaseResult

MAX_DROPS: Mapping[str, float] = {
    "recall@6": 0.02,
    "ndcg@10": 0.02,
    "answer": 0.02,
    "concise": 0.02,
    "short_f1": 0.02,
    "f1": 0.02,
    "citations_valid": 0.0,
    "quote_precision": 0.03,
    "citations_right": 0.03,
    "any_citation_right": 0.02,
    "placement_f1": 0.03,
    "claims_supported": 0.0,
    "abstention_precision": 0.03,
    "abstention_recall": 0.03,
    "over_abstention": 0.02,
    "auroc": 0.02,
    "brier": 0.02,
}
"""The metrics that are watched and how much worse each may get: about two questions of a hundred."""
_HINT = "Make one with: rag eval --write-baseline"


@dataclass(frozen=True)
class Fall:
    """A metric that got worse by more than it may. `cases` are the ids of the questions that got worse, worst first."""

    key: str
    metric: str
    before: float
    now: float | None
    allowed: float
    cases: tuple[str, ...]


def write_baseline(path: Path, log: Log) -> None:
    """Writes the figures of a run and each case's share in them, one case a line, so that a diff can be read.

    The file is replaced as a whole. Raises `CaseError` if a case crashed or the file cannot be written.
    """
    if crashed := [result.case.id for result in log.results if result.error is not None and not result.unfit]:
        raise CaseError(f"A run with crashes is no baseline: {listed(crashed, 5)}.", "Mend them and run it again.")
    values = {row.key: row.value for row in summarise(log.results).rows}
    fields = {
        "format": 1,
        "cases": {name: log.fingerprint["cases"][name] for name in ("n", "sha256")},
        "corpus": log.fingerprint["corpus"],
        "metrics": {key: _rounded(values[key]) for key in MAX_DROPS},
    }
    try:
        write_whole(path, _document(fields, [r for r in log.results if r.error is None]).encode())
    except OSError as error:
        raise CaseError(
            f"The baseline {path} cannot be written: {error.strerror or error}.", "Name another with --gate."
        ) from None


def _document(fields: Mapping[str, Any], results: Sequence[CaseResult]) -> str:
    head = ",\n".join(f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in fields.items())
    lines = ",\n".join(f"    {json.dumps(r.case.id)}: {json.dumps(_contributions(r))}" for r in results)
    return f'{{\n{head},\n  "by_case": {{\n{lines}\n  }}\n}}\n'


def _contributions(result: CaseResult) -> dict[str, float]:
    """The values of one case, for each metric that is made of single cases."""
    found = {key: each(result) for key in MAX_DROPS if (each := BY_KEY[key].each)}
    return {key: round(value, 4) for key, value in found.items() if value is not None}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def read_baseline(path: Path) -> dict[str, Any]:
    """Reads what `write_baseline` wrote. Raises `CaseError`."""
    try:
        baseline = json.loads(read_bounded(path))
        parts = [baseline[name] for name in ("cases", "corpus", "metrics", "by_case")]
        if baseline["format"] != 1 or not all(isinstance(part, dict) for part in parts):
            raise ValueError
    except OSError as error:
        raise CaseError(f"The baseline {path} cannot be read: {error.strerror or error}.", _HINT) from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise CaseError(f"{path} is not a baseline.", _HINT) from None
    return dict(baseline)


def falls(baseline: Mapping[str, Any], log: Log, max_drops: Mapping[str, float]) -> list[Fall]:
    """The metrics that got worse by more than they may. `max_drops` adds to `MAX_DROPS` and overrides it.

    Raises `CaseError` if the baseline is of other cases or articles, or lacks a metric of `max_drops`.
    """
    try:
        require_comparable(baseline, log.fingerprint)
    except CaseError as error:
        raise CaseError(error.message.replace("These two runs", "This run and the baseline"), _HINT) from None
    if unknown := [key for key in max_drops if key not in baseline["metrics"]]:
        raise CaseError(
            f"The baseline has no metric {unknown[0]!r}.", f"Those it has: {', '.join(baseline['metrics'])}."
        )
    now = {row.key: row.value for row in summarise(log.results).rows}
    found = [
        _fall(key, allowed, baseline, now, log)
        for key, allowed in {**MAX_DROPS, **max_drops}.items()
        if key in baseline["metrics"]
    ]
    return [fall for fall in found if fall is not None]


def _fall(
    key: str, allowed: float, baseline: Mapping[str, Any], now: Mapping[str, float | None], log: Log
) -> Fall | None:
    before, value = baseline["metrics"][key], now[key]
    sign = -1 if BY_KEY[key].better == "lower" else 1
    if before is None or (value is not None and sign * (before - value) <= allowed + 1e-6):
        return None
    worse = {name: drop for name, drop in _drops(key, sign, baseline["by_case"], log.results).items() if drop > 1e-4}
    return Fall(key, BY_KEY[key].label, before, value, allowed, tuple(sorted(worse, key=lambda name: -worse[name])))


def _drops(key: str, sign: int, before: Mapping[str, Any], results: Sequence[CaseResult]) -> dict[str, float]:
    """By how much each case got worse; without a value in the baseline, compared with the best. A crash counts 1."""
    each, found = BY_KEY[key].each, {}
    for result in results:
        new = each(result) if each and result.error is None else None
        if result.error is not None and not result.unfit:
            found[result.case.id] = 1.0
        elif new is not None:
            old = before.get(result.case.id, {}).get(key, 1.0 if sign > 0 else 0.0)
            found[result.case.id] = sign * (old - new)
    return found
