"""A conversation for tests: lines in, the text of both outputs out."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from rag import Rag
from rag.chat.conversation import Conversation
from rag.terminal.console import ENDLESS

ARTICLES = {
    "one": "Meta may invest ten billion dollars in Scale AI, according to Bloomberg. The talks are at an early stage.",
    "two": "Microsoft has invested thirteen billion dollars in OpenAI since 2019. Both firms declined to comment.",
}
META = "How many dollars may Meta invest in Scale AI, according to Bloomberg?"
META_SAYS = "Meta may invest ten billion dollars in Scale AI, according to Bloomberg."
VOLCANO = "Which volcano erupted near Reykjavik?"


def console(width: int = ENDLESS, **options: Any) -> Console:
    return Console(file=io.StringIO(), width=width, markup=False, emoji=False, highlight=False, **options)


def printed(screen: Console) -> str:
    return screen.file.getvalue()  # type: ignore[attr-defined]


class Talk:
    """A conversation, and what each line of it prints."""

    def __init__(self, rag: Rag, **options: Any) -> None:
        self.out, self.err = console(**options), console(**options)
        self.conversation = Conversation(rag, self.out, self.err)

    def __call__(self, *lines: str) -> tuple[str, str]:
        """What these lines print on standard output and on standard error."""
        before = len(printed(self.out)), len(printed(self.err))
        for line in lines:
            if not self.conversation.take(line):
                break
        return printed(self.out)[before[0] :], printed(self.err)[before[1] :]
