"""Answers written by a chat model, any that LangChain's `init_chat_model` knows. The only file that calls one.

The reply is a draft, read claim by claim while it arrives: in JSON by a schema where the model can be held to one, else
as reply_forms.py finds out. verification/citations.py decides which claims are shown.
"""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from ...types import Claim, Draft, Passage
from ...verification.citations import issue_keys
from ..sides.disagreement import sides_of
from .citation_keys import read_claims
from .claim_objects import json_within, read_claim_objects
from .model_errors import Called, explained, is_refusal, no_reply, scrubbed
from .model_loading import RETRIES, UNKNOWN_WINDOW
from .prompts import NO_ANSWER, Prompt, answer_prompt, condense_prompt, fitting
from .reply_forms import Form, held_to, known_form, remember

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage, BaseMessage

LONGEST_WAIT = 8.0
"""Seconds between two tries, at most."""
MAX_TOKENS = 700
"""Tokens of a reply, where the settings do not say."""
LONGEST_TOKEN = 12
"""Characters. A reply that is longer than its tokens can be, thoughts included, is stopped, and treated as cut off by
the model's own limit: not every server knows the parameter for that."""
MOST_CLAIMS = 100
"""Sentences of a reply, with the same effect."""
PREAMBLE = 200
"""Characters that may stand before JSON that was asked for; a longer text is read as sentences, and at once."""
MOST_TIMES = 3
"""Times that one sentence may stand in a reply. A model that says it so often says nothing new, and is stopped."""
LONGEST_QUESTION = 400
"""Characters of a rewritten question; a longer text is not a question."""

# The providers' names for why a reply ended, in lower case.
_CUT = {"length", "max_tokens", "model_length", "model_context_window_exceeded"}
_FILTERED = {
    *("content_filter", "refusal", "safety", "recitation", "prohibited_content"),
    *("blocklist", "spii", "image_safety", "sensitive"),
}
_SAY_WHY_THEY_END = ("openai-chat", "azure-openai-chat", "chat-ollama")
"""Clients whose last chunk says why the reply ended. If it does not, the connection broke unnoticed."""
_DECLINING = re.compile(rf"\W*{NO_ANSWER}\b\s*[^\w\s]")
_RETRY_THEMSELVES = "max_retries"


