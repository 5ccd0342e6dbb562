"""A URL -> its bytes. The only file that opens a connection, and the only one that imports httpx."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import SourceError

if TYPE_CHECKING:
    import httpx

MAX_REDIRECTS = 5
_READABLE = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/x-markdown", "application/pdf")
_UNTOLD = ("", "application/octet-stream", "binary/octet-stream")


@dataclass(frozen=True)
class Fetched:
    """`url` is where the redirects ended. Text that its server declares in another encoding has been made UTF-8."""

    data: bytes
    content_type: str
    url: str


def fetch(url: str, *, max_bytes: int, timeout: float, transport: httpx.BaseTransport | None = None) -> Fetched:
    """One GET, `timeout` seconds for all of it. Raises `SourceError` for whatever does not end in a text or PDF of at most `max_bytes`."""
    import httpx

    headers = {
        "User-Agent": "rag/0.1 (reads one article)",
        "Accept": "text/html, application/xhtml+xml, text/plain, application/pdf;q=0.9, */*;q=0.5",
    }
    try:
        with (
            httpx.Client(
                timeout=timeout, follow_redirects=True, max_redirects=MAX_REDIRECTS, headers=headers, transport=transport
            ) as client,
            client.stream("GET", url) as response,
        ):
            _check(response, url, max_bytes)
            data = _body(response, url, max_bytes, time.monotonic() + timeout, timeout)
    except (httpx.HTTPError, httpx.InvalidURL, httpx.CookieConflict, UnicodeError, ValueError) as error:
        raise _translated(error, url, timeout) from None
    content_type = response.headers.get("content-type", "")
    return Fetched(_as_utf8(data, response), content_type, str(response.url))


def _check(response: httpx.Response, url: str, max_bytes: int) -> None:
    if response.status_code != 200:
        hint = (
            "Check the address in a browser." if response.status_code in (404, 410) else "Save the page in a browser and ingest the file."
        )
        raise SourceError(f"{url} answered {response.status_code} {response.reason_phrase}".rstrip() + ".", hint)
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _READABLE + _UNTOLD:
        raise SourceError(f"{url} is {kind}, not an article.", "Give the address of a page, a plain text or a PDF.")
    with suppress(ValueError):  # a length that is no number is not believed, the body is counted anyway
        if int(response.headers.get("content-length", "0")) > max_bytes:
            raise _too_large(url, max_bytes)


def _body(response: httpx.Response, url: str, max_bytes: int, deadline: float, timeout: float) -> bytes:
    parts, size = [], 0
    for part in response.iter_bytes():  # as it comes: a size would wait until that much is there
        size += len(part)
        if size > max_bytes:
            raise _too_large(url, max_bytes)
        if time.monotonic() > deadline:  # httpx's own limit is per read: a server that drips would never end
            raise _too_slow(url, timeout)
        parts.append(part)
    return b"".join(parts)


def _as_utf8(data: bytes, response: httpx.Response) -> bytes:
    charset = response.charset_encoding
    if not charset or charset.lower() in ("utf-8", "utf8") or "pdf" in response.headers.get("content-type", ""):
        return data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        with suppress(LookupError, UnicodeError):
            return data.decode(charset).encode("utf-8")
    return data


def _too_large(url: str, max_bytes: int) -> SourceError:
    return SourceError(f"{url} is larger than {max_bytes / 1e6:g} MB.", "Raise RAG_MAX_MB if you want it all the same.")


def _too_slow(url: str, timeout: float) -> SourceError:
    return SourceError(f"{url} did not answer within {timeout:g} s.", "Try again, or raise RAG_URL_TIMEOUT.")


def _translated(error: Exception, url: str, timeout: float) -> SourceError:
    import httpx

    if isinstance(error, httpx.TimeoutException):
        return _too_slow(url, timeout)
    if isinstance(error, httpx.TooManyRedirects):
        return SourceError(f"{url} redirects more than {MAX_REDIRECTS} times.", "Give the address at which a browser ends.")
    if isinstance(error, httpx.ConnectError):
        return SourceError(f"{url} cannot be reached: {error}.", "Check the address and the connection.")
    if isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL | UnicodeError | ValueError):
        return SourceError(f"{url} is not an http or https address, or leads to one that is not.", "Check the address in a browser.")
    return SourceError(f"{url} could not be read: {type(error).__name__}.", "Try again, or save the page in a browser and ingest the file.")
