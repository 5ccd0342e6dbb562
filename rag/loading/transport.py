"""Connections for `fetching.py`: to public addresses alone, to the very address that was checked, and not longer than agreed.

A name is looked up once, here: whoever answers that look-up cannot show one address to the check and another to the connection. TLS
goes by the name, not by the address: it is the name that is asked for (SNI) and that the certificate must carry.
"""

from __future__ import annotations

import os
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from .addresses import is_loopback, is_numeric, is_public, is_public_name
from .fetch_errors import CHECK, Refused

Lookup = Callable[[str, int], list[str]]
"""The addresses of a host, as `look_up` gives them. Raises `OSError`."""

_COOKIE = re.compile(rb"[\w!#$%&'*+.^`|~-]{1,200}=[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]{0,4000}(?=\s*(?:;|$))")
"""RFC 6265."""


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
    if is_numeric(host):
        return [socket.inet_ntoa(socket.inet_aton(host.rstrip(".")))]
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


class Transport(httpx.BaseTransport):
    """What httpx sends its requests through. Asks the proxy that the user has set, if any, but never for what is known to be private.

    What a proxy makes of a name that is unknown here is its own affair: it is trusted to keep its network to itself.
    """

    def __init__(self, deadline: Deadline, *, allow_private: bool, lookup: Lookup = look_up) -> None:
        self._deadline, self._allow_private, self._lookup = deadline, allow_private, lookup
        self._pools: list[httpcore.ConnectionPool] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Raises `Refused`, `TooSlow`, and httpcore's own errors."""
        _check_url(request.url)
        pool, url = self._pool(request.url), plain(request.url)
        asked = httpcore.Request(
            method=request.method, url=url, headers=request.headers.raw, extensions=request.extensions
        )
        answer = pool.handle_request(asked)
        body = answer.stream
        if not isinstance(body, Iterable):
            raise TypeError("a pool without async gives a body without async")
        return httpx.Response(
            answer.status, headers=_tame(answer.headers), stream=_Body(body), extensions=answer.extensions
        )

    def close(self) -> None:
        """Lets go of the connections."""
        for pool in self._pools:
            pool.close()

    def _pool(self, url: httpx.URL) -> httpcore.ConnectionPool:
        proxy = proxy_for(url)
        trust = self._trust if url.scheme == "https" else None
        if proxy is None:
            backend = _Backend(self._deadline, self._lookup, only_public=not self._allow_private)
            pool = httpcore.ConnectionPool(ssl_context=trust, network_backend=backend)
        else:
            self._check_before_the_proxy(url)
            if proxy.url.scheme == b"https":
                proxy.ssl_context = self._trust
            backend = _Backend(
                self._deadline, look_up, only_public=False, error=httpcore.ProxyError
            )  # it mostly has a private address
            pool = httpcore.ConnectionPool(ssl_context=trust, network_backend=backend, proxy=proxy)
        self._pools.append(pool)
        return pool

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        """Whose certificates count: those that certifi and the system know, or those of SSL_CERT_FILE or SSL_CERT_DIR in their place."""
        named = next((name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)), None)
        try:
            context = httpx.create_ssl_context()
        except OSError:
            raise Refused(
                f"cannot be trusted: {named} holds no certificates",
                "Name a file of certificates (PEM) there, or unset it.",
            ) from None
        if not named:
            context.load_default_certs()
        return context

    def _check_before_the_proxy(self, url: httpx.URL) -> None:
        """The proxy looks the name up, often where we cannot: a name unknown here is left to it, a private one is not.

        A name server that is out of reach says so late: it is waited for no longer than a quarter of the time that is left.
        """
        if self._allow_private:
            return
        try:
            found = _in_time(self._lookup, url.host, url.port or 443, self._deadline.left() / 4)
        except (OSError, TooSlow):
            found = []
        if not found and not is_public_name(url.host):
            raise _private(url.host)
        _check(url.host, found)


