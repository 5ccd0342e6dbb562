"""What is found for a question: passages and their sentences."""

from __future__ import annotations

from dataclasses import dataclass

from .articles import PageStart, Span, page_at


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
    """Whether it does not answer a question that asks for more: "Why?" is not answered by what the last answer began
    with, nor by what gives no reason."""
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
    goes_on: bool = False
    """Whether a follow-up asks it, and it stands in an article that an answer before quotes."""
    reads: float | None = None
    """The reader's logit that the passage answers the question; None where it was not read."""
    lead: str = ""
    """The first words of its article, which may name what the passage leaves open."""

    @property
    def page(self) -> int | None:
        """The page of its first character; None where the article has no pages."""
        return page_at(self.pages, self.start)
