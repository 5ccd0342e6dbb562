"""A run as one HTML file: figures, plots, and every question with its answer and quotes. Nothing is fetched; nobody's text is markup."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import CaseError
from ..files import AS_USUAL, write_whole
from ..metrics.citations import citation_right
from ..metrics.retrieval import Stretch, first_hit, overlaps
from ..terminal.sanitize import safe
from .plots import plots
from .scoring import why
from .summary import summarise
from .tables import between, number

if TYPE_CHECKING:
    from .logs import Log
    from .scoring import CaseResult, Cited

_HERE = Path(__file__).parent
_MARKER = re.compile(r"\[(\d+)\]")


class AnswerPart(NamedTuple):
    """A stretch of an answer; `marker` instead where it points at a citation."""

    text: str
    marker: int | None = None


class ShownCitation(NamedTuple):
    """A citation with what the library said of it. `shows`: it holds the answer, or overlaps the evidence."""

    citation: Mapping[str, Any]
    cited: Cited
    shows: bool | None


class Evidence(NamedTuple):
    """A sentence that answers the question, and the rank of the first passage that shows some of it."""

    text: str
    rank: int | None


class Seen(NamedTuple):
    """A passage as it was ranked."""

    passage: Mapping[str, Any]
    holds: bool


@dataclass(frozen=True)
class Shown:
    """A case as the page shows it. `state` is failed, crashed or right; `tags` are places in the page's list of tags."""

    result: CaseResult
    state: str
    why: str
    tags: tuple[int, ...]
    pieces: tuple[AnswerPart, ...] = ()
    quotes: tuple[ShownCitation, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    passages: tuple[Seen, ...] = ()


def write_report(log: Log, path: Path, mode: int = AS_USUAL) -> Path:
    """Writes the page whole, over an earlier one; a new one has `mode` less the umask. Raises `CaseError` where it cannot."""
    try:
        write_whole(path, render(log).encode(), mode)
    except OSError as error:
        raise CaseError(
            f"The report {path} cannot be written: {error.strerror or error}.", "Name another file with -o."
        ) from None
    return path


def render(log: Log) -> str:
    """The page."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    def finalize(value: object) -> object:
        return safe(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    environment = Environment(
        autoescape=True,
        loader=FileSystemLoader(_HERE),
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": number, "between": lambda row: between(row.low, row.high)}
    style, script = ((_HERE / name).read_text(encoding="utf-8") for name in ("report.css", "report.js"))
    summary = summarise(log.results)
    tags = [row.tag for row in summary.tags]
    return environment.get_template("report.html").render(
        policy=_policy(style, script),
        style=Markup(style),  # noqa: S704 (ours)
        script=Markup(script),  # noqa: S704 (ours)
        log=log,
        summary=summary,
        groups=[(group, list(rows)) for group, rows in groupby(summary.rows, key=lambda row: row.group)],
        tag_metrics=("right", "answer", "recall@6", "ndcg@10", "f1", "citations_right", "placement_f1", "coverage"),
        plots=plots(log.results),
        cases=sorted((show(result, tags) for result in log.results), key=lambda case: case.state == "right"),
    )


def _policy(style: str, script: str) -> str:
    """Our own style and script by their hashes and nothing else: no other script runs, whatever an article holds."""
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script)]
    return f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; base-uri 'none'; form-action 'none'"


def show(result: CaseResult, tags: Sequence[str]) -> Shown:
    """What the page shows of a case."""
    state = {True: "right", False: "failed", None: "crashed"}[result.is_right]
    at = tuple(tags.index(tag) for tag in result.case.tags)
    if not result.answer:
        return Shown(result, state, why(result), at)
    gold = [place for places in result.gold for place in places]
    places = [_place(passage) for passage in result.answer["passages"]]
    return Shown(
        result,
        state,
        why(result),
        at,
        tuple(_pieces(result.answer)),
        tuple(
            ShownCitation(c, cited, _shows(c, result, gold))
            for c, cited in zip(result.answer["citations"], result.cited, strict=True)
        ),
        tuple(
            Evidence(text, first_hit(places, found))
            for text, found in zip(result.case.evidence, result.gold, strict=True)
        ),
        tuple(
            Seen(p, any(overlaps(at, g) for g in gold)) for p, at in zip(result.answer["passages"], places, strict=True)
        ),
    )


def _place(record: Mapping[str, Any]) -> Stretch:
    return Stretch(record["article_id"], record["start"], record["end"])


def _pieces(answer: Mapping[str, Any]) -> list[AnswerPart]:
    known = {str(citation["marker"]) for citation in answer["citations"]}
    markers = _MARKER.split(answer["answer"])
    return [
        AnswerPart(part, int(part)) if at % 2 and part in known else AnswerPart(f"[{part}]" if at % 2 else part)
        for at, part in enumerate(markers)
    ]


def _shows(citation: Mapping[str, Any], result: CaseResult, gold: Sequence[Stretch]) -> bool | None:
    case = result.case
    if not case.answerable:
        return None
    return citation_right(
        citation["quote"], _place(citation), case.answers, case.evidence or case.answers, case.articles, gold
    )
