"""A line for each request: without its query, which may be a question, and its headers, which may hold a token."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..terminal.sanitize import one_line


class AccessLog:
    """Writes a line when a request has been answered."""

    def __init__(self, app: ASGIApp, write: Callable[[str], None]) -> None:
        self._app, self._write = app, write

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An ASGI application."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            client, took = (scope.get("client") or ("-",))[0], 1e3 * (time.perf_counter() - began)
            asked = one_line(f"{client} {scope['method']} {scope['path']}"[:300])
            self._write(f"{datetime.now():%Y-%m-%d %H:%M:%S} {asked} {status} {took:.0f} ms")
