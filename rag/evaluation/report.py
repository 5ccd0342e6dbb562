"""A run as one HTML file: figures, plots, and every question with its answer and quotes.

The page fetches nothing, and text from outside never becomes markup.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import CaseError
from ..files import AS_USUAL, write_whole
from ..metrics.retrieval import Stretch, first_hit, overlaps
from ..terminal.sanitize import safe
from .plots import plots
from .scoring import right_citations, why
from .summary import summarise
from .tables import between, number

if TYPE_CHECKING:
    from jinja2 import Template

    from .logs import Log
    from .scoring import CaseResult, Cited

_HERE = Path(__file__).parent
_MARKER = re.compile(r"\[(\d+)\]")
TAG_METRICS = tuple(
    "recall@6 ndcg@10 answer concise short_f1 quote_precision placement_f1 right coverage abstention_recall".split()
)
"""The metrics that the page gives by tag."""


class AnswerPart(NamedTuple):
    """A part of an answer or a quote; `marker` is set if it is a link to a citation, `exact` if it is exact words."""

    text: str
    marker: int | None = None
    exact: bool = False


class ShownCitation(NamedTuple):
    """A citation and how the library resolved it. `shows`: it serves the question; None where nothing answers it."""

    citation: Mapping[str, Any]
    cited: Cited
    shows: bool | None
    parts: tuple[AnswerPart, ...]
    """Its quote."""


class Evidence(NamedTuple):
    """An evidence sentence, and the rank of the first passage that overlaps it."""

    text: str
    rank: int | None


class Seen(NamedTuple):
    """A retrieved passage. `holds`: it overlaps the evidence."""

    passage: Mapping[str, Any]
    holds: bool


@dataclass(frozen=True)
class Shown:
    """A case as the page shows it. `state` is failed, crashed, unfit or right; `tags` index the page's list of tags."""

    result: CaseResult
    state: str
    why: str
    tags: tuple[int, ...]
    pieces: tuple[AnswerPart, ...] = ()
    quotes: tuple[ShownCitation, ...] = ()
    nearest: tuple[ShownCitation, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    passages: tuple[Seen, ...] = ()


def write_report(log: Log, path: Path, mode: int = AS_USUAL) -> Path:
    """Writes the page, replacing an earlier one; a new file gets `mode` less the umask. Raises `CaseError`."""
    try:
        write_whole(path, render(log).encode(), mode)
    except OSError as error:
        raise CaseError(
            f"The report {path} cannot be written: {error.strerror or error}.", "Name another file with -o."
        ) from None
    return path


def render(log: Log) -> str:
    """The page as HTML."""
    from markupsafe import Markup

    style, script = ((_HERE / name).read_text(encoding="utf-8") for name in ("report.css", "report.js"))
    summary = summarise(log.results)
    tags = [row.tag for row in summary.tags]
    return _template().render(
        policy=_policy(style, script),
        style=Markup(style),  # noqa: S704 (ours)
        script=Markup(script),  # noqa: S704 (ours)
        log=log,
        summary=summary,
        groups=[(group, list(rows)) for group, rows in groupby(summary.rows, key=lambda row: row.group)],
        tag_metrics=TAG_METRICS,
        plots=plots(log.results),
        cases=sorted((show(result, tags) for result in log.results), key=lambda case: case.state == "right"),
    )


def _template() -> Template:
    """The template, which escapes every text and replaces its control characters."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        autoescape=True,
        loader=FileSystemLoader(_HERE),
        undefined=StrictUndefined,
        finalize=lambda value: safe(value) if isinstance(value, str) and not isinstance(value, Markup) else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": number, "between": lambda row: between(row.low, row.high)}
    return environment.get_template("report.html")


def _policy(style: str, script: str) -> str:
    """A Content-Security-Policy that allows our style and script, by their hashes, and nothing else."""
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script)]
    allowed = f"style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'"
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def show(result: CaseResult, tags: Sequence[str]) -> Shown:
    """What the page shows of a case; `tags` is the page's list of tags."""
    state = "unfit" if result.unfit else {True: "right", False: "failed", None: "crashed"}[result.is_right]
    shown = Shown(result, state, why(result), tuple(tags.index(tag) for tag in result.case.tags))
    if not result.answer:
        return shown
    answer, gold = result.answer, [place for places in result.gold for place in places]
    places = [_place(passage) for passage in answer["passages"]]
    shows: Sequence[bool | None] = right_citations(result) or [None] * len(result.cited)
    quotes = zip(answer["citations"], result.cited, shows, strict=True)
    nearest = zip(answer.get("nearest", []), result.nearest, strict=True)
    sentences = zip(result.case.evidence, result.gold, strict=True)
    passages = zip(answer["passages"], places, strict=True)
    return replace(
        shown,
        pieces=tuple(_pieces(answer)),
        quotes=tuple(_quoted(*quote) for quote in quotes),
        nearest=tuple(_quoted(record, cited, None) for record, cited in nearest),
        evidence=tuple(Evidence(text, first_hit(places, found)) for text, found in sentences),
        passages=tuple(Seen(record, any(overlaps(at, g) for g in gold)) for record, at in passages),
    )


def _place(record: Mapping[str, Any]) -> Stretch:
    return Stretch(record["article_id"], record["start"], record["end"])


def _pieces(answer: Mapping[str, Any]) -> list[AnswerPart]:
    known = {str(quote["marker"]) for quote in (*answer["citations"], *answer.get("nearest", []))}
    parts: list[AnswerPart] = []
    for piece in _lit(answer["answer"], answer.get("answer_spans", [])):
        if piece.exact:
            parts.append(piece)
            continue
        parts += [
            AnswerPart(part, int(part)) if at % 2 and part in known else AnswerPart(f"[{part}]" if at % 2 else part)
            for at, part in enumerate(_MARKER.split(piece.text))
        ]
    return parts


def _quoted(record: Mapping[str, Any], cited: Cited, shows: bool | None) -> ShownCitation:
    words = [record["answer"]] if record.get("answer") else []
    return ShownCitation(record, cited, shows, tuple(_lit(record["quote"], words)))


def _lit(text: str, spans: Sequence[Sequence[int]]) -> Iterator[AnswerPart]:
    """The text in parts, of which those in the ascending spans are exact words."""
    at = 0
    for start, end in spans:
        yield from (AnswerPart(text[at:start]), AnswerPart(text[start:end], exact=True))
        at = end
    yield AnswerPart(text[at:])
