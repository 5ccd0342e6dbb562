"""The frozen records that pass between the stages, in the order in which a question meets them.

All offsets are code points into `Article.text`, end exclusive.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import Any, Literal, NamedTuple


class Span(NamedTuple):
    """The characters `text[start:end]` of an article, or of an answer where a field says so."""

    start: int
    end: int


class PageStart(NamedTuple):
    """The text from character `start` on, up to the next such record, stands on page `page` of a document."""

    start: int
    page: int
    """Counted from 1."""


def page_at(pages: Sequence[PageStart], at: int) -> int | None:
    """The page on which character `at` stands; None where that is not known. `pages` ascend in `start`."""
    before = bisect_right(pages, at, key=attrgetter("start"))
    return pages[before - 1].page if before else None


@dataclass(frozen=True)
class Article:
    """An article as its reader delivered it. The text is never rewritten; a changed text is another version."""

    id: str
    text: str
    title: str
    source: str | None = None
    """The outlet that published it."""
    author: str | None = None
    published: str | None = None
    """ISO 8601 date, `2025-06-08`."""
    url: str | None = None
    origin: str = ""
    """Where it was read from: an absolute path, `path.csv:3`, a URL, `-`, or `memory#ID`."""
    pages: tuple[PageStart, ...] = ()
    """Where its pages begin, ascending in `start`; a page may begin twice. Empty for what has no pages."""

    @cached_property
    def sha256(self) -> str:
        """Names this version: the SHA-256 of the text in UTF-8, 64 hexadecimal digits."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()


@dataclass(frozen=True)
class Outcome:
    """What became of one input of an ingest."""

    status: Literal["added", "updated", "unchanged", "duplicate", "failed", "gone", "removed"]
    """`gone`: its file is no longer there; `removed`: it was gone and is now out of the library (`--prune`)."""
    article_id: str
    origin: str
    detail: str = ""
    """`failed`: why. `duplicate`: the id of the article with the same text. `updated`: `text` or `metadata`.

    `added`, and `updated` after a semicolon: what of its metadata was not understood.
    """


@dataclass(frozen=True)
class Filters:
    """Which articles are searched. Empty fields do not filter; an article without a date is in no range of dates."""

    articles: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """Outlets, compared without regard to case."""
    since: str | None = None
    """First day that counts, ISO 8601."""
    until: str | None = None
    """Last day that counts, ISO 8601."""
    as_of: str | None = None
    """The day of the reader: what was published later, or changed later, does not exist. An article without a date
    counts from the day of its first ingest."""


@dataclass(frozen=True)
class Chunk:
    """A range of an article that is indexed as one unit: whole sentences, with `article.text[start:end] == text`."""

    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]
    """In article coordinates, ascending, within [start, end]; what lies between (boilerplate) is not quoted."""

    def __post_init__(self) -> None:
        if len(self.text) != self.end - self.start:
            raise ValueError(f"a chunk of {len(self.text)} characters cannot span [{self.start}, {self.end})")
        if any(not self.start <= s.start < s.end <= self.end for s in self.sentences):
            raise ValueError(f"a sentence lies outside its chunk [{self.start}, {self.end})")


@dataclass(frozen=True)
class Copy:
    """The same sentence in another article of the same story: characters [start, end) of its version `sha256`."""

    article_id: str
    title: str
    source: str | None
    """The outlet."""
    published: str | None
    sha256: str
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """A sentence of a passage with its evidence for the question asked."""

    start: int
    end: int
    text: str
    dense: float = 0.0
    """Cosine of the question and the sentence, in [-1, 1]."""
    lexical: float = 0.0
    """Share of the question's term weight (idf) found in the sentence, in [0, 1]."""
    suits: bool = True
    """Whether it holds the kind of thing that the question asks for: a date for "when"."""
    score: float = 0.0
    """All of these, fused with the passage's own; only comparable within one question. Less if it was told before."""
    reads: float | None = None
    """The reader's logit that it answers; of a passage that was not read, the least among those that were, or None."""
    answer: Span | None = None
    """The exact words that answer, in article coordinates, within the sentence; None where none are known."""
    timely: bool | None = None
    """Whether it speaks of the time that the question names; None where it names none, or the sentence speaks of none.
    Only in an article with a date."""
    told: bool = False
    """Whether the last answer began with it and the question asks for more: "Why?" is not answered by it."""
    also: tuple[Copy, ...] = ()
    """Where copies of the article have it: all of them are one voice. The earliest first."""

    def __post_init__(self) -> None:
        if self.answer and not self.start <= self.answer[0] < self.answer[1] <= self.end:
            raise ValueError(f"the words {list(self.answer)} lie outside their sentence [{self.start}, {self.end})")


