"""The httpx transport of `fetching.py`: it connects to public addresses only, and to the very address that it checked.

Each name is looked up once, here, so a name server cannot show one address to the check and another to the connection.
TLS still goes by the name (httpx's extension `sni_hostname`): the certificate must be the name's, not the address's.
"""

from __future__ import annotations

import os
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, TypeVar
from urllib.request import getproxies, proxy_bypass

import httpx

from .addresses import is_loopback, is_numeric, is_public, is_public_name
from .fetch_errors import CHECK, Refused, tls_error

Lookup = Callable[[str, int], list[str]]
"""Host and port -> IP addresses. Raises `OSError`."""
T = TypeVar("T")
_COOKIE = re.compile(rb"[\w!#$%&'*+.^`|~-]{1,200}=[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]{0,4000}(?=\s*(?:;|$))")
"""Name and value, RFC 6265."""


def look_up(host: str, port: int) -> list[str]:
    """The system's addresses of a host. `127.1`, `0x7f000001` and `2130706433` are addresses, too."""
    if is_numeric(host):
        return [socket.inet_ntoa(socket.inet_aton(host.rstrip(".")))]
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def in_time(seconds: float, work: Callable[[], T]) -> T:
    """The result of `work`, which runs on in a daemon thread where it takes longer. Raises `TimeoutError`."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # raised again in the thread that waits
            future.set_exception(error)

    threading.Thread(target=run, name="fetch", daemon=True).start()
    return future.result(seconds)


class Transport(httpx.BaseTransport):
    """For one fetch of at most `seconds`; connects directly, or through the proxy that the environment names."""

    def __init__(self, seconds: float, *, allow_private: bool, lookup: Lookup = look_up) -> None:
        self._end = time.monotonic() + seconds
        self._allow_private, self._lookup = allow_private, lookup
        self._opened: list[httpx.HTTPTransport] = []
        self._socket: socket.socket | None = None
        self._stopped = False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Raises `Refused`, `TimeoutError` and httpx's errors."""
        url = request.url
        if url.scheme not in ("http", "https"):
            raise httpx.UnsupportedProtocol(url.scheme)
        if not url.host or not 0 < (url.port or 80) < 65536:
            raise Refused("is, or leads to, an address without a proper host and port", CHECK)
        proxy = proxy_for(url)
        response = self._through(proxy, request) if proxy else self._directly(request)
        response.headers = _without_odd_cookies(response.headers)
        return response

    def close(self) -> None:
        """Closes the connections; for the thread that uses them."""
        for inner in self._opened:
            inner.close()

    def stop(self) -> None:
        """Ends the request of another thread: its next read finds the end of the stream.

        Closing the socket here would free its file descriptor, and that thread's TLS could read from a reused one.
        """
        self._stopped = True
        if self._socket is not None:
            with suppress(OSError):  # closed already
                self._socket.shutdown(socket.SHUT_RDWR)

    def _directly(self, request: httpx.Request) -> httpx.Response:
        host = _name(request.url)
        try:
            found = self._lookup(host, request.url.port or 443)
        except OSError as error:
            raise httpx.ConnectError(error.strerror or "the name is not known") from None
        self._check(host, found)
        failed: httpx.TransportError = httpx.ConnectError("it has no address")
        for n, address in enumerate(found):
            share = self._left() / (len(found) - n)  # an address that never answers leaves time for the next
            timeouts = {**request.extensions["timeout"], "connect": share}
            try:
                return self._send(request, request.url.copy_with(host=address), timeout=timeouts)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                if tls_error(error):
                    raise
                failed = error
        raise failed

    def _through(self, proxy: httpx.Proxy, request: httpx.Request) -> httpx.Response:
        """A proxy often knows names that are unknown here; what it makes of them is left to it."""
        host = _name(request.url)
        try:  # a name server that cannot be reached says so late
            found = in_time(self._left() / 4, lambda: self._lookup(host, request.url.port or 443))
        except OSError:
            found = []
        if not found and not self._allow_private and not is_public_name(host):
            raise _private(host)
        self._check(host, found)
        try:
            return self._send(request, request.url, proxy)
        except httpx.ConnectError as error:
            if tls_error(error):
                raise
            raise httpx.ProxyError(str(error)) from None

    def _send(
        self, request: httpx.Request, url: httpx.URL, proxy: httpx.Proxy | None = None, **extensions: Any
    ) -> httpx.Response:
        verify = trusted() if url.scheme == "https" else False  # plain http has no certificate
        inner = httpx.HTTPTransport(verify=verify, proxy=proxy, trust_env=False)
        self._opened.append(inner)
        name = _name(request.url).removesuffix(".")  # no certificate carries the dot of an absolute name
        extensions = {**request.extensions, **extensions, "sni_hostname": name, "trace": self._trace}
        pinned = httpx.Request(request.method, url, headers=request.headers, extensions=extensions)  # a GET: no body
        return inner.handle_request(pinned)

    def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Called by httpcore at each step. Only here a socket is known before its response has arrived."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._socket = info["return_value"].get_extra_info("socket")
            if self._stopped:
                self.stop()

    def _check(self, host: str, addresses: list[str]) -> None:
        """Refuses a host for any private address, even among public ones."""
        private = next((address for address in addresses if not is_public(address)), None)
        if private and not self._allow_private:
            raise _private(host if host == private else f"{host} ({private})")

    def _left(self) -> float:
        if (left := self._end - time.monotonic()) <= 0:
            raise TimeoutError
        return left


def trusted() -> ssl.SSLContext:
    """Trusts the certificates of certifi and the system, or only those of SSL_CERT_FILE or SSL_CERT_DIR where set."""
    named = next((name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)), None)
    try:
        context = httpx.create_ssl_context()
    except OSError:
        why, hint = f"{named} holds no certificates", "Name a file of certificates (PEM) there, or unset it."
        raise Refused(f"cannot be trusted: {why}", hint) from None
    if not named:
        context.load_default_certs()
    return context


def proxy_for(target: httpx.URL) -> httpx.Proxy | None:
    """The proxy that the environment or the system names; None for this machine, which a proxy takes for its own.

    Raises `Refused` for a proxy that cannot be used: connecting without it would show who asks. Names no password.
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
    return httpx.Proxy(url, ssl_context=trusted() if url.scheme == "https" else None)


def _name(url: httpx.URL) -> str:
    return url.raw_host.decode("ascii")  # `url.host` has the letters that IDNA encodes


def _private(named: str) -> Refused:
    why = f"leads to {named}, which is no address of the public internet"
    return Refused(why, "Add --allow-private if you mean to read it.")


def _without_odd_cookies(headers: httpx.Headers) -> httpx.Headers:
    """Keeps a cookie's name and value: it goes back to its host alone, and Python's parser warns of nothing."""
    kept = []
    for name, value in headers.raw:
        is_cookie = name.lower() == b"set-cookie"
        cookie = _COOKIE.match(value) if is_cookie else None
        if cookie or not is_cookie:
            kept.append((name, cookie[0] + b"; Path=/" if cookie else value))
    return httpx.Headers(kept)
