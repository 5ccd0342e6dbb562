"""An eval run: ask every case, measure each answer, sum up, and write down what produced it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import re
import subprocess
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ..errors import CaseError, LibraryError
from . import metrics as m
from .scoring import BUDGETS, RANKS, CaseResult, score

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ..types import Answer
    from .cases import Case
    from .metrics import Stretch


class Asked(Protocol):
    """What a run needs of the thing it measures; `Rag` has it."""

    def ask(self, question: str, *, history: Sequence[tuple[str, str]] = ()) -> Answer: ...

    def text_of(self, article_id: str, sha256: str) -> str | None: ...


@dataclass(frozen=True)
class Run:
    """`fingerprint` says what produced the results: settings, versions, commit, corpus, cases, date."""

    fingerprint: Mapping[str, Any]
    results: tuple[CaseResult, ...]


@dataclass(frozen=True)
class Row:
    """A metric over the `n` cases (or citations, where it says so) that it could be measured on; None without any."""

    metric: str
    value: float | None
    n: int


@dataclass(frozen=True)
class TagRow:
    """The cases of one tag: how many were answered rightly (an unanswerable one by abstaining), how many refused."""

    tag: str
    accuracy: float | None
    abstained: float | None
    n: int


@dataclass(frozen=True)
class Summary:
    """A run in numbers. `not_scored` cases crashed; they count in no metric."""

    cases: int
    not_scored: int
    rows: tuple[Row, ...]
    tags: tuple[TagRow, ...]

    def to_dict(self) -> dict[str, Any]:
        """The document of `rag eval --json`."""
        return asdict(self)


def run(
    rag: Asked,
    cases: Sequence[Case],
    *,
    limit: int | None = None,
    on_case: Callable[[CaseResult], None] | None = None,
    settings: Mapping[str, object] | None = None,
    corpus: Iterable[tuple[str, str]] = (),
) -> Run:
    """Asks the first `limit` cases, in order. `settings` and `corpus` (id and sha256 of each article) go into the fingerprint.

    A case that crashes is not scored and the next one is asked; a `LibraryError` ends the run, as it would meet every case.
    """
    chosen = cases[:limit]
    fingerprint = _fingerprint(settings or {}, corpus, chosen)
    results = []
    for case in chosen:
        results.append(_ask(rag, case))
        if on_case:
            on_case(results[-1])
    return Run(fingerprint, tuple(results))


def _ask(rag: Asked, case: Case) -> CaseResult:
    began = time.perf_counter()
    try:
        answer = rag.ask(case.question, history=case.history)
    except LibraryError:
        raise
    except Exception as error:  # whatever it is, the other cases are still worth asking
        return CaseResult(case, None, seconds=time.perf_counter() - began, error=f"{type(error).__name__}: {error}")
    return measure(rag, case, answer, time.perf_counter() - began)


def measure(rag: Asked, case: Case, answer: Answer, seconds: float = 0.0) -> CaseResult:
    """The case with its answer and what became of it; `rag` gives the texts that the citations point into."""
    versions = {(p.article_id, p.sha256) for p in answer.passages} | {(c.article_id, c.sha256) for c in answer.citations}
    texts = {version: rag.text_of(*version) for version in sorted(versions)}
    valid = tuple(m.pointer_valid(texts[c.article_id, c.sha256], c.start, c.end, c.quote) for c in answer.citations)
    found = CaseResult(case, answer.to_dict(), answer.plain, _gold(case, texts), valid, seconds=seconds)
    return CaseResult(case, found.answer, found.plain, found.gold, valid, score(found), seconds)


def _gold(case: Case, texts: Mapping[tuple[str, str], str | None]) -> tuple[tuple[Stretch, ...], ...]:
    known = [(name, text) for (name, _), text in texts.items() if text is not None and name in case.articles]
    return tuple(tuple(place for name, text in known for place in m.occurrences(sentence, name, text)) for sentence in case.evidence)


def summarise(results: Sequence[CaseResult]) -> Summary:
    """The metrics overall and by tag, tags in the order in which they first occur."""
    scored = [r for r in results if r.error is None]
    names = dict.fromkeys(tag for r in results for tag in r.case.tags)
    tags = tuple(_tag_row(tag, [r for r in scored if tag in r.case.tags]) for tag in names)
    return Summary(len(results), len(results) - len(scored), tuple(_rows(scored)), tags)


def _tag_row(tag: str, results: Sequence[CaseResult]) -> TagRow:
    refused = m.mean(1 - (r.metrics["answered"] or 0) for r in results)
    return TagRow(tag, m.mean(r.metrics["correct"] for r in results), refused, len(results))


def _rows(scored: Sequence[CaseResult]) -> list[Row]:
    answerable = [r for r in scored if r.case.answerable]
    return [
        _mean("answer accuracy", answerable, "correct"),
        _mean("answer F1 by words", answerable, "f1"),
        _mean("answer length in words", scored, "words"),
        *_abstention(scored),
        *(_mean(f"recall@{k}", scored, f"recall@{k}") for k in RANKS),
        _mean("MRR", scored, "mrr"),
        *(_mean(f"answer within {n} characters", scored, f"hit@{n}") for n in BUDGETS),
        _by_citation("pointer validity, by citation", scored, "citations_valid"),
        _by_citation("right citations, by citation", scored, "citations_right"),
        _by_citation("overlapping the evidence, by citation", scored, "citations_overlapping"),
        _mean("answers with a right citation", scored, "any_citation_right"),
        *(_mean(f"placement {part}", scored, f"placement_{part.lower()}") for part in ("precision", "recall", "F1")),
        *_confidence(scored),
        *(Row(f"seconds, p{p}", m.percentile([r.seconds for r in scored], p), len(scored)) for p in (50, 95)),
    ]


def _mean(label: str, results: Iterable[CaseResult], name: str) -> Row:
    values = [r.metrics[name] for r in results if r.metrics[name] is not None]
    return Row(label, m.mean(values), len(values))


def _by_citation(label: str, results: Iterable[CaseResult], name: str) -> Row:
    """Each citation weighs the same, so that one case with many cannot hide behind one with a single good one."""
    pairs = [(share, len(r.valid)) for r in results if (share := r.metrics[name]) is not None]
    n = sum(count for _, count in pairs)
    return Row(label, m.share(sum(share * count for share, count in pairs), n), n)


def _abstention(scored: Sequence[CaseResult]) -> list[Row]:
    """Precision: refusals that were due. Recall: unanswerable cases refused. Over-abstention: answerable cases refused."""
    refused = [not r.metrics["answered"] for r in scored]
    unanswerable = [not r.case.answerable for r in scored]
    both = [u for u, gone in zip(unanswerable, refused, strict=True) if gone]
    recalled = [gone for u, gone in zip(unanswerable, refused, strict=True) if u]
    over = [gone for u, gone in zip(unanswerable, refused, strict=True) if not u]
    labels = ("abstention precision", "abstention recall", "over-abstention")
    return [Row(label, m.mean(values), len(values)) for label, values in zip(labels, (both, recalled, over), strict=True)]


def _confidence(scored: Sequence[CaseResult]) -> list[Row]:
    """AUROC: does it tell answerable from not. Brier, ECE: is it the share of right answers.

    A refused but answerable case is in the AUROC alone: nobody saw whether the answer would have been right.
    """
    stated = [(float(r.answer["confidence"]), r) for r in scored if r.answer and r.answer["confidence"] is not None]
    sides = [[c for c, r in stated if r.case.answerable is wanted] for wanted in (True, False)]
    judged = [(c, bool(r.case.answerable and r.metrics["correct"])) for c, r in stated if r.metrics["answered"] or not r.case.answerable]
    confidences, outcomes = [c for c, _ in judged], [outcome for _, outcome in judged]
    return [
        Row("AUROC of confidence", m.auroc(*sides), len(stated)),
        Row("Brier score", m.brier(confidences, outcomes), len(judged)),
        Row("ECE, 10 bins", m.ece(confidences, outcomes), len(judged)),
    ]


def write_log(path: Path, done: Run) -> None:
    """Writes a run as JSONL: the fingerprint, then a line per case. The file is whole or not there."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in (done.fingerprint, *(r.to_dict() for r in done.results)))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # A lone surrogate of a question becomes its JSON escape.
        with part.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.writelines(lines)
        part.replace(path)
    except OSError as error:
        raise CaseError(f"The log {path} cannot be written: {error.strerror or error}.", "Name another folder or file.") from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _fingerprint(settings: Mapping[str, object], corpus: Iterable[tuple[str, str]], cases: Sequence[Case]) -> dict[str, Any]:
    """Two runs with the same `corpus` and `cases` hashes can be compared."""
    articles = sorted(corpus)
    return {
        "format": 1,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "settings": {name: str(value) if isinstance(value, Path) else value for name, value in settings.items()},
        "versions": _versions(),
        "commit": _commit(),
        "corpus": {"n": len(articles), "sha256": _hash(articles)},
        "cases": {"n": len(cases), "sha256": _hash([case.to_dict() for case in sorted(cases, key=lambda case: case.id)])},
    }


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode("ascii")).hexdigest()


def _versions() -> dict[str, str]:
    """Of Python, of rag and of what it requires, as far as installed."""
    versions = {"python": platform.python_version()}
    with contextlib.suppress(metadata.PackageNotFoundError):
        versions["rag"] = metadata.version("rag")
    for requirement in metadata.requires("rag") or () if "rag" in versions else ():
        name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        with contextlib.suppress(metadata.PackageNotFoundError):
            versions[name] = metadata.version(name)
    return versions


def _commit() -> str | None:
    """The commit of the checkout this runs from; None for an installed package, whose folder may lie in a stranger's checkout."""
    top = Path(__file__).parents[2]
    if not (top / ".git").exists():
        return None
    command = ["git", "-C", str(top), "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    try:
        # S603: every word of it is ours
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None
