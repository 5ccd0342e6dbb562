"""A URL -> its bytes: one GET with limits on size, time and redirects. `transport.py` limits where it may lead."""

from __future__ import annotations

import gzip
import re
import zlib
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from ..errors import SourceError
from ..parsing.documents.kinds import CONTENT_TYPES as DOCUMENT_TYPES
from ..parsing.encoding import text_encoding
from ..parsing.formats import kind_of
from ..parsing.rows.record import CONTENT_TYPES as ROW_TYPES
from .fetch_errors import LATER, SAVE, Refused, answered, translated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx

    from .policy import FetchPolicy

MAX_REDIRECTS = 5
_HEADERS = {
    "User-Agent": "rag/0.1 (reads one article)",
    "Accept": "text/html, application/xhtml+xml, text/plain, application/pdf;q=0.9, application/rss+xml;q=0.9, "
    "application/atom+xml;q=0.9, */*;q=0.5",
    "Accept-Encoding": "gzip",
}
_PAGES = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/x-markdown", "application/pdf")
_READABLE = (*_PAGES, *ROW_TYPES, *DOCUMENT_TYPES, "message/rfc822")
_UNTOLD = ("", "application/octet-stream", "binary/octet-stream")
_GZIP_HEADER = 1000
"""By so many bytes a small text may be larger packed than unpacked."""
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.ASCII | re.IGNORECASE)
"""httpx uses Python's email parser, which raises TypeError for some headers."""


@dataclass(frozen=True)
class Fetched:
    """`url` is where the redirects ended; `data` is UTF-8 where the server declared the text's encoding."""

    data: bytes
    content_type: str
    url: str


def fetch_within(policy: FetchPolicy, url: str) -> Fetched:
    """What the policy has of this URL, else what `fetch` brings within its limits. Raises `SourceError`."""
    return policy.answers.get(url) or fetch(
        url, max_bytes=policy.max_bytes, timeout=policy.timeout, allow_private=policy.allow_private
    )


def fetch(
    url: str,
    *,
    max_bytes: int,
    timeout: float,
    allow_private: bool = False,
    lookup: Callable[[str, int], list[str]] | None = None,
) -> Fetched:
    """One GET of at most `timeout` seconds, redirects included. `lookup` replaces the system's name look-up.

    Raises `SourceError` for what is not a text or PDF of at most `max_bytes`, and, unless `allow_private`, for a URL or
    redirect to an address outside the public internet. `allow_private` allows neither other schemes than http and https
    nor a redirect from https to http, which would let anybody on the way put a text into the library.

    The request does not identify the user: no credentials of the URL or of `.netrc`, no cookies except those that these
    redirects set. Nothing that a page refers to is fetched.
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
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
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
    """The response after all redirects. httpx's own loop would unpack the body of each, however large."""
    import httpx

    request = client.build_request("GET", url)
    for _ in range(MAX_REDIRECTS + 1):
        response = client.send(request, auth=httpx.Auth(), stream=True, follow_redirects=False)
        with closing(response):
            if response.next_request is None:
                yield response
                return
        if (request.url.scheme, response.next_request.url.scheme) == ("https", "http"):
            why = "leads from https to http, where anybody on the way can change it"
            raise Refused(why, "Give the http address if you mean to read it.")
        request = response.next_request
    raise Refused(f"redirects more than {MAX_REDIRECTS} times", "Give the address at which a browser ends.")


def _check(response: httpx.Response, url: str, max_bytes: int) -> None:
    if response.status_code != 200:
        raise answered(url, response.status_code)
    kind = re.split("[;,]", response.headers.get("content-type", ""))[0].strip().lower()
    if kind not in _READABLE + _UNTOLD:
        named = kind if re.fullmatch(r"[a-z]+/[\w.+-]{1,80}", kind, re.ASCII) else "of an unknown type"
        raise SourceError(
            f"{url} is {named}, not an article.",
            "Give the address of a page, a plain text, a PDF, a document, a feed, or articles in JSON or CSV.",
        )
    with suppress(ValueError):  # not a number: the body is counted anyway
        if int(response.headers.get("content-length", "0")) > max_bytes:
            raise _too_large(url, max_bytes)


def _body(response: httpx.Response, url: str, max_bytes: int) -> bytes:
    packed = response.headers.get("content-encoding", "identity").strip().lower()
    if packed not in ("identity", "gzip", "x-gzip", ""):
        raise SourceError(f"{url} is packed in a way that nobody asked for.", SAVE)
    data, most = bytearray(), max_bytes + _GZIP_HEADER * ("gzip" in packed)
    for part in response.iter_raw():  # httpx would unpack a whole part, a thousandfold, before we could count
        data += part
        if len(data) > most:
            raise _too_large(url, max_bytes)
    if "gzip" not in packed:
        return bytes(data)
    try:
        unpacked = gzip.GzipFile(fileobj=BytesIO(data)).read(max_bytes + 1)
    except (OSError, EOFError, zlib.error):  # also where the end is missing: half an article would pass for the whole
        raise SourceError(f"{url} sent what cannot be unpacked.", LATER) from None
    if len(unpacked) > max_bytes:
        raise _too_large(url, max_bytes)
    return unpacked


def _as_utf8(data: bytes, response: httpx.Response) -> bytes:
    declared = _CHARSET.search(response.headers.get("content-type", ""))
    encoding = text_encoding(declared[1]) if declared else None
    if encoding is None or kind_of(data) not in ("html", "text", "mail"):
        return data
    # ASCII in UTF-16 and UTF-32 is valid UTF-8, too; other pages in UTF-8 are often declared as something else.
    candidates = [encoding] if encoding.startswith(("utf-16", "utf-32")) else ["utf-8", encoding]
    for candidate in candidates:
        with suppress(UnicodeError):
            return data.decode(candidate).encode("utf-8")
    return data


def _too_large(url: str, max_bytes: int) -> SourceError:
    return SourceError(f"{url} is larger than {max_bytes / 1e6:g} MB.", "Raise RAG_MAX_MB if you want it all the same.")
