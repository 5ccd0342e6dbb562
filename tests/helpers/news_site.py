"""A site on this machine with pages and feeds that a test may change, which counts what it is asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from helpers.library_builders import story


@dataclass
class NewsSite:
    url: str
    pages: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """Path -> content type and body; any other path is answered with 404."""
    asked: list[str] = field(default_factory=list)

    def put(self, path: str, body: str | bytes, content_type: str = "text/html; charset=utf-8") -> str:
        """Returns the URL."""
        self.pages[path] = (content_type, body.encode() if isinstance(body, str) else body)
        return self.url + path


@contextmanager
def news_site() -> Iterator[NewsSite]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            kind, body = site.pages.get(self.path, ("", b""))
            self.send_response(200 if self.path in site.pages else 404)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site = NewsSite(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def page(subject: str, place: str, head: str = "") -> str:
    """A page with the `story` of that name."""
    paragraphs = "".join(f"<p>{part}</p>" for part in story(subject, place).split("\n\n")[1:])
    return f"<html><head>{head}</head><body><article><h1>{subject}</h1>{paragraphs}</article></body></html>"


def full(subject: str, place: str) -> str:
    """The `story` of that name as a feed's content."""
    paragraphs = "".join(f"<p>{part}</p>" for part in story(subject, place).split("\n\n")[1:])
    return f"<content:encoded><![CDATA[{paragraphs}]]></content:encoded>"


def rss(*items: str, head: str = "<title>The Daily Post</title>") -> str:
    """An RSS feed of these items, each the inside of an element."""
    namespaces = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    namespaces += ' xmlns:media="http://search.yahoo.com/mrss/"'
    body = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0" {namespaces}><channel>{head}{body}</channel></rss>'
