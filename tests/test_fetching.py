from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from rag.errors import SourceError
from rag.fetching import fetch

PAGES: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/page": (200, {"Content-Type": "text/html; charset=utf-8"}, "<p>Köln</p>".encode()),
    "/latin": (200, {"Content-Type": "text/plain; charset=iso-8859-1"}, "Köln".encode("latin-1")),
    "/odd-charset": (200, {"Content-Type": "text/plain; charset=x-nonsense"}, b"K\xf6ln"),
    "/untold": (200, {}, b"text"),
    "/pdf": (200, {"Content-Type": "application/pdf"}, b"%PDF-1.4 \xff"),
    "/moved": (302, {"Location": "/page"}, b""),
    "/circle": (302, {"Location": "/circle"}, b""),
    "/to-file": (302, {"Location": "file:///etc/passwd"}, b""),
    "/gone": (404, {}, b""),
    "/error": (503, {}, b""),
    "/image": (200, {"Content-Type": "image/png"}, b"\x89PNG"),
    "/json": (200, {"Content-Type": "application/json"}, b"{}"),
    "/large": (200, {"Content-Type": "text/plain"}, b"x" * 2000),
    "/bomb": (200, {"Content-Type": "text/plain", "Content-Encoding": "gzip"}, gzip.compress(b"x" * 100_000)),
    "/bad-gzip": (200, {"Content-Type": "text/plain", "Content-Encoding": "gzip"}, b"not gzip"),
}


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path in ("/slow", "/drip"):
            self._wait()
            return
        status, headers, body = PAGES[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _wait(self) -> None:
        if self.path == "/drip":
            self.send_response(200)
            self.end_headers()
        for _ in range(20):
            time.sleep(0.1)
            try:
                if self.path == "/drip":
                    self.wfile.write(b"x")
                    self.wfile.flush()
            except OSError:
                return

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def get(url: str, **limits: float):
    return fetch(url, max_bytes=int(limits.get("max_bytes", 1000)), timeout=limits.get("timeout", 5), allow_private=True)


def test_a_page_comes_with_its_type(site: str):
    fetched = get(f"{site}/page")
    assert fetched.data == "<p>Köln</p>".encode()
    assert fetched.content_type == "text/html; charset=utf-8"


def test_a_redirect_is_followed_and_its_end_is_told(site: str):
    assert get(f"{site}/moved").url == f"{site}/page"


def test_text_in_the_encoding_that_the_server_declares_becomes_utf_8(site: str):
    assert get(f"{site}/latin").data == "Köln".encode()


def test_an_unknown_encoding_and_a_pdf_are_left_as_they_are(site: str):
    assert get(f"{site}/odd-charset").data == b"K\xf6ln"
    assert get(f"{site}/pdf").data == b"%PDF-1.4 \xff"
    assert get(f"{site}/untold").data == b"text"


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/gone", "answered 404 Not Found"),
        ("/error", "answered 503"),
        ("/image", "is image/png, not an article"),
        ("/json", "is application/json, not an article"),
        ("/large", "is larger than 0.001 MB"),
        ("/bomb", "is larger than 0.001 MB"),
        ("/circle", "redirects more than 5 times"),
        ("/to-file", "is not an http or https address, or leads to one"),
        ("/bad-gzip", "could not be read"),
    ],
)
def test_what_is_no_article_says_why(site: str, path: str, why: str):
    with pytest.raises(SourceError) as caught:
        get(f"{site}{path}")
    assert caught.value.message.startswith(f"{site}{path} {why}")
    assert caught.value.hint


@pytest.mark.parametrize("path", ["/slow", "/drip"])
def test_the_time_limit_is_for_the_whole_page(site: str, path: str):
    started = time.monotonic()
    with pytest.raises(SourceError, match=r"did not answer within 0\.3 s"):
        get(f"{site}{path}", timeout=0.3)
    assert time.monotonic() - started < 1.5


def test_a_refused_connection_says_so():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(SourceError, match="cannot be reached"):
            get(f"http://127.0.0.1:{unused.getsockname()[1]}/")


@pytest.mark.parametrize("url", ["http://", "http://[::1", "ftp://example.org/x", "http://127.0.0.1:99999/", "http://\udc80/"])
def test_an_address_that_is_none_says_so(url: str):
    with pytest.raises(SourceError):
        get(url)
