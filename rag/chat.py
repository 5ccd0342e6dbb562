"""The chat: questions in, answers with their sources out, until somebody leaves. The loop takes its input and output as arguments."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING, Any

from rich.text import Text

from . import showing
from .errors import LibraryEmpty, RagError
from .terminal import notes, results, safe

if TYPE_CHECKING:
    from pathlib import Path

    from prompt_toolkit.history import History
    from rich.console import Console

    from .service import Rag
    from .types import Answer

PROMPT = "> "
COMMANDS = {
    "/sources": "the last answer's sources, with what they say",
    "/help": "this list",
    "/quit": "leave (Ctrl-D does too)",
}


class Conversation:
    """What has been said so far, and what to do with the next line."""

    def __init__(self, rag: Rag, out: Console, err: Console) -> None:
        self._rag, self._out, self._err = rag, out, err
        self._history: list[tuple[str, str]] = []
        self._last: Answer | None = None
        self._commands: dict[str, Callable[[], bool]] = {"/sources": self._sources, "/help": self._help, "/quit": lambda: False}

    def take(self, line: str) -> bool:
        """Answers a question or obeys a command; False when it was the last."""
        words = line.strip()
        if not words:
            return True
        if words.startswith("/"):
            return self._commands.get(words.split()[0].lower(), lambda: self._unknown(words))()
        try:
            self._answer(words)
        except RagError as error:
            _complain(self._err, error)
        return True

    def _answer(self, question: str) -> None:
        answer = self._rag.ask(question, history=self._history)
        self._history.append((question, answer.plain))
        self._last = answer
        self._out.print(showing.short_answer(answer))
        self._out.print()

    def _sources(self) -> bool:
        if self._last is None or not self._last.citations:
            self._err.print("There are no sources to show." if self._last else "Nothing has been asked yet.")
        else:
            self._out.print(showing.sources(self._last.citations))
            self._out.print()
        return True

    def _help(self) -> bool:
        self._out.print("Type a question, or one of these:")
        for name, does in COMMANDS.items():
            self._out.print(showing.Hanging(f"  {name:<10}", Text(does)))
        return True

    def _unknown(self, words: str) -> bool:
        self._err.print(f"There is no command {safe(words.split()[0])}. Type /help for those there are.")
        return True


def run(rag: Rag, lines: Iterable[str], out: Console, err: Console, *, typed: bool = False) -> None:
    """Takes one line after the other until they end or one says /quit. Where they are `typed`, Ctrl-C stops the answer alone.

    Raises `LibraryEmpty` where there is nobody to ask.
    """
    _require_articles(rag)
    conversation = Conversation(rag, out, err)
    for line in lines:
        try:
            if not conversation.take(line):
                return
        except KeyboardInterrupt:
            if not typed:
                raise
            err.print("Stopped.", style="dim")


def answer_lines(rag: Rag, lines: Iterable[str]) -> list[dict[str, Any]]:
    """The answers to these questions, each knowing those before it, as documents; of one that failed, its error."""
    _require_articles(rag)
    history: list[tuple[str, str]] = []
    documents = []
    for line in lines_of(lines):
        if not line.strip():
            continue
        try:
            answer = rag.ask(line.strip(), history=history)
        except RagError as error:
            documents.append({"question": line.strip(), "error": error.message, "hint": error.hint})
        else:
            history.append((line.strip(), answer.plain))
            documents.append(answer.to_dict())
    return documents


def lines_of(stream: Iterable[str]) -> Iterator[str]:
    """The lines of piped input."""
    for line in stream:
        yield line.rstrip("\r\n")


def converse(rag: Rag) -> None:
    """The chat at a terminal."""
    out, err = results(), notes()
    number = _require_articles(rag)
    warming = Thread(target=_warm_up, args=(rag,), name="warm-up")
    warming.start()
    out.print(f"{number} article{'s' * (number != 1)} · {rag.settings.model} · /help for help, Ctrl-D to leave", style="dim")
    run(rag, _typed(rag, err), out, err, typed=True)


def _warm_up(rag: Rag) -> None:
    with suppress(RagError):  # the first question will say it
        rag.warm_up()


def _require_articles(rag: Rag) -> int:
    number = len(rag.articles())
    if not number:
        raise LibraryEmpty(f"The library in {rag.settings.home} is empty.", "Type `rag ingest PATH` to put articles into it.")
    return number


def _complain(err: Console, error: RagError) -> None:
    err.print(safe(error.message), style="bold red")
    if error.hint:
        err.print(safe(error.hint))


def _typed(rag: Rag, err: Console) -> Iterator[str]:
    """What is typed at the prompt. Ctrl-C clears the line, Ctrl-D ends."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.output import create_output

    session: PromptSession[str] = PromptSession(history=_history(rag.settings.home), output=create_output(always_prefer_tty=True))
    while True:
        try:
            yield session.prompt(PROMPT)
        except KeyboardInterrupt:
            err.print("Ctrl-D or /quit leaves.", style="dim")
        except EOFError:
            return


def _history(home: Path) -> History:
    """Of all chats with this library, in a file that only its owner reads; of this one alone where it cannot be written."""
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    path = home / "chat-history"
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
    except OSError:
        return InMemoryHistory()
    return FileHistory(str(path))
