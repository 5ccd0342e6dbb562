"""condense | retrieve | draft | verify as one LangChain runnable, so that batching, async and tracing are LangChain's.

Streamed, the chain yields the answer as it grows: each is checked and extends the one before; the last is `invoke`'s.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from threading import Event
from typing import TYPE_CHECKING

from .types import Answer, Draft, Filters, Passage, Progress
from .verification.citations import verify

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable, RunnableConfig

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
    retrieve: Callable[[str, int, Filters], tuple[Passage, ...]]
    draft: Callable[[str, Sequence[Passage]], Generator[Draft, None, None]]
    """The draft as it grows; the last one is complete."""


def build_chain(steps: Steps) -> Runnable[Query, Answer]:
    """A runnable from `Query` to `Answer` with named steps. Its first chunk has the passages and no claim yet."""
    from langchain_core.runnables import RunnableGenerator, RunnableLambda

    def condense(query: Query) -> Condensed:
        started = time.perf_counter()
        question, usage = steps.condense(query.question, query.history)
        return Condensed(query, question, started, usage)

    def retrieve(condensed: Condensed) -> Retrieved:
        passages = steps.retrieve(condensed.question, condensed.query.k, condensed.query.filters)
        return Retrieved(condensed, passages, time.perf_counter())

    def check(drafted: Iterator[Drafted]) -> Iterator[Answer]:
        yield from map(_checked, drafted)

    async def acheck(drafted: AsyncIterator[Drafted]) -> AsyncIterator[Answer]:
        async for each in drafted:
            yield _checked(each)

    return (
        RunnableLambda(condense, name="condense")
        | RunnableLambda(retrieve, name="retrieve")
        | _drafting(steps.draft)
        | RunnableGenerator(check, acheck, name="verify")
    )


def _drafting(write: Callable[[str, Sequence[Passage]], Generator[Draft, None, None]]) -> Runnable[Retrieved, Drafted]:
    from langchain_core.runnables import RunnableLambda
    from langchain_core.runnables.config import run_in_executor

    def draft(retrieved: Retrieved, config: RunnableConfig) -> Generator[Drafted, None, None]:
        stopped = config.get("configurable", {}).get(STOP) or Event()
        yield Drafted(retrieved, Draft((), "", complete=False))
        if stopped.is_set():
            return
        with closing(write(retrieved.condensed.question, retrieved.passages)) as drafts:
            for each in drafts:
                yield Drafted(retrieved, each)
                if stopped.is_set():
                    return

    async def adraft(retrieved: Retrieved, config: RunnableConfig) -> AsyncIterator[Drafted]:
        drafts = draft(retrieved, config)
        try:
            while (each := await run_in_executor(None, next, drafts, None)) is not None:
                yield each
        finally:
            drafts.close()

    # LangChain's types allow generators only without a config.
    return RunnableLambda(draft, adraft, name="draft")  # type: ignore[arg-type]


def _checked(drafted: Drafted) -> Answer:
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


def progress(chain: Runnable[Query, Answer], query: Query) -> Generator[Progress, None, None]:
    """The chain's stream as steps: what each answer adds, then the last one whole. Closing it stops the model."""
    yield Progress("searching")
    last: Answer | None = None
    stopped = Event()
    answers = chain.stream(query, {"configurable": {STOP: stopped}})
    try:
        for answer in answers:
            if last is None:
                yield Progress("writing")
            known = last.citations if last else ()
            said = "" if answer.abstained else answer.text[len(last.text) if last else 0 :].strip()
            if said:
                yield Progress("claim", said, answer.citations[len(known) :])
            last = answer
    finally:
        stopped.set()
        answers.close()  # type: ignore[attr-defined] # a generator; it must be closed after the event is set
    yield Progress("done", answer=last)


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
    fields = ("article_id", "sha256", "start", "end", "title", "source", "published", "score")
    return {name: getattr(passage, name) for name in fields}
