"""A checked answer with its citations, and what a later check says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, NamedTuple

from .articles import Span
from .passages import Copy, Passage


@dataclass(frozen=True)
class Citation:
    """A quote: characters [start, end) of version `sha256` of the article. `claims` are ranges of `Answer.text`."""

    marker: int
    article_id: str
    title: str
    source: str | None
    """The outlet."""
    published: str | None
    sha256: str
    start: int
    end: int
    quote: str
    claims: tuple[Span, ...]
    page: int | None = None
    """The page of the quote's first character, counted from 1; None where the article has no pages."""
    answer: Span | None = None
    """The exact words that answer, a range of `quote`; None where none are known."""
    attributed: bool = False
    """Whether no author cited it: each of its claims came without a key, and its sentence was looked for."""
    also: tuple[Copy, ...] = ()
    """Where else the sentence stands, in copies of the article; with it they are one voice. The earliest first."""
    speaker: str | None = None
    """Who says it, by name where the article gives one; None where it is the outlet itself, or in doubt."""
    relayed: bool = False
    """Whether the speaker is another outlet, from which this one has it."""

    def __post_init__(self) -> None:
        if len(self.quote) != self.end - self.start:
            raise ValueError(f"a quote of {len(self.quote)} characters cannot span [{self.start}, {self.end})")
        if self.answer and not 0 <= self.answer[0] < self.answer[1] <= len(self.quote):
            raise ValueError(f"the words {list(self.answer)} lie outside a quote of {len(self.quote)} characters")

    def to_dict(self) -> dict[str, Any]:
        """Plain lists, strings and numbers."""
        lists = {"claims": [list(s) for s in self.claims], "also": [asdict(copy) for copy in self.also]}
        return asdict(self) | lists | {"answer": self.answer and list(self.answer)}


class Side(NamedTuple):
    """One of the values that articles give where they disagree."""

    value: str
    """As the first of its quotes has it, "at least 41 people"; "yes" or "no" where that is asked."""
    markers: tuple[int, ...]
    """Of the citations that say so, the newest article's first."""


@dataclass(frozen=True)
class Rejected:
    """A claim of the draft that was withheld, and why."""

    text: str
    reason: str
    count: int = 1
    """How many times the draft said it."""


@dataclass(frozen=True)
class Unproved:
    """A claim of the draft in whose place its sentence is quoted, and the step at which its proof fails."""

    text: str
    step: str


