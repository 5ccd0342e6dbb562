"""Whether one confidence threshold works in libraries of every size.

Each question is asked with the article that answers it and without, among more and more other articles.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ..answering.confidence import THRESHOLD, probability
from ..evaluation.cases import Case
from ..evaluation.temporary_library import throwaway
from ..metrics import statistics
from ..retrieval.retriever import CANDIDATES
from . import synthetic_corpus
from .fit_confidence import Observation, elsewhere, observation, withheld

FEW = 3
"""Articles in the smallest libraries; two are left without the one that answers."""

Benches = Mapping[str, tuple[Path, Sequence[Case]]]


def report_sizes(benches: Benches, most: int) -> Iterator[str]:
    """Four lines for each bench: in libraries of three articles, of its own, of all benches', and of `most` articles.

    The largest library is filled up with made-up articles; it needs a second bench to make them of. Half of the
    questions are answerable, and the others are the same ones with the article that answers them left out.
    """
    for name, (folder, cases) in benches.items():
        files = sorted(folder.glob("*.txt"))
        everywhere = [other for other, _ in benches.values()]
        places = [place for other, (place, _) in benches.items() if other != name]
        others = [sentence for place in places for sentence in synthetic_corpus.sentences_of(place)]
        few = (o for i in range(0, len(files), FEW) for o in _asked(files[i : i + FEW], cases))
        yield _line(name, f"{FEW}", list(few))
        yield _line(name, f"{len(files)}", list(_asked([folder], cases)))
        yield _line(name, "all", list(_asked(everywhere, cases)))
        if others:
            with TemporaryDirectory(prefix="rag-sizes-") as made_up:
                synthetic_corpus.write_rows(Path(made_up) / "rows", others, most - len(files), length=2)
                yield _line(name, f"{most:,}", list(_asked([folder, Path(made_up) / "rows"], cases)))


def _asked(articles: Sequence[Path], cases: Sequence[Case]) -> Iterator[Observation]:
    with throwaway(articles) as rag:
        held = {entry.id for entry in rag.articles()}
        sys.stderr.write(f"asking {len(held)} articles\n")
        for case in cases:
            if case.answerable and held.issuperset(case.articles):
                passages = rag.retrieve(case.question, k=2 * CANDIDATES)
                yield from observation(rag, case, passages)
                yield from observation(rag, replace(case, answerable=False), elsewhere(case, passages))


def _line(bench: str, size: str, observed: Sequence[Observation]) -> str:
    stated = [probability(o.seen) for o in observed]
    auroc = statistics.auroc(stated, [o.answerable for o in observed]).value(len(observed))
    over, refused = (withheld(observed, stated, THRESHOLD, answerable=yes) for yes in (True, False))
    figures = f"AUROC {auroc:.3f}, over-abstention {over:.3f}, refused {refused:.3f}; n = {len(observed)}"
    return f"{bench:<10} {size:>7} articles: {figures}"
