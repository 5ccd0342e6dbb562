"""What a client sends, read within bounds, and whether it is still there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Mapping
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect, Request
from starlette.types import Message

from ..errors import SettingsError
from .replies import Refused

T = TypeVar("T")
LARGEST_BODY = 1_000_000
"""Bytes of a question with its history."""
LONGEST_QUESTION = 10_000
"""Characters."""
MOST_PASSAGES = 100
"""The largest `k`."""
PATIENCE = 30.0
"""Seconds for the next piece of a body to arrive."""


def bounded(request: Request, most: int = LARGEST_BODY) -> Request:
    """The request, reading whose body raises `Refused` where it is larger or does not come."""
    size = 0

    async def receive() -> Message:
        nonlocal size
        try:
            async with asyncio.timeout(PATIENCE):
                message = await request.receive()
        except TimeoutError:
            raise Refused(408, f"Nothing arrived for {PATIENCE:g} s.", "Send the request again.") from None
        size += len(message.get("body", b""))
        if size > most:
            raise Refused(413, f"The request is larger than {most / 1e6:g} MB.", "Send less of it.")
        return message

    return Request(request.scope, receive)


async def object_of(request: Request, most: int = LARGEST_BODY) -> dict[str, Any]:
    """The JSON object in the body. Raises `Refused` where it is none."""
    try:
        document = json.loads(await bounded(request, most).body())
    except (ValueError, RecursionError):
        raise Refused(400, "The request is not a JSON document.", 'Send one: {"question": "…"}.') from None
    if not isinstance(document, dict):
        raise Refused(400, "The request is not a JSON object.", 'Send one: {"question": "…"}.')
    return document


def check_keys(document: Mapping[str, Any], known: Mapping[str, Any] | frozenset[str]) -> None:
    """Raises `SettingsError` for a key that means nothing: a mistyped filter must not let everything through."""
    if unknown := sorted(set(document) - set(known)):
        raise SettingsError(f"There is no {unknown[0][:40]!r} to send.", f"There are: {', '.join(sorted(known))}.")


def check_sizes(asked: Mapping[str, Any]) -> None:
    """Raises `Refused` for a question or a `k` of which answering would take too long."""
    question, k = asked.get("question"), asked.get("k")
    if isinstance(question, str) and len(question) > LONGEST_QUESTION:
        raise Refused(413, f"The question is longer than {LONGEST_QUESTION:,} characters.", "Ask less at once.")
    if isinstance(k, int) and k > MOST_PASSAGES:
        raise Refused(400, f"k is at most {MOST_PASSAGES} here, not {k}.", "Leave it out, or write 8.")


async def unless_gone(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """What `work` returns; it is cancelled when the client goes away. Raises `ClientDisconnect` then."""
    task, gone = asyncio.ensure_future(work), asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ClientDisconnect
        return task.result()
    finally:
        task.cancel()
        gone.cancel()
        await asyncio.gather(task, gone, return_exceptions=True)


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
