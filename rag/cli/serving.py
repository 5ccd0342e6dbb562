"""`rag serve`: other programs, and a page in a browser, ask the library."""

from __future__ import annotations

import importlib.util
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import RagError, SettingsError
from ..files import read_bounded
from ..terminal.console import notes, results, write_json_line
from ..terminal.sanitize import one_line
from .options import AsJson, Fallback, Home, Model, opened

if TYPE_CHECKING:
    from ..server.app import ServerOptions
    from ..service import Rag

PORT = 8484
LARGEST_TOKEN = 10_000
"""Bytes of a token's file."""


def serve(
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="N", min=0, max=65535, help="Its port; 0 takes a free one.")] = PORT,
    token: Annotated[
        str, typer.Option(metavar="TEXT", help="What clients must show. Users of this machine can see it here.")
    ] = "",
    token_file: Annotated[Path | None, typer.Option(metavar="FILE", help="A file that holds the token.")] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option("--allow-host", metavar="NAME", help="Another name of the server; may be repeated."),
    ] = None,
    allow_origin: Annotated[
        list[str] | None,
        typer.Option("--allow-origin", metavar="SITE", help="Let pages of https://SITE ask; may be repeated."),
    ] = None,
    open_webui: Annotated[
        bool, typer.Option("--open-webui", help="Send Open WebUI the events from which it shows its sources.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Write no line for each request.")] = False,
    model: Model = None,
    fallback: Fallback = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Answer other programs over HTTP, and readers on a page in the browser.

    Only this machine can ask, unless --host names another address; then clients must show a token, as the header
    `Authorization: Bearer TOKEN`. With a token they may also add and remove articles. Behind a proxy name the public
    host with --allow-host. Pages of other sites may ask only with --allow-origin.

    What is ingested meanwhile is answered from at once. Ctrl-C and SIGTERM let running answers finish, for 10 s at
    most, and end with exit code 0.
    """
    _require_packages()
    from ..server.access import Access
    from ..server.app import ServerOptions

    access = Access(
        host,
        _token(token, token_file),
        frozenset(name.lower() for name in allow_host or ()),
        frozenset(site.rstrip("/") for site in allow_origin or ()),
    )
    with opened(home, model=model, fallback=fallback) as rag:
        err = notes()
        log = None if quiet else lambda line: err.print(line, style="dim", soft_wrap=True)
        _listen(rag, ServerOptions(access, open_webui=open_webui, log=log), port, as_json)


def mcp(model: Model = None, fallback: Fallback = None, home: Home = None) -> None:
    """Give an agent tools that ask the library, over MCP on standard input and output.

    An agent's program starts this itself: name the command `rag mcp` in its settings. The tools ask, search, article,
    timeline and check change nothing, so several may run at once, and beside `rag serve`.
    """
    _require_packages()
    from ..server.agent_tools import serve_standard_input

    with opened(home, model=model, fallback=fallback) as rag, suppress(KeyboardInterrupt):
        serve_standard_input(rag)


def _listen(rag: Rag, options: ServerOptions, port: int, as_json: bool) -> None:
    from ..chat.session import Warming
    from ..server.serve import Server

    number = len(rag.articles())
    server = Server(rag, options, port)

    def started(url: str) -> None:
        if as_json:
            write_json_line({"url": url, "articles": number})
            return
        out = results()
        out.print(f"{url}  {number:,} article{'s' * (number != 1)} to ask, on a page in the browser", soft_wrap=True)
        for path, what in (
            ("/ask?q=…", "the document of `rag ask --json`; also /timeline, /articles, /check and /health"),
            ("/v1", "OpenAI's API, for clients that take a base_url"),
            ("/mcp", "tools for agents"),
        ):
            out.print(f"{url}{path}  {what}", soft_wrap=True)
        notes().print("Ctrl-C ends it.", style="dim")

    Warming(rag).begin()
    server.listen(started)


def _token(given: str, file: Path | None) -> str:
    if file is None:
        return given
    if given:
        raise SettingsError("There are two tokens.", "Leave --token or --token-file out.")
    try:
        found = read_bounded(file, LARGEST_TOKEN).decode("utf-8-sig").strip()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is no text"
        raise SettingsError(
            f"{file} cannot be read: {why}.", f"Write a token into it: openssl rand -hex 24 > {one_line(str(file))}"
        ) from None
    if not found:
        raise SettingsError(f"{file} is empty.", f"Write a token into it: openssl rand -hex 24 > {one_line(str(file))}")
    return found


def _require_packages() -> None:
    if missing := [name for name in ("starlette", "uvicorn", "mcp") if importlib.util.find_spec(name) is None]:
        raise RagError(
            f"A server needs {', '.join(missing)}, not installed yet.", f"Type: pip install {' '.join(missing)}"
        )
