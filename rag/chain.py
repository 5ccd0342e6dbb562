"""condense | retrieve | draft | verify: four typed steps as one LangChain runnable, so that batching, async and tracing are LangChain's."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .citations import verify
from .types import Answer, Draft, Filters, Passage

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable


@dataclass(frozen=True)
class Query:
    """What the chain takes in."""

    question: str
    history: tuple[tuple[str, str], ...] = ()
    """Earlier (question, answer) pairs, oldest first."""
    k: int = 8
    """Passages to answer from."""
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True)
class Condensed:
    """The question with what it takes from the history put in and its spelling mended."""

    query: Query
    question: str
    started: float


@dataclass(frozen=True)
class Retrieved:
    """The passages to answer from, best first."""

    condensed: Condensed
    passages: tuple[Passage, ...]
    finished: float


@dataclass(frozen=True)
class Drafted:
    """An unchecked answer with what it was drawn from."""

    retrieved: Retrieved
    draft: Draft


@dataclass(frozen=True)
class Steps:
    """What the chain is made of; each can be called alone."""

    condense: Callable[[str, Sequence[tuple[str, str]]], str]
    retrieve: Callable[[str, int, Filters], tuple[Passage, ...]]
    draft: Callable[[str, Sequence[Passage]], Draft]


def build_chain(steps: Steps) -> Runnable[Query, Answer]:
    """A runnable from `Query` to `Answer` with its steps under their names."""
    from langchain_core.runnables import RunnableLambda

    def condense(query: Query) -> Condensed:
        started = time.perf_counter()
        return Condensed(query, steps.condense(query.question, query.history), started)

    def retrieve(condensed: Condensed) -> Retrieved:
        passages = steps.retrieve(condensed.question, condensed.query.k, condensed.query.filters)
        return Retrieved(condensed, passages, time.perf_counter())

    def draft(retrieved: Retrieved) -> Drafted:
        return Drafted(retrieved, steps.draft(retrieved.condensed.question, retrieved.passages))

    def check(drafted: Drafted) -> Answer:
        retrieved, now = drafted.retrieved, time.perf_counter()
        started = retrieved.condensed.started
        seconds = {"retrieve": retrieved.finished - started, "answer": now - retrieved.finished, "total": now - started}
        asked, understood = retrieved.condensed.query.question, retrieved.condensed.question
        return verify(asked, drafted.draft, retrieved.passages, seconds, understood)

    return (
        RunnableLambda(condense, name="condense")
        | RunnableLambda(retrieve, name="retrieve")
        | RunnableLambda(draft, name="draft")
        | RunnableLambda(check, name="verify")
    )


def make_retriever(find: Callable[[str], Sequence[Passage]]) -> BaseRetriever:
    """`find` as a LangChain retriever: a document a passage, its origin and score in the metadata."""
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
