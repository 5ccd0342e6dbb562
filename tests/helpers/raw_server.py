"""A server that sends given bytes, valid HTTP or not, with or without TLS."""

from __future__ import annotations

import socket
import ssl
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeAlias

Answer: TypeAlias = bytes | Callable[[socket.socket], None]


@dataclass
class RawServer:
    port: int
    asked: list[bytes] = field(default_factory=list)
    """The heads of the requests; if a client speaks TLS to a server without it, its first bytes."""
    named: list[str | None] = field(default_factory=list)
    """The server names (SNI) that clients sent."""

    def url(self, path: str = "/page", host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"


@contextmanager
def raw_server(*answers: Answer, tls: ssl.SSLContext | None = None) -> Iterator[RawServer]:
    """One answer per connection; the last one repeats."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = RawServer(listening.getsockname()[1])
        if tls:
            tls.sni_callback = lambda _socket, name, _context: server.named.append(name)

        def serve() -> None:
            for n in range(10_000):
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                answer = answers[min(n, len(answers) - 1)]
                threading.Thread(target=_answer, args=(connection, answer, server, tls), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield server


def _answer(connection: socket.socket, answer: Answer, server: RawServer, tls: ssl.SSLContext | None) -> None:
    connection.settimeout(20)
    with connection, suppress(OSError):
        if tls:
            connection = tls.wrap_socket(connection, server_side=True)
        with connection:
            head = b""
            while b"\r\n\r\n" not in head and not head.startswith(b"\x16") and (more := connection.recv(65536)):
                head += more
            server.asked.append(head)
            connection.sendall(answer) if isinstance(answer, bytes) else answer(connection)
            connection.shutdown(socket.SHUT_WR)
            connection.recv(1)  # waits until the other side has read it


def reply(*headers: str, body: bytes = b"", status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", *headers, "Connection: close"]
    return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n" + body


TEXT = reply("Content-Type: text/plain", body=b"text")


def for_ever(first: bytes, again: bytes) -> Callable[[socket.socket], None]:
    def send(connection: socket.socket) -> None:
        connection.sendall(first)
        while True:
            connection.sendall(again)

    return send


def dripping(first: bytes, again: bytes) -> Callable[[socket.socket], None]:
    """Sends ten times a second, for three seconds."""

    def send(connection: socket.socket) -> None:
        connection.sendall(first)
        for _ in range(30):
            threading.Event().wait(0.1)
            connection.sendall(again)

    return send


def breaking_off(first: bytes) -> Callable[[socket.socket], None]:
    """Resets the connection."""

    def send(connection: socket.socket) -> None:
        connection.sendall(first)
        threading.Event().wait(0.05)
        connection.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
        )
        connection.close()

    return send
