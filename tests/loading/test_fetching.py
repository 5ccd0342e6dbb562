from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from helpers import certificates
from helpers.office_files import zipped
from helpers.raw_server import TEXT, raw_server, reply

from rag.errors import SourceError
from rag.loading.fetching import Fetched, fetch

BOOK = zipped({"mimetype": "application/epub+zip", "a": bytes(range(256))})
PAGES: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/page": (200, {"Content-Type": "text/html; charset=utf-8"}, "<p>Köln</p>".encode()),
    "/latin": (200, {"Content-Type": "text/plain; charset=iso-8859-1"}, "Köln".encode("latin-1")),
    "/odd-charset": (200, {"Content-Type": "text/plain; charset=x-nonsense"}, b"K\xf6ln"),
    "/untold": (200, {}, b"text"),
    "/pdf": (200, {"Content-Type": "application/pdf"}, b"%PDF-1.4 \xff"),
    "/late-pdf": (200, {"Content-Type": "application/pdf; charset=iso-8859-1"}, b"\r\n%PDF-1.4 \xff"),
    "/book": (200, {"Content-Type": "application/epub+zip; charset=iso-8859-1"}, BOOK),
    "/moved": (302, {"Location": "/page"}, b""),
    "/circle": (302, {"Location": "/circle"}, b""),
    "/to-file": (302, {"Location": "file:///etc/passwd"}, b""),
    "/gone": (404, {}, b""),
    "/error": (503, {}, b""),
    "/image": (200, {"Content-Type": "image/png"}, b"\x89PNG"),
    "/json": (200, {"Content-Type": "application/json"}, b"{}"),
    "/archive": (200, {"Content-Type": "application/zip"}, b"PK"),
    "/large": (200, {"Content-Type": "text/plain"}, b"x" * 2000),
}


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, headers, body = PAGES[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

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


def get(url: str) -> Fetched:
    return fetch(url, max_bytes=1000, timeout=5, allow_private=True)


def test_a_page_comes_with_its_type(site: str):
    fetched = get(f"{site}/page")
    assert fetched.data == "<p>Köln</p>".encode()
    assert fetched.content_type == "text/html; charset=utf-8"


def test_feeds_and_lists_of_articles_are_read(site: str):
    assert get(f"{site}/json").content_type == "application/json"


def test_a_redirect_is_followed_and_its_end_is_told(site: str):
    assert get(f"{site}/moved").url == f"{site}/page"


def test_text_in_the_encoding_that_the_server_declares_becomes_utf_8(site: str):
    assert get(f"{site}/latin").data == "Köln".encode()


def test_a_document_stays_as_it_is_whatever_charset_is_declared(site: str):
    assert get(f"{site}/book").data == BOOK
    assert get(f"{site}/late-pdf").data == b"\r\n%PDF-1.4 \xff"


def test_text_in_utf_16_is_read_as_declared_though_it_is_valid_utf_8_too():
    with raw_server(reply("Content-Type: text/plain; charset=utf-16le", body="Hello".encode("utf-16-le"))) as server:
        assert get(server.url()).data == b"Hello"


ODD = ["punycode", "idna", "unicode_escape", "utf-7", "zlib", "rot13", "undefined", "../../x"]


@pytest.mark.parametrize("charset", [*ODD, "x" * 5000, '"\\', "\xff\xfe", '"a b"'])
def test_what_is_no_encoding_of_texts_is_as_good_as_none(charset: str):
    body = b"K\xf6ln \\ud800 \\q"
    with raw_server(reply(f"Content-Type: text/plain; charset={charset}", body=body)) as server:
        assert get(server.url()).data == body


@pytest.mark.parametrize(
    "parameters",
    ["charset*0=ut; charset*=f-8; charset=x", "charset*; charset*1=f-8", "charset*=x'y'%ff%00", ";;charset"],
)
def test_a_type_that_python_cannot_take_apart_is_one_all_the_same(parameters: str):
    with raw_server(reply(f"Content-Type: text/plain; {parameters}", body=b"K\xf6ln")) as server:
        assert get(server.url()).data == b"K\xf6ln"


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
        ("/archive", "is application/zip, not an article"),
        ("/large", "is larger than 0.001 MB"),
        ("/circle", "redirects more than 5 times"),
        ("/to-file", "is not an http or https address, or leads to one that is not."),
    ],
)
def test_what_is_no_article_says_why(site: str, path: str, why: str):
    with pytest.raises(SourceError) as caught:
        get(f"{site}{path}")
    assert caught.value.message.startswith(f"{site}{path} {why}")
    assert caught.value.hint


def test_what_is_packed_in_two_parts_is_read_to_the_end():
    parts = gzip.compress(b"one ") + gzip.compress(b"two")
    for body, expected in ((parts, b"one two"), (parts + b"\0" * 10, b"one two"), (b"", b"")):
        with raw_server(reply("Content-Type: text/plain", "Content-Encoding: gzip", body=body)) as server:
            assert get(server.url()).data == expected


def test_a_type_that_is_said_twice_is_said():
    with raw_server(reply("Content-Type: text/html", "Content-Type: text/html", body=b"<p>x")) as server:
        assert get(server.url()).data == b"<p>x"


# Redirects, and what is told on the way


