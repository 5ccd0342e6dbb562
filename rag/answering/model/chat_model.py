"""Answers written by a chat model, any that LangChain's `init_chat_model` knows.

The reply is a draft, read claim by claim while it arrives: in JSON by a schema where the model can be held to one, else
as reply_forms.py finds out. verification/citations.py decides which claims are shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from ...settings import Settings
from ...types import Claim, Draft, Passage
from ...verification.citations import issue_keys
from ...verification.verdicts import Keyed, is_proved
from ..extractive import sides_told
from .citation_keys import read_claims
from .model_errors import Called, no_reply, scrubbed
from .model_loading import UNKNOWN_WINDOW
from .prompts import NO_ANSWER, Prompt, answer_prompt, condense_prompt, fitting
from .reply import Reply
from .reply_forms import Form

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

LONGEST_TOKEN = 12
"""Characters. A reply that is longer than its tokens can be, thoughts included, is stopped, and treated as cut off by
the model's own limit: not every server knows the parameter for that."""
MOST_CLAIMS = 100
"""Sentences of a reply, with the same effect."""
MOST_TIMES = 3
"""Times that one sentence may stand in a reply. A model that says it so often says nothing new, and is stopped."""
LONGEST_QUESTION = 400
"""Characters of a rewritten question; a longer text is not a question."""

_DECLINING = re.compile(rf"\W*{NO_ANSWER}\b\s*[^\w\s]")


class ChatAnswerer:
    """Drafts answers, and makes follow-ups stand alone, with one chat model."""

    def __init__(
        self,
        model: BaseChatModel,
        name: str = "",
        *,
        prompts: str = "",
        context_tokens: int = 0,
        max_tokens: int = Settings.max_tokens,
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
        sides = sides_told(question, passages[:number])
        prompt_for = partial(answer_prompt, question, passages[:number], self._prompts, sides=sides)
        reply = self._reply(lambda form: prompt_for(as_json=form is not Form.TEXT), issued)
        with closing(reply.pieces()) as pieces:
            for claim in self._claims(reply, pieces, passages[:number], issued):
                claims.append(_unless_cut(claim, reply.cut))
                yield Draft(tuple(claims), self.name, complete=False, left_out=left_out)
                reply.cut = reply.cut or len(claims) == MOST_CLAIMS
                if len(claims) == MOST_CLAIMS or _repeats(claims):
                    break
        if not claims and not reply.abstains:
            raise no_reply("cut" if reply.cut else "empty", self._called)
        if reply.cut and not reply.abstains and all(claim.fault for claim in claims):
            raise no_reply("cut", self._called)
        incomplete = "The model's reply was cut off by its length limit." if reply.cut else None
        yield Draft(tuple(claims), self.name, left_out=left_out, usage=reply.usage, incomplete=incomplete, sides=sides)

    def _claims(self, reply: Reply, pieces: Iterator[str], seen: Sequence[Passage], issued: Keyed) -> Iterator[Claim]:
        """What the reply claims. Behind a claim, that there is no answer takes nothing back.

        In JSON, a small model says so and goes on: of that, what is proved counts.
        """
        found = False
        for claim in map(self._without_secrets, reply.claims(pieces, issued)):
            if reply.abstains and reply.is_text:
                return
            if _declines(claim):
                reply.abstains = reply.abstains or not found
            elif not reply.abstains or is_proved(claim, seen, issued):
                found = True
                yield claim

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

    def _reply(self, prompt_for: Callable[[Form], Prompt], keys: Collection[str] = ()) -> Reply:
        return Reply(self._model, prompt_for, keys, self._called, LONGEST_TOKEN * self._max_tokens)


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
