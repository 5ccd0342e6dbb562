"""`/ask`: a question, and the document of `rag ask --json`, whole or as it grows; `/check`, a saved answer again."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from ..errors import RagError, SettingsError
from ..retrieval.filters import FilterKeywords
from ..types import Progress
from .events import EventStream, event
from .pool import Pool
from .remembered import Remembered
from .replies import Json
from .requests import check_keys, check_sizes, object_of, unless_gone

if TYPE_CHECKING:
    from ..service import Rag

KEYS = frozenset({"question", "history", "k", *FilterKeywords.__annotations__})
"""Of `POST /ask`: the arguments of `Rag.ask`."""
PARAMETERS = {
    "q": "question",
    "k": "k",
    "article": "articles",
    "source": "sources",
    "since": "since",
    "until": "until",
    "as_of": "as_of",
}
"""Of `GET /ask` and `GET /timeline`: the options of `rag ask`."""
LARGEST_ANSWER = 10_000_000
"""Bytes of a saved answer."""
GONE = Response(status_code=499)
"""For the log: the client has left."""


class Asking:
    """The endpoints about answers."""

    def __init__(self, rag: Rag, answers: Remembered, pool: Pool) -> None:
        self._rag, self._answers, self._pool = rag, answers, pool

    async def ask(self, request: Request) -> Response:
        """An answer as a document, or as events for a client that accepts them."""
        asked = _parameters(request) if request.method in ("GET", "HEAD") else await object_of(request)
        check_keys(asked, KEYS)
        check_sizes(asked)
        if "question" not in asked:
            raise SettingsError(
                "The question is missing.", 'Send {"question": "…"}, or ask with /ask?q=Who+leads+it%3F'
            )
        steps = partial(self._answers.astream, **asked)
        if "text/event-stream" in request.headers.get("accept", ""):
            return EventStream(answer_events(self._pool.steps(steps)))
        try:
            answer = await unless_gone(request, self._pool.answer(steps))
        except ClientDisconnect:
            return GONE
        return Json(answer.to_dict())

    async def timeline(self, request: Request) -> Response:
        """The dated steps of the story that `q` names: the document of `rag timeline --json`."""
        asked = _parameters(request)
        check_sizes(asked)
        if "question" not in asked:
            raise SettingsError("The story is missing.", "Ask for one with /timeline?q=Venezuela+earthquake")
        topic = asked.pop("question")
        return Json((await self._pool.work(partial(self._rag.timeline, topic, **asked))).to_dict())

    async def check(self, request: Request) -> Response:
        """What became of the citations of a saved answer: the document of `rag check --json`."""
        document = await object_of(request, LARGEST_ANSWER)
        verdicts = await self._pool.run(partial(self._rag.check, document))
        statuses = [verdict.status for verdict in verdicts]
        counts = {status: statuses.count(status) for status in ("valid", "stale", "broken")}
        return Json({"verdicts": [asdict(verdict) for verdict in verdicts], "counts": counts})


async def answer_events(steps: AsyncGenerator[Progress, None]) -> AsyncGenerator[bytes, None]:
    """`searching`, `writing`, a `claim` each, and `done` with the whole document; or `error`."""
    yield event({}, "searching")  # before a thread is free
    try:
        async with aclosing(steps):
            async for step in steps:
                if step.stage != "searching":
                    yield event(_shown(step), step.stage)
    except RagError as error:
        yield event({"error": error.message, "hint": error.hint}, "error")


def _shown(step: Progress) -> dict[str, Any]:
    if step.answer:
        return step.answer.to_dict()
    if step.stage != "claim":
        return {}
    cited = [citation.to_dict() for citation in step.citations]
    return {"text": step.text, "citations": cited, "answer_spans": [list(span) for span in step.answer_spans]}


def _parameters(request: Request) -> dict[str, Any]:
    given = request.query_params
    check_keys(given, PARAMETERS)
    found: dict[str, Any] = {PARAMETERS[name]: given[name] for name in given if name not in ("article", "source")}
    found |= {PARAMETERS[name]: given.getlist(name) for name in ("article", "source") if name in given}
    if "k" in found:
        found["k"] = whole_number("k", found["k"])
    return found


def whole_number(name: str, given: str) -> int:
    """The number that a parameter of an address spells. Raises `SettingsError`."""
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        raise SettingsError(f"{name} must be a whole number, not {given[:20]!r}.", "Leave it out, or write 8.")
    return int(given)
