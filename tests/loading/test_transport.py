"""No URL, redirect or name server can make us connect to a private network."""

from __future__ import annotations

import gc
import gzip
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from helpers import certificates
from helpers.raw_server import TEXT, for_ever, raw_server

from rag.errors import SourceError
from rag.loading.fetching import fetch
from rag.loading.transport import look_up

TWICE = gzip.compress(gzip.compress(b"\0" * 50_000_000))
PUBLIC = "93.184.216.34"


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append((self.headers["Host"], self.path))  # type: ignore[attr-defined]
        kind, _, target = self.path[1:].partition("?")
        if kind == "to":
            self._say(302, b"", Location=target)
        elif kind == "headers":
            self._drip()
        elif kind == "twice":
            self._say(200, TWICE, **{"Content-Type": "text/plain", "Content-Encoding": "gzip, gzip"})
        elif kind == "once":
            self._say(200, gzip.compress(b"fine"), **{"Content-Type": "text/plain", "Content-Encoding": "gzip"})
        else:
            self._say(200, b"text", **{"Content-Type": "text/plain"})

    def _say(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        """Sends a header line every tenth of a second, for longer than the client waits."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for n in range(30):
            time.sleep(0.1)
            try:
                self.wfile.write(b"X-%d: y\r\n" % n)
                self.wfile.flush()
            except OSError:
                return

    def log_message(self, format: str, *args: object) -> None: ...  # noqa: A002 - the base class calls it so


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadingHTTPServer]:
    for name in [n for n in os.environ if n.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    server.asked = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def asked(site: ThreadingHTTPServer) -> list[tuple[str, str]]:
    return site.asked  # type: ignore[attr-defined,no-any-return]


SPELLINGS = """
    127.0.0.1. LOCALHOST 127.0.1 0x7F.0x0.0x0.0x1 0X7F000001 me@127.0.0.1 public.example@127.0.0.1 [::FFFF:7F00:1]
    [::ffff:0:127.0.0.1] [::127.0.0.1] [64:ff9b::127.0.0.1] [64:ff9b:1::127.0.0.1] [2002:7f00:1::] [::] 0x0
    127.0.0.1 localhost 127.1 2130706433 0x7f000001 0x7f.1 017700000001 [::1] [::ffff:127.0.0.1] 0.0.0.0 0
""".split()


@pytest.mark.parametrize("host", SPELLINGS)
def test_this_machine_is_refused_however_it_is_spelt_and_nothing_is_asked_of_it(site: ThreadingHTTPServer, host: str):
    with pytest.raises(SourceError, match=r"no address of the public internet") as caught:
        fetch(f"http://{host}:{site.server_port}/page", max_bytes=1000, timeout=5)
    assert "--allow-private" in caught.value.hint
    assert asked(site) == []


AROUND = """
    10.0.0.1 192.168.0.1 172.16.9.9 100.64.0.1 224.0.0.1 255.255.255.255 [fe80::1] [fd00::1] [ff02::1]
    [2001:db8::5efe:10.0.0.1] 169.254.169.254 169.254.43518 2852039166 0xa9fea9fe 0xA9.254.0xa9.254 025177524776
    169.254.169.254. [::ffff:169.254.169.254] [::ffff:a9fe:a9fe] [64:ff9b::a9fe:a9fe] [2002:a9fe:a9fe::]
    [fd00:ec2::254]
""".split()


@pytest.mark.parametrize("host", AROUND)
def test_the_network_around_it_is_refused(host: str):
    with pytest.raises(SourceError, match=r"no address of the public internet"):
        fetch(f"http://{host}/latest/meta-data/", max_bytes=1000, timeout=5)


def test_a_name_is_refused_for_any_private_address_in_the_answer(site: ThreadingHTTPServer):
    for answer in (["127.0.0.1"], [PUBLIC, "10.0.0.1"], ["::ffff:192.168.0.1"]):
        with pytest.raises(SourceError, match=r"leads to rebound\.example \([\d.:a-f]+\), which"):
            url = f"http://rebound.example:{site.server_port}/"
            fetch(url, max_bytes=1000, timeout=5, lookup=lambda _host, _port, a=answer: a)
    assert asked(site) == []


@pytest.mark.parametrize(
    "host",
    [
        "[fe80::1%25lo]",
        "[::1%25lo]",
        "\uff11\uff12\uff17.0.0.1",
        "\u2460\u2461\u2466.0.0.1",
        "127\u30020\u30020\u30021",
        "public.example\\@127.0.0.1",
        "127.0.0.1\\.public.example",
        "public.example\t@127.0.0.1",
        "127.0.0.1\n",
        "127.0.0.1\0.public.example",
        "127.0.0.1%00.public.example",
        "%31%32%37.0.0.1",
        "127.0.0.1:80@127.0.0.1",
        "",
        ".",
        "127.0.0.0.1",
        "0x7f.0.0.0.1",
        "256.0.0.1",
        "[127.0.0.1]",
        "[::ffff:127.0.0.1",
        "\udcff",
    ],
)
def test_no_odd_spelling_asks_this_machine_or_ends_in_a_traceback(site: ThreadingHTTPServer, host: str):
    def look_up_offline(name: str, port: int) -> list[str]:
        if not name.isascii() or any(letter.isalpha() and letter not in "abcdefx" for letter in name):
            raise OSError("not known here")
        return look_up(name, port)

    with pytest.raises(SourceError) as caught:
        fetch(f"http://{host}:{site.server_port}/page", max_bytes=1000, timeout=5, lookup=look_up_offline)
    assert caught.value.hint
    assert asked(site) == []


def test_an_octal_spelling_is_refused(site: ThreadingHTTPServer):
    with pytest.raises(SourceError):
        fetch(f"http://0177.0.0.1:{site.server_port}/page", max_bytes=1000, timeout=5)
    assert asked(site) == []


# The guard raises where httpx closes no socket: the garbage collector does, with a warning.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_address_that_was_checked_is_the_one_that_is_connected_to():
    looked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        looked.append(host)
        return [PUBLIC] if len(looked) == 1 else ["127.0.0.1"]

    # The tests' network guard shows the address of the connection: the checked one, not that of a second look-up.
    with pytest.raises(RuntimeError, match=rf"a test connects to \('{PUBLIC}', 80\)"):
        fetch("http://rebound.example/", max_bytes=1000, timeout=5, lookup=rebinding)
    assert looked == ["rebound.example"]
    gc.collect()


def test_a_name_keeps_its_host_header_while_its_address_is_connected_to(site: ThreadingHTTPServer):
    def here(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    url = f"http://named.example:{site.server_port}/page"
    with pytest.raises(SourceError, match="public internet"):
        fetch(url, max_bytes=1000, timeout=5, lookup=here)
    url = f"http://localhost:{site.server_port}/page"
    assert fetch(url, max_bytes=1000, timeout=5, allow_private=True).data == b"text"
    assert asked(site) == [(f"localhost:{site.server_port}", "/page")]


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:9/", "http://169.254.169.254/", "//10.0.0.1/x", "http://[::1]/", "http://2130706433/"]
)
def test_a_redirect_into_the_private_network_is_refused(monkeypatch: pytest.MonkeyPatch, target: str):
    from rag.loading import transport

    answers = iter([PUBLIC])

    class Public(transport.Transport):
        """Answers the first request with a redirect, as a public server would."""

        def handle_request(self, request):
            import httpx

            if next(answers, None):
                return httpx.Response(302, headers={"Location": target})
            return super().handle_request(request)

    monkeypatch.setattr(transport, "Transport", Public)
    with pytest.raises(SourceError, match=r"^http://public\.example/ leads to .*no address of the public internet"):
        fetch("http://public.example/", max_bytes=1000, timeout=5)


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://example.org/x", "gopher://x/", "data:text/plain,x", "javascript:alert(1)"]
)
def test_a_redirect_to_another_scheme_is_refused(site: ThreadingHTTPServer, target: str):
    with pytest.raises(SourceError):
        fetch(f"http://127.0.0.1:{site.server_port}/to?{target}", max_bytes=1000, timeout=5, allow_private=True)


def test_many_addresses_are_all_checked_and_none_is_said(site: ThreadingHTTPServer):
    many = [f"93.184.{n // 256}.{n % 256}" for n in range(20_000)]
    for answer in ([*many, "10.0.0.1"], ["localhost"], ["not an address"]):
        with pytest.raises(SourceError, match="no address of the public internet"):
            url = f"http://many.example:{site.server_port}/"
            fetch(url, max_bytes=1000, timeout=5, lookup=lambda _host, _port, a=answer: a)
    with pytest.raises(SourceError, match=r"cannot be reached: it has no address\."):
        fetch(f"http://none.example:{site.server_port}/", max_bytes=1000, timeout=5, lookup=lambda _host, _port: [])
    assert asked(site) == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a full queue refuses, or there is no 127.0.0.2")
def test_an_address_that_never_answers_leaves_time_for_the_next(site: ThreadingHTTPServer):
    with socket.socket() as full:  # a full queue lets connections wait
        full.bind(("127.0.0.2", site.server_port))
        full.listen(0)
        waiting = [socket.socket() for _ in range(8)]
        try:
            for one in waiting:
                one.setblocking(False)
                one.connect_ex(("127.0.0.2", site.server_port))
            url = f"http://two.example:{site.server_port}/page"
            both = ["127.0.0.2", "127.0.0.1"]
            found = fetch(url, max_bytes=1000, timeout=2, allow_private=True, lookup=lambda _host, _port: both)
        finally:
            for one in waiting:
                one.close()
    assert found.data == b"text"


@pytest.mark.parametrize("host", ["named.example", "NAMED.example.", "b\u00fccher.example"])
def test_tls_asks_for_the_name_and_not_for_the_address(host: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    name = host.encode("idna").decode().lower().rstrip(".")
    certificates.AUTHORITY.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    looked: list[str] = []

    def here(host: str, port: int) -> list[str]:
        looked.append(host)
        return ["127.0.0.1"]

    with raw_server(TEXT, tls=certificates.for_host(name)) as server:
        url = f"https://{host}:{server.port}/page"
        assert fetch(url, max_bytes=1000, timeout=10, allow_private=True, lookup=here).data == b"text"
    assert server.named == [name]
    assert [one.rstrip(".") for one in looked] == [name]
    assert f"\r\nHost: {name}".encode() in server.asked[0]


def test_tls_does_not_make_a_private_address_a_public_one():
    with (
        raw_server(TEXT, tls=certificates.for_host("named.example")) as server,
        pytest.raises(SourceError, match="public internet"),
    ):
        url = server.url(host="named.example", scheme="https")
        fetch(url, max_bytes=1000, timeout=10, lookup=lambda _host, _port: ["127.0.0.1"])
    assert server.named == []


def test_headers_that_drip_end_at_the_time_limit(site: ThreadingHTTPServer):
    started = time.monotonic()
    with pytest.raises(SourceError, match=r"did not answer within 0\.4 s"):
        fetch(f"http://127.0.0.1:{site.server_port}/headers", max_bytes=1000, timeout=0.4, allow_private=True)
    assert time.monotonic() - started < 5  # however busy the machine


def test_a_look_up_that_hangs_ends_at_the_time_limit():
    waiting = threading.Event()

    def hangs(host: str, port: int) -> list[str]:
        waiting.wait(10)
        return [PUBLIC]

    started = time.monotonic()
    with pytest.raises(SourceError, match=r"did not answer within 0\.2 s"):
        fetch("http://slow.example/", max_bytes=1000, timeout=0.2, lookup=hangs)
    waiting.set()
    assert time.monotonic() - started < 5  # however busy the machine


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_after_the_time_limit_the_connection_ends_though_the_server_goes_on(
    scheme: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    certificates.AUTHORITY.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    tls = certificates.for_host("localhost") if scheme == "https" else None
    hints = for_ever(b"", b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" * 100)
    with raw_server(hints, tls=tls) as server, pytest.raises(SourceError, match="did not answer"):
        fetch(server.url(host="localhost", scheme=scheme), max_bytes=1000, timeout=0.5, allow_private=True)
    for thread in threading.enumerate():
        if thread.name == "fetch" and thread is not threading.current_thread():
            thread.join(5)
            assert not thread.is_alive()


def test_what_is_packed_twice_is_not_unpacked(site: ThreadingHTTPServer):
    with pytest.raises(SourceError, match="is packed in a way that nobody asked for"):
        fetch(f"http://127.0.0.1:{site.server_port}/twice", max_bytes=10**9, timeout=5, allow_private=True)
    url = f"http://127.0.0.1:{site.server_port}/once"
    assert fetch(url, max_bytes=4, timeout=5, allow_private=True).data == b"fine"
