"""`Rag` opens a library, puts the stages together and answers. The chat, the command line and eval runs all use it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from .errors import SettingsError
from .loading.policy import FetchPolicy
from .settings import Settings, expanded, load_settings
from .text.characters import encodable
from .types import Answer, Article, Filters, Outcome, Passage, Progress, Verdict

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable

    from .answering.answerer import Answerer
    from .chain import Query
    from .embedding.embedder import Embedder, Vectors
    from .library.library import Library
    from .retrieval.filters import FilterKeywords
    from .retrieval.reranker import Reranker
    from .storage.records import Entry

History = Sequence[tuple[str, str]]


class Rag:
    """A library of articles that answers questions. Cheap to make: models and indexes load when they are first needed.

    Safe to use from several threads.
    """

    def __init__(
        self,
        home: str | Path | None = None,
        *,
        settings: Settings | None = None,
        embedder: Embedder | None = None,
        reranker: Reranker | None = None,
        model: BaseChatModel | None = None,
    ) -> None:
        """`home` wins over `settings`; without either, the user's own settings hold.

        `embedder` and `reranker` replace those that the settings name. `model`, any LangChain chat model, writes the
        answers in place of the one that the settings name.
        """
        from dataclasses import replace

        chosen = settings or load_settings()
        self.settings = replace(chosen, home=expanded(home)) if home is not None else chosen
        self._answerer = self._make_answerer(model)
        self._given_embedder = embedder
        self._given_reranker = reranker
        self._lock = threading.Lock()

    # The library

    def ingest(
        self,
        paths: str | Path | Iterable[str | Path],
        *,
        overrides: Mapping[str, str] | None = None,
        prune: bool = False,
        allow_private: bool = False,
        on_start: Callable[[int], None] | None = None,
        on_outcome: Callable[[Outcome], None] | None = None,
        on_skipped: Callable[[Mapping[str, int]], None] | None = None,
    ) -> list[Outcome]:
        """Add or update the articles at files, folders, URLs or `-`. Returns an outcome an article, in the order found.

        `overrides` (title, source, author, published, url) apply to every article of this call. `prune` removes
        articles whose files are gone. `allow_private` permits URLs that lead into the local network. An article that
        cannot be read is an outcome `failed`, not an exception. `on_skipped` gets the number of files that the folders
        hold of each suffix that is not read (`{".zip": 1}`). Raises `SourceError` for bad overrides, `LibraryBusy`
        while another process writes.
        """
        return self._library.ingest(
            [paths] if isinstance(paths, str | Path) else list(paths),
            overrides=overrides,
            prune=prune,
            policy=FetchPolicy(self.settings.max_mb, self.settings.url_timeout, allow_private),
            on_start=on_start,
            on_outcome=on_outcome,
            on_skipped=on_skipped,
        )

    def articles(self) -> list[Entry]:
        """What the library holds, by id."""
        return self._library.articles()

    def article(self, article_id: str, version: str | None = None) -> Article:
        """An article; `version` (a SHA-256 or its beginning) names an earlier text of it. Raises `UnknownArticle`."""
        return self._library.article(article_id, version)

    def versions(self, article_id: str) -> list[str]:
        """The SHA-256 of each text that the article has had, newest first."""
        return self._library.versions(article_id)

    def text_of(self, article_id: str, sha256: str) -> str | None:
        """The text of that version, superseded ones included; None where the library does not hold it."""
        return self._library.text_of(article_id, sha256)

    def address_of(self, article_id: str, sha256: str) -> str | None:
        """The URL of that version, else where it was read from (`Article.origin`); None where it is not held."""
        return self._library.address_of(article_id, sha256)

    def remove(self, article_ids: Iterable[str]) -> None:
        """Erase these articles and all their versions. Raises `UnknownArticle` before anything is removed."""
        self._library.remove(list(article_ids))

    def rebuild(self, on_progress: Callable[[int, int], None] | None = None) -> None:
        """Make chunks, vectors and both indexes again from the stored texts, with the settings now in force."""
        self._library.rebuild(on_progress)

    # Questions

    def ask(
        self, question: str, *, history: History = (), k: int | None = None, **filters: Unpack[FilterKeywords]
    ) -> Answer:
        """A checked answer, or an abstention. `history` is earlier (question, answer) pairs, oldest first.

        `k` passages are read. Filters: `articles` (ids), `sources` (outlets), and days from `since` to `until`, both
        included. Raises `SettingsError` for an empty question, a date that is none, or a k below one.
        """
        from .answering.tracing import untraced

        with nullcontext() if self.settings.tracing else untraced():
            return self.chain.invoke(self.query(question, history, k, **filters))

    def stream(
        self, question: str, *, history: History = (), k: int | None = None, **filters: Unpack[FilterKeywords]
    ) -> Iterator[Progress]:
        """What `ask` does, step by step: `searching`, `writing`, each claim once it is checked, `done` with the answer.

        The last step holds the answer of `ask`, seconds aside. Closing the iterator stops the model. A `ModelError` may
        come after claims.
        """
        from .answering.tracing import untraced_steps
        from .chain import progress

        steps = progress(self.chain, self.query(question, history, k, **filters))
        return steps if self.settings.tracing else untraced_steps(steps)

    def retrieve(self, question: str, k: int | None = None, **filters: Unpack[FilterKeywords]) -> list[Passage]:
        """The k best passages, best first. The filters are those of `ask`."""
        query = self.query(question, (), k, **filters)
        return list(self._retrieve(self._understand(query.question, ())[0], query.k, query.filters))

    def query(
        self, question: str, history: History = (), k: int | None = None, **filters: Unpack[FilterKeywords]
    ) -> Query:
        """The input of `chain`, checked. Raises `SettingsError` as `ask` does."""
        from .chain import Query
        from .retrieval.filters import make_filters

        if not question.strip():
            raise SettingsError("The question is empty.", 'Ask something: rag ask "Who leads Scale AI?"')
        if k is not None and k < 1:
            raise SettingsError(f"k must be at least 1, not {k}.", "Leave it out, or write -k 8.")
        pairs = tuple((encodable(asked), encodable(answered)) for asked, answered in history)
        return Query(encodable(question), pairs, k or self.settings.k, make_filters(**filters))

    def check(self, answer: Answer | Mapping[str, Any]) -> list[Verdict]:
        """Compare each citation of a saved answer with the library. Raises `AnswerError` for any other document."""
        from .library.citation_check import check_answer

        return check_answer(answer.to_dict() if isinstance(answer, Answer) else answer, self._library)

    # For people who compose

    @cached_property
    def chain(self) -> Runnable[Query, Answer]:
        """The steps condense | retrieve | draft | verify: a LangChain runnable from `Query` to `Answer`."""
        from .chain import Steps, build_chain

        return build_chain(Steps(self._understand, self._retrieve, self._answerer.drafts))

    def describe(self) -> dict[str, Any]:
        """What an answer depends on besides the articles: the settings (no passwords), the SHA-256 of each prompt."""
        from .answering.prompts import prompt_hashes

        return self.settings.public() | {"prompt_hashes": prompt_hashes(self.settings.prompts)}

    def as_retriever(self, **kwargs: Any) -> BaseRetriever:
        """A LangChain retriever; `kwargs` are those of `retrieve`. A document has its passage's fields as metadata."""
        from .chain import make_retriever

        return make_retriever(lambda question: self.retrieve(question, **kwargs))

    def close(self) -> None:
        """Release the indexes' files. The next question opens them again."""
        if "_library" in self.__dict__:
            self._library.close()

    def warm_up(self) -> None:
        """Load what the first question needs. Raises what that question would raise; no chat model is asked."""
        self.retrieve("warm up", 1)
        self._answerer.warm_up()

    def _understand(self, question: str, history: History) -> tuple[str, Mapping[str, int]]:
        from .retrieval.retriever import respell

        alone, usage = self._answerer.condense(question, history)
        with self._library.reading() as index:
            return respell(index, alone), usage

    def _retrieve(self, question: str, k: int, filters: Filters) -> tuple[Passage, ...]:
        if self._given_reranker is None and self.settings.reranker == "none":
            return self._retrieve_plainly(question, k, filters)
        from .retrieval.reranker import CANDIDATES, rerank

        return rerank(question, self._retrieve_plainly(question, max(k, CANDIDATES), filters), k, self._reranker())

    def _retrieve_plainly(self, question: str, k: int, filters: Filters) -> tuple[Passage, ...]:
        from .retrieval.retriever import retrieve

        with self._library.reading() as index:
            self._library.check_embedder(self._embedder())
            return retrieve(index, question, self._vector(question), k, filters)

    def _make_answerer(self, model: BaseChatModel | None) -> Answerer:
        from .answering.answerer import make_answerer

        settings = self.settings
        return make_answerer(
            settings.model,
            model,
            self.likeness,
            base_url=settings.base_url,
            timeout=settings.model_timeout,
            temperature=settings.temperature,
            context_tokens=settings.context_tokens,
            prompts=settings.prompts,
            fallback=settings.fallback,
        )

    def likeness(self, question: str, text: str) -> float:
        """The cosine of the question and a text embedded by itself, outside its passage."""
        return float(self._vector(question) @ self._embedder().embed_queries([text])[0])

    @cached_property
    def _vector(self) -> Callable[[str], Vectors]:
        """The vector of a question. Cached, as the answerer needs the one that retrieval has made."""
        return lru_cache(maxsize=16)(lambda question: self._embedder().embed_queries([question])[0])

    @cached_property
    def _library(self) -> Library:
        from .library.library import Library

        settings = self.settings
        return Library(
            settings.home, embedding=settings.embedding, embedder=self._embedder, chunk_chars=settings.chunk_chars
        )

    def _embedder(self) -> Embedder:
        with self._lock:
            if self._given_embedder is None:
                from .embedding.registry import load_embedder

                self._given_embedder = load_embedder(self.settings.embedding)
            return self._given_embedder

    def _reranker(self) -> Reranker:
        with self._lock:
            if self._given_reranker is None:
                from .retrieval.reranker import CrossEncoderReranker

                self._given_reranker = CrossEncoderReranker(self.settings.reranker)
            return self._given_reranker


def ask(question: str, **kwargs: Any) -> Answer:
    """Ask the default library, which is opened once. The arguments are those of `Rag.ask`."""
    return _default().ask(question, **kwargs)


_opened: list[Rag] = []
_opening = threading.Lock()


def _default() -> Rag:
    with _opening:
        if not _opened:
            _opened.append(Rag())
        return _opened[0]
