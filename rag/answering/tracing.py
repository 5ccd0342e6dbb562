"""LangSmith, which comes with LangChain and sends every question, passage and answer away where a variable of the environment says so.

That variable may have been set for another program, or by a folder's own `.env`: here nothing is sent unless `tracing` is on as well.
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
    """What LangChain does within is reported to nobody, in this thread and in those that LangChain starts."""
    from langsmith import tracing_context

    for name in (
        "LANGCHAIN_TRACING",
        "LANGCHAIN_HANDLER",
    ):  # of a version long gone: all that LangChain still does with them is to raise
        os.environ.pop(name, None)
    with tracing_context(enabled=False):
        yield


def untraced_steps(steps: Generator[T, None, None]) -> Generator[T, None, None]:
    """The same for a generator. Between its steps whoever takes them is traced as before: they run in a context of their own."""
    context, stack = copy_context(), ExitStack()
    context.run(stack.enter_context, untraced())
    end = object()
    try:
        while (step := context.run(next, steps, end)) is not end:
            yield step  # type: ignore[misc] # it is not `end`
    finally:
        context.run(steps.close)
        context.run(stack.close)
