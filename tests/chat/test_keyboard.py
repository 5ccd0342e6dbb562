from __future__ import annotations

from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from rag.chat.keyboard import Keyboard, Words, as_one_line, completions

WORDS = Words(
    commands=lambda: [("/show", "a source"), ("/since", "a day"), ("/only", "these")],
    articles=lambda: [("one", "Title\x1b[31m"), ("on sale", "Another"), ("two", "Third")],
    citations=lambda: (1, 2, 12),
)


def offered(typed: str) -> list[str]:
    return [typed[: len(typed) + at] + text for at, text, _, _ in completions(typed, WORDS)]


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("/", ["/show", "/since", "/only"]),
        ("/S", ["/show", "/since"]),
        ("/only on", ["/only one", "/only 'on sale'"]),
        ("/only two o", ["/only two one", "/only two 'on sale'"]),
        ("/show 1", ["/show 1", "/show 12"]),
        ("/since 2", []),
        ("who leads", []),
        ("", []),
    ],
)
def test_tab_completes_commands_ids_and_citations(typed: str, lines: list[str]):
    assert offered(typed) == lines


def test_what_is_offered_is_safe():
    assert [meaning for _, _, _, meaning in completions("/only one", WORDS)] == ["Title\N{REPLACEMENT CHARACTER}[31m"]


def test_tab_completes_folders_and_markdown_files_to_save_to(tmp_path: Path):
    (tmp_path / "notes").mkdir()
    for name in ("new.md", "no.txt", ".hidden.md"):
        (tmp_path / name).touch()
    assert offered(f"/save {tmp_path}/n") == [f"/save {tmp_path}/new.md", f"/save {tmp_path}/notes/"]
    assert offered(f"/save {tmp_path}/gone/n") == []


def test_a_paste_is_one_line_of_text():
    assert (
        as_one_line("one\r\ntwo\n\n  three\tfour\x1b[A\x03")
        == "one two three four\N{REPLACEMENT CHARACTER}[A\N{REPLACEMENT CHARACTER}"
    )


def typed(home: Path, keys: str) -> str:
    with create_pipe_input() as keyboard, create_app_session(input=keyboard, output=DummyOutput()):
        keyboard.send_text(keys)
        return Keyboard(home, WORDS).read("only one")


def test_a_pasted_paragraph_waits_to_be_sent(tmp_path: Path):
    assert typed(tmp_path, "\x1b[200~Who leads\nScale AI\x1b[201~ now?\r") == "Who leads Scale AI now?"


def test_ctrl_c_and_ctrl_d_are_told_apart(tmp_path: Path):
    with pytest.raises(KeyboardInterrupt):
        typed(tmp_path, "half\x03")
    with pytest.raises(EOFError):
        typed(tmp_path, "\x04")
