"""`rag serve` and `rag mcp` as programs."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
from helpers.command_line import on_posix
from helpers.forked_program import Started
from helpers.openai_server import Script, openai_server

RUN = "from rag.__main__ import run; run()"


@on_posix
def test_the_end_waits_for_answers_and_is_no_failure(seeds_home: Path):
    reply = Script("Scale AI was founded in 2016 [1.1].", size=2, pause=0.05)
    with openai_server(reply) as model:
        env = {**os.environ, "RAG_MODEL": "openai:scripted", "RAG_BASE_URL": model.url, "OPENAI_API_KEY": "none"}
        server = Started(RUN, "serve", "--port", 0, "--json", env=env)
        url = json.loads(server.stdout.readline())["url"]
        with ThreadPoolExecutor(1) as clients:
            asked = clients.submit(httpx.get, f"{url}/ask", params={"q": "When was Scale AI founded?"}, timeout=60)
            while not model.sent:
                time.sleep(0.01)
            server.send_signal(signal.SIGTERM)
            answer = asked.result()
        said, noted = server.communicate()
    assert answer.status_code == 200
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
