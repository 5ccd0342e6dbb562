"""A server on loopback, in a thread of this process, and what it serves."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from helpers.fakes import ScriptedModel
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk
from pydantic import Field

from rag import Rag
from rag.server.app import ServerOptions
from rag.server.serve import Server

ARTICLES = {
    "one": "Meta may invest ten billion dollars in Scale AI, according to Bloomberg. The talks are at an early stage.",
    "two": "---\nsource: The Post\npublished: 2026-05-04\nurl: https://post.example/openai\n---\n"
    "Microsoft has invested thirteen billion dollars in OpenAI since 2019. Both firms declined to comment.",
    "bridge": "---\ntitle: The bridge <script>document.title = 'owned'</script>\nsource: <b>Harbour News</b>\n---\n"
    "<img src=x onerror=\"document.title = 'owned'\"> The tram bridge over the Kelda cost 41 million crowns 🌉.\n\n"
    "<script>document.title = 'owned'</script> The tram bridge was opened by mayor Ines Okafor in May.",
}


class Slow(ScriptedModel):
    """Writes two sentences, waits for `go`, and writes the next one."""

    go: Any = Field(default_factory=threading.Event)

    def _stream(self, messages: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
        self.told.append(messages)
        try:
            for text in (
                "Meta may invest ten billion dollars in Scale AI [1.1].\n",
                "The talks ",
                "are early [1.2].\n",
            ):
                yield ChatGenerationChunk(message=AIMessageChunk(text))
            self.go.wait(60)
            for text in ("So ", "it ", "is."):
                yield ChatGenerationChunk(message=AIMessageChunk(text))
        except GeneratorExit:
            self.stopped = True
            raise


@contextmanager
def served(rag: Rag, **options: Any) -> Iterator[str]:
    """The address of a server over this library. `options` are those of `ServerOptions`."""
    server, started = Server(rag, ServerOptions(**options), 0), threading.Event()
    thread = threading.Thread(target=server.listen, args=(lambda _: started.set(),))
    thread.start()
    try:
        assert started.wait(30)
        yield server.url
    finally:
        server.should_exit = True
        thread.join()
