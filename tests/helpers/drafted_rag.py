"""A `Rag` that reads and writes as a test says: exact words are set in its passages, and drafts are scripted."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from helpers.fakes import WordEmbedder
from helpers.library_builders import rag_with

from rag import Rag, Settings
from rag.chain import Steps, build_chain
from rag.types import Draft, Passage, Sentence, Span

Write = Callable[[str, Sequence[Passage]], Draft]


class Drafted(Rag):
    """Retrieves as `Rag` does. `words` become the exact words of every sentence that has them."""

    write: Write
    words = ""

    @cached_property
    def chain(self) -> Any:
        return build_chain(
            Steps(
                lambda question, _: (question, {}),
                lambda question, k, *_: tuple(read(passage, self.words) for passage in self.retrieve(question, k)),
                self._drafts,
                self.query,
            )
        )

    def _drafts(self, question: str, passages: Sequence[Passage]) -> Generator[Draft, None, None]:
        yield self.write(question, passages)


def drafted(folder: Path, articles: dict[str, str], write: Write, words: str = "") -> Drafted:
    """A `Drafted` over these articles."""
    rag_with(folder, articles).close()
    rag = Drafted(settings=Settings(home=folder / "library"), embedder=WordEmbedder())
    rag.write, rag.words = write, words
    return rag


def read(passage: Passage, words: str) -> Passage:
    """The passage with these words as the exact words of each of its sentences that has them."""
    return replace(passage, sentences=tuple(_read(sentence, words) for sentence in passage.sentences))


def _read(sentence: Sentence, words: str) -> Sentence:
    if not words or words not in sentence.text:
        return sentence
    start = sentence.start + sentence.text.index(words)
    return replace(sentence, answer=Span(start, start + len(words)))


def key_of(passages: Sequence[Passage], words: str) -> str:
    """The key of the first sentence with these words."""
    keys = {f"{p}.{s}": each.text for p, one in enumerate(passages, 1) for s, each in enumerate(one.sentences, 1)}
    return next(key for key, text in keys.items() if words in text)
