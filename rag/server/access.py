"""Who may speak to the server: the host that was called, the site that a browser comes from, and the token.

A page of any site can make its visitor's browser call a server on this machine, under a name that leads here. So a
name must be one that is known, and a browser's page must be ours.
"""

from __future__ import annotations

import ipaddress
import re
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..errors import SettingsError
from .replies import refusal

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-accel-buffering": "no",  # nginx would hold a stream back until it ends
}
"""Sent with everything."""


@dataclass(frozen=True)
class Access:
    """Whom the server answers."""

    host: str = "127.0.0.1"
    """The address that it listens on."""
    token: str = ""
    """What a client must show; empty: nothing."""
    names: frozenset[str] = frozenset()
    """Other host names by which it may be called, in lower case."""
    origins: frozenset[str] = frozenset()
    """Sites whose pages may call it: `https://example.org`."""

    def __post_init__(self) -> None:
        if not self.token and not is_loopback(self.host):
            raise SettingsError(
                f"{self.host} can be reached from other machines, and anybody there could ask.",
                "Add --token-file FILE with a secret in it, or leave --host out.",
            )
        if self.token and not re.fullmatch(r"[!-~]{8,}", self.token):
            raise SettingsError("A token has at least 8 characters, without blanks or accents.", "Write another one.")
        for origin in self.origins:
            parts = urlsplit(origin)
            if parts.scheme not in ("http", "https") or origin != f"{parts.scheme}://{parts.netloc}":
                raise SettingsError(
                    f"{origin!r} is no site that can be allowed.", "Write it as https://example.org, without a path."
                )

    def knows_host(self, named: str) -> bool:
        """Whether a request may be for this `Host`. An address needs no look-up, so no name can be turned on it."""
        name = _without_port(named).lower()
        return name in ("localhost", self.host.lower()) or name in self.names or _is_address(name)

    def knows_origin(self, headers: Headers) -> bool:
        """Whether the request is from a page of ours, from a site that is allowed, or from no page."""
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site", "none") != "cross-site"
        return origin in self.origins or urlsplit(origin).netloc.lower() == headers.get("host", "").lower()

    def knows_token(self, headers: Headers) -> bool:
        """Whether the request shows the token, where there is one."""
        kind, _, shown = headers.get("authorization", "").partition(" ")
        same = secrets.compare_digest(shown.strip().encode("utf-8", "replace"), self.token.encode())
        return not self.token or (kind.lower() == "bearer" and same)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches that address."""
    try:
        return host.lower() == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _without_port(host: str) -> str:
    return re.sub(r":\d*$", "", host).strip("[]") if host.count(":") < 2 or "]" in host else host


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class CheckedCaller:
    """Refuses a host or a site that is not known, and adds `HEADERS` to every answer."""

    def __init__(self, app: ASGIApp, access: Access, page: frozenset[str]) -> None:
        """`page`: the paths of the page, to which every site may link."""
        self._app, self._access, self._page = app, access, page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An ASGI application."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message = {**message, "headers": [*message["headers"], *ours]}
            await send(message)

        headers = Headers(scope=scope)
        app = self._app
        if not self._access.knows_host(headers.get("host", "")):
            app = refusal(scope, 421, "The server is not known by that name.", "Add --allow-host NAME to `rag serve`.")
        elif scope["path"] not in self._page and not self._access.knows_origin(headers):
            app = refusal(scope, 403, "Pages of that site may not ask.", "Add --allow-origin SITE to `rag serve`.")
        await app(scope, receive, send_with_headers)


class CheckedToken:
    """Refuses who does not show the token."""

    def __init__(self, app: ASGIApp, access: Access, public: frozenset[str]) -> None:
        """`public`: the paths that need none."""
        self._app, self._access, self._public = app, access, public

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An ASGI application."""
        app = self._app
        if (
            scope["type"] == "http"
            and scope["path"] not in self._public
            and not self._access.knows_token(Headers(scope=scope))
        ):
            hint = "Send the header Authorization: Bearer TOKEN."
            app = refusal(scope, 401, "The token is missing or wrong.", hint, {"www-authenticate": "Bearer"})
        await app(scope, receive, send)
