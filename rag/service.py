"""`Rag` opens a library, puts the stages together and answers. The chat, the command line and eval runs all use it."""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, Callable, Generator, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, aclosing, nullcontext
from copy import copy
from dataclasses import replace
from functools import cached_property
from os import PathLike
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, NoReturn, Self, Unpack

from .arguments import require, require_texts, several, text_values
from .errors import SettingsError
from .loading.policy import FetchPolicy
from .settings import Settings, home_of, load_settings
from .types import Answer, Article, Draft, Outcome, Passage, Progress, Timeline, Verdict
from .urls import DatabaseURL

if TYPE_CHECKING:
    from langchain_core.documents import Document
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import BaseChatModel
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable

    from .answering.extractive import Models as OfflineModels
    from .chain import Query
    from .embedding.embedder import Embedder
    from .errors import RagError
    from .library.library import Library
    from .library.workers.ray_workers import RayWorkers
    from .retrieval.filters import FilterKeywords
    from .retrieval.finder import Finder
    from .retrieval.reranker import Reranker
    from .storage.records import Entry


class Rag:
    """A library of articles that answers questions. Cheap to make: models and indexes load when they are first needed.

    Safe to use from several threads.
    """

    def __init__(
        self,
        home: str | Path | DatabaseURL | None = None,
        *,
        settings: Settings | None = None,
        embedder: str | Embedder | Embeddings | None = None,
        reranker: str | Reranker | None = None,
        model: str | BaseChatModel | None = None,
    ) -> None:
        """`home` wins over `settings`; without either, the user's own settings hold.

        `embedder`, `reranker` and `model` replace those that the settings name: each is a name, or an object. LangChain
        embeddings embed, and any LangChain chat model writes the answers.
        """
        from .answering.answerer import make_answerer
        from .retrieval.models import RetrievalModels

        require("home", home, str | PathLike | DatabaseURL | None, "a path, or the address of a database")
        require("settings", settings, Settings | None, "Settings")
        chosen = settings or load_settings()
        named = {"embedding": embedder, "reranker": reranker, "model": model}
        names: dict[str, Any] = {setting: given for setting, given in named.items() if isinstance(given, str)}
        self.settings = replace(chosen, **names, home=chosen.home if home is None else home_of(home))
        self._models = RetrievalModels(self.settings, embedder, reranker)
        self._answerer = make_answerer(self.settings, model, self._offline_models())

    # The library

    def ingest(
        self,
        paths: str | PathLike[str] | Iterable[str | PathLike[str]],
        *,
        overrides: Mapping[str, object] | None = None,
        prune: bool = False,
        allow_private: bool = False,
        ray: str | None = None,
        workers: int | None = None,
        on_start: Callable[[int], None] | None = None,
        on_outcome: Callable[[Outcome], None] | None = None,
        on_skipped: Callable[[Mapping[str, int]], None] | None = None,
    ) -> list[Outcome]:
        """Add or update the articles at files, folders, URLs or `-`. Returns an outcome an article, in the order found.

        `on_start` gets the number of articles, and a larger one each time that a URL turns out to be a feed or a list.

        `overrides` (title, source, author, published, url) apply to every article of this call. `prune` removes
        articles whose files are gone, which those of a feed never are. `allow_private` permits URLs that lead into the
        local network. An article that cannot be read is an outcome `failed`, not an exception. `on_skipped` gets the
        number of files that the folders hold of each suffix that is not read (`{".zip": 1}`). Raises `SourceError` for
        bad overrides, `LibraryBusy` while another process writes.

        `ray` has so many `workers` of Ray prepare what is new: `local` starts it on this machine, one worker a core;
        else it is the address of a cluster. The outcomes and the library are the same.
        """
        given = several("paths", paths, str | PathLike, "a path, a URL or -, or several", "qa.add takes articles.")
        policy = FetchPolicy(self.settings.max_mb, self.settings.url_timeout, allow_private)
        with self._workers(ray, workers, policy) as prepare:
            return self._library.ingest(
                given,
                overrides=text_values("overrides", overrides),
                prune=prune,
                policy=policy,
                on_start=on_start,
                on_outcome=on_outcome,
                on_skipped=on_skipped,
                workers=prepare,
            )

    def _workers(
        self, ray: str | None, workers: int | None, policy: FetchPolicy
    ) -> AbstractContextManager[RayWorkers | None]:
        require("ray", ray, str | None, "`local` or an address")
        require("workers", workers, int | None, "a number of workers")
        if workers is not None and (ray is None or workers < 1):
            raise SettingsError("workers must be at least 1, and they need ray.", 'Write ray="local", workers=2.')
        if ray is None:
            return nullcontext()
        from .library.workers.ray_workers import RayWorkers
        from .library.workers.worker import WorkerRecipe

        recipe = WorkerRecipe(policy, self.settings.chunk_chars, self._models.load_elsewhere())
        return RayWorkers(recipe, ray, workers)

    def follow(
        self,
        paths: str | PathLike[str] | Iterable[str | PathLike[str]],
        seconds: float,
        *,
        overrides: Mapping[str, object] | None = None,
        prune: bool = False,
        allow_private: bool = False,
        on_outcome: Callable[[Outcome], None] = lambda _: None,
        on_error: Callable[[RagError], None] = lambda _: None,
        on_started: Callable[[], None] = lambda: None,
    ) -> NoReturn:
        """`ingest` again and again, until Ctrl-C or an exception of a callback.

        A folder's file is read once it has not changed for a second, and again when it has changed; URLs, and files
        whose system does not tell of changes, every so many `seconds`. Other programs can write in between.
        `on_outcome` hears of what is not unchanged, once; `on_error` of a round that failed and will be tried again;
        `on_started` is called after the first round, which raises what `ingest` raises, `LibraryBusy` apart.
        """
        from .library.following import Following, FollowRequest, Listeners

        require("seconds", seconds, int | float, "a number of seconds")
        if not seconds >= 1:
            raise SettingsError(f"seconds must be at least 1, not {seconds:g}.", "A folder needs no less.")
        request = FollowRequest(
            several("paths", paths, str | PathLike, "a path or a URL, or several"),
            seconds,
            text_values("overrides", overrides),
            prune,
            FetchPolicy(self.settings.max_mb, self.settings.url_timeout, allow_private),
        )
        Following(self._library, request, Listeners(on_outcome, on_error, on_started)).run()

    def add(
        self,
        articles: Article | Document | Mapping[str, Any] | Iterable[Article | Document | Mapping[str, Any]],
        *,
        overrides: Mapping[str, object] | None = None,
        on_outcome: Callable[[Outcome], None] | None = None,
    ) -> list[Outcome]:
        """Add or update articles from memory: `Article`s, LangChain documents, or dicts with the keys of a row.

        As with `ingest`, except that no `prune` removes them. Without an `id` an article is known by its `url`, else by
        its file's path, else by its text.
        """
        from .loading.memory import rows

        return self._library.ingest(
            rows(articles), overrides=text_values("overrides", overrides), on_outcome=on_outcome
        )

    def articles(self) -> list[Entry]:
        """What the library holds, by id."""
        return self._library.articles()

    def article(self, article_id: str, version: str | None = None) -> Article:
        """An article; `version` (a SHA-256 or its beginning) names an earlier text of it. Raises `UnknownArticle`."""
        require_texts(article_id=article_id, version=version or "")
        return self._library.article(article_id, version)

    def versions(self, article_id: str) -> list[str]:
        """The SHA-256 of each text that the article has had, newest first."""
        require_texts(article_id=article_id)
        return self._library.versions(article_id)

    def text_of(self, article_id: str, sha256: str) -> str | None:
        """The text of that version, superseded ones included; None where the library does not hold it."""
        require_texts(article_id=article_id, sha256=sha256)
        return self._library.text_of(article_id, sha256)

    def address_of(self, article_id: str, sha256: str) -> str | None:
        """The URL of that version, else where it was read from (`Article.origin`); None where it is not held."""
        return self._library.address_of(article_id, sha256)

    def remove(self, article_ids: str | Iterable[str]) -> None:
        """Erase these articles and all their versions. Raises `UnknownArticle` before anything is removed."""
        self._library.remove(several("article_ids", article_ids, str, "an article's id, or several"))

    def rebuild(self, on_progress: Callable[[int, int], None] | None = None) -> None:
        """Make chunks, vectors and both indexes again from the stored texts, with the settings now in force."""
        self._library.rebuild(on_progress)

    # Questions

    def ask(
        self, question: str, *, history: object = (), k: int | None = None, **filters: Unpack[FilterKeywords]
    ) -> Answer:
        """A checked answer, or an abstention. `history`, the earlier conversation: see `answering/history.py`.

        `k` passages are read. Filters: `articles` (ids), `sources` (outlets), and days from `since` to `until`, both
        included. `as_of` a day answers as its reader would: what was published later, or changed later, does not exist;
        an article without a date counts from the day of its first ingest. Raises `SettingsError` for an empty question,
        a date that is none, or a k below one.
        """
        from .answering.model.tracing import untraced

        with nullcontext() if self.settings.tracing else untraced():
            return self.chain.invoke(self.query(question, history, k, **filters))

    def stream(
        self, question: str, *, history: object = (), k: int | None = None, **filters: Unpack[FilterKeywords]
    ) -> Iterator[Progress]:
        """What `ask` does, step by step: `searching`, `writing`, each claim once it is checked, `done` with the answer.

        The last step holds the answer of `ask`, seconds aside. Closing the iterator stops the model. A `ModelError` may
        come after claims.
        """
        return self._steps(self.query(question, history, k, **filters), Event())

    def astream(
        self, question: str, *, history: object = (), k: int | None = None, **filters: Unpack[FilterKeywords]
    ) -> AsyncGenerator[Progress, None]:
        """`stream` for `async for`, in a thread. Closing or cancelling it stops the model."""
        from .chain import in_thread

        stopped = Event()
        return in_thread(self._steps(self.query(question, history, k, **filters), stopped), stopped)

    async def aask(
        self, question: str, *, history: object = (), k: int | None = None, **filters: Unpack[FilterKeywords]
    ) -> Answer:
        """`ask` for `await`."""
        async with aclosing(self.astream(question, history=history, k=k, **filters)) as steps:
            answers = [step.answer async for step in steps if step.answer]
        return answers[-1]

    def retrieve(self, question: str, k: int | None = None, **filters: Unpack[FilterKeywords]) -> list[Passage]:
        """The k best passages, best first. The filters are those of `ask`."""
        return self._passages(self.query(question, (), k, **filters))

    def timeline(self, topic: str, k: int | None = None, **filters: Unpack[FilterKeywords]) -> Timeline:
        """At most k dated steps of a story, the earliest first, each a quoted sentence. The filters are those of `ask`.

        Copies of an article count once; a step that repeats an earlier one is left out.
        """
        from .answering.story.timeline import MOST, timeline

        query = self.query(topic, (), MOST if k is None else k, **filters)
        asked = self._understand(query.question, ())[0]
        return timeline(asked, self.finder.story(asked, query.filters), query.k)

    def query(
        self, question: str, history: object = (), k: int | None = None, **filters: Unpack[FilterKeywords]
    ) -> Query:
        """The input of `chain`, checked. Raises `SettingsError` as `ask` does."""
        from .chain import make_query

        return make_query(question, history, self.settings.k if k is None else k, filters)

    def check(self, answer: Answer | Mapping[str, Any]) -> list[Verdict]:
        """Compare each citation of a saved answer with the library. Raises `AnswerError` for any other document."""
        from .library.citation_check import check_answer

        return check_answer(answer.to_dict() if isinstance(answer, Answer) else answer, self._library)

    # For people who compose

    @cached_property
    def chain(self) -> Runnable[Any, Answer]:
        """The steps condense | retrieve | draft | verify: a LangChain runnable that gives an `Answer`.

        It takes a question, a dict with the arguments of `ask`, or a `Query`.
        """
        from .chain import Steps, build_chain

        return build_chain(Steps(self._understand, self.finder.find, self._answerer.drafts, self.query, self._check))

    @cached_property
    def finder(self) -> Finder:
        """What `retrieve` does, part by part."""
        from .retrieval.finder import Finder

        return Finder(self._library, self._models)

    def describe(self) -> dict[str, Any]:
        """What an answer depends on besides the articles: the settings (no passwords), the SHA-256 of each prompt."""
        from .answering.model.prompts import prompt_hashes

        return self.settings.public() | {"prompt_hashes": prompt_hashes(self.settings.prompts)}

    def state(self) -> Hashable | None:
        """As long as it is equal, a question has the same answer. None where a chat model words the answers."""
        return self._library.state() if self._answerer.quotes else None

    def quoting(self) -> Rag:
        """The same library, opened once for both, answered with quotes whatever model the settings name."""
        from .answering.answerer import make_answerer

        _ = self.finder  # its library is shared by both
        other = copy(self)
        other.__dict__.pop("chain", None)
        other.settings = replace(self.settings, model="extractive")
        other._answerer = make_answerer(other.settings, None, self._offline_models())
        return other

    def as_retriever(self, k: int | None = None, **filters: Unpack[FilterKeywords]) -> BaseRetriever:
        """A LangChain retriever, with the arguments of `retrieve`. A document has its passage's fields as metadata."""
        from .chain import make_retriever

        template = self.query("Any question", (), k, **filters)  # so that a mistake fails here
        return make_retriever(
            lambda question: self._passages(replace(template, question=self.query(question).question))
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the indexes' files. The next question opens them again."""
        if "_library" in self.__dict__:
            self._library.close()

    def warm_up(self) -> None:
        """Load what the first question needs. Raises what that question would raise; no chat model is asked."""
        self.retrieve("warm up", 1)
        self._answerer.warm_up()

    def _offline_models(self) -> OfflineModels:
        """What the offline answerer asks for; nothing is opened before it asks."""
        from .answering.extractive import Models

        return Models(
            lambda question, text: self.finder.likeness(question, text),
            lambda question, passages: self.finder.find_again(question, passages),
        )

    def _understand(self, question: str, history: Sequence[tuple[str, str]]) -> tuple[str, Mapping[str, int]]:
        alone, usage = self._answerer.condense(question, history)
        return self.finder.respelt(alone), usage

    def _check(
        self,
        question: str,
        draft: Draft,
        passages: Sequence[Passage],
        seconds: Mapping[str, float],
        understood: str,
    ) -> Answer:
        """The checked answer; once it is complete, with who speaks and what its articles said before they changed."""
        from .answering.speech.naming import with_speakers
        from .library.former import former_quotes
        from .verification.citations import verify

        shows = self.settings.unproved == "show"
        answer = verify(question, draft, passages, seconds, understood, show_unproved=shows)
        if not draft.complete:
            return answer
        answer = self._answerer.assessed(understood, answer)
        answer = replace(answer, earlier=(*answer.earlier, *former_quotes(answer, self._library)))
        return with_speakers(answer, self._library.text_of)

    def _steps(self, query: Query, stopped: Event) -> Generator[Progress, None, None]:
        from .answering.model.tracing import untraced_steps
        from .chain import progress

        steps = progress(self.chain, query, stopped)
        return steps if self.settings.tracing else untraced_steps(steps)

    def _passages(self, query: Query) -> list[Passage]:
        return list(self.finder.find(self._understand(query.question, ())[0], query.k, query.filters))

    @cached_property
    def _library(self) -> Library:
        from .library.library import Library

        chosen = self.settings
        return Library(
            chosen.home, embedding=chosen.embedding, embedder=self._models.embedder, chunk_chars=chosen.chunk_chars
        )


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
