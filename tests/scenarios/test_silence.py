"""No network traffic, and no key in any file."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from helpers.openai_server import Script, openai_server

from rag.cli.app import main

HERE = Path(__file__).parents[1]
CASES = [
    {
        "id": "a",
        "question": "When did the copper mine of Ellwick close?",
        "answers": ["October 2024"],
        "articles": ["mine"],
        "evidence": ["The copper mine of Ellwick closed in October 2024 after a hundred and twelve years."],
        "answerable": True,
    },
    {
        "id": "b",
        "question": "Who is the president of Bolivia?",
        "answers": [],
        "articles": [],
        "evidence": [],
        "answerable": False,
    },
]
LOUD = {
    "LANGSMITH_TRACING": "true",
    "LANGSMITH_TRACING_V2": "true",
    "LANGCHAIN_TRACING_V2": "true",
    "LANGSMITH_API_KEY": "lsv2_pt_planted",
    "LANGCHAIN_API_KEY": "lsv2_pt_planted",
    "ANONYMIZED_TELEMETRY": "true",
    "CHROMA_OTEL_COLLECTION_ENDPOINT": "http://192.0.2.1:4317",
    "CHROMA_OTEL_GRANULARITY": "all",
    "CHROMA_API_IMPL": "chromadb.api.fastapi.FastAPI",
    "CHROMA_PRODUCT_TELEMETRY_IMPL": "chromadb.telemetry.product.posthog.Posthog",
    "IS_PERSISTENT": "false",
    "LANGCHAIN_TRACING": "true",
    "LANGCHAIN_HANDLER": "langchain",
    "LANGSMITH_OTEL_ENABLED": "true",
    "OTEL_TRACES_EXPORTER": "otlp",
    "OTEL_EXPORTER_OTLP_ENDPOINT": "http://192.0.2.1:4317",
    "OPENAI_API_KEY": "sk-planted",
}
"""Variables that a shell may have set for other programs."""
PAGE = """<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//X//DTD X//EN" "http://192.0.2.1/x.dtd"
[<!ENTITY x SYSTEM "http://192.0.2.1/x">]>
<?xml-stylesheet href="http://192.0.2.1/x.xsl"?><html xmlns:xi="http://www.w3.org/2001/XInclude"><head><base href="http://192.0.2.1/">
<link rel="stylesheet" href="/x.css"><link rel="canonical" href="http://192.0.2.1/y">
<meta http-equiv="refresh" content="0; url=http://192.0.2.1/z">
<script src="/x.js"></script></head><body><xi:include href="http://192.0.2.1/x"/>
<img src="//192.0.2.1/x.png"><iframe src="/x"></iframe>
<article><h1>A Ferry</h1>
<p>The ferry to Gozo carried two million passengers in the year before last, its owner said. &x;</p>
<p>It will be replaced in March by a larger one, which was built in the yard of Rijeka.</p></article></body></html>"""
"""A page in which every kind of link invites a reader to fetch more."""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A stranger's folder, with settings files that libraries might read."""
    (tmp_path / "cases.jsonl").write_text("".join(json.dumps(case) + "\n" for case in CASES), encoding="utf-8")
    (tmp_path / "ferry.html").write_text(PAGE, encoding="utf-8")
    stranger = tmp_path / "stranger"
    stranger.mkdir()
    lines = [
        f"{name}={value}"
        for name, value in {**LOUD, "RAG_MODEL": "openai:gpt-x", "CHROMA_SERVER_HOST": "192.0.2.1"}.items()
    ]
    (stranger / ".env").write_text("\n".join(lines), encoding="utf-8")
    (stranger / "config.toml").write_text('model = "openai:gpt-x"\n', encoding="utf-8")
    return tmp_path


