"""A server on loopback that speaks OpenAI's chat API as scripted: streamed or not, with errors, slow, cut, garbage."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Script:
    """The reply to the next request."""

    text: str = ""
    status: int = 200
    error: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    finish: str | None = "stop"
    """None: the stream ends without a finish reason."""
    size: int = 7
    """Characters of a chunk."""
    pause: float = 0.0
    """Seconds before each chunk."""
    raw: bytes | None = None
    """Sent unchanged instead of all of the above."""
    break_after: int | None = None
    """Chunks after which the connection is dropped."""


class OpenAIServer(ThreadingHTTPServer):
    """Plays one script per request; the last one repeats."""

    daemon_threads = True

    def __init__(self, scripts: Sequence[Script]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.scripts = list(scripts)
        self.requests: list[dict[str, Any]] = []
        self.headers: list[Mapping[str, str]] = []
        self.sent = 0
        """Number of chunks sent."""
        self.hung_up = threading.Event()
        """Set when a client closed its connection before the end."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


@contextmanager
def openai_server(*scripts: Script) -> Iterator[OpenAIServer]:
    with OpenAIServer(scripts) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: OpenAIServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(body)
        self.server.headers.append(dict(self.headers))
        script = self.server.scripts.pop(0) if len(self.server.scripts) > 1 else self.server.scripts[0]
        try:
            self._play(script, streamed=bool(body.get("stream")))
        except (BrokenPipeError, ConnectionResetError):
            self.server.hung_up.set()

    def do_GET(self) -> None:
        """The list of models."""
        script = self.server.scripts[0]
        self._send(
            json.dumps({"object": "list", "data": [], "error": dict(script.error)}).encode(),
            "application/json",
            script.status,
        )

    def _play(self, script: Script, *, streamed: bool) -> None:
        if script.raw is not None:
            self._send(script.raw, "text/html")
        elif script.status != 200:
            time.sleep(script.pause)
            self._send(
                json.dumps({"error": dict(script.error)}).encode(), "application/json", script.status, script.headers
            )
        elif streamed:
            self._stream(script)
        else:
            self._send(json.dumps(_whole(script)).encode(), "application/json")

    def _stream(self, script: Script) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for number, event in enumerate(_events(script)):
            if number == script.break_after:
                return
            time.sleep(script.pause)
            self.wfile.write(b"data: " + (event if event == b"[DONE]" else json.dumps(event).encode()) + b"\n\n")
            self.wfile.flush()
            self.server.sent += 1

    def _send(self, body: bytes, kind: str, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None: ...


USAGE = {"prompt_tokens": 200, "completion_tokens": 20, "total_tokens": 220}


def _whole(script: Script) -> dict[str, Any]:
    message = {"role": "assistant", "content": script.text}
    choice = {"index": 0, "message": message, "finish_reason": script.finish}
    return {
        "id": "1",
        "object": "chat.completion",
        "created": 0,
        "model": "scripted",
        "choices": [choice],
        "usage": USAGE,
    }


def _events(script: Script) -> Iterator[Any]:
    def event(delta: Mapping[str, Any], finish: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "scripted", "choices": [choice]}

    yield event({"role": "assistant", "content": ""})
    for at in range(0, len(script.text), script.size):
        yield event({"content": script.text[at : at + script.size]})
    if script.finish:
        yield event({}, script.finish)
        yield event({}) | {"choices": [], "usage": USAGE}
        yield b"[DONE]"