@pytest.mark.parametrize(("redirects", "arrives"), [(5, True), (6, False)])
def test_five_redirects_are_followed(redirects: int, arrives: bool):
    answers = [reply(f"Location: /{n}", status="301 Moved Permanently") for n in range(redirects)]
    with raw_server(*answers, TEXT) as server:
        if arrives:
            assert get(server.url()).url == server.url("/4")
        else:
            with pytest.raises(SourceError, match="redirects more than 5 times"):
                get(server.url())
    assert len(server.asked) == 6


@pytest.mark.parametrize(
    "location", ["next", "./next", "/next", "?next", "//127.0.0.1:PORT/next", "http://127.0.0.1:PORT/next#part"]
)
def test_a_redirect_may_be_relative(location: str):
    def answer(connection: socket.socket) -> None:
        target = location.replace("PORT", str(connection.getsockname()[1]))
        connection.sendall(reply(f"Location: {target}", status="302 Found"))

    with raw_server(answer, TEXT) as server:
        assert get(server.url()).data == b"text"
    assert server.asked[1].split()[1] in (b"/next", b"/page?next")


@pytest.mark.parametrize(
    "target",
    [
        *("file:///etc/passwd", "ftp://x/", "gopher://x/", "data:text/plain,x", "javascript:alert(1)"),
        *("ws://127.0.0.1/", "unix:///x", "about:blank"),
    ],
)
def test_allow_private_opens_no_other_scheme(target: str):
    with (
        raw_server(reply(f"Location: {target}", status="302 Found"), TEXT) as server,
        pytest.raises(SourceError, match="is not an http or https address, or leads to one"),
    ):
        get(server.url())
    assert len(server.asked) == 1
    with pytest.raises(SourceError):
        get(target)


def test_a_redirect_from_https_to_http_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    certificates.AUTHORITY.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    tls = certificates.for_host("localhost")
    with raw_server(TEXT) as open_to_all:
        with raw_server(reply(f"Location: {open_to_all.url()}", status="302 Found"), tls=tls) as safe:
            why = r"leads from https to http, where anybody on the way can change it\."
            with pytest.raises(SourceError, match=why) as caught:
                get(safe.url(host="localhost", scheme="https"))
            assert caught.value.hint == "Give the http address if you mean to read it."
            assert open_to_all.asked == []
        with (
            raw_server(TEXT, tls=tls) as safe,
            raw_server(reply(f"Location: {safe.url(host='localhost', scheme='https')}", status="302 Found")) as moved,
        ):
            assert get(moved.url()).data == b"text"


def test_no_name_and_no_password_is_sent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    for name in (".netrc", "_netrc"):
        (tmp_path / name).write_text("default login me password hunter2\nmachine 127.0.0.1 login me password hunter2\n")
        (tmp_path / name).chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    with raw_server(TEXT) as other:
        location = f"Location: {other.url().replace('//', '//me:hunter2@')}"
        to = reply(location, "Set-Cookie: a=b; Domain=example.org", status="302 Found")
        with raw_server(reply("WWW-Authenticate: Basic realm=x", status="401 Unauthorized"), to) as server:
            with pytest.raises(SourceError, match="answered 401"):
                get(server.url().replace("//", "//me:hunter2@"))
            get(server.url())
    for head in server.asked + other.asked:
        assert b"authorization" not in head.lower() and b"hunter2" not in head and b"cookie" not in head.lower()


def test_a_cookie_goes_back_to_who_set_it_within_one_fetch_alone():
    with raw_server(reply("Set-Cookie: seen=1", "Location: /again", status="302 Found"), TEXT) as server:
        get(server.url())
        get(server.url())
    assert [b"\r\nCookie: seen=1" in head for head in server.asked] == [False, True, False]


@pytest.mark.parametrize(
    "cookie",
    [
        "a=b; Max-Age",
        "a=b; Expires=Thu, 99 Foo; Domain=..; Path=\x01",
        "a=b; Domain=127.0.0.1; Port=x; Version=9",
        "=",
        "a",
        "a=" + "b" * 50_000,
    ],
)
def test_an_odd_cookie_is_no_cookie_and_no_warning(cookie: str):
    with raw_server(reply(f"Set-Cookie: {cookie}", "Location: /again", status="302 Found"), TEXT) as server:
        assert get(server.url()).data == b"text"
    assert (b"Cookie: a=b\r\n" in server.asked[1]) == cookie.startswith("a=b;")


def test_a_page_is_not_obeyed():
    page = b'<html><meta http-equiv="refresh" content="0; url=/next"><script src="/next"></script>'
    page += b'<img src="/next"><iframe src="/next">'
    headers = "Content-Type: text/html", "Refresh: 0; url=/next", "Link: </next>; rel=preload"
    with raw_server(reply(*headers, body=page), TEXT) as server:
        assert get(server.url()).data == page
    assert len(server.asked) == 1


def test_a_refused_connection_says_so():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(SourceError, match="cannot be reached"):
            get(f"http://127.0.0.1:{unused.getsockname()[1]}/")


@pytest.mark.parametrize(
    "url", ["http://", "http://[::1", "ftp://example.org/x", "http://127.0.0.1:99999/", "http://\udc80/"]
)
def test_an_address_that_is_none_says_so(url: str):
    with pytest.raises(SourceError):
        get(url)
