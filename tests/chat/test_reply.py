from __future__ import annotations

import time
from typing import Any

import pyte
import pytest
from helpers.chat_lines import console, printed
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from rag.chat.reply import Reply
from rag.terminal.answers import marked
from rag.terminal.widgets import Hanging
from rag.types import Answer, Progress, Span

DONE = Progress("done", answer=Answer("q", "", False, None, "m"))

CLAIMS = st.lists(
    st.text(st.sampled_from("ab é上海[1].,"), min_size=1).map(lambda text: " ".join(text.split()) or "a"),
    min_size=1,
    max_size=6,
)


def streamed(claims: list[str], screen: Console) -> str:
    with Reply(screen) as reply:
        for claim in claims:
            reply.add(claim)
    return printed(screen)


@given(CLAIMS, st.integers(16, 60))
def test_claims_one_by_one_look_like_the_answer_printed_at_once(claims: list[str], width: int):
    whole = console(width)
    whole.print(Hanging("", marked(" ".join(claims))))
    assert streamed(claims, console(width)) == printed(whole)


def test_a_line_is_printed_as_soon_as_it_is_full():
    screen = console(20)
    with Reply(screen) as reply:
        reply.add("The mine closed in 2024, they say.")
        assert printed(screen) == "The mine closed in\n"
        reply.add("So.")
    assert printed(screen) == "The mine closed in\n2024, they say. So.\n"


def test_what_had_come_is_shown_when_it_is_stopped():
    screen = console(80)
    with pytest.raises(KeyboardInterrupt), Reply(screen) as reply:
        reply.add("The mine closed. [1]")
        raise KeyboardInterrupt
    assert printed(screen) == "The mine closed. [1]\n"


def test_no_spinner_where_nobody_watches_nor_on_a_dumb_terminal(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TERM", "dumb")
    for options in ({}, {"force_terminal": True}):
        screen = console(80, **options)
        with Reply(screen) as reply:
            reply.meanwhile("Searching…")
        assert printed(screen) == ""


def test_on_a_terminal_it_says_what_is_happening_and_leaves_no_trace():
    options: dict[str, Any] = {"force_terminal": True, "color_system": None, "_environ": {"TERM": "xterm"}}
    screen = console(80, **options)
    with Reply(screen) as reply:
        reply.meanwhile("Searching 2 articles…")
        reply.add("The mine closed. [1]")
    text = printed(screen)
    assert "Searching 2 articles…" in text
    assert text.rstrip().endswith("The mine closed. [1]")
    assert "\x1b[2K" in text


def test_what_was_shown_is_the_answers_text():
    with Reply(console()) as reply:
        reply.add("One. [1]")
        reply.add("Two. [2]")
        assert reply.text == "One. [1] Two. [2]"


def test_a_terminal_shows_every_line_while_the_spinner_turns():
    """On an emulated screen: what one line overwrites is in the stream, but not on the screen."""
    claims = [f"Claim {n} of the mine that closed in 2024 says where its miners went. [{n}]" for n in range(9)]
    terminal = console(40, force_terminal=True, legacy_windows=False)
    with Reply(terminal) as reply:
        for claim in claims:
            reply.meanwhile("Writing…")
            time.sleep(0.03)
            reply.add(claim)
    screen = pyte.Screen(40, 60)
    pyte.Stream(screen).feed(printed(terminal).replace("\n", "\r\n"))
    assert " ".join(" ".join(screen.display).split()) == " ".join(claims)


def test_exact_words_are_bold_as_they_come():
    screen = console(80, force_terminal=True, color_system="standard", _environ={"TERM": "dumb"})
    with Reply(screen) as reply:
        reply.follow(iter([Progress("claim", "It closed in 2024. [1]", answer_spans=(Span(13, 17),)), DONE]))
    assert "It closed in \x1b[1m2024\x1b[0m. " in printed(screen)