@dataclass(frozen=True)
class Passage:
    """A retrieved range of an article, with what a citation says about its origin."""

    article_id: str
    sha256: str
    start: int
    end: int
    text: str
    score: float
    """Higher is better; only comparable within one question."""
    title: str
    source: str | None = None
    """The outlet."""
    published: str | None = None
    sentences: tuple[Sentence, ...] = ()
    dense: float = 0.0
    """Cosine of the question and the passage, in [-1, 1]."""
    lexical: float = 0.0
    """Share of the question's term weight (idf) found in the passage and its title, in [0, 1]."""
    topic: float = 0.0
    """Cosine of the question and the title alone: the part of the likeness that the topic explains."""
    pages: tuple[PageStart, ...] = ()
    """Those of `Article.pages` that say on which page each of its characters stands."""
    reads: float | None = None
    """The reader's logit that the passage answers the question; None where it was not read."""

    @property
    def page(self) -> int | None:
        """The page of its first character; None where the article has no pages."""
        return page_at(self.pages, self.start)


@dataclass(frozen=True)
class Claim:
    """One sentence of a draft with the keys that its author wrote.

    `"2.3"` is sentence 3 of passage 2, both counted from 1; `"2"` is passage 2, without saying which sentence of it.
    """

    text: str
    keys: tuple[str, ...]
    fault: str = ""
    """Why it is rejected whatever its keys say, such as a sentence that was cut off; mostly empty."""
    attributed: bool = False
    """Whether its author gave no key, so that its sentence was looked for."""
    proved: bool = True
    """False for a claim that is shown although its sentences do not prove it."""


class DraftSide(NamedTuple):
    """One of the values between which the articles of a draft disagree."""

    value: str
    """Words of the first sentence, or "yes" or "no"."""
    keys: tuple[str, ...]
    """Of the sentences that say so, the newest article's first."""


@dataclass(frozen=True)
class Draft:
    """What an answerer proposes. Untrusted: only `verify` makes an `Answer` of it. No claims: it abstains."""

    claims: tuple[Claim, ...]
    model: str
    confidence: float | None = None
    """Fitted probability, in [0, 1], that the draft is right (of an abstention: that an answer would have been)."""
    complete: bool = True
    """False while its author is still writing: the same claims and more will follow."""
    left_out: int = 0
    """How many of the last passages were not shown to its author; none of their keys counts."""
    usage: Mapping[str, int] = field(default_factory=dict)
    """`input_tokens` and `output_tokens`, as the model's provider counts them; empty where it does not say."""
    fallback: str | None = None
    """Why the offline answerer wrote this in place of the model; None where the chosen answerer did."""
    incomplete: str | None = None
    """Why its author stopped early; None where it finished."""
    nearest: tuple[str, ...] = ()
    """Of a draft without claims: keys of at most two sentences that come nearest to an answer and are none."""
    unanswered: tuple[str, ...] = ()
    """Of a draft with claims: those of the questions in one that it does not answer."""
    lists: bool = False
    """Whether the claims name things of a kind of which the articles may name more."""
    earlier: tuple[str, ...] = ()
    """Of a draft with claims: keys of sentences that gave another answer before, which no longer holds."""
    refusal: str = ""
    """Of a draft without claims: what the articles do not say, in a sentence made from the question alone."""
    sides: tuple[DraftSide, ...] = ()
    """Where the articles disagree on the one value that the question asks for: each value, the newest first."""


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
class Change:
    """A figure that was another in an earlier step of the story, both as they are written."""

    before: str
    now: str


@dataclass(frozen=True)
class Step:
    """A dated step of a story: its quote is cited as that of an answer. Of copies the earliest is quoted."""

    citation: Citation
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Timeline:
    """The steps of a story, the earliest first, by the day of the article that told them first."""

    topic: str
    steps: tuple[Step, ...]
    articles: int
    """Articles about the story that were found, copies included."""
    outlets: int

    def to_dict(self) -> dict[str, Any]:
        """The document that `rag timeline --json` prints; `rag check` takes it."""
        steps = [
            {"day": s.citation.published, "text": s.citation.quote, "marker": s.citation.marker}
            | {"changes": [asdict(change) for change in s.changes]}
            for s in self.steps
        ]
        counts = {"articles": self.articles, "outlets": self.outlets}
        return {"topic": self.topic, "steps": steps, **counts, "citations": [s.citation.to_dict() for s in self.steps]}


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
