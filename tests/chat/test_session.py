from __future__ import annotations

import io
import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.fakes import WordEmbedder
from helpers.library_builders import rag_with
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from rich.console import Console

from rag import Rag, Settings
from rag.chat import session
from rag.errors import LibraryEmpty
from rag.terminal.console import ENDLESS

ARTICLES = {
    "one": "Meta may invest ten billion dollars in Scale AI, according to Bloomberg. The talks are at an early stage.",
    "two": "Microsoft has invested thirteen billion dollars in OpenAI since 2019. Both firms declined to comment.",
}
META = "How many dollars may Meta invest in Scale AI, according to Bloomberg?"


@pytest.fixture
def rag(tmp_path: Path) -> Iterator[Rag]:
    opened = rag_with(tmp_path, ARTICLES)
    yield opened
    opened.close()


def said(rag: Rag, *lines: str) -> tuple[str, str]:
    """What the chat prints on standard output and on standard error."""
    out, err = (
        Console(file=io.StringIO(), width=ENDLESS, markup=False, emoji=False, highlight=False) for _ in range(2)
    )
    session.run(rag, lines, out, err)
    return out.file.getvalue(), err.file.getvalue()  # type: ignore[attr-defined]


class Failing(WordEmbedder):
    """Raises for two words."""

    def embed_queries(self, texts: Sequence[str]) -> Any:
        from rag.errors import ModelError

        if "broken" in texts[0]:
            raise ModelError("The model is broken.", "Mend it.")
        if "interrupted" in texts[0]:
            raise KeyboardInterrupt
        return np.stack([self._embed(text) for text in texts])


@pytest.fixture
def fragile(rag: Rag) -> Iterator[Rag]:
    opened = Rag(settings=rag.settings, embedder=Failing())
    yield opened
    opened.close()


def test_an_error_in_one_question_does_not_end_the_session(fragile: Rag):
    out, err = said(fragile, "is it broken?", META)
    assert err == "The model is broken.\nMend it.\n"
    assert "ten billion" in out


def test_ctrl_c_ends_a_piped_session(fragile: Rag):
    with pytest.raises(KeyboardInterrupt):
        said(fragile, "is it interrupted?", META)


def test_an_empty_library_is_said_at_the_start(tmp_path: Path):
    empty = Rag(settings=Settings(home=tmp_path / "none"), embedder=WordEmbedder())
    with pytest.raises(LibraryEmpty, match="is empty"):
        said(empty, META)


def test_questions_as_documents_are_answered_in_turn_and_an_error_stands_in_its_place(fragile: Rag):
    documents = session.answer_lines(fragile, [META + "\n", "\n", "is it broken?\r\n", "And Microsoft in OpenAI?\n"])
    assert [d["question"] for d in documents] == [META, "is it broken?", "And Microsoft in OpenAI?"]
    assert documents[1] == {"question": "is it broken?", "error": "The model is broken.", "hint": "Mend it."}
    assert documents[0]["citations"]


def test_at_the_prompt_ctrl_c_clears_the_line_and_ctrl_d_leaves(rag: Rag, capsys: pytest.CaptureFixture[str]):
    with create_pipe_input() as keyboard, create_app_session(input=keyboard):
        keyboard.send_text(f"half a quest\x03{META}\r\x04")
        session.converse(rag)
    shown = capsys.readouterr()
    assert "2 articles · extractive" in shown.out
    assert "[1] Meta may invest" in shown.out
    assert "Ctrl-D or /quit leaves." in shown.err


def test_what_was_typed_is_kept_for_the_next_time_and_read_by_nobody_else(rag: Rag):
    for text in (f"{META}\r/quit\r", "\x1b[A\x1b[A\r\x04"):  # the second time: up, up, return
        with create_pipe_input() as keyboard, create_app_session(input=keyboard):
            keyboard.send_text(text)
            session.converse(rag)
    kept = rag.settings.home / "chat-history"
    assert kept.read_text(encoding="utf-8").count(f"+{META}") == 2
    if sys.platform != "win32":
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_where_nothing_can_be_kept_one_can_still_chat(rag: Rag, capsys: pytest.CaptureFixture[str]):
    (rag.settings.home / "chat-history").mkdir()  # so that no history file can be made
    with create_pipe_input() as keyboard, create_app_session(input=keyboard):
        keyboard.send_text(f"{META}\r\x04")
        session.converse(rag)
    assert "ten billion" in capsys.readouterr().out
