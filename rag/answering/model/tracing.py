"""Keeps LangSmith off. It comes with LangChain and uploads every question, passage and answer if a variable says so.

That environment variable may be meant for another program, so nothing is sent unless the setting `tracing` is on.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import copy_context
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def untraced() -> Iterator[None]:
    """Nothing that LangChain does inside is traced, in this thread and in those that LangChain starts."""
    from langsmith import tracing_context

    for name in ("LANGCHAIN_TRACING", "LANGCHAIN_HANDLER"):  # obsolete: LangChain raises if they are set
        os.environ.pop(name, None)
    with tracing_context(enabled=False):
        yield


def untraced_steps(steps: Generator[T, None, None]) -> Generator[T, None, None]:
    """The same for a generator. Its steps run in a context of their own, so that the caller is traced as before."""
    context, stack = copy_context(), ExitStack()
    context.run(stack.enter_context, untraced())
    end = object()
    try:
        while (step := context.run(next, steps, end)) is not end:
            yield step  # type: ignore[misc] # it is not `end`
    finally:
        context.run(steps.close)
        context.run(stack.close)
