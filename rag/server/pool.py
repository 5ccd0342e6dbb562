"""The threads that answer: a few at once, a queue of bounded length before them, and a place for each question."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from typing import TypeVar

from ..types import Answer, Progress
from .replies import Overloaded

T = TypeVar("T")
READERS = 2
"""Threads that read articles."""
FIRST_GUESS = 0.1
"""Seconds that a question takes, as long as none has been answered."""


@dataclass(frozen=True)
class Limits:
    """How much the server takes on."""

    threads: int = 4
    """Questions that are answered at once: they share the processor, so more would only make each slower."""
    waiting: int = 200
    """Questions that may wait; the next one is told to come again."""


class Pool:
    """Runs what blocks in threads. `start` and `stop` belong to one event loop."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._threads: ThreadPoolExecutor | None = None
        self._reading: ThreadPoolExecutor | None = None
        self._writing: ThreadPoolExecutor | None = None
        self._seconds = FIRST_GUESS
        self.taken = 0
        """Questions that run or wait."""

    def start(self) -> None:
        """Makes the threads. `Rag.astream` uses those of its loop, so the pool's are the loop's."""
        self._threads = ThreadPoolExecutor(self._limits.threads, "question")
        self._reading = ThreadPoolExecutor(READERS, "reading")
        self._writing = ThreadPoolExecutor(1, "writing")
        asyncio.get_running_loop().set_default_executor(self._threads)

    def stop(self) -> None:
        """Waits for no thread: a chat model that is still silent must not hold the end of the program."""
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
        for threads in (self._threads, self._reading, self._writing):
            if threads:
                threads.shutdown(wait=False, cancel_futures=True)

    async def run(self, work: Callable[[], T]) -> T:
        """What `work` returns, which reads the library and is no question. It does not wait behind questions."""
        return await asyncio.get_running_loop().run_in_executor(self._reading, work)

    async def write(self, work: Callable[[], T]) -> T:
        """What `work` returns, which changes the library: one at a time, as the library allows."""
        return await asyncio.get_running_loop().run_in_executor(self._writing, work)

    async def work(self, asked: Callable[[], T]) -> T:
        """What `asked` returns, which takes as long as a question. Raises `Overloaded`."""
        self._check_room()
        with self._place():
            return await asyncio.get_running_loop().run_in_executor(None, asked)

    def steps(self, made: Callable[[], AsyncGenerator[Progress, None]]) -> AsyncGenerator[Progress, None]:
        """The steps of an answer, which a closed stream ends. Raises at once `Overloaded`, and what `made` raises."""
        self._check_room()
        return self._placed(made())

    async def answer(self, made: Callable[[], AsyncGenerator[Progress, None]]) -> Answer:
        """The last of the steps."""
        async with aclosing(self.steps(made)) as steps:
            answers = [step.answer async for step in steps if step.answer]
        return answers[-1]

    async def _placed(self, steps: AsyncGenerator[Progress, None]) -> AsyncGenerator[Progress, None]:
        with self._place():
            async with aclosing(steps):
                async for step in steps:
                    yield step

    def _check_room(self) -> None:
        if self.taken >= self._limits.threads + self._limits.waiting:
            raise Overloaded(max(1, math.ceil(self.taken * self._seconds / self._limits.threads)))

    @contextmanager
    def _place(self) -> Iterator[None]:
        self.taken += 1
        began, ahead = time.perf_counter(), max(1, self.taken / self._limits.threads)
        try:
            yield
        finally:
            self.taken -= 1
            self._seconds += 0.1 * ((time.perf_counter() - began) / ahead - self._seconds)
