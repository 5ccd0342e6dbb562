"""What an agent may do with a library: ask, search, read an article or a story, check an answer. It changes nothing.

`langchain.py` and `server/agent_tools.py` give these functions to models, with their docstrings and the notes of their
arguments.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from .library.article_document import text_on_page
from .types import Answer, Change, Citation, Passage
from .urls import at_page, url_of

if TYPE_CHECKING:
    from .service import Rag

Question = Annotated[str, Field(description="A question that stands alone, with the names in it.")]
K = Annotated[int | None, Field(description="How many passages to read.", ge=1, le=100)]
Ids = Annotated[list[str] | None, Field(description="Ids of the only articles to look at.")]
Outlets = Annotated[list[str] | None, Field(description="The only outlets (newspapers, agencies) to look at.")]
Since = Annotated[str | None, Field(description="The first day of publication to look at: 2025-06-08.")]
Until = Annotated[str | None, Field(description="The last day of publication to look at.")]
AsOf = Annotated[str | None, Field(description="The reader's day: what was published or changed later does not exist.")]


@dataclass(frozen=True)
class Quote:
    """Characters [start, end) of version `sha256` of an article."""

    marker: int
    article_id: str
    title: str
    source: str | None
    published: str | None
    page: int | None
    sha256: str
    start: int
    end: int
    quote: str
    url: str | None


@dataclass(frozen=True)
class Answered:
    """An answer whose sentences carry markers `[n]` of its citations; or, `abstained`, that there is none."""

    question: str
    answer: str
    abstained: bool
    confidence: float | None
    """The chance that the answer is right (of an abstention, that one would have been); null where that is unknown."""
    short: str | None
    """The exact words that answer, alone."""
    citations: list[Quote]
    nearest: list[Quote]
    """Of an abstention: quotes that come nearest, and are no answer."""
    unanswered: list[str]
    note: str | None
    understood: str | None


@dataclass(frozen=True)
class FoundPassage:
    """A passage that was found, better with a higher score."""

    article_id: str
    title: str
    source: str | None
    published: str | None
    page: int | None
    sha256: str
    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True)
class Found:
    """Passages, best first."""

    passages: list[FoundPassage]


@dataclass(frozen=True)
class ToldStep:
    """A step of a story: the sentence that told it first, on the day of its article, cited by `marker`."""

    day: str | None
    text: str
    marker: int
    changes: list[Change]


@dataclass(frozen=True)
class Story:
    """The steps of a story, the earliest first; `articles` and `outlets` count all that tell it."""

    topic: str
    steps: list[ToldStep]
    articles: int
    outlets: int
    citations: list[Quote]
    """One for each step."""


@dataclass(frozen=True)
class ReadArticle:
    """An article's text, or a part of it; quotes are ranges of the whole."""

    article_id: str
    title: str
    source: str | None
    author: str | None
    published: str | None
    url: str | None
    sha256: str
    text: str
    characters: int
    """Of the whole text."""


@dataclass(frozen=True)
class Checked:
    """What became of a citation: valid, stale (the article has a newer version) or broken."""

    marker: int
    article_id: str
    status: str
    reason: str


@dataclass(frozen=True)
class Verdicts:
    """One for each citation."""

    verdicts: list[Checked]


