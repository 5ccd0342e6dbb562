"""Fits the weights that the code holds: python -m rag.benchmarks.fit ranking|further|confidence|model|sizes BENCH…

Each BENCH is a folder with articles/ and cases.jsonl. `ranking` fits the weights of retrieval/scoring.py, `further`
those of answering/selection.py, which rest on the former, `confidence` those of answering/confidence.py, which rest on
both, and `model` those of answering/model/assessment.py, which rest on all; each prints them as the code holds them.
`sizes` shows how the shipped threshold works in libraries of other sizes. Weights fitted on one bench are reported on
the others.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from ..evaluation.cases import Case, read_cases
from ..evaluation.temporary_library import throwaway
from . import fit_confidence, fit_further, fit_model_confidence, fit_ranking
from .library_sizes import report_sizes

Observed = TypeVar("Observed")
Fitted = TypeVar("Fitted")


def main(arguments: Sequence[str] | None = None) -> None:
    """The command; prints to standard output."""
    about = "Fit the weights of the ranking or the confidence, or report the threshold at other library sizes."
    parser = argparse.ArgumentParser(prog="python -m rag.benchmarks.fit", description=about)
    parser.add_argument("what", choices=(*_FITS, "sizes"), help="what to fit, or report")
    parser.add_argument("bench", nargs="+", type=Path, help="a folder with articles/ and cases.jsonl")
    parser.add_argument("--most", type=int, default=10_000, metavar="N", help="sizes: articles in the largest library")
    options = parser.parse_args(arguments)
    benches = {bench.name: (bench / "articles", read_cases(bench / "cases.jsonl")) for bench in options.bench}
    for line in _lines(options.what, benches, options.most):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def _lines(what: str, benches: Mapping[str, tuple[Path, Sequence[Case]]], most: int) -> Iterator[str]:
    if what == "sizes":
        yield from report_sizes(benches, most)
    else:
        chosen = _FITS[what]
        yield from _crossed(_observed(benches, chosen.observe), chosen.fit, chosen.report)


_FITS: Mapping[str, Any] = {
    "ranking": fit_ranking,
    "further": fit_further,
    "confidence": fit_confidence,
    "model": fit_model_confidence,
}


def _observed(
    benches: Mapping[str, tuple[Path, Sequence[Case]]], observe: Callable[..., Iterator[Observed]]
) -> dict[str, list[Observed]]:
    found = {}
    for name, (articles, cases) in benches.items():
        sys.stderr.write(f"asking {name}\n")
        with throwaway([articles]) as rag:
            found[name] = list(observe(rag, cases))
    return found


def _crossed(
    observed: Mapping[str, list[Observed]],
    fit: Callable[[Sequence[Sequence[Observed]]], Fitted],
    report: Callable[[Sequence[Observed], Fitted], str],
) -> Iterator[str]:
    """A report of each bench with a fit on the others, then with the fit on all, and that fit as code."""
    for name, own in observed.items():
        if others := [seen for other, seen in observed.items() if other != name]:
            yield f"{name}, fitted on the others\n{report(own, fit(others))}"
    fitted = fit(list(observed.values()))
    for name, own in observed.items():
        yield f"{name}, fitted on all\n{report(own, fitted)}"
    yield f"\n{fitted}"


if __name__ == "__main__":
    main()
