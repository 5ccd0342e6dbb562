"""Whatever a server does, the user reads one sentence and a hint, within the limits of time and memory."""

from __future__ import annotations

import gzip
import random
import ssl
import time
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import trustme
from helpers import certificates
from helpers.library_builders import open_library, story
from helpers.raw_server import TEXT, Answer, RawServer, breaking_off, dripping, for_ever, raw_server, reply

from rag.errors import SourceError
from rag.loading.fetching import Fetched, fetch
from rag.loading.policy import FetchPolicy

PLAIN = "Content-Type: text/plain"
PACKED = "Content-Encoding: gzip"
MOVED = "302 Found"
CHUNKED = reply(PLAIN, "Transfer-Encoding: chunked")
ZEROS = gzip.compress(b"\0" * 50_000_000)
NOISE = random.Random(7).randbytes(2000) + b"\r\n\r\n"


def get(server: RawServer, *, timeout: float = 10, max_bytes: int = 1_000_000) -> Fetched:
    return fetch(server.url(), max_bytes=max_bytes, timeout=timeout, allow_private=True)


def why(answer: Answer, *, timeout: float = 10) -> str:
    with raw_server(answer) as server, pytest.raises(SourceError) as caught:
        get(server, timeout=timeout)
    message, hint = caught.value.message, caught.value.hint
    assert message.startswith(server.url()) and message.endswith(".")
    assert len(message) < 200 and len(hint) > 10 and (message + hint).isprintable()
    return message.removeprefix(server.url()).strip()


