"""A proxy is used as the user has set it, and never for a private address."""

from __future__ import annotations

import socket
import threading
from base64 import b64encode
from pathlib import Path

import pytest
from helpers import certificates
from helpers.raw_server import TEXT, raw_server, reply

from rag.errors import SourceError
from rag.loading.addresses import is_numeric
from rag.loading.fetching import Fetched, fetch
from rag.loading.transport import look_up

URL = "http://only-the-proxy-knows.example/page"


@pytest.fixture(autouse=True)
def _no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("no_proxy", "")


def unknown(host: str, port: int) -> list[str]:
    if host == "known.example":
        return ["93.184.216.34"]
    if host == "inside.example":
        return ["10.0.0.7"]
    if host == "localhost" or is_numeric(host):
        return look_up(host, port)
    raise OSError("not known here")


def get(url: str = URL, *, timeout: float = 10, allow_private: bool = False) -> Fetched:
    return fetch(url, max_bytes=1000, timeout=timeout, allow_private=allow_private, lookup=unknown)


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
def test_the_proxy_that_is_set_is_asked(name: str, monkeypatch: pytest.MonkeyPatch):
    with raw_server(TEXT) as proxy:
        monkeypatch.setenv(name, proxy.url(""))
        assert get().data == b"text"
        assert get("http://known.example/page").data == b"text"
    assert proxy.asked[0].startswith(b"GET http://only-the-proxy-knows.example/page HTTP/1.1\r\n")
    assert b"\r\nHost: only-the-proxy-knows.example\r\n" in proxy.asked[0]


def test_a_host_that_no_proxy_names_is_asked_directly(monkeypatch: pytest.MonkeyPatch):
    with raw_server(TEXT) as proxy, raw_server(reply("Content-Type: text/plain", body=b"direct")) as site:
        monkeypatch.setenv("http_proxy", proxy.url(""))
        monkeypatch.setenv("no_proxy", "other.example, .named.example")
        url = site.url(host="www.named.example")
        here = ["127.0.0.1"]
        found = fetch(url, max_bytes=1000, timeout=10, allow_private=True, lookup=lambda _host, _port: here)
        assert found.data == b"direct"
    assert proxy.asked == []


def test_this_machine_is_asked_directly_where_it_may_be_asked(monkeypatch: pytest.MonkeyPatch):
    with raw_server(TEXT) as proxy, raw_server(reply("Content-Type: text/plain", body=b"direct")) as site:
        monkeypatch.setenv("http_proxy", proxy.url(""))
        for host in ("127.0.0.1", "localhost"):
            assert get(site.url(host=host), allow_private=True).data == b"direct"
    assert proxy.asked == []


INSIDE = """
    169.254.169.254 2130706433 127.0.0.1. 0x7f.1 localhost inside.example 10.0.0.1 127.0.0.0.1 [::1%25lo] intranet
    printer.local app.localhost metadata.google.internal 127.0.0.1%00.public.example [fd00::1]
""".split()


@pytest.mark.parametrize("host", INSIDE)
@pytest.mark.parametrize("by_redirect", [False, True])
def test_a_proxy_is_never_asked_for_a_private_address(host: str, by_redirect: bool, monkeypatch: pytest.MonkeyPatch):
    target = f"http://{host}/latest/meta-data/"
    with raw_server(reply(f"Location: {target}", status="302 Found")) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url(""))
        with pytest.raises(SourceError):
            get(URL if by_redirect else target)
    assert len(proxy.asked) == by_redirect


def test_where_names_are_looked_up_in_vain_the_proxy_is_asked_all_the_same(monkeypatch: pytest.MonkeyPatch):
    waiting = threading.Event()

    def hangs(host: str, port: int) -> list[str]:
        waiting.wait(20)
        return []

    with raw_server(TEXT) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url(""))
        assert fetch(URL, max_bytes=1000, timeout=2, lookup=hangs).data == b"text"
    waiting.set()


def test_through_a_proxy_too_the_certificate_is_the_hosts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    certificates.AUTHORITY.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    for host, expected in (("public.example", "text"), ("other.example", "shows a certificate of another host.")):
        with raw_server(TEXT, tls=certificates.for_host("public.example")) as site:

            def tunnel(connection: socket.socket, port: int = site.port) -> None:
                connection.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
                with socket.create_connection(("127.0.0.1", port)) as there:
                    back = threading.Thread(target=_pump, args=(there, connection))
                    back.start()
                    _pump(connection, there)
                    back.join()

            with raw_server(tunnel) as proxy:
                monkeypatch.setenv("https_proxy", proxy.url("").replace("//", "//me:hunter2@"))
                try:
                    said = get(f"https://{host}/page").data.decode()
                except SourceError as error:
                    said = error.message
        assert said.endswith(expected)
        assert proxy.asked[0].startswith(f"CONNECT {host}:443 HTTP/1.1\r\n".encode())
        assert b"\r\nProxy-Authorization: Basic " + b64encode(b"me:hunter2") in proxy.asked[0]
        assert not any(b"Proxy-Authorization" in head for head in site.asked)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def test_a_proxy_that_refuses_or_is_not_there_says_so(monkeypatch: pytest.MonkeyPatch):
    with raw_server(reply(status="403 \x1b[31mNo " + "x" * 1000)) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url(""))
        with pytest.raises(SourceError, match=r"cannot be reached through the proxy: 403 \[31mNo x+\.$") as caught:
            get("https://public.example/page")
        assert len(caught.value.message) < 200
    with raw_server(reply(status="407 Proxy Authentication Required")) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url(""))
        with pytest.raises(SourceError, match=r"answered 407") as caught:
            get()
        assert "It is the proxy that wants a login" in caught.value.hint
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setenv("http_proxy", f"http://me:hunter2@127.0.0.1:{unused.getsockname()[1]}")
        with pytest.raises(SourceError, match=r"cannot be reached through the proxy: Connection refused\.") as caught:
            get()
    assert "http_proxy" in caught.value.hint and "hunter2" not in f"{caught.value.message}{caught.value.hint}"


@pytest.mark.parametrize(
    ("proxy", "why"),
    [
        ("socks5://me:hunter2@127.0.0.1:1080", "is to be read through a proxy that speaks socks5."),
        ("http://me:hunter2@[::1", "is to be read through a proxy that has no valid address."),
        ("http://me:hunter2@127.0.0.1:hunter2", "is to be read through a proxy that has no valid address."),
    ],
)
def test_no_way_is_taken_around_a_proxy_that_cannot_be_used(proxy: str, why: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("all_proxy", proxy)
    with pytest.raises(SourceError) as caught:
        get("http://known.example/")
    assert caught.value.message.endswith(why)
    assert "hunter2" not in f"{caught.value.message} {caught.value.hint}"
