"""The library's tools over MCP: `/mcp` of the server, and `rag mcp` on standard input and output."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp.types import ToolAnnotations

from .. import __version__
from ..errors import RagError
from ..tools import Answered, Tools
from .pool import Limits, Pool
from .remembered import Remembered

if TYPE_CHECKING:
    from ..service import Rag

ABOUT = (
    "Answers questions from a library of articles, with quotes that can be checked to the character. "
    "Ask first; search and read an article where an answer is not enough. Name the source of what you quote."
)


def make_tools(rag: Rag, answers: Remembered, pool: Pool) -> MCPServer[None]:
    """The MCP server. None of its tools changes the library."""
    server = MCPServer[None]("rag", title="Articles", instructions=ABOUT, version=__version__, log_level="ERROR")
    tools = Tools(rag)
    harmless = ToolAnnotations(read_only_hint=True, open_world_hint=False)

    @_reported
    @wraps(tools.ask)
    async def ask(**asked: Any) -> Answered:
        answer = await pool.answer(partial(answers.astream, **asked))
        return await pool.run(partial(tools.answered, answer))

    threaded = (tools.search, tools.article, tools.timeline, tools.check)
    for tool in (ask, *(_reported(_in_pool(pool, each)) for each in threaded)):
        server.add_tool(tool, annotations=harmless, structured_output=True)

    @server.resource("article://{+article_id}", name="article", mime_type="text/plain")
    async def article(article_id: str) -> str:
        """An article's text."""
        try:
            return (await pool.run(partial(rag.article, article_id))).text
        except RagError as error:
            raise ResourceNotFoundError(error.advice) from None

    return server


def serve_standard_input(rag: Rag) -> None:
    """Speaks MCP on standard input and output until the input ends."""

    async def run() -> None:
        pool = Pool(Limits())
        pool.start()
        try:
            await make_tools(rag, Remembered(rag, pool), pool).run_stdio_async()
        finally:
            pool.stop()

    asyncio.run(run())


def _in_pool(pool: Pool, tool: Callable[..., Any]) -> Callable[..., Awaitable[Any]]:
    @wraps(tool)
    async def called(**given: Any) -> Any:
        return await pool.work(partial(tool, **given))

    return called


def _reported(tool: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """The tool, its errors as sentences for the model."""

    @wraps(tool)
    async def called(*args: Any, **given: Any) -> Any:
        try:
            return await tool(*args, **given)
        except RagError as error:
            raise ToolError(error.advice) from None

    return called
