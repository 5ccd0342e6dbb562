"""Connections for `fetching.py`: to public addresses alone, to the very address that was checked, and not longer than agreed.

A name is looked up once, here: whoever answers that look-up cannot show one address to the check and another to the connection.
"""

from __future__ import annotations

import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from .addresses import is_public
from .errors import SourceError

Lookup = Callable[[str, int], list[str]]
"""The addresses of a host, as `look_up` gives them. Raises `OSError`."""


class Refused(SourceError):
    """The message goes on after the URL, without a full stop."""


class TooSlow(Exception):
    """The time is over."""


class Deadline:
    """A moment by which all must be done."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds, above zero. Raises `TooSlow` when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TooSlow
        return left


def look_up(host: str, port: int) -> list[str]:
    """The addresses that the system knows the host by; `127.1`, `0x7f000001` and `2130706433` are spellings of one, too."""
    if re.fullmatch(r"[0-9a-fx.]+", host, re.IGNORECASE):
        with suppress(OSError):
            return [socket.inet_ntoa(socket.inet_aton(host))]
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


class Transport(httpx.BaseTransport):
    """What httpx sends its requests through. Asks the proxy that the user has set, if any, but never for a private address."""

    def __init__(self, deadline: Deadline, *, allow_private: bool, lookup: Lookup = look_up) -> None:
        self._deadline, self._allow_private, self._lookup = deadline, allow_private, lookup
        self._pools: list[httpcore.ConnectionPool] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Raises `Refused`, `TooSlow`, and httpcore's own errors."""
        pool, url = self._pool(request.url), _plain(request.url)
        asked = httpcore.Request(method=request.method, url=url, headers=request.headers.raw, extensions=request.extensions)
        answer = pool.handle_request(asked)
        body = answer.stream
        if not isinstance(body, Iterable):
            raise TypeError("a pool without async gives a body without async")
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(body), extensions=answer.extensions)

    def close(self) -> None:
        """Lets go of the connections."""
        for pool in self._pools:
            pool.close()

    def _pool(self, url: httpx.URL) -> httpcore.ConnectionPool:
        backend = _Backend(self._deadline, None if self._allow_private else self._lookup)
        proxy = _proxy_for(url)
        context = httpx.create_ssl_context()
        if proxy is None:
            pool = httpcore.ConnectionPool(ssl_context=context, network_backend=backend)
        else:
            self._check_before_the_proxy(url)
            backend = _Backend(self._deadline, None)  # the proxy itself mostly has a private address
            pool = httpcore.ConnectionPool(ssl_context=context, network_backend=backend, proxy=proxy)
        self._pools.append(pool)
        return pool

    def _check_before_the_proxy(self, url: httpx.URL) -> None:
        """The proxy looks the name up, often where we cannot: a name unknown here is left to it, a private one is not."""
        if not self._allow_private:
            try:
                found = _in_time(self._lookup, url.host, url.port or 443, self._deadline)
            except OSError:
                return
            _check(url.host, found)


def _plain(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def _proxy_for(target: httpx.URL) -> httpcore.Proxy | None:
    """As the system's settings or `https_proxy` and its like say."""
    known = {} if proxy_bypass(target.host) else getproxies()
    address = known.get(target.scheme) or known.get("all")
    if not address:
        return None
    url = httpx.URL(address if "://" in address else f"http://{address}")
    if url.scheme not in ("http", "https"):  # to go past it would show who asks
        raise Refused(f"is to be read through a proxy that speaks {url.scheme}", "Set https_proxy to one of http://, or unset it.")
    return httpcore.Proxy(_plain(url), auth=(url.username.encode(), url.password.encode()) if url.username else None)


class _Body(httpx.SyncByteStream):
    def __init__(self, parts: Iterable[bytes]) -> None:
        self._parts = parts

    def __iter__(self) -> Iterator[bytes]:
        yield from self._parts

    def close(self) -> None:
        if close := getattr(self._parts, "close", None):
            close()


class _Backend(httpcore.NetworkBackend):
    """Opens connections. `lookup` None: to wherever one wants."""

    def __init__(self, deadline: Deadline, lookup: Lookup | None) -> None:
        self._deadline, self._lookup = deadline, lookup
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - ours is for all of it together
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            found = _in_time(self._lookup or look_up, host, port, self._deadline)
        except OSError as error:
            raise httpcore.ConnectError(error.strerror or "the name is not known") from None
        if self._lookup is not None:
            _check(host, found)
        for address in found:
            try:
                stream = self._plain.connect_tcp(address, port, self._deadline.left(), local_address, socket_options)
            except httpcore.ConnectError as error:
                failed = error
            else:
                return _Stream(stream, self._deadline)
        raise failed if found else httpcore.ConnectError("it has no address")


class _Stream(httpcore.NetworkStream):
    """A connection on which every wait counts against the same deadline: a server that sends a byte a second gains nothing."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - as above
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._stream.write(buffer, self._deadline.left())

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, self._deadline.left()), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        self._stream.close()


def _in_time(lookup: Lookup, host: str, port: int, deadline: Deadline) -> list[str]:
    """A look-up takes no time limit: it goes on by itself, and is waited for no longer than agreed."""
    found: list[list[str] | Exception] = []

    def look() -> None:
        try:
            found.append(lookup(host, port))
        except Exception as error:  # raised anew below, in the thread that asked
            found.append(error)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(deadline.left())
    if not found:
        raise TooSlow
    if isinstance(found[0], Exception):
        raise found[0]
    return found[0]


def _check(host: str, addresses: Iterable[str]) -> None:
    """All of them: one private address among public ones is a trap, too."""
    if private := next((address for address in addresses if not is_public(address)), None):
        named = host if host == private else f"{host} ({private})"
        raise Refused(f"leads to {named}, which is no address of the public internet", "Add --allow-private if you mean to read it.")
