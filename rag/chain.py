"""condense | retrieve | draft | verify as one LangChain runnable, so that batching, async and tracing are LangChain's.

Streamed, the chain yields the answer as it grows: each is checked and extends the one before; the last is `invoke`'s.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator, Mapping, Sequence
from contextlib import aclosing, closing, suppress
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from operator import index
from threading import Event
from typing import TYPE_CHECKING, Any, SupportsIndex, TypeVar
from unicodedata import normalize

from .answering.conversation.told import FollowUp, follow_up, without_repeats
from .answering.history import history_pairs
from .arguments import require, require_texts
from .errors import SettingsError
from .retrieval.answer_type import kind_of
from .retrieval.filters import FilterKeywords, make_filters
from .text.characters import encodable
from .types import Answer, Draft, Filters, Passage, Progress, Span
from .verification.citations import verify

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable, RunnableConfig

T = TypeVar("T")

STOP = "rag_stop"
"""Key of a run's `configurable`: an event that ends the drafting.

Closing the stream is not enough, as LangChain then reads all that the earlier steps still have to give.
"""


@dataclass(frozen=True)
class Query:
    """The input of the chain."""

    question: str
    history: tuple[tuple[str, str], ...] = ()
    """Earlier (question, answer) pairs, oldest first."""
    k: int = 8
    """Passages to answer from."""
    filters: Filters = field(default_factory=Filters)


def make_query(question: str, history: Any, k: int, filters: FilterKeywords) -> Query:
    """Raises `SettingsError` for an argument of another type, an empty question, a date that is none, a k below one."""
    require_texts(question=question)
    if not question.strip():
        raise SettingsError("The question is empty.", 'Ask something: rag ask "Who leads Scale AI?"')
    require("k", k, SupportsIndex, "a whole number")
    if index(k) < 1:
        raise SettingsError(f"k must be at least 1, not {k}.", "Leave it out, or write -k 8.")
    asked = normalize("NFC", encodable(question))  # a Mac may type an accent as a letter of its own
    return Query(asked, history_pairs(history, asked), index(k), make_filters(**filters))


@dataclass(frozen=True)
class Condensed:
    """The question with its references filled from the history and its spelling corrected."""

    query: Query
    question: str
    started: float
    usage: Mapping[str, int] = field(default_factory=dict)
    """Tokens that a model used for it."""


@dataclass(frozen=True)
class Retrieved:
    """The passages to answer from, best first."""

    condensed: Condensed
    passages: tuple[Passage, ...]
    finished: float


@dataclass(frozen=True)
class Drafted:
    """An unchecked answer with the passages behind it."""

    retrieved: Retrieved
    draft: Draft


@dataclass(frozen=True)
class Steps:
    """The functions that the chain calls."""

    condense: Callable[[str, Sequence[tuple[str, str]]], tuple[str, Mapping[str, int]]]
    """The question made to stand alone, and the tokens that this cost."""
    retrieve: Callable[[str, int, Filters, FollowUp | None], tuple[Passage, ...]]
    """The passages for the question; of a follow-up also its own words and what was told before."""
    draft: Callable[[str, Sequence[Passage]], Generator[Draft, None, None]]
    """The draft as it grows; the last one is complete."""
    query: Callable[..., Query] = Query
    """Makes a `Query` of a question alone, or of the keywords in a dict."""
    verify: Callable[..., Answer] = verify
    """Makes an `Answer` of a draft."""


def build_chain(steps: Steps) -> Runnable[Any, Answer]:
    """A runnable from a question, a dict or a `Query` to `Answer`, with named steps.

    Its first chunk has the passages and no claim yet.
    """
    from langchain_core.runnables import RunnableGenerator, RunnableLambda

    def condense(given: Any) -> Condensed:
        started = time.perf_counter()
        query = given if isinstance(given, Query) else _queried(steps.query, given)
        question, usage = steps.condense(query.question, query.history)
        return Condensed(query, question, started, usage)

    def retrieve(condensed: Condensed) -> Retrieved:
        query = condensed.query
        changed = condensed.question != query.question
        respelt = steps.condense(query.question, ())[0] if changed and query.history else ""
        needs = follow_up(query.question, condensed.question, query.history, respelt)
        passages = steps.retrieve(condensed.question, query.k, query.filters, needs)
        of_a_kind = kind_of(condensed.question) is not None
        passages = without_repeats(query.question, condensed.question, query.history, passages, of_a_kind=of_a_kind)
        return Retrieved(condensed, passages, time.perf_counter())

    def check(drafted: Iterator[Drafted]) -> Iterator[Answer]:
        yield from (_checked(each, steps.verify) for each in drafted)

    async def acheck(drafted: AsyncIterator[Drafted]) -> AsyncIterator[Answer]:
        async for each in drafted:
            yield _checked(each, steps.verify)

    return (
        RunnableLambda(condense, name="condense")
        | RunnableLambda(retrieve, name="retrieve")
        | _drafting(steps.draft)
        | RunnableGenerator(check, acheck, name="verify")
    )


def _queried(query: Callable[..., Query], given: Any) -> Query:
    """A dict without a question is refused as a question that is none, and so is any other input."""
    return query(**{"question": None, **given}) if isinstance(given, Mapping) else query(given)


def _drafting(write: Callable[[str, Sequence[Passage]], Generator[Draft, None, None]]) -> Runnable[Retrieved, Drafted]:
    from langchain_core.runnables import RunnableLambda

    def drafts(retrieved: Retrieved, stopped: Event) -> Generator[Drafted, None, None]:
        yield Drafted(retrieved, Draft((), "", complete=False))
        if stopped.is_set():
            return
        with closing(write(retrieved.condensed.question, retrieved.passages)) as written:
            for each in written:
                yield Drafted(retrieved, each)
                if stopped.is_set():
                    return

    def draft(retrieved: Retrieved, config: RunnableConfig) -> Generator[Drafted, None, None]:
        yield from drafts(retrieved, config.get("configurable", {}).get(STOP) or Event())

    async def adraft(retrieved: Retrieved, config: RunnableConfig) -> AsyncIterator[Drafted]:
        stopped = config.get("configurable", {}).get(STOP) or Event()
        async with aclosing(in_thread(drafts(retrieved, stopped), stopped)) as drafted:
            async for each in drafted:
                yield each

    # LangChain's types allow generators only without a config.
    return RunnableLambda(draft, adraft, name="draft")  # type: ignore[arg-type]


async def in_thread(items: Generator[T, None, None], stopped: Event) -> AsyncGenerator[T, None]:
    """The items, made in one thread, which does not wait for their consumer.

    Closing or cancelling sets `stopped`, for a generator that looks at it; the thread closes it after its next item.
    """
    loop, made, closed = asyncio.get_running_loop(), asyncio.Queue[T | Exception | None](), Event()

    def give(item: T | Exception | None) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits for it
            loop.call_soon_threadsafe(made.put_nowait, item)

    def work() -> None:
        try:
            with closing(items):
                for item in items:
                    if closed.is_set():
                        return
                    give(item)
        except Exception as error:
            give(error)
        finally:
            give(None)

    loop.run_in_executor(None, copy_context().run, work)
    try:
        while (item := await made.get()) is not None:
            if isinstance(item, Exception):
                raise item
            yield item
    finally:
        closed.set()
        stopped.set()


def _checked(drafted: Drafted, verify: Callable[..., Answer]) -> Answer:
    retrieved, now = drafted.retrieved, time.perf_counter()
    condensed = retrieved.condensed
    seconds = {
        "retrieve": retrieved.finished - condensed.started,
        "answer": now - retrieved.finished,
        "total": now - condensed.started,
    }
    names = dict.fromkeys((*condensed.usage, *drafted.draft.usage))
    usage = {name: condensed.usage.get(name, 0) + drafted.draft.usage.get(name, 0) for name in names}
    return verify(
        condensed.query.question, replace(drafted.draft, usage=usage), retrieved.passages, seconds, condensed.question
    )


def progress(
    chain: Runnable[Any, Answer], query: Query, stopped: Event | None = None
) -> Generator[Progress, None, None]:
    """The chain's stream as steps: what each answer adds, then the last one whole.

    Closing it stops the model; so does setting `stopped`, at its next words and from any thread.
    """
    yield Progress("searching")
    last: Answer | None = None
    stopped = stopped or Event()
    answers = chain.stream(query, {"configurable": {STOP: stopped}})
    try:
        for answer in answers:
            if last is None:
                yield Progress("writing")
            if claim := _said_since(last, answer):
                yield claim
            last = answer
    finally:
        stopped.set()
        answers.close()  # type: ignore[attr-defined] # a generator; it must be closed after the event is set
    yield Progress("done", answer=last)


def _said_since(last: Answer | None, answer: Answer) -> Progress | None:
    """The claim that the answer has and the last one has not; an abstention has none."""
    known, shown = (len(last.citations), len(last.text)) if last else (0, 0)
    added = "" if answer.abstained else answer.text[shown:]
    if not added.strip():
        return None
    at = shown + len(added) - len(added.lstrip())
    exact = tuple(Span(start - at, end - at) for start, end in answer.answer_spans if start >= at)
    return Progress("claim", added.strip(), answer.citations[known:], answer_spans=exact)


def make_retriever(find: Callable[[str], Sequence[Passage]]) -> BaseRetriever:
    """`find` as a LangChain retriever: one document per passage, with its origin and score as metadata."""
    from langchain_core.callbacks import CallbackManagerForRetrieverRun
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever

    class PassageRetriever(BaseRetriever):
        def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:  # noqa: ARG002 (LangChain passes it)
            return [Document(page_content=p.text, metadata=_metadata(p)) for p in find(query)]

    return PassageRetriever()


def _metadata(passage: Passage) -> dict[str, object]:
    fields = ("article_id", "sha256", "start", "end", "title", "source", "published", "page", "score")
    return {name: getattr(passage, name) for name in fields}
