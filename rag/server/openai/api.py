"""The endpoints under /v1, so that clients of OpenAI's API can ask."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from ...errors import RagError
from ...types import Answer
from ..asking import GONE
from ..events import EventStream, event
from ..pool import Pool
from ..remembered import Remembered
from ..replies import Json, Refused, error_document, status_of
from ..requests import object_of, unless_gone
from .chat import chunks, completion
from .responses import ResponseDocument, response_events
from .wire import AS_SET, MODELS, QUOTING, check_model, model_of, question_of, url_citations

if TYPE_CHECKING:
    from ...service import Rag

Cite = Callable[[Answer], Awaitable[list[dict[str, Any]]]]


class OpenAI:
    """The endpoints."""

    def __init__(self, rag: Rag, answers: Remembered, pool: Pool, *, sources: bool) -> None:
        """`sources`: whether streams carry Open WebUI's events."""
        self._rag, self._pool, self._sources = rag, pool, sources
        self._answering = {AS_SET: answers, QUOTING: Remembered(rag.quoting(), pool)}

    async def chat(self, request: Request) -> Response:
        """`POST /v1/chat/completions`."""
        body = await object_of(request)
        model, cite = model_of(body), self._cite(request)
        steps = partial(self._answering[model].astream, **question_of(body.get("messages"), body))
        if body.get("stream"):
            options = body.get("stream_options")
            counted = isinstance(options, dict) and bool(options.get("include_usage"))
            made = chunks(self._pool.steps(steps), model, cite, counted=counted, sources=self._sources)
            return EventStream(_or_error(made))
        return await self._whole(request, steps, cite, lambda answer, cited: completion(answer, model, cited))

    async def responses(self, request: Request) -> Response:
        """`POST /v1/responses`."""
        body = await object_of(request)
        if body.get("previous_response_id") or body.get("conversation"):
            raise Refused(400, "No earlier response is kept here.", "Send the whole conversation as input.")
        given = body.get("input")
        messages = [{"role": "user", "content": given}] if isinstance(given, str) else given
        model, cite = model_of(body), self._cite(request)
        steps = partial(self._answering[model].astream, **question_of(messages, body))
        if body.get("stream"):
            return EventStream(_or_error(response_events(self._pool.steps(steps), model, cite)))
        return await self._whole(request, steps, cite, ResponseDocument(model).whole)

    async def models(self, _: Request) -> Response:
        """`GET /v1/models`."""
        return Json({"object": "list", "data": [_model(name) for name in MODELS]})

    async def model(self, request: Request) -> Response:
        """`GET /v1/models/{model}`."""
        return Json(_model(check_model(request.path_params["model"])))

    def _cite(self, request: Request) -> Cite:
        base = str(request.base_url)

        async def cite(answer: Answer) -> list[dict[str, Any]]:
            return await self._pool.run(partial(url_citations, answer, self._rag, base))

        return cite

    async def _whole(self, request: Request, steps: Any, cite: Cite, shaped: Callable[..., Any]) -> Response:
        try:
            answer = await unless_gone(request, self._pool.answer(steps))
        except ClientDisconnect:
            return GONE
        return Json(shaped(answer, await cite(answer)))


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "rag", "description": MODELS[name]}


async def _or_error(events: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """The events; an error that comes late is the last of them, as OpenAI's client reads it."""
    try:
        async for each in events:
            yield each
    except RagError as error:
        yield event(error_document("/v1/", error.message, error.hint, status_of(error)))
    finally:
        await events.aclose()
