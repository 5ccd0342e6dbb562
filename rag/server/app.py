"""The application: which endpoint a path has, and what stands before all of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mcp.server import MCPServer
from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.staticfiles import StaticFiles

from ..errors import LibraryEmpty, RagError
from .access import Access, CheckedCaller, CheckedToken
from .access_log import AccessLog
from .agent_tools import make_tools
from .articles import Articles
from .asking import Asking
from .changes import Changes
from .openai.api import OpenAI
from .pool import Limits, Pool
from .remembered import Remembered
from .replies import Json, error_reply, refusal
from .verdicts import Verdicts

if TYPE_CHECKING:
    from ..service import Rag

PAGE = Path(__file__).parent / "page"
"""The files of the page, as they are sent."""


@dataclass(frozen=True)
class ServerOptions:
    """What `rag serve` is told."""

    access: Access = field(default_factory=Access)
    limits: Limits = field(default_factory=Limits)
    open_webui: bool = False
    """Whether streams under /v1 carry the events from which Open WebUI shows its sources."""
    log: Callable[[str], None] | None = None
    """Takes a line for each request."""


def make_app(rag: Rag, options: ServerOptions) -> Starlette:
    """The ASGI application over one library."""
    pool, access = Pool(options.limits), options.access
    answers = Remembered(rag, pool)
    page, agents = frozenset(_page()), make_tools(rag, answers, pool)
    before = [
        *([Middleware(AccessLog, options.log)] if options.log else []),
        Middleware(CheckedCaller, access, page),
        Middleware(
            CORSMiddleware,
            allow_origins=tuple(access.origins),
            allow_methods=("GET", "POST", "DELETE"),
            allow_headers=("*",),
            expose_headers=("Mcp-Session-Id", "Retry-After", "X-Total-Count"),
        ),
        Middleware(CheckedToken, access, page | {"/health"}),
    ]
    handlers = {RagError: _mended, HTTPException: _unknown, Exception: _broken}
    routes = [*_routes(rag, answers, pool, options), *_agent_routes(agents)]
    return Starlette(routes=routes, middleware=before, exception_handlers=handlers, lifespan=_life(pool, agents))


def _routes(rag: Rag, answers: Remembered, pool: Pool, options: ServerOptions) -> list[Route]:
    asking, articles, changes = Asking(rag, answers, pool), Articles(rag, pool), Changes(rag, pool, options.access)
    openai = OpenAI(rag, answers, pool, sources=options.open_webui)

    async def health(_: Request) -> Response:
        state = "empty"
        with suppress(LibraryEmpty):
            await pool.run(lambda: rag.versions(""))  # opens the catalog, and raises where it cannot be read
            state = "ok"
        return Json({"status": state, "questions": pool.taken})

    return [
        Route("/ask", asking.ask, methods=["GET", "POST"]),
        Route("/timeline", asking.timeline, methods=["GET"]),
        Route("/check", asking.check, methods=["POST"]),
        Route("/articles", articles.listed, methods=["GET"]),
        Route("/articles", changes.add, methods=["POST"]),
        Route("/articles/{article_id:path}", articles.shown, methods=["GET"]),
        Route("/articles/{article_id:path}", changes.remove, methods=["DELETE"]),
        Route("/feedback", Verdicts(rag, answers, pool).keep, methods=["POST"]),
        Route("/health", health, methods=["GET"]),
        Route("/v1/chat/completions", openai.chat, methods=["POST"]),
        Route("/v1/responses", openai.responses, methods=["POST"]),
        Route("/v1/models", openai.models, methods=["GET"]),
        Route("/v1/models/{model}", openai.model, methods=["GET"]),
        *(Route(path, _file(name), methods=["GET"]) for path, name in _page().items()),
    ]


def _agent_routes(agents: MCPServer[None]) -> list[BaseRoute]:
    """Each request stands alone, and `CheckedCaller` has looked at its host and its site."""
    trusting = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    made = agents.streamable_http_app(json_response=True, stateless_http=True, transport_security=trusting)
    return [Route("/mcp", _unheard, methods=["GET"]), *made.routes]


async def _unheard(_: Request) -> Response:
    """MCP's way to say that the server sends nothing unasked: an open stream would only hold a connection."""
    raise HTTPException(405, headers={"Allow": "POST"})


def _page() -> dict[str, str]:
    """The path of each file of the page."""
    return {"/": "index.html"} | {f"/{path.name}": path.name for path in sorted(PAGE.iterdir())}


def _file(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def sent(request: Request) -> Response:
        response = await StaticFiles(directory=PAGE).get_response(name, request.scope)
        response.headers["cache-control"] = "no-cache"  # asked for again each time, and sent where it has changed
        return response

    return sent


def _life(pool: Pool, agents: MCPServer[None]) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        pool.start()
        try:
            async with agents.session_manager.run():
                yield
        finally:
            pool.stop()

    return life


async def _mended(request: Request, error: Exception) -> Response:
    assert isinstance(error, RagError)  # noqa: S101 - it is registered for these
    return error_reply(request.scope, error)


async def _unknown(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for these
    allowed = ", ".join(sorted(filter(None, (error.headers or {}).get("Allow", "").split(", "))))
    hint = f"There it takes {allowed}." if allowed else "There are /ask, /timeline, /articles and /check."
    return refusal(request.scope, error.status_code, f"{error.detail}: {request.url.path[:200]}", hint, error.headers)


async def _broken(request: Request, _: Exception) -> Response:
    """The traceback goes to standard error."""
    return refusal(request.scope, 500, "The server failed at this request.", "Its standard error says why.")
