"""`rag ask` with a chat model, at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.openai_server import OpenAIServer, Script, openai_server
from helpers.pseudo_terminal import Terminal

pexpect = pytest.importorskip("pexpect")
pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="has no pseudo-terminals"), pytest.mark.model]

QUESTION = "What was the revenue of Scale AI in 2024?"
FIRST = "In 2024, Scale AI generated revenue of $870 million."
KEYS = "[1.1-1.9, 2.1-2.9, 3.1-3.9]"
REPLY = f"{FIRST} {KEYS} Scale AI went bankrupt in 1850. {KEYS} "


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    more = "".join(f"More to come on page {n}. " for n in range(12))
    with openai_server(Script(REPLY + more, size=12, pause=0.03)) as opened:
        yield opened


def asking(url: str, *options: str, columns: int = 100, **environment: str) -> Terminal:
    settings = {"RAG_BASE_URL": url, "RAG_MODEL": "openai:m", "OPENAI_API_KEY": "none"} | environment
    return Terminal("from rag.__main__ import run; run()", "ask", *options, QUESTION, columns=columns, **settings)


def ended(terminal: Terminal) -> int | None:
    """Its exit code, after all its output has been read."""
    try:
        while True:
            terminal.see("\0")
    except (pexpect.EOF, OSError):
        return terminal.ended()


def test_claims_are_shown_while_the_model_writes_and_then_the_sources(seeds_home: Path, server: OpenAIServer):
    terminal = asking(server.url)
    terminal.see("Searching…")
    terminal.see("generated revenue of $870 million. [1]")
    sent = server.sent
    terminal.see("[1] The Meta corporation is considering")
    terminal.see("In 2024")  # the quote below its citation
    assert sent < server.sent
    assert ended(terminal) == 0
    assert "withheld; --show-rejected shows what and why" in terminal.plain()
    assert "1850" not in terminal.all


def test_on_a_dumb_terminal_full_lines_come_and_nothing_is_shown_twice(seeds_home: Path, server: OpenAIServer):
    terminal = asking(server.url, columns=30, TERM="dumb")
    terminal.see("In 2024, Scale AI generated")
    sent = server.sent
    assert ended(terminal) == 0
    assert sent < server.sent
    assert "\x1b" not in terminal.raw
    assert terminal.plain().count("revenue of $870 million. [1]") == 1


def test_ctrl_c_stops_the_model_and_leaves_what_had_come(seeds_home: Path, server: OpenAIServer):
    terminal = asking(server.url)
    terminal.see("generated revenue of $870 million. [1]")
    terminal.type("\x03")
    terminal.see("Interrupted.")
    assert ended(terminal) == 130
    assert "Traceback" not in terminal.plain()
    assert server.hung_up.wait(5)


def test_what_breaks_off_is_an_error_behind_the_claims(seeds_home: Path):
    with openai_server(Script(REPLY * 9, size=12, pause=0.02, break_after=20)) as server:
        terminal = asking(server.url)
        terminal.see("generated revenue of $870 million. [1]")
        terminal.see("broke off")
        assert ended(terminal) == 1


def test_an_abstention_looks_as_it_does_offline(seeds_home: Path):
    with openai_server(Script("NO ANSWER")) as server:
        terminal = asking(server.url, "--context")
        assert ended(terminal) == 0
        assert "The articles do not answer" in terminal.plain()
