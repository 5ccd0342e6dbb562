"""A URL -> its bytes: one GET with its limits on size, time, redirects and on where it may lead. `connecting.py` opens the connection."""

from __future__ import annotations

import re
import zlib
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import SourceError
from ..parsing.encoding import text_encoding
from .fetch_errors import LATER, SAVE, Refused, answered, failures, translated

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
_GZIP = b"\x1f\x8b"
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.ASCII | re.IGNORECASE)
"""httpx asks Python's parser of mail, which can be made to raise TypeError."""


@dataclass(frozen=True)
class Fetched:
    """`url` is where the redirects ended. Text that its server declares in another encoding has been made UTF-8."""

    data: bytes
    content_type: str
    url: str


def fetch(
    url: str,
    *,
    max_bytes: int,
    timeout: float,
    allow_private: bool = False,
    lookup: Callable[[str, int], list[str]] | None = None,
) -> Fetched:
    """One GET, `timeout` seconds for all of it, redirects included. `lookup` gives a host's addresses in the system's place.

    Raises `SourceError` for whatever does not end in a text or PDF of at most `max_bytes`, and, unless `allow_private`, for whatever
    leads, at once or by a redirect, to an address that is not of the public internet. `allow_private` opens nothing else: no scheme but
    http and https, and no redirect from https to http, by which anybody on the way could put a text of theirs into the library.

    What is asked says nothing of the user: no name and password, neither an address's nor those of `.netrc`; no cookies but those that
    these very redirects have set. A page is not obeyed: what it would refresh to, or load, is not asked for.
    """
    import httpx

    from .transport import Transport, in_time, look_up

    transport = Transport(timeout, allow_private=allow_private, lookup=lookup or look_up)
    client = httpx.Client(headers=_HEADERS, transport=transport, trust_env=False, timeout=timeout)
    try:
        return in_time(timeout, lambda: _read(client, url, max_bytes))
    except Refused as error:
        raise SourceError(f"{url} {error.message}.", error.hint) from None
    except (TimeoutError, httpx.TimeoutException):
        why = f"{url} did not answer within {timeout:g} s."
        raise SourceError(why, "Try again, or raise RAG_URL_TIMEOUT.") from None
    except failures() as error:
        raise translated(error, url) from None
    finally:
        transport.stop()


def _read(client: httpx.Client, url: str, max_bytes: int) -> Fetched:
    with client, _followed(client, url) as response:
        _check(response, url, max_bytes)
        data = _body(response, url, max_bytes)
        return Fetched(_as_utf8(data, response), response.headers.get("content-type", ""), str(response.url))


@contextmanager
def _followed(client: httpx.Client, url: str) -> Iterator[httpx.Response]:
    """What the redirects end in. Left to itself, httpx reads and unpacks the whole body of each redirect, however large it is."""
    import httpx

    request = client.build_request("GET", url)
    for _ in range(MAX_REDIRECTS + 1):
        response = client.send(request, auth=httpx.Auth(), stream=True, follow_redirects=False)
        with closing(response):
            if response.next_request is None:
                yield response
                return
        if (request.url.scheme, response.next_request.url.scheme) == ("https", "http"):
            raise Refused(
                "leads from https to http, where anybody on the way can change it",
                "Give the http address if you mean to read it.",
            )
        request = response.next_request
    raise Refused(f"redirects more than {MAX_REDIRECTS} times", "Give the address at which a browser ends.")


def _check(response: httpx.Response, url: str, max_bytes: int) -> None:
    if response.status_code != 200:
        raise answered(url, response.status_code)
    kind = re.split("[;,]", response.headers.get("content-type", ""))[0].strip().lower()
    if kind not in _READABLE + _UNTOLD:
        named = kind if re.fullmatch(r"[a-z]+/[\w.+-]{1,80}", kind, re.ASCII) else "of an unknown type"
        raise SourceError(f"{url} is {named}, not an article.", "Give the address of a page, a plain text or a PDF.")
    with suppress(ValueError):  # a length that is no number is not believed, the body is counted anyway
        if int(response.headers.get("content-length", "0")) > max_bytes:
            raise _too_large(url, max_bytes)


def _body(response: httpx.Response, url: str, max_bytes: int) -> bytes:
    packed = response.headers.get("content-encoding", "identity").strip().lower()
    if packed not in ("identity", "gzip", "x-gzip", ""):
        raise SourceError(f"{url} is packed in a way that nobody asked for.", SAVE)
    data = bytearray()
    raw = response.iter_raw()  # as it comes: a size would wait until that much is there
    try:
        for part in _unpacked(raw, max_bytes) if "gzip" in packed else raw:
            data += part
            if len(data) > max_bytes:
                raise _too_large(url, max_bytes)
    except zlib.error:
        raise SourceError(f"{url} sent what cannot be unpacked.", LATER) from None
    return bytes(data)


def _unpacked(parts: Iterator[bytes], most: int) -> Iterator[bytes]:
    """Never more than `most` bytes at a time, and one: httpx unpacks a whole part, a thousandfold, before one can count.

    Raises `zlib.error` also for what ends too early: half an article would be taken for the whole. What follows the end and is not
    packed is left out, as browsers do.
    """
    gzip, begun = zlib.decompressobj(zlib.MAX_WBITS | 16), False
    for part in parts:
        rest = part
        while rest and not (gzip.eof and not _GZIP.startswith(rest[:2])):
            if gzip.eof:
                gzip = zlib.decompressobj(zlib.MAX_WBITS | 16)
            begun = True
            yield gzip.decompress(rest, most + 1)
            rest = gzip.unused_data
    if begun and not gzip.eof:
        raise zlib.error("it ends too early")


def _as_utf8(data: bytes, response: httpx.Response) -> bytes:
    declared = _CHARSET.search(response.headers.get("content-type", ""))
    encoding = text_encoding(declared[1]) if declared else None
    if encoding is None or data.startswith(b"%PDF-"):
        return data
    try:
        if not encoding.startswith(("utf-16", "utf-32")):  # whose letters are valid UTF-8, too
            data.decode("utf-8")
            return data
    except UnicodeDecodeError:
        pass
    with suppress(UnicodeError):
        return data.decode(encoding).encode("utf-8")
    return data


def _too_large(url: str, max_bytes: int) -> SourceError:
    return SourceError(f"{url} is larger than {max_bytes / 1e6:g} MB.", "Raise RAG_MAX_MB if you want it all the same.")
