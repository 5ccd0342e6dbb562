"""`rag serve`: the application under uvicorn, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import uvicorn

from ..errors import SettingsError
from .app import ServerOptions, make_app

if TYPE_CHECKING:
    from ..service import Rag

GRACE = 10
"""Seconds that running answers have when the server is to end."""


class Server(uvicorn.Server):
    """A server for one library."""

    def __init__(self, rag: Rag, options: ServerOptions, port: int) -> None:
        """Port 0 is one that is free. Raises `SettingsError` where it cannot be listened on."""
        self._socket = _listening(options.access.host, port)
        self._started: Callable[[str], None] = lambda _: None
        host = options.access.host
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{self._socket.getsockname()[1]}"
        super().__init__(
            uvicorn.Config(
                make_app(rag, options),
                log_config=None,
                access_log=False,
                server_header=False,
                ws="none",
                lifespan="on",
                timeout_graceful_shutdown=GRACE,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Tells who waits for it."""
        await super().startup(sockets)
        self._started(self.url)

    def listen(self, started: Callable[[str], None] = lambda _: None) -> None:
        """Serves until it is told to end; `started` gets the address."""
        self._started = started
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, lambda *_: None)  # uvicorn raises it again once all answers are given
        try:
            with suppress(KeyboardInterrupt):
                self.run(sockets=[self._socket])
        finally:
            self._socket.close()


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=_family(host, port), backlog=512)
    except OSError as error:
        hint = (
            f"Choose another: rag serve --port {port + 1 if port < 65535 else 8484}" if port else "Name another --host."
        )
        raise SettingsError(f"{host}:{port} cannot be listened on: {error.strerror or error}.", hint) from None


def _family(host: str, port: int) -> int:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
