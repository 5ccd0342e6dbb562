"""A library's tools for an agent of LangChain or LangGraph; `Rag.as_retriever` and `Rag.chain` are the other doors."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from .errors import RagError
from .tools import Tools, dumped

if TYPE_CHECKING:
    from collections.abc import Callable

    from langchain_core.tools import BaseTool

    from .service import Rag


def tools(rag: Rag) -> list[BaseTool]:
    """`ask`, `search`, `article`, `timeline` and `check` as LangChain tools: they answer with JSON, change nothing."""
    from langchain_core.tools import StructuredTool

    made = Tools(rag)
    return [
        StructuredTool.from_function(_as_text(each), handle_tool_error=True)
        for each in (made.ask, made.search, made.article, made.timeline, made.check)
    ]


def _as_text(tool: Callable[..., Any]) -> Callable[..., str]:
    from langchain_core.tools import ToolException

    @wraps(tool)
    def called(**given: Any) -> str:
        try:
            return dumped(tool(**given))
        except RagError as error:
            raise ToolException(error.advice) from None

    return called
