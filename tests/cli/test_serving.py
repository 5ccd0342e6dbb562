"""`rag serve` and `rag mcp` as programs."""

from __future__ import annotations

import json
import signal
import socket
from pathlib import Path
from typing import Any

import httpx
from helpers.command_line import on_posix
from helpers.forked_program import Started


@on_posix
def test_the_end_waits_for_answers_and_is_no_failure(seeds_home: Path):
    server = Started("from rag.__main__ import run; run()", "serve", "--port", 0, "--json", "--home", seeds_home)
    url = json.loads(server.stdout.readline())["url"]
    asked, headers = {"q": "When was Scale AI founded?"}, {"accept": "text/event-stream"}
    with httpx.stream("GET", f"{url}/ask", params=asked, headers=headers, timeout=60) as answer:
        lines = answer.iter_lines()
        assert next(lines) == "event: searching"
        server.send_signal(signal.SIGTERM)
        assert "event: done" in list(lines)
    said, noted = server.communicate()
    assert (server.returncode, said) == (0, "")
    assert "GET /ask 200" in noted
    assert "Traceback" not in noted


def test_what_cannot_be_served_is_a_sentence(rag: Any, tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = rag("serve", "--port", port)
        assert refused.code == 1
        assert f"127.0.0.1:{port} cannot be listened on" in refused.err
        assert f"rag serve --port {port + 1}" in refused.err
    refused = rag("serve", "--host", "0.0.0.0")
    assert refused.code == 1
    assert "--token-file" in refused.err
    (tmp_path / "empty").write_text("\n")
    assert "is empty" in rag("serve", "--token-file", tmp_path / "empty").err
    assert "cannot be read" in rag("serve", "--token-file", tmp_path / "none").err
    assert "two tokens" in rag("serve", "--token", "abc", "--token-file", tmp_path / "empty").err
