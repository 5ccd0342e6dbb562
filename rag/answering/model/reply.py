"""One reply of a chat model while it arrives: asked for in the best form that the model takes, and tried again."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Collection, Generator, Iterator, Mapping
from contextlib import closing
from itertools import chain
from typing import TYPE_CHECKING, Any

from ...types import Claim
from .citation_keys import read_claims
from .claim_objects import json_within, read_claim_objects
from .model_errors import Called, explained, is_refusal, no_reply
from .model_loading import RETRIES
from .prompts import Prompt
from .reply_forms import Form, held_to, known_form, remember

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage, BaseMessage

LONGEST_WAIT = 8.0
"""Seconds between two tries, at most."""
PREAMBLE = 200
"""Characters that may stand before JSON that was asked for; a longer text is read as sentences, and at once."""

# The providers' names for why a reply ended, in lower case.
_CUT = {"length", "max_tokens", "model_length", "model_context_window_exceeded"}
_FILTERED = {
    *("content_filter", "refusal", "safety", "recitation", "prohibited_content"),
    *("blocklist", "spii", "image_safety", "sensitive"),
}
_SAY_WHY_THEY_END = ("openai-chat", "azure-openai-chat", "chat-ollama")
"""Clients whose last chunk says why the reply ended. If it does not, the connection broke unnoticed."""
_RETRY_THEMSELVES = "max_retries"


class Reply:
    """One reply of a model while it arrives. Where keys are issued, it is asked for in the best form that it takes."""

    def __init__(
        self,
        model: BaseChatModel,
        prompt_for: Callable[[Form], Prompt],
        keys: Collection[str],
        called: Called,
        longest: int,
    ) -> None:
        self._model, self._prompt_for, self._keys, self._called = model, prompt_for, keys, called
        self._longest = longest
        self._form = known_form(model, called) if keys else Form.TEXT
        self.usage: dict[str, int] = {}
        self.is_text = True
        """Whether it is no JSON; known with the first claim."""
        self.abstains = False
        """Whether it says, before any claim, that the passages do not answer."""
        self.cut = False
        """Whether the length limit ended the reply; known once the last piece was taken."""

    def claims(self, pieces: Iterator[str], issued: Collection[str]) -> Iterator[Claim]:
        """The claims in the pieces. A reply that is no JSON although it was asked for is read as sentences."""
        begun = chain([next(pieces, "")], pieces)  # only now it is known which form the model took
        is_json, text = json_within(begun, 0 if self._form is Form.TEXT else PREAMBLE)
        if is_json:
            self.is_text = False
            yield from read_claim_objects(text, issued)
            return
        if self._form is not Form.TEXT and not self.cut:
            remember(self._model, self._called, Form(self._form + 1))
        yield from read_claims(text, issued)

    def pieces(self) -> Generator[str, None, None]:
        """The reply's text. Raises `ModelError` after the pieces that came before the failure."""
        ended, room, attempt, begun = "", self._longest, 0, False
        while True:
            try:
                with closing(self._chunks()) as chunks:
                    for text, reason in chunks:
                        begun = True
                        if text:
                            yield text[:room]
                            room -= len(text)
                        ended = "length" if room < 0 else reason or ended
                        if room < 0:
                            break
                break
            except Exception as error:  # each client has errors of its own
                if ended:  # by its limit: a client cannot read the JSON of such a reply
                    break
                if begun:
                    raise explained(error, self._called) from None
                attempt = self._after(error, attempt)
        if ended in _FILTERED:
            raise no_reply("filtered", self._called)
        if not ended and self._model._llm_type in _SAY_WHY_THEY_END:
            raise no_reply("broken", self._called)
        self.cut = ended in _CUT

    def _after(self, error: Exception, attempt: int) -> int:
        """The number of the next try, in another form or after a wait. Raises `ModelError` where there is none."""
        if self._form is not Form.TEXT and is_refusal(error):
            self._form = Form(self._form + 1)
            return attempt
        if attempt == RETRIES or not self._worth_another_try(error):
            raise explained(error, self._called) from None
        time.sleep(_wait(error, attempt))
        return attempt + 1

    def _chunks(self) -> Generator[tuple[str, str], None, None]:
        """Each chunk's text, and the reason why the reply ended, mostly empty."""
        model = held_to(self._model, self._form, self._keys)
        with closing(model.stream(_messages(self._prompt_for(self._form)))) as chunks:  # type: ignore[type-var]
            for number, chunk in enumerate(chunks):
                if not number and self._keys:
                    remember(self._model, self._called, self._form)
                for name, count in (getattr(chunk, "usage_metadata", None) or {}).items():
                    if name in ("input_tokens", "output_tokens") and isinstance(count, int):
                        self.usage[name] = self.usage.get(name, 0) + count
                refused = "refusal" if (chunk.additional_kwargs or {}).get("refusal") else ""
                yield _said(chunk), _reason(chunk.response_metadata) or refused

    def _worth_another_try(self, error: Exception) -> bool:
        """Only for clients that do not retry themselves, as the retries of both would multiply."""
        from langchain_core.exceptions import ModelError as ModelFailed

        status = getattr(error, "status_code", None)
        passing = (
            getattr(error, "is_retryable", False)
            if isinstance(error, ModelFailed)
            else status in (429, 500, 502, 503, 529)
        )
        return passing and not hasattr(self._model, _RETRY_THEMSELVES)


def _wait(error: Exception, attempt: int) -> float:
    """Seconds: what the server asks for, else doubled each time, with jitter so that clients do not return together."""
    asked = getattr(getattr(error, "response", None), "headers", {}).get("retry-after", "")
    if asked.isdecimal():
        return min(LONGEST_WAIT, float(asked))
    return min(LONGEST_WAIT, 2.0**attempt) * random.uniform(0.5, 1)  # noqa: S311 - no secret


def _said(chunk: AIMessage) -> str:
    """The chunk's text, or, of a client that asks for JSON as a tool's arguments, its piece of these."""
    pieces = [str(call.get("args") or "") for call in getattr(chunk, "tool_call_chunks", ())]
    whole = [json.dumps(call["args"]) for call in getattr(chunk, "tool_calls", ())] if not pieces else []
    return "".join(pieces or whole) or str(chunk.text)


def _reason(metadata: Mapping[str, Any]) -> str:
    return next(
        (str(metadata[key]).lower() for key in ("finish_reason", "stop_reason", "done_reason") if metadata.get(key)), ""
    )


def _messages(prompt: Prompt) -> list[BaseMessage]:
    from langchain_core.messages import HumanMessage, SystemMessage

    return [*([SystemMessage(prompt.system)] if prompt.system else []), HumanMessage(prompt.user)]
