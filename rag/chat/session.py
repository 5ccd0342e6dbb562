"""One chat from start to end: at a terminal, over piped lines, or as one JSON document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from ..errors import RagError
from ..storage.errors import no_articles
from ..terminal.console import notes, results, unechoed
from .conversation import Conversation

if TYPE_CHECKING:
    from rich.console import Console

    from ..service import Rag
    from ..storage.records import Entry
    from .keyboard import Keyboard

AT_LATEST = 0.3
"""Seconds until the warm-up starts if the prompt was not reported as shown before."""


def run(rag: Rag, lines: Iterable[str], out: Console, err: Console) -> bool:
    """Takes lines until they end or one is /quit; True if none failed. Raises `LibraryEmpty`."""
    _require_articles(rag)
    conversation = Conversation(rag, out, err)
    for line in lines:
        if not conversation.take(line):
            break
    return not conversation.failed


def answer_lines(rag: Rag, lines: Iterable[str]) -> list[dict[str, Any]]:
    """The answers as JSON documents, with the earlier ones as history; a failed question gives its error."""
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
    """The lines of piped input, without line ends."""
    for line in stream:
        yield line.rstrip("\r\n")


def converse(rag: Rag) -> None:
    """The chat at a terminal. Ctrl-C stops an answer or clears the line; Ctrl-D leaves. Raises `LibraryEmpty`."""
    from . import views
    from .keyboard import Keyboard, Words

    out, err = results(), notes()
    out.print(views.greeting(_require_articles(rag), rag.settings.model))
    warming = Warming(rag)
    conversation = Conversation(rag, out, err, warming.wait)
    words = Words(
        lambda: [(command.name, command.does) for command in conversation.commands.values()],
        lambda: [(entry.id, entry.title) for entry in rag.articles()],
        lambda: conversation.citations,
    )
    with unechoed():
        _talk(conversation, Keyboard(rag.settings.folder, words, warming.begin), err)


def _talk(conversation: Conversation, keyboard: Keyboard, err: Console) -> None:
    line: str | None = None
    while True:
        try:
            line = None
            line = keyboard.read(conversation.narrowed)
            if not conversation.take(line):
                return
        except KeyboardInterrupt:
            err.print("Ctrl-D or /quit leaves." if line is None else "Stopped.", style="dim")
        except EOFError:
            return


class Warming:
    """`Rag.warm_up` in a thread behind the prompt. Ctrl-C interrupts the wait for it, never a half-done import."""

    def __init__(self, rag: Rag) -> None:
        self._rag = rag
        self._begun = Event()
        self._thread = Thread(target=self._warm_up, name="warm-up", daemon=True)
        self._thread.start()

    def begin(self) -> None:
        """Starts the warm-up: the prompt is on the screen, so it is not delayed."""
        self._begun.set()

    def wait(self) -> None:
        """Blocks until the warm-up is done or has failed; after a failure, the question raises the same error."""
        self._begun.set()
        while self._thread.is_alive():
            self._thread.join(0.1)  # on Windows, Ctrl-C does not interrupt a longer join

    def _warm_up(self) -> None:
        self._begun.wait(AT_LATEST)
        with suppress(Exception):  # a traceback would appear in the line being typed
            self._rag.warm_up()


def _require_articles(rag: Rag) -> list[Entry]:
    entries = rag.articles()
    if not entries:
        raise no_articles(rag.settings.home)
    return entries