class ChatAnswerer:
    """Drafts answers, and makes follow-ups stand alone, with one chat model."""

    def __init__(
        self,
        model: BaseChatModel,
        name: str = "",
        *,
        prompts: str = "",
        context_tokens: int = 0,
        max_tokens: int = MAX_TOKENS,
        base_url: str = "",
        timeout: float = 0.0,
    ) -> None:
        """`prompts` is a folder that replaces the shipped one; `context_tokens` 0 means what the profile says.

        `max_tokens` is what the model was made with.
        """
        self._model, self._max_tokens = model, max_tokens
        self.name = name or _name_of(model)
        self._prompts = prompts
        self._window = context_tokens or int((model.profile or {}).get("max_input_tokens") or UNKNOWN_WINDOW)
        self._called = Called(self.name, base_url, timeout, _secrets(model))

    def drafts(self, question: str, passages: Sequence[Passage]) -> Generator[Draft, None, None]:
        """The draft as it grows by one claim; the last one is complete. Closing the generator stops the model.

        Raises `ModelError` if the reply has no usable claim, `SettingsError` for an invalid prompt file.
        """
        number = fitting(question, passages, self._window, self._max_tokens, self._prompts)
        if passages and not number:
            raise no_reply("context", self._called)
        left_out = len(passages) - number
        issued = issue_keys(passages[:number])
        if not issued:
            yield Draft((), self.name, left_out=left_out)
            return
        claims: list[Claim] = []
        abstains = False
        sides = sides_of(question, issued)
        prompt_for = partial(answer_prompt, question, passages[:number], self._prompts, sides=sides)
        reply = self._reply(lambda form: prompt_for(as_json=form is not Form.TEXT), issued)
        with closing(reply.pieces()) as pieces:
            for claim in map(self._without_secrets, reply.claims(pieces, issued)):
                if abstains:
                    break
                if _declines(claim):
                    abstains = not claims
                    continue
                claims.append(_unless_cut(claim, reply.cut))
                yield Draft(tuple(claims), self.name, complete=False, left_out=left_out)
                reply.cut = reply.cut or len(claims) == MOST_CLAIMS
                if len(claims) == MOST_CLAIMS or _repeats(claims):
                    break
        if not claims and not abstains:
            raise no_reply("cut" if reply.cut else "empty", self._called)
        if reply.cut and not abstains and all(claim.fault for claim in claims):
            raise no_reply("cut", self._called)
        incomplete = "The model's reply was cut off by its length limit." if reply.cut else None
        yield Draft(tuple(claims), self.name, left_out=left_out, usage=reply.usage, incomplete=incomplete, sides=sides)

    def _without_secrets(self, claim: Claim) -> Claim:
        """A server may echo the API key, and even withheld claims are written into logs."""
        found = [secret for secret in self._called.secrets if secret and secret in claim.text]
        return replace(claim, text=scrubbed(claim.text, found)) if found else claim

    def condense(self, question: str, history: Sequence[tuple[str, str]]) -> tuple[str, Mapping[str, int]]:
        """The question made to stand alone, and its cost in tokens. Raises `ModelError`, also for an unusable reply."""
        prompt = condense_prompt(question, history, self._prompts)
        reply = self._reply(lambda _: prompt)
        with closing(reply.pieces()) as pieces:
            said = [claim.text for claim in read_claims(pieces, ())]
        alone = " ".join(said).strip("\"'“”„«» ")
        if not alone or reply.cut or len(alone) > max(LONGEST_QUESTION, 2 * len(question)):
            raise no_reply("empty", self._called)
        return alone, reply.usage

    def _reply(self, prompt_for: Callable[[Form], Prompt], keys: Collection[str] = ()) -> _Reply:
        return _Reply(self._model, prompt_for, keys, self._called, LONGEST_TOKEN * self._max_tokens)


class _Reply:
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
        self.cut = False
        """Whether the length limit ended the reply; known once the last piece was taken."""

    def claims(self, pieces: Iterator[str], issued: Collection[str]) -> Iterator[Claim]:
        """The claims in the pieces. A reply that is no JSON although it was asked for is read as sentences."""
        begun = chain([next(pieces, "")], pieces)  # only now it is known which form the model took
        is_json, text = json_within(begun, 0 if self._form is Form.TEXT else PREAMBLE)
        if is_json:
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


def _declines(claim: Claim) -> bool:
    """Whether the claim says that the passages do not answer; an explanation may follow in the same sentence."""
    return claim.text.strip(" .!:\"'“”()").upper() == NO_ANSWER or _DECLINING.match(claim.text) is not None


def _repeats(claims: Sequence[Claim]) -> bool:
    """Whether the last two claims were said before, or the last one too often."""
    said = [claim.text for claim in claims]
    return all(text in said[:-n] for n, text in enumerate(reversed(said[-2:]), 1)) or said.count(said[-1]) >= MOST_TIMES


def _unless_cut(claim: Claim, cut: bool) -> Claim:
    """In a reply that was cut off, an unfinished claim is a fault: "$10" may have become "$10.5 billion"."""
    if cut and not claim.text.endswith((".", "!", "?", "…", "。", "”", '"')):
        return Claim(claim.text, claim.keys, "the reply was cut off in it")
    return claim


def _name_of(model: BaseChatModel) -> str:
    named = getattr(model, "model_name", None) or getattr(model, "model", None)
    return f"{model._llm_type.removesuffix('-chat')}:{named}" if named else model._llm_type


def _secrets(model: BaseChatModel) -> tuple[str, ...]:
    """The API keys that the client holds, so that no message shows them."""
    from pydantic import SecretStr

    values = [getattr(model, name, None) for name in type(model).model_fields]
    return tuple(value.get_secret_value() for value in values if isinstance(value, SecretStr))