UNASKED = "is packed in a way that nobody asked for."
NOT_PACKED = "sent what cannot be unpacked."
UNKNOWN_TYPE = "is of an unknown type, not an article."
NO_ADDRESS = "redirects to what is no address."
NO_HTTP = "does not answer in proper HTTP."
TOO_LARGE = "is larger than 1 MB."
ENDS_EARLY = "broke off before its end."
BROKEN: dict[str, tuple[Answer, str]] = {
    "nothing": (b"", "closed the connection without an answer."),
    "an answer without a head": (b"<html>hello</html>", "closed the connection without an answer."),
    "an answer without a head, of many lines": (b"<html>\r\n<p>hello\r\n\r\n</html>\r\n\r\n", NO_HTTP),
    "noise": (NOISE, NO_HTTP),
    "another protocol": (b"SSH-2.0-OpenSSH_9\r\n\r\n", NO_HTTP),
    "an endless header": (for_ever(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 65536), NO_HTTP),
    "a large header": (reply(PLAIN, "X: " + "x" * 1_000_000), NO_HTTP),
    "many headers": (reply(PLAIN, *[f"X-{n}: y" for n in range(20_000)]), NO_HTTP),
    "a header with a NUL": (reply(PLAIN, "X: a\0b"), NO_HTTP),
    "a change of protocol": (
        reply("Upgrade: websocket", "Connection: upgrade", status="101 Switching Protocols"), NO_HTTP),
    "a reset before the head": (breaking_off(b""), "broke off the connection."),
    "a reset in the body": (breaking_off(reply(PLAIN, "Content-Length: 100") + b"abc"), "broke off the connection."),
    "a body shorter than said": (reply(PLAIN, "Content-Length: 4000", body=b"text"), ENDS_EARLY),
    "chunks that are cut off": (CHUNKED + b"4\r\nte", ENDS_EARLY),
    "chunks of no size": (CHUNKED + b"zz\r\ntext\r\n", NO_HTTP),
    "chunks that never end": (for_ever(CHUNKED, b"1000\r\n" + b"x" * 4096 + b"\r\n"), TOO_LARGE),
    "a chunk's extension that never ends": (for_ever(CHUNKED + b"1;", b"x" * 4096), NO_HTTP),
    "trailers that never end": (for_ever(CHUNKED + b"0\r\n", b"a: b\r\n" * 500), NO_HTTP),
    "a body that never ends": (for_ever(reply(PLAIN), b"x" * 65536), TOO_LARGE),
    "two lengths": (reply(PLAIN, "Content-Length: 4", "Content-Length: 5", body=b"text"), NO_HTTP),
    "a length of a thousand digits": (reply(PLAIN, "Content-Length: " + "9" * 1000), NO_HTTP),
    "a length of many digits": (reply(PLAIN, "Content-Length: " + "9" * 20), TOO_LARGE),
    "a negative length": (reply(PLAIN, "Content-Length: -4", body=b"text"), NO_HTTP),
    "a bomb": (reply(PLAIN, PACKED, body=ZEROS), TOO_LARGE),
    "deflate": (reply(PLAIN, "Content-Encoding: deflate", body=zlib.compress(b"x")), UNASKED),
    "brotli": (reply(PLAIN, "Content-Encoding: br", body=b"\x0b\x01\x80hi\x03"), UNASKED),
    "zstd": (reply(PLAIN, "Content-Encoding: zstd", body=b"\x28\xb5\x2f\xfd"), UNASKED),
    "gzip that is none": (reply(PLAIN, PACKED, body=b"not gzip"), NOT_PACKED),
    "gzip that is cut off": (reply(PLAIN, PACKED, body=gzip.compress(NOISE)[:-900]), NOT_PACKED),
    "gzip without its last byte": (reply(PLAIN, PACKED, body=gzip.compress(b"x")[:-1]), NOT_PACKED),
    "gzip with a wrong sum": (reply(PLAIN, PACKED, body=gzip.compress(b"x")[:-8] + b"\1" * 8), NOT_PACKED),
    "a type that draws": (reply("Content-Type: \x1b[31m/x"), UNKNOWN_TYPE),
    "a type of fifty thousand letters": (reply("Content-Type: " + "x" * 50_000), UNKNOWN_TYPE),
    "a video": (reply("Content-Type: video/mp4"), "is video/mp4, not an article."),
    "an archive": (reply("Content-Type: application/zip", "Content-Disposition: attachment; filename=../../a.txt"),
                   "is application/zip, not an article."),
    "a redirect to nowhere": (reply(status=MOVED), "answered 302 Found."),
    "a redirect to an address of ninety thousand letters": (
        reply("Location: /" + "x" * 90_000, status=MOVED), NO_ADDRESS),
    "a redirect to no address": (reply("Location: http://[::1", status=MOVED), NO_ADDRESS),
    "a redirect to no port": (reply("Location: http://127.0.0.1:99999/", status=MOVED),
                              "is, or leads to, an address without a proper host and port."),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_answer_is_one_sentence(name: str):
    answer, expected = BROKEN[name]
    assert why(answer) == expected


@pytest.mark.parametrize(
    ("status", "message", "hint"),
    [
        ("204 No Content", "answered 204 No Content.", "Save the page in a browser"),
        ("206 Partial Content", "answered 206 Partial Content.", "Save the page in a browser"),
        ("304 Not Modified", "answered 304 Not Modified.", "Save the page in a browser"),
        ("401 Unauthorized", "answered 401 Unauthorized.", "It wants a login"),
        ("403 Forbidden", "answered 403 Forbidden.", "It may want a login"),
        ("410 Gone", "answered 410 Gone.", "Check the address"),
        ("429 Too Many Requests", "answered 429 Too Many Requests.", "Try again later"),
        ("500 \x1b[31mred\x1b]8;;http://x\x07", "answered 500 Internal Server Error.", "Try again later"),
        ("999 " + "x" * 60_000, "answered 999.", "Try again later"),
    ],
)
def test_a_status_is_told_in_our_words_with_what_to_do(status: str, message: str, hint: str):
    with raw_server(reply(PLAIN, status=status, body=b"")) as server, pytest.raises(SourceError) as caught:
        get(server)
    assert caught.value.message == f"{server.url()} {message}"
    assert caught.value.hint.startswith(hint)


SLOW: dict[str, Answer] = {
    "the head": dripping(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
    "one header": dripping(b"HTTP/1.1 200 OK\r\nX: ", b"y"),
    "the body": dripping(reply(PLAIN), b"x"),
    "chunks": dripping(CHUNKED, b"1\r\nx\r\n"),
    "small chunks, as fast as can be": for_ever(CHUNKED, b"1\r\nx\r\n" * 5000),
    "empty gzip": dripping(reply(PLAIN, PACKED), gzip.compress(b"")),
    "provisional answers": dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "provisional answers, as fast as can be": for_ever(b"", b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" * 100),
}


@pytest.mark.parametrize("name", SLOW)
def test_what_comes_slowly_ends_at_the_time_limit_for_all_of_it(name: str):
    started = time.monotonic()
    assert why(SLOW[name], timeout=0.5) == "did not answer within 0.5 s."
    assert time.monotonic() - started < 5  # however busy the machine


@pytest.mark.parametrize(
    "answers",
    [
        [reply(PLAIN, PACKED, body=ZEROS)],
        [reply("Location: /next", PACKED, status=MOVED, body=ZEROS), TEXT],
        [for_ever(reply("Location: /next", status=MOVED), b"x" * 65536), TEXT],
        [for_ever(reply(PLAIN, status="500 Internal Server Error"), b"x" * 65536)],
        [for_ever(CHUNKED, b"1000\r\n" + b"x" * 4096 + b"\r\n")],
    ],
    ids="bomb redirect-with-bomb endless-redirect endless-error endless-chunks".split(),
)
def test_no_answer_takes_much_more_memory_than_the_largest_page(answers: list[Answer]):
    with raw_server(TEXT) as server:
        get(server)  # what is imported once does not count
    tracemalloc.start()
    try:
        with raw_server(*answers) as server:
            try:
                assert get(server).data == b"text"
            except SourceError as error:
                assert "larger" in error.message or "500" in error.message
        assert tracemalloc.get_traced_memory()[1] < 6_000_000
    finally:
        tracemalloc.stop()


def test_one_bad_address_does_not_stop_the_others(tmp_path: Path):
    library = open_library(tmp_path / "library")
    good = reply(PLAIN, body=story("the ferry", "Gozo").encode())
    with (
        raw_server(for_ever(reply(PLAIN), b"x" * 65536)) as endless,
        raw_server(NOISE) as noise,
        raw_server(good) as page,
    ):
        urls = [endless.url("/endless"), noise.url("/noise"), page.url("/ferry")]
        urls += ["http://127.0.0.1:99999/port", "ftp://127.0.0.1/x"]
        outcomes = {
            outcome.origin: outcome for outcome in library.ingest(urls, policy=FetchPolicy(1, allow_private=True))
        }
    assert [outcomes[url].status for url in urls] == ["failed", "failed", "added", "failed", "failed"]
    assert all(outcome.detail for outcome in outcomes.values() if outcome.status == "failed")


# Certificates


def secure(tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """The text of a page on www.named.example whose server shows this certificate, or the error."""
    certificates.AUTHORITY.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    with raw_server(TEXT, tls=tls) as server:
        url = server.url(host="www.named.example", scheme="https")
        try:
            here = ["127.0.0.1"]
            found = fetch(url, max_bytes=1000, timeout=10, allow_private=True, lookup=lambda _host, _port: here)
        except SourceError as error:
            assert server.asked == [], "nothing is asked of a server that is not who it should be"
            return f"{error.message} {error.hint}".removeprefix(url).strip()
    return found.data.decode()


@pytest.mark.parametrize(
    ("tls", "expected"),
    [
        (lambda: certificates.for_host("www.named.example"), "text"),
        (lambda: certificates.for_host("*.named.example"), "text"),
        (
            lambda: certificates.for_host("other.example"),
            "shows a certificate of another host. Check the address in a browser: somebody",
        ),
        (lambda: certificates.for_host("127.0.0.1"), "shows a certificate of another host."),
        (
            lambda: certificates.expired("www.named.example"),
            "shows a certificate that has expired. Check this machine's clock",
        ),
        (
            lambda: certificates.not_yet_valid("www.named.example"),
            "shows a certificate that is not valid yet. Check this machine's clock",
        ),
        (certificates.signed_by_itself, "shows a certificate that nobody known here has signed. If your network has"),
        (
            lambda: certificates.for_host("www.named.example", by=trustme.CA()),
            "shows a certificate that nobody known here has signed. If your network has a certificate authority",
        ),
    ],
    ids="own wildcard another-host address expired not-yet-valid by-itself by-a-stranger".split(),
)
def test_a_certificate_must_be_the_hosts_and_valid(
    tls: Callable[[], ssl.SSLContext], expected: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    assert secure(tls(), monkeypatch, tmp_path).startswith(expected)


def test_a_server_that_speaks_no_tls_says_so():
    with raw_server(TEXT) as server, pytest.raises(SourceError, match=r"does not answer in proper https"):
        fetch(server.url(scheme="https"), max_bytes=1000, timeout=5, allow_private=True)


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_file_of_certificates_that_is_none_is_named(
    content: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    if content:
        (tmp_path / "own.pem").write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "own.pem"))
    with pytest.raises(SourceError, match=r"SSL_CERT_FILE holds no certificates") as caught:
        fetch("https://127.0.0.1:9/", max_bytes=1000, timeout=5, allow_private=True)
    assert "PEM" in caught.value.hint
