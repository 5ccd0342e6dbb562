"""`/v1/chat/completions`: an answer as one document, or as chunks."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from secrets import token_hex
from typing import Any

from ...types import Answer, Progress
from ..events import event
from .wire import about, tokens

SHOWN = 20_000
"""Characters of a quote in an event for Open WebUI, whose lines are bounded."""


def completion(answer: Answer, model: str, cited: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The whole answer."""
    message = {"role": "assistant", "content": answer.text, "refusal": None, "annotations": _nested(cited)}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": _finish(answer)}
    return {**_head("chat.completion", model), "choices": [choice], "usage": usage(answer), "rag": about(answer)}


def usage(answer: Answer) -> dict[str, int]:
    """Zeros for an answer without a chat model."""
    read, written = tokens(answer)
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


async def chunks(
    steps: AsyncGenerator[Progress, None], model: str, cite: Any, *, counted: bool, sources: bool
) -> AsyncGenerator[bytes, None]:
    """The answer as it grows. `cite` gives the annotations of an answer; `counted` adds a chunk with the usage.

    All annotations are in one delta: OpenAI's client refuses a second one. `sources` adds an event of Open WebUI for
    each marker, in their order, which is how it numbers them.
    """
    head = _head("chat.completion.chunk", model)

    def chunk(delta: dict[str, Any], finish: str | None = None, **more: Any) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return event({**head, "choices": [choice], **more})

    yield chunk({"role": "assistant", "content": ""})
    said = False
    async with aclosing(steps):
        async for step in steps:
            if step.stage == "claim":
                yield chunk({"content": f"{' ' if said else ''}{step.text}"})
                said = True
            if step.answer:
                if not said:
                    yield chunk({"content": step.answer.text})
                cited = await cite(step.answer)
                if cited:
                    yield chunk({"annotations": _nested(cited)})
                for source in _sources(cited) if sources else ():
                    yield chunk({}, event=source)
                yield chunk({}, _finish(step.answer), rag=about(step.answer))
                if counted:
                    yield event({**head, "choices": [], "usage": usage(step.answer)})
    yield b"data: [DONE]\n\n"


def _head(kind: str, model: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{token_hex(12)}", "object": kind, "created": int(time.time()), "model": model}


def _finish(answer: Answer) -> str:
    return "length" if answer.incomplete else "stop"


def _nested(cited: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"type": each["type"], "url_citation": {k: each[k] for k in each if k != "type"}} for each in cited]


def _sources(cited: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    by_marker = {each["marker"]: each for each in reversed(cited)}
    return [
        {
            "type": "source",
            "data": {
                "source": {"name": each["title"], "url": each["url"]},
                "document": [each["quote"][:SHOWN]],
                # Two quotes of one article are two sources: it numbers what differs here.
                "metadata": [{"source": f"[{marker}] {each['url']}", "name": each["title"]}],
            },
        }
        for marker, each in sorted(by_marker.items())
    ]
