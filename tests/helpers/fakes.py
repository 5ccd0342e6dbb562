"""Fakes of the embedder and the chat model, passed in as arguments."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from numpy.typing import NDArray
from pydantic import Field

from rag.types import Chunk


class WordEmbedder:
    """Maps each word to one of 256 dimensions by its CRC-32, so texts that share words are near. Loads nothing."""

    name = "words-256"
    dimension = 256

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self._embed(text) for text in texts])

    def embed_chunks(self, titled: Sequence[tuple[str, Chunk]]) -> list[NDArray[np.float32]]:
        return [
            np.stack(
                [
                    self._embed(f"{title} {c.text}"),
                    self._embed(title),
                    *(self._embed(c.text[s.start - c.start : s.end - c.start]) for s in c.sentences),
                ]
            )
            for title, c in titled
        ]

    def _embed(self, text: str) -> NDArray[np.float32]:
        vector = np.zeros(self.dimension, dtype=np.float32)
        for word in re.findall(r"\w+", text.casefold()):
            vector[zlib.crc32(word.encode()) % self.dimension] += 1
        vector[0] += 1e-3  # an empty text needs a direction too
        return vector / np.linalg.norm(vector)


class ScriptedModel(BaseChatModel):
    """A chat model that writes `reply` in chunks of `size` characters, or raises; it records its prompts."""

    reply: str = ""
    size: int = 5
    finish: str = "stop"
    streams: bool = True
    error: Exception | None = None
    fails_after: int = 0
    """Chunks before `error` is raised."""
    failures: int = 1_000
    """Calls that raise `error`; later ones answer."""
    told: list[list[BaseMessage]] = Field(default_factory=list)
    chunks: int = 0
    """How many were taken."""
    stopped: bool = False

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _should_stream(self, *args: Any, **kwargs: Any) -> bool:
        return self.streams and super()._should_stream(*args, **kwargs)

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        self.told.append(messages)
        if self.error and len(self.told) <= self.failures:
            raise self.error
        message = AIMessage(self.reply, response_metadata={"finish_reason": self.finish}, usage_metadata=_usage(20))
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:
        self.told.append(messages)
        fails = self.error is not None and len(self.told) <= self.failures
        try:
            for number, at in enumerate(range(0, len(self.reply) + self.size, self.size)):
                if fails and number == self.fails_after and self.error:
                    raise self.error
                self.chunks += 1
                yield ChatGenerationChunk(message=AIMessageChunk(self.reply[at : at + self.size]))
            last = AIMessageChunk("", response_metadata={"finish_reason": self.finish}, usage_metadata=_usage(20))
            yield ChatGenerationChunk(message=last)
        except GeneratorExit:
            self.stopped = True
            raise


def _usage(written: int) -> UsageMetadata:
    return {"input_tokens": 200, "output_tokens": written, "total_tokens": 200 + written}