def session(place: Path, *commands: list[str]) -> dict[str, Any]:
    # Without the variables of CI machines, on which telemetry may be off.
    env = {
        name: value
        for name, value in os.environ.items()
        if name not in ("HF_HUB_OFFLINE", "CI", "TF_BUILD", "JENKINS_URL")
    } | LOUD
    env["PYTHONPATH"] = str(HERE.parent)
    done = subprocess.run(
        [sys.executable, str(HERE / "helpers" / "offline_program.py"), json.dumps(commands)],
        cwd=place / "stranger",
        env=env,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{done.returncode} (-31: a socket was opened)\n{done.stderr}"
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_a_whole_session_says_nothing_on_the_network(place: Path):
    clean = str(HERE / "data" / "clean")
    out = str(place / "logs")
    done = session(
        place,
        ["ingest", clean, str(place / "ferry.html")],
        ["ask", "When did the copper mine of Ellwick close?"],
        ["ask", "--json", "How many passengers did the ferry to Gozo carry?"],
        ["show", "ferry"],
        ["chat"],
        ["list"],
        ["rebuild"],
        ["eval", str(place / "cases.jsonl"), "--articles", clean, "--out", out, "--report"],
        ["eval", str(place / "cases.jsonl"), "--jobs", "2", "--out", out],
        ["doctor"],
        ["remove", "ferry"],
    )
    assert done["tried"] == []
    assert done["codes"] == [0] * 11, done["shown"]
    assert "two million passengers" in done["shown"]
    assert "closed in October 2024" in done["shown"]
    assert sorted(path.name for path in Path(os.environ["HOME"]).iterdir()) == ["library"], (
        "a library leaves its own traces"
    )


def test_a_url_is_asked_for_only_where_one_is_given(place: Path):
    """The guard notices network calls, otherwise the other tests prove nothing."""
    done = session(place, ["ingest", "http://example.org/page"])
    assert done["codes"] == [1]
    assert len(done["tried"]) == 1
    assert "example.org" in done["tried"][0]


PLANTED = "sk-Zebra0123456789abcdefPLANTED"
PASSWORD = "Hunter2PLANTED"


def test_a_key_is_in_no_log_no_error_no_report_and_no_file(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    clean = str(HERE / "data" / "clean")
    cases, out = str(place / "cases.jsonl"), str(place / "logs")
    monkeypatch.chdir(place)
    for name, value in {"OPENAI_API_KEY": PLANTED, "RAG_MODEL": "openai:gpt-x"}.items():
        monkeypatch.setenv(name, value)

    def rag(*arguments: str, url: str, **env: str) -> None:
        with monkeypatch.context() as variables:
            for name, value in {"RAG_BASE_URL": url, **env}.items():
                variables.setenv(name, value)
            variables.setattr("sys.stdin", io.StringIO("Who?\n/why\n/save talk.md\n"))
            main(arguments)

    echo = {
        "message": f"Incorrect API key provided: {PLANTED}. Authorization: Bearer {PLANTED}",
        "type": "invalid_request_error",
    }
    reply = f"My key is {PLANTED} [1.1]. The mine closed in October 2024 [1.1]."
    with openai_server(
        Script(status=401, error=echo), Script(status=400, error=echo), Script(status=500, error=echo), Script(reply)
    ) as server:
        url = server.url.replace("://", f"://user:{PASSWORD}@") + f"?api_key={PASSWORD}"
        rag("ingest", clean, url=url)
        rag("ask", "When did the copper mine close?", url=url)
        rag("ask", "--json", "When did the copper mine close?", url=url)
        rag("eval", cases, "--articles", clean, "--out", out, "--report", url=url)
        rag("eval", cases, "--out", out, "--json", url=server.url)
        rag("doctor", url=url)
        rag("chat", url=server.url)
        rag("ask", "--fallback", "When did the copper mine close?", url=url)
    rag("ask", "When?", url=f"user:{PASSWORD}@localhost/v1")
    rag("ask", "When?", url=f"http://user:{PASSWORD}@127.0.0.1:9/v1?key={PASSWORD}")
    rag("ingest", f"http://user:{PASSWORD}@127.0.0.1:9/page", url="")
    rag("ingest", f"http://127.0.0.1:9/page?access_token={PASSWORD}", url="")
    for proxy in (
        f"http://user:{PASSWORD}/x@127.0.0.1:9",
        f"foo://user:{PASSWORD}@127.0.0.1:9",
        f"socks5://user:{PASSWORD}@127.0.0.1:9",
    ):
        rag("ask", "When?", url="http://192.0.2.1/v1", http_proxy=proxy)
        rag("ingest", "http://192.0.2.1/page", url="", http_proxy=proxy)
    for model in (PLANTED, f"openai:{PLANTED}"):
        for command in (
            ["ask", "When?"],
            ["doctor"],
            ["chat"],
            ["eval", cases, "--out", out],
            ["ask", "--json", "When?"],
        ):
            rag(*command, url="http://127.0.0.1:9/v1", RAG_MODEL=model)
    rag("ask", "--model", PLANTED, "When?", url="")
    rag("ask", "When?", url="", RAG_TEMPERATURE=PLANTED)
    rag("doctor", "--json", url="", RAG_FALLBACK=PLANTED)
    written = [path for root in (place, Path(os.environ["HOME"])) for path in root.rglob("*") if path.is_file()]
    assert len(written) > 10
    assert [
        path for path in written if any(secret.encode() in path.read_bytes() for secret in (PLANTED, PASSWORD))
    ] == []
    shown = capsys.readouterr()
    told = shown.out + shown.err
    assert "The mine closed in October 2024" in told
    assert not [line for line in told.splitlines() if PLANTED in line or PASSWORD in line]
