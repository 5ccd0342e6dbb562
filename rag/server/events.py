"""Server-sent events: a stream that stops its source when the client goes away, and pings while nothing happens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Any

from starlette.responses import StreamingResponse

from .replies import dumped

PING = 15.0
"""Seconds of silence: proxies close what is silent for a minute."""


class EventStream(StreamingResponse):
    """A response that is written event by event."""

    media_type = "text/event-stream"

    def __init__(self, events: AsyncGenerator[bytes, None], ping: float = PING) -> None:
        super().__init__(with_pings(events, ping), headers={"cache-control": "no-store"})


def event(data: Any, name: str = "") -> bytes:
    """One event, its data a JSON document."""
    return (f"event: {name}\n".encode() if name else b"") + b"data: " + dumped(data) + b"\n\n"


async def with_pings(events: AsyncGenerator[bytes, None], seconds: float) -> AsyncGenerator[bytes, None]:
    """The events, and a comment after so many seconds without one. Closing it closes them."""
    coming = asyncio.ensure_future(anext(events))
    try:
        while True:
            await asyncio.wait({coming}, timeout=seconds)
            if not coming.done():
                yield b": ping\n\n"
                continue
            try:
                made = coming.result()
            except StopAsyncIteration:
                return
            yield made
            coming = asyncio.ensure_future(anext(events))
    finally:
        coming.cancel()
        with suppress(asyncio.CancelledError, StopAsyncIteration, Exception):
            await coming
        await events.aclose()
