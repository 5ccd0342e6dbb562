"""The chat at a terminal: a process behind a pseudo-terminal, keys in, characters out."""

from __future__ import annotations

import re
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.chat_lines import ARTICLES, META, META_SAYS
from helpers.library_builders import rag_with
from helpers.pseudo_terminal import Terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="has no pseudo-terminals")

PROGRAM = "import sys; from helpers import chat_terminal; sys.exit(chat_terminal.main(sys.argv[1]))"
BOTH = "How many endless dollars may Meta invest in Scale AI? How many dollars has Microsoft invested in OpenAI?"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    rag_with(folder, ARTICLES).close()
    return folder / "library"


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "library"))


@pytest.fixture
def terminal(home: Path) -> Iterator[Terminal]:
    opened = Terminal(PROGRAM, home)
    yield opened
    opened.process.send_signal(signal.SIGKILL)  # still running only if the test failed


def test_start_ask_follow_up_show_and_leave(terminal: Terminal, home: Path):
    greeting = terminal.see("Ctrl-D to leave")
    assert "2 articles · extractive" in greeting
    terminal.enter(META)
    terminal.see(META_SAYS)
    terminal.see("[1] Meta may invest")
    terminal.enter("What about Microsoft?")
    terminal.see("Understood as: How many dollars may Microsoft invest in Scale AI")
    terminal.enter("/show 1")
    terminal.see("characters 0 to")
    assert terminal.leave() == 0
    assert "+/show 1" in (home / "chat-history").read_text(encoding="utf-8")


def test_ctrl_c_stops_the_answer_and_not_the_session(terminal: Terminal, home: Path):
    terminal.enter(BOTH)
    terminal.see("Writing…")
    terminal.see("[1]")
    terminal.type("\x03")
    terminal.see("Stopped.")
    assert (home / "closed").read_text(encoding="utf-8") == BOTH
    terminal.enter("/show 1")
    terminal.see("characters")
    terminal.enter(META)
    terminal.see(META_SAYS)
    assert terminal.leave() == 0


def test_an_error_behind_the_first_claim_is_said_and_the_session_goes_on(terminal: Terminal):
    terminal.enter(BOTH.replace("endless", "break"))
    terminal.see("The model broke. Mend it.")
    terminal.enter(META)
    terminal.see(META_SAYS)
    assert terminal.leave() == 0


def test_at_the_prompt_ctrl_c_clears_the_line(terminal: Terminal):
    terminal.see("> ")
    terminal.type("half a quest")
    terminal.see("half a quest")
    terminal.type("\x03")
    terminal.see("Ctrl-D or /quit leaves.")
    assert terminal.leave() == 0


def test_a_pasted_paragraph_is_one_question(terminal: Terminal):
    terminal.see("> ")
    pasted = META.replace(" ", "\r\n")
    terminal.type(f"\x1b[200~{pasted}\x1b[201~\r")
    terminal.see(META)
    terminal.see(META_SAYS)
    assert terminal.leave() == 0


def test_tab_completes_a_command_and_an_id(terminal: Terminal):
    terminal.see("> ")
    terminal.type("/on\t")
    terminal.see("/only")
    terminal.type(" tw\t")
    terminal.see("o")
    terminal.type("\r")
    terminal.see("1 of 2 articles is searched: only two.")
    terminal.see("(only two)")
    assert terminal.leave() == 0


def test_what_is_typed_meanwhile_waits_for_the_next_prompt(terminal: Terminal):
    terminal.enter(f"slowly: {META}")
    terminal.see("Writing…")
    terminal.type("/help\r")
    assert "/help" not in terminal.see("Confidence")
    terminal.see("Type a question, or one of these:")
    terminal.enter(f"slowly: {META}")
    terminal.see("Writing…")
    terminal.type("\x04")
    assert terminal.ended() == 0


def test_a_dumb_terminal_gets_plain_text(home: Path):
    terminal = Terminal(PROGRAM, home, columns=40, TERM="dumb")
    terminal.enter(META)
    terminal.see(META_SAYS)
    terminal.see("Confidence")
    terminal.see("> ")
    terminal.type("half a quest\x03")
    terminal.see("Ctrl-D or /quit leaves.")
    assert terminal.leave() == 0
    assert not re.search(r"\x1b\[[0-9;]*[A-Za-z]", terminal.all)  # neither colours nor cursor movements


def test_without_colour_there_is_none(home: Path):
    terminal = Terminal(PROGRAM, home, columns=40, NO_COLOR="1")
    terminal.see("> ")
    terminal.type(f"{META}\r")
    terminal.see("Confidence")
    codes = {code for found in re.findall(r"\x1b\[([0-9;]*)m", terminal.all) for code in found.split(";")}
    assert codes <= {"", "0", "1", "2", "4", "22"}
    assert terminal.leave() == 0


@pytest.mark.model
def test_the_program_itself_answers_from_the_seeds(seeds_home: Path):
    terminal = Terminal("from rag.__main__ import run; run()", "chat", columns=100)
    terminal.see("2 articles · extractive")
    terminal.enter("When was Scale AI founded?")
    terminal.see("co-founded in 2016")
    terminal.enter("/since")
    terminal.see("All 2 articles are searched.")
    assert terminal.leave() == 0