def _tame(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Of a cookie the name and the value: then it goes back to its host alone, and Python's parser prints no warning about the rest."""
    kept = []
    for name, value in headers:
        is_cookie = name.lower() == b"set-cookie"
        cookie = _COOKIE.match(value) if is_cookie else None
        if cookie or not is_cookie:
            kept.append((name, cookie[0] + b"; Path=/" if cookie else value))
    return kept


def _check_url(url: httpx.URL) -> None:
    if url.scheme not in ("http", "https"):
        raise httpx.UnsupportedProtocol(url.scheme)
    if not url.host or not 0 < (url.port or 80) < 65536:
        raise Refused("is, or leads to, an address without a proper host and port", CHECK)


class _Body(httpx.SyncByteStream):
    def __init__(self, parts: Iterable[bytes]) -> None:
        self._parts = parts

    def __iter__(self) -> Iterator[bytes]:
        yield from self._parts

    def close(self) -> None:
        if close := getattr(self._parts, "close", None):
            close()


class _Backend(httpcore.NetworkBackend):
    """Opens connections; raises `error` where there is none to be had."""

    def __init__(
        self, deadline: Deadline, lookup: Lookup, *, only_public: bool, error: type[Exception] = httpcore.ConnectError
    ) -> None:
        self._deadline, self._lookup, self._only_public, self._error = deadline, lookup, only_public, error
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
            found = _in_time(self._lookup, host, port, self._deadline.left())
        except OSError as error:
            raise self._error(error.strerror or "the name is not known") from None
        if self._only_public:
            _check(host, found)
        failed: Exception = httpcore.ConnectError("it has no address")
        for n, address in enumerate(found):
            share = self._deadline.left() / (len(found) - n)  # one that never answers leaves time for the next
            try:
                stream = self._plain.connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _Stream(stream, self._deadline)
        raise failed if isinstance(failed, httpcore.ConnectTimeout) else self._error(str(failed))


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
        name = server_hostname and server_hostname.removesuffix(
            "."
        )  # no certificate carries the dot of an absolute name
        try:
            return _Stream(self._stream.start_tls(ssl_context, name, self._deadline.left()), self._deadline)
        except (
            httpcore.ConnectError
        ) as error:  # the pool would drop its cause, which says what is wrong with the certificate
            raise error.__cause__ or error from None

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        self._stream.close()


def _in_time(lookup: Lookup, host: str, port: int, seconds: float) -> list[str]:
    """A look-up takes no time limit: it goes on by itself, and is waited for no longer than agreed. Raises `TooSlow`."""
    found: list[list[str] | Exception] = []

    def look() -> None:
        try:
            found.append(lookup(host, port))
        except Exception as error:  # raised anew below, in the thread that asked
            found.append(error)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(seconds)
    if not found:
        raise TooSlow
    if isinstance(found[0], Exception):
        raise found[0]
    return found[0]


def _check(host: str, addresses: Iterable[str]) -> None:
    """All of them: one private address among public ones is a trap, too."""
    if private := next((address for address in addresses if not is_public(address)), None):
        raise _private(host if host == private else f"{host} ({private})")


def _private(named: str) -> Refused:
    return Refused(
        f"leads to {named}, which is no address of the public internet", "Add --allow-private if you mean to read it."
    )


def plain(url: httpx.URL) -> httpcore.URL:
    """A URL of httpx as httpcore takes it."""
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def proxy_for(target: httpx.URL) -> httpcore.Proxy | None:
    """As `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy`, in capitals too, or the system's settings say.

    This machine is never asked for through one: a proxy has its own. Raises `Refused` for a proxy that cannot be used: to go past it
    would show who asks. Names no password.
    """
    known = {} if is_loopback(target.host) or proxy_bypass(target.host) else getproxies()
    address = known.get(target.scheme) or known.get("all")
    if not address:
        return None
    hint = f"Set {target.scheme}_proxy to one of http://, or unset it."
    try:
        url = httpx.URL(address if "://" in address else f"http://{address}")
    except httpx.InvalidURL:
        raise Refused("is to be read through a proxy that has no valid address", hint) from None
    if url.scheme not in ("http", "https") or not url.host:
        raise Refused(f"is to be read through a proxy that speaks {url.scheme}", hint)
    return httpcore.Proxy(plain(url), auth=(url.username.encode(), url.password.encode()) if url.username else None)
