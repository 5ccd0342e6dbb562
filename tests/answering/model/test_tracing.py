"""What LangSmith would be sent, seen by a server in its place."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from helpers.library_builders import rag_with
from langsmith.run_helpers import get_tracing_context
from langsmith.utils import get_env_var, tracing_is_enabled

from rag import Rag
from rag.answering.model.tracing import untraced_steps

ARTICLES = {
    "mine": "The copper mine of Ellwick closed in 2024 after a hundred years. Nobody in the town wants to see it go."
}
QUESTION = "When did the copper mine of Ellwick close?"


@pytest.fixture
def langsmith(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Switched on by the environment, as some other program needs it; the paths that it is asked for."""
    asked: list[str] = []

    class Server(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(202)
            self.end_headers()

        do_GET = do_PATCH = do_POST  # noqa: N815 - the base class calls them so

        def log_message(self, format: str, *args: object) -> None: ...  # noqa: A002 - the base class calls it so

    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
        monkeypatch.setenv(name, "true")
    monkeypatch.setenv("LANGSMITH_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("LANGSMITH_API_KEY", "lsv2-planted")
    get_env_var.cache_clear()
    yield asked
    get_env_var.cache_clear()
    server.shutdown()
    server.server_close()


@pytest.fixture
def rag(tmp_path: Path) -> Iterator[Rag]:
    opened = rag_with(tmp_path, ARTICLES)
    yield opened
    opened.close()


def test_nothing_is_traced_though_the_environment_says_so(langsmith: list[str], rag: Rag):
    seen: list[object] = []
    draft = rag._answerer.drafts

    def watched(*given):
        seen.append(tracing_is_enabled())
        yield from draft(*given)

    rag._answerer.drafts = watched  # type: ignore[method-assign]
    assert tracing_is_enabled()
    assert rag.ask(QUESTION).citations
    for step in rag.stream(QUESTION):
        assert tracing_is_enabled(), f"whoever takes the step {step.stage} is traced as before"
    assert seen == [False, False]
    assert get_tracing_context()["enabled"] is None
    assert langsmith == []


def test_a_stream_that_is_left_early_leaves_nothing_behind():
    closed: list[object] = []

    def steps():
        try:
            yield 1
            yield 2
        finally:
            closed.append(tracing_is_enabled())

    stream = untraced_steps(steps())
    assert next(stream) == 1
    stream.close()
    assert closed == [False]
    assert get_tracing_context()["enabled"] is None