class Tools:
    """The tools over one library. Each raises `RagError` with a sentence that says what to do."""

    def __init__(self, rag: Rag) -> None:
        self._rag = rag

    def ask(
        self,
        question: Question,
        k: K = None,
        articles: Ids = None,
        sources: Outlets = None,
        since: Since = None,
        until: Until = None,
        as_of: AsOf = None,
    ) -> Answered:
        """Answer a question from the articles alone, each sentence with its proof, or say that none answers it."""
        asked = partial(self._rag.ask, question, k=k, articles=articles, sources=sources)
        return self.answered(asked(since=since, until=until, as_of=as_of))

    def search(
        self,
        question: Question,
        k: K = None,
        articles: Ids = None,
        sources: Outlets = None,
        since: Since = None,
        until: Until = None,
        as_of: AsOf = None,
    ) -> Found:
        """Find the passages of the articles that fit a question best, without answering it."""
        asked = partial(self._rag.retrieve, question, k, articles=articles, sources=sources)
        return Found([_passage(each) for each in asked(since=since, until=until, as_of=as_of)])

    def timeline(
        self,
        topic: Annotated[str, Field(description="The story in a few words: Venezuela earthquake.")],
        k: Annotated[int | None, Field(description="How many steps at most.", ge=1, le=100)] = None,
        articles: Ids = None,
        sources: Outlets = None,
        since: Since = None,
        until: Until = None,
        as_of: AsOf = None,
    ) -> Story:
        """Tell a story in its dated steps, each quoted from the article that told it first."""
        asked = partial(self._rag.timeline, topic, k, articles=articles, sources=sources)
        found = asked(since=since, until=until, as_of=as_of)
        steps = [(step, self._quote(step.citation)) for step in found.steps]
        told = [ToldStep(cited.published, cited.quote, cited.marker, list(step.changes)) for step, cited in steps]
        return Story(found.topic, told, found.articles, found.outlets, [cited for _, cited in steps])

    def article(
        self,
        article_id: Annotated[str, Field(description="Its id, as a quote or a passage names it.")],
        version: Annotated[str | None, Field(description="The sha256 of an earlier text.")] = None,
        page: Annotated[int | None, Field(description="Only what stands on this page of a PDF.", ge=1)] = None,
        start: Annotated[int, Field(description="Read from this character on.", ge=0)] = 0,
        length: Annotated[int, Field(description="At most so many characters.", ge=1, le=100_000)] = 20_000,
    ) -> ReadArticle:
        """Read an article: around a quote, or from its beginning."""
        found = self._rag.article(article_id, version)
        text = (found.text if page is None else text_on_page(found, page))[start : start + length]
        about = (found.source, found.author, found.published, found.url, found.sha256)
        return ReadArticle(found.id, found.title, *about, text, len(found.text))

    def check(
        self, answer: Annotated[dict[str, Any], Field(description="What ask or timeline returned, or its citations.")]
    ) -> Verdicts:
        """Check again whether each quote of an earlier answer or story still stands in its article."""
        found = self._rag.check({"nearest": [], **answer})
        return Verdicts([Checked(each.marker, each.article_id, each.status, each.reason) for each in found])

    def answered(self, answer: Answer) -> Answered:
        """The answer for an agent: without the passages that were read for it."""
        document: Mapping[str, Any] = answer.to_dict()
        same = {name: document[name] for name in ("question", "answer", "abstained", "confidence", "short")}
        rest = {name: document[name] for name in ("unanswered", "note", "understood")}
        cited, near = ([self._quote(each) for each in given] for given in (answer.citations, answer.nearest))
        return Answered(**same, citations=cited, nearest=near, **rest)

    def _quote(self, cited: Citation) -> Quote:
        about = (cited.title, cited.source, cited.published, cited.page)
        place = (cited.sha256, cited.start, cited.end, cited.quote)
        return Quote(cited.marker, cited.article_id, *about, *place, web_address(self._rag, cited))


def web_address(rag: Rag, cited: Citation) -> str | None:
    """The URL of the article that was quoted, at the page of the quote; None for one that was read from a file."""
    address = rag.address_of(cited.article_id, cited.sha256)
    return at_page(address, cited.page) if address and url_of(address) else None


def _passage(passage: Passage) -> FoundPassage:
    about = (passage.title, passage.source, passage.published, passage.page)
    place = (passage.sha256, passage.start, passage.end, passage.text)
    return FoundPassage(passage.article_id, *about, *place, round(passage.score, 4))


def dumped(result: Any) -> str:
    """The result of a tool as a JSON text."""
    import json

    return json.dumps(asdict(result), ensure_ascii=False)
