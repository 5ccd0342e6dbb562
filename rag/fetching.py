"""A URL -> its bytes: one GET with its limits on size, time, redirects and on where it may lead. `connecting.py` opens the connection."""

from __future__ import annotations

import zlib
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx

MAX_REDIRECTS = 5
_HEADERS = {
    "User-Agent": "rag/0.1 (reads one article)",
    "Accept": "text/html, application/xhtml+xml, text/plain, application/pdf;q=0.9, */*;q=0.5",
    "Accept-Encoding": "gzip",
}
_READABLE = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/x-markdown", "application/pdf")
_UNTOLD = ("", "application/octet-stream", "binary/octet-stream")


@dataclass(frozen=True)
class Fetched:
    """`url` is where the redirects ended. Text that its server declares in another encoding has been made UTF-8."""

    data: bytes
    content_type: str
    url: str


def fetch(
    url: str, *, max_bytes: int, timeout: float, allow_private: bool = False, lookup: Callable[[str, int], list[str]] | None = None
) -> Fetched:
    """One GET, `timeout` seconds for all of it, redirects included. `lookup` gives a host's addresses in the system's place.

    Raises `SourceError` for whatever does not end in a text or PDF of at most `max_bytes`, and, unless `allow_private`, for whatever
    leads, at once or by a redirect, to an address that is not of the public internet.
    """
    import httpcore
    import httpx

    from .connecting import Deadline, Refused, TooSlow, Transport, look_up

    transport = Transport(Deadline(timeout), allow_private=allow_private, lookup=lookup or look_up)
    try:
        with (
            httpx.Client(follow_redirects=True, max_redirects=MAX_REDIRECTS, headers=_HEADERS, transport=transport) as client,
            client.stream("GET", url) as response,
        ):
            _check(response, url, max_bytes)
            data = _body(response, url, max_bytes)
    except Refused as error:
        raise SourceError(f"{url} {error.message}.", error.hint) from None
    except (TooSlow, httpcore.TimeoutException):
        raise _too_slow(url, timeout) from None
    except _failures() as error:
        raise _translated(error, url) from None
    return Fetched(_as_utf8(data, response), response.headers.get("content-type", ""), str(response.url))


def _failures() -> tuple[type[Exception], ...]:
    """What a server, or an address that is none, can make the libraries raise."""
    import httpcore
    import httpx

    told = (httpx.HTTPError, httpx.InvalidURL, httpx.CookieConflict)
    broken = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError, httpcore.UnsupportedProtocol, OSError, zlib.error)
    return (*told, *broken, UnicodeError, ValueError)


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


def _body(response: httpx.Response, url: str, max_bytes: int) -> bytes:
    packed = response.headers.get("content-encoding", "identity").strip().lower()
    if packed not in ("identity", "gzip", "x-gzip", ""):
        raise SourceError(f"{url} is packed as {packed[:40]}, which nobody asked for.", "Save the page in a browser and ingest the file.")
    parts, size = [], 0
    raw = response.iter_raw()  # as it comes: a size would wait until that much is there
    for part in _unpacked(raw, max_bytes) if "gzip" in packed else raw:
        size += len(part)
        if size > max_bytes:
            raise _too_large(url, max_bytes)
        parts.append(part)
    return b"".join(parts)


def _unpacked(parts: Iterator[bytes], most: int) -> Iterator[bytes]:
    """Never more than `most` bytes at a time, and one: httpx unpacks a whole part, a thousandfold, before one can count."""
    gzip = zlib.decompressobj(zlib.MAX_WBITS | 16)
    for part in parts:
        yield gzip.decompress(part, most + 1)
    yield gzip.flush()


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


def _translated(error: Exception, url: str) -> SourceError:
    import httpcore
    import httpx

    if isinstance(error, httpx.TooManyRedirects):
        return SourceError(f"{url} redirects more than {MAX_REDIRECTS} times.", "Give the address at which a browser ends.")
    if isinstance(error, httpcore.ConnectError):
        return SourceError(f"{url} cannot be reached: {error}.", "Check the address and the connection.")
    if isinstance(error, httpx.UnsupportedProtocol | httpcore.UnsupportedProtocol | httpx.InvalidURL | UnicodeError | ValueError):
        return SourceError(f"{url} is not an http or https address, or leads to one that is not.", "Check the address in a browser.")
    return SourceError(f"{url} could not be read: {type(error).__name__}.", "Try again, or save the page in a browser and ingest the file.")