@dataclass(frozen=True)
class Answer:
    """A checked answer: every claim in `text` has a marker `[n]`, and every marker a citation.

    A citation without claims is on one of the `sides`, beside another that the text quotes.
    An abstention has no claim and no citation; the markers of its text are those of `nearest`.
    """

    question: str
    text: str
    abstained: bool
    confidence: float | None
    model: str
    citations: tuple[Citation, ...] = ()
    passages: tuple[Passage, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    unproved: tuple[Unproved, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    understood: str | None = None
    """The question as it was searched, if that differs from what was asked: a follow-up filled in, a word respelt."""
    unknown_keys: int = 0
    """How many keys the model made up; they were dropped."""
    left_out: int = 0
    """How many of the last passages did not fit into the model's context window."""
    usage: Mapping[str, int] = field(default_factory=dict)
    """`input_tokens` and `output_tokens` of all calls of the model for this answer; empty where that is unknown."""
    fallback: str | None = None
    """Why the offline answerer answered in place of the model; None where it did not."""
    incomplete: str | None = None
    """Why the model stopped early; None where it finished."""
    dropped_keys: int = 0
    """How many keys were dropped because the other sentences of their claim say it without them."""
    answer_spans: tuple[Span, ...] = ()
    """Where in `text` the exact words of the citations stand: ascending, apart, each within a claim."""
    nearest: tuple[Citation, ...] = ()
    """Of an abstention: quotes that come nearest to an answer and are none."""
    earlier: tuple[Citation, ...] = ()
    """Quotes of older articles, or of what was corrected, that gave another answer; the newest first.

    Their markers go on after those of the citations, and do not stand in `text`.
    """
    unanswered: tuple[str, ...] = ()
    """Those of the questions in one that the answer leaves open: "Who leads it?"."""
    sides: tuple[Side, ...] = ()
    """Where articles disagree on the one value that is asked for: two or more, that of the newest article first."""
    unsaid: tuple[Citation, ...] = ()
    """Of a model's answer: the sentence that the offline answerer is surer of and no claim cites; mostly empty."""
    note: str | None = None
    """Under a list: "The articles name at least these 3."; without the number where that is unsure."""

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims without their markers, in their order; none of an abstention."""
        spans = sorted({span for citation in self.citations for span in citation.claims})
        return tuple(self.text[start:end] for start, end in spans)

    @property
    def quoted(self) -> tuple[Citation, ...]:
        """Every quote that has a marker: the citations and what was said earlier, or an abstention's nearest."""
        return (*self.citations, *self.earlier) or self.nearest

    @property
    def plain(self) -> str:
        """The claims without their markers; of an abstention, its text without them."""
        text = self.text
        for near in reversed(self.nearest):
            for _, end in near.claims:
                text = text[:end] + text[end:].removeprefix(f" [{near.marker}]")
        return " ".join(self.claims) or text

    @property
    def short(self) -> str | None:
        """The exact words of the first citation that has some, on one line: "2016"; None where no words are known."""
        words = (cited.quote[slice(*cited.answer)] for cited in self.citations if cited.answer)
        return next((" ".join(each.split()) for each in words), None)

    def to_dict(self) -> dict[str, Any]:
        """The document that `rag ask --json` prints: plain lists, strings and numbers."""
        fields = ("article_id", "sha256", "start", "end", "text", "page")
        passages = [{k: getattr(p, k) for k in fields} | {"score": round(p.score, 4)} for p in self.passages]
        return {
            "question": self.question,
            "answer": self.text,
            "abstained": self.abstained,
            "confidence": None if self.confidence is None else round(self.confidence, 4),
            "model": self.model,
            "citations": [cited.to_dict() for cited in self.citations],
            "answer_spans": [list(span) for span in self.answer_spans],
            "short": self.short,
            "nearest": [near.to_dict() for near in self.nearest],
            "earlier": [before.to_dict() for before in self.earlier],
            "unanswered": list(self.unanswered),
            "sides": [{"value": side.value, "markers": list(side.markers)} for side in self.sides],
            "unsaid": [left.to_dict() for left in self.unsaid],
            "note": self.note,
            "passages": passages,
            "rejected": [asdict(r) for r in self.rejected],
            "unproved": [asdict(u) for u in self.unproved],
            "understood": self.understood,
            "unknown_keys": self.unknown_keys,
            "dropped_keys": self.dropped_keys,
            "left_out": self.left_out,
            "usage": dict(self.usage) or None,
            "fallback": self.fallback,
            "incomplete": self.incomplete,
            "seconds": {stage: round(seconds, 4) for stage, seconds in self.seconds.items()},
        }


@dataclass(frozen=True)
class Progress:
    """A step of a streamed answer.

    The `text`s, joined by a blank, are the final `Answer.text`, unless that abstains (then there were none).
    """

    stage: Literal["searching", "writing", "claim", "done"]
    text: str = ""
    """Of a claim: checked, with its markers, as in the final answer."""
    citations: tuple[Citation, ...] = ()
    """Those new with this claim."""
    answer_spans: tuple[Span, ...] = ()
    """The ranges of `text` that are exact words, as `Answer.answer_spans`."""
    answer: Answer | None = None
    """With `done`."""


@dataclass(frozen=True)
class Verdict:
    """What became of a citation of a saved answer. `stale`: the article has a newer version."""

    marker: int
    article_id: str
    status: Literal["valid", "stale", "broken"]
    reason: str = ""
    nearest: bool = False
    """Whether it is one of an abstention's `nearest`, which are no answer."""
