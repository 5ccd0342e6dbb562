"""Answers that are remembered until the library changes: many readers ask the same, and a verdict asks again."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Hashable, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from ..types import Progress
from .pool import Pool

if TYPE_CHECKING:
    from ..service import Rag

MOST = 500
"""Answers that are kept, those asked for last: about 30 KB each."""


class Remembered:
    """Answers as its library does. Belongs to one event loop.

    An answer that a chat model words is not kept: whoever asks again may want it worded anew.
    """

    def __init__(self, rag: Rag, pool: Pool, most: int = MOST) -> None:
        self._rag, self._pool, self._most = rag, pool, most
        self._kept: dict[Hashable, Sequence[Progress]] = {}

    def astream(self, **asked: Any) -> AsyncGenerator[Progress, None]:
        """`Rag.astream`; `seconds` are those that the answer took the first time. Raises at once what that does."""
        return self._steps(self._rag.query(**asked), asked)

    async def _steps(self, query: Hashable, asked: dict[str, Any]) -> AsyncGenerator[Progress, None]:
        state = await self._pool.run(self._rag.state)
        key = query, state
        if known := self._kept.pop(key, None):
            self._kept[key] = known
            for step in known:
                yield step
            return
        steps = list[Progress]()
        async with aclosing(self._rag.astream(**asked)) as made:
            async for step in made:
                steps.append(step)
                yield step
        if state is not None:
            self._keep(key, steps)

    def _keep(self, key: Hashable, steps: Sequence[Progress]) -> None:
        self._kept[key] = steps
        while len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]
