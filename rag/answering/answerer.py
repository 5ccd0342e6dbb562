"""Chooses who answers: the offline answerer, or a chat model with the offline one as its fallback."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from ..arguments import refusal
from ..errors import ModelError
from ..settings import Settings
from ..types import Answer, Draft, Passage
from ..verification.citations import verify
from .follow_up import stand_alone

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from .extractive import Models
    from .model.chat_model import ChatAnswerer


Drafts = Callable[[str, Sequence[Passage]], Generator[Draft, None, None]]
"""Takes a question and its passages; yields the draft as it grows, the last one complete."""


class Answerer:
    """Drafts answers and makes follow-ups stand alone. Safe to use from several threads."""

    def __init__(
        self, offline: Drafts, load: Callable[[], ChatAnswerer] | None = None, *, fallback: bool = False
    ) -> None:
        """`load` makes the model's answerer on first use. `offline` answers without it, or after it (`fallback`)."""
        self._offline = offline
        self._load, self._fallback = load, fallback
        self._loaded: ChatAnswerer | None = None
        self._lock = threading.Lock()

    @property
    def quotes(self) -> bool:
        """Whether no chat model writes: the same passages then give the same answer."""
        return self._load is None

    def warm_up(self) -> None:
        """Load the model without calling it. Raises `ModelError` if that fails and there is no fallback."""
        try:
            self._model()
        except ModelError:
            if not self._fallback:
                raise

    def condense(self, question: str, history: Sequence[tuple[str, str]]) -> tuple[str, Mapping[str, int]]:
        """The question made to stand alone, and its cost in tokens. If the model fails, follow_up.py's rules do it."""
        if history:
            try:
                if model := self._model():
                    return model.condense(question, history)
            except ModelError:
                pass  # if the model keeps failing, the draft reports it
        return stand_alone(question, history), {}

    def drafts(self, question: str, passages: Sequence[Passage]) -> Generator[Draft, None, None]:
        """The draft as it grows; the last one is complete.

        If the model fails and `fallback` is on, a draft with a claim that passes its check is kept, marked incomplete;
        the offline answerer's quotes replace any other.
        """
        last: Draft | None = None
        try:
            model = self._model()
            with closing(model.drafts(question, passages) if model else self._offline(question, passages)) as drafts:
                for last in drafts:
                    yield last
        except ModelError as error:
            if not self._fallback:
                raise
            if last and verify(question, last, passages).citations:
                yield replace(last, complete=True, incomplete=error.message)
            else:
                yield from (replace(draft, fallback=error.message) for draft in self._offline(question, passages))

    def assessed(self, question: str, answer: Answer) -> Answer:
        """A model's answer with its confidence and what it leaves out; any other as it is."""
        if self._load is None or answer.fallback:
            return answer
        from .model.assessment import assessed

        *_, offline = self._offline(question, answer.passages)
        return assessed(answer, verify(question, offline, answer.passages))

    def _model(self) -> ChatAnswerer | None:
        with self._lock:
            if self._loaded is None and self._load:
                self._loaded = self._load()
            return self._loaded


def make_answerer(settings: Settings, given: str | BaseChatModel | None, models: Models) -> Answerer:
    """The answerer that the settings name, or a given chat model; a given name is in the settings already.

    The model's package is loaded with the first question. Raises `SettingsError` for an invalid name, and for an object
    that is no chat model.
    """
    from . import extractive

    model = None if isinstance(given, str) else given
    offline = partial(extractive.drafts, models=models)
    if model is None and settings.model == "extractive":
        return Answerer(offline)
    from .model.model_loading import split_name

    if model is None:
        split_name(settings.model, settings.base_url)
    else:
        _check_chat_model(model)
    return Answerer(offline, partial(_chat_answerer, settings, model), fallback=settings.fallback)


def _chat_answerer(settings: Settings, given: BaseChatModel | None) -> ChatAnswerer:
    from .model.chat_model import ChatAnswerer
    from .model.model_loading import load_chat_model

    name, address, timeout = "" if given else settings.model, settings.base_url, settings.model_timeout
    window, longest = settings.context_tokens, settings.max_tokens
    model = given or load_chat_model(
        name,
        base_url=address,
        timeout=timeout,
        temperature=settings.temperature,
        context_tokens=window,
        max_tokens=min(longest, window // 4) if window else longest,
    )
    return ChatAnswerer(
        model,
        name,
        prompts=settings.prompts,
        context_tokens=window,
        max_tokens=longest,
        base_url=address,
        timeout=timeout,
    )


def _check_chat_model(model: object) -> None:
    """A chat model with options or fallbacks bound to it is another class with the same attributes."""
    if isinstance(model, type) or not (hasattr(model, "_llm_type") and hasattr(model, "stream")):
        raise refusal("model", model, "a name such as openai:gpt-4.1-mini, or a LangChain chat model")
