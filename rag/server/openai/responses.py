"""`/v1/responses`: an answer as one document, or as events."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from itertools import count
from secrets import token_hex
from typing import Any

from ...types import Answer, Progress
from ..events import event
from .wire import about, tokens


class ResponseDocument:
    """One answer in the form of this API, under one id."""

    def __init__(self, model: str) -> None:
        self._model, self._created = model, time.time()
        self._id, self.item_id = f"resp_{token_hex(12)}", f"msg_{token_hex(12)}"

    def begun(self) -> dict[str, Any]:
        """Before anything is known of the answer."""
        return {
            "id": self._id,
            "object": "response",
            "created_at": self._created,
            "status": "in_progress",
            "model": self._model,
            "output": [],
            "error": None,
            "incomplete_details": None,
            "instructions": None,
            "metadata": {},
            "parallel_tool_calls": False,
            "temperature": None,
            "tool_choice": "none",
            "tools": [],
            "top_p": None,
            "usage": None,
        }

    def item(self, status: str, content: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """The message."""
        return {"id": self.item_id, "type": "message", "role": "assistant", "status": status, "content": [*content]}

    def whole(self, answer: Answer, cited: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """The answer."""
        read, written = tokens(answer)
        usage = {
            "input_tokens": read,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": written,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": read + written,
        }
        output = [self.item("completed", [text_part(answer.text, cited)])]
        return self.begun() | {"status": "completed", "output": output, "usage": usage, "rag": about(answer)}


def text_part(text: str, cited: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """The text of a message with its annotations."""
    return {"type": "output_text", "text": text, "annotations": [*cited], "logprobs": []}


async def response_events(steps: AsyncGenerator[Progress, None], model: str, cite: Any) -> AsyncGenerator[bytes, None]:
    """The answer as it grows. `cite` gives the annotations of an answer."""
    made, numbers = ResponseDocument(model), count()
    place = {"item_id": made.item_id, "output_index": 0, "content_index": 0}

    def told(kind: str, **fields: Any) -> bytes:
        return event({"type": kind, "sequence_number": next(numbers), **fields}, kind)

    yield told("response.created", response=made.begun())
    yield told("response.in_progress", response=made.begun())
    yield told("response.output_item.added", output_index=0, item=made.item("in_progress", []))
    yield told("response.content_part.added", **place, part=text_part(""))
    said = False
    async with aclosing(steps):
        async for step in steps:
            if step.stage == "claim":
                delta = f"{' ' if said else ''}{step.text}"
                yield told("response.output_text.delta", **place, delta=delta, logprobs=[])
                said = True
            if answer := step.answer:
                if not said:
                    yield told("response.output_text.delta", **place, delta=answer.text, logprobs=[])
                cited = await cite(answer)
                for number, each in enumerate(cited):
                    note = {"annotation_index": number, "annotation": each}
                    yield told("response.output_text.annotation.added", **place, **note)
                yield told("response.output_text.done", **place, text=answer.text, logprobs=[])
                part = text_part(answer.text, cited)
                yield told("response.content_part.done", **place, part=part)
                yield told("response.output_item.done", output_index=0, item=made.item("completed", [part]))
                yield told("response.completed", response=made.whole(answer, cited))
