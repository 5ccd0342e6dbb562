"""The prompt: history, Tab completion, and pasting as one line. The only file that imports prompt_toolkit."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..files import PRIVATE, make_folder
from ..terminal.sanitize import one_line, safe
from ..terminal.widgets import shortened

if TYPE_CHECKING:
    from prompt_toolkit.completion import Completer, Completion
    from prompt_toolkit.document import Document
    from prompt_toolkit.history import History
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.output import Output

PROMPT = "> "


class Words(NamedTuple):
    """What Tab completes; each function is called when Tab is pressed."""

    commands: Callable[[], Sequence[tuple[str, str]]]
    """(Name, what it does)."""
    articles: Callable[[], Sequence[tuple[str, str]]]
    """(Id, title)."""
    citations: Callable[[], Sequence[int]]
    """Markers of the last answer."""


class Keyboard:
    """The prompt at a terminal."""

    def __init__(self, home: Path, words: Words, on_shown: Callable[[], None] = lambda: None) -> None:
        """`on_shown` is called after every rendering of the prompt."""
        from prompt_toolkit import PromptSession

        self._session: PromptSession[str] = PromptSession(
            history=_history(home),
            completer=_completer(words),
            complete_while_typing=False,
            key_bindings=_bindings(),
            output=_screen(),
        )
        self._session.app.after_render += lambda _: on_shown()

    def read(self, above: str = "") -> str:
        """The next line; `above` is shown over the prompt. Raises `KeyboardInterrupt` (Ctrl-C), `EOFError` (Ctrl-D)."""
        shown = shortened(above, self._session.output.get_size().columns - 2)
        return self._session.prompt([("", f"({shown})\n" if above else ""), ("bold ansicyan", PROMPT)])


def _screen() -> Output | None:
    """None for a dumb terminal: prompt_toolkit sends it no escape sequences only if it chooses the output itself."""
    from prompt_toolkit.output import create_output
    from prompt_toolkit.output.vt100 import Vt100_Output
    from prompt_toolkit.utils import is_dumb_terminal

    if is_dumb_terminal():
        return None
    output = create_output(always_prefer_tty=True)
    if isinstance(output, Vt100_Output):
        output.enable_cpr = False  # the terminal's reply can come late and be read as typing
    return output


def as_one_line(pasted: str) -> str:
    """Pasted text as one line; control characters in it do not act as keys."""
    return re.sub(r"\s+", " ", safe(pasted))


def _bindings() -> KeyBindings:
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.keys import Keys

    bindings = KeyBindings()

    @bindings.add(Keys.BracketedPaste)
    def _(event: Any) -> None:
        event.current_buffer.insert_text(as_one_line(event.data))

    return bindings


def _completer(words: Words) -> Completer:
    from prompt_toolkit.completion import Completer, Completion

    class Commands(Completer):
        def get_completions(self, document: Document, complete_event: object) -> Iterable[Completion]:  # noqa: ARG002
            for at, text, shown, meaning in completions(document.text_before_cursor, words):
                yield Completion(text, at, display=shown, display_meta=meaning)

    return Commands()


def completions(typed: str, words: Words) -> Iterable[tuple[int, str, str, str]]:
    """(Start relative to the cursor, text, how it is shown, what it means) for each completion of `typed`."""
    command, blank, rest = typed.partition(" ")
    if not typed.startswith("/"):
        return []
    if not blank:
        return [(-len(typed), name, name, does) for name, does in words.commands() if name.startswith(typed.casefold())]
    last = re.split(r"\s", rest)[-1]
    match command.casefold():
        case "/only":
            found = [(name, title) for name, title in words.articles() if name.startswith(last.strip("'\""))]
            return [(-len(last), shlex.quote(name), one_line(name), one_line(title)) for name, title in found]
        case "/show":
            return [
                (-len(last), str(number), str(number), "")
                for number in words.citations()
                if str(number).startswith(last)
            ]
        case "/save" | "/save!":
            return _paths(rest)
    return []


def _paths(typed: str) -> Iterable[tuple[int, str, str, str]]:
    """Folders and Markdown files, for `/save`."""
    folder, slash, start = typed.rpartition("/")
    with suppress(OSError, RuntimeError, ValueError):
        beside = sorted(Path(f"{folder}{slash}" or ".").expanduser().iterdir())
        names = [path.name + "/" * path.is_dir() for path in beside if path.is_dir() or path.suffix == ".md"]
        return [(-len(start), name, one_line(name), "") for name in names if name.startswith(start) and name[0] != "."]
    return []


def _history(home: Path) -> History:
    """The lines of all chats with this library, in a file that only its owner may read; in memory if that fails."""
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    class Kept(FileHistory):
        def store_string(self, string: str) -> None:
            with suppress(OSError):  # a full disk: the question is still answered
                super().store_string(string)

    path = home / "chat-history"
    try:
        make_folder(home)  # of a library in a database there may be none yet
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE))
    except OSError:
        return InMemoryHistory()
    return Kept(str(path))
