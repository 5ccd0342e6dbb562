"""`POST /articles` and `DELETE /articles/{id}`, for who shows the token: what `rag ingest` and `rag remove` do."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from ..errors import RagError, SettingsError
from ..files import PRIVATE, make_folder, write_whole
from ..parsing.metadata import FIELDS
from ..types import Outcome
from ..urls import url_of
from .access import Access
from .events import EventStream, event
from .pool import Pool
from .replies import Json, Refused
from .requests import bounded, object_of

if TYPE_CHECKING:
    from ..service import Rag

Heard = Callable[[Outcome], None]
Ingest = Callable[[Heard], list[Outcome]]
UPLOADS = "uploads"
"""The folder within the library's that keeps the files that were sent: each is read again when it is sent again."""
MOST_FILES = 100
"""Of one request."""
SEND = 'Send a form with files, {"url": "https://…"}, or {"title": "…", "text": "…"}.'


class Changes:
    """The endpoints that write."""

    def __init__(self, rag: Rag, pool: Pool, access: Access) -> None:
        self._rag, self._pool, self._access = rag, pool, access
        self._folder = rag.settings.folder / UPLOADS

    async def add(self, request: Request) -> Response:
        """Adds or updates articles: the document of `rag ingest --json`, or an event for each outcome."""
        self._require_token()
        work = await self._asked(request)
        if "text/event-stream" in request.headers.get("accept", ""):
            return EventStream(self._events(work))
        outcomes = await self._pool.write(partial(work, lambda _: None))
        failed = bool(outcomes) and all(each.status == "failed" for each in outcomes)
        return Json(_document(outcomes), 422 if failed else 200)

    async def remove(self, request: Request) -> Response:
        """Erases an article, its versions, and its file where it was sent here."""
        self._require_token()
        article_id = request.path_params["article_id"]
        await self._pool.write(partial(self._removed, article_id))
        return Json({"removed": [article_id]})

    def _require_token(self) -> None:
        if not self._access.token:
            only = "Only a server with a token takes or removes articles."
            raise Refused(403, only, "Start it with --token-file FILE.")

    def _removed(self, article_id: str) -> None:
        origin = self._rag.article(article_id).origin
        self._rag.remove(article_id)
        if (sent := Path(origin.partition("#")[0])).parent == self._folder:
            sent.unlink(missing_ok=True)

    async def _asked(self, request: Request) -> Ingest:
        most = int(self._rag.settings.max_mb * 1e6)
        if request.headers.get("content-type", "").startswith("multipart/form-data"):
            async with bounded(request, most).form(max_files=MOST_FILES, max_fields=len(FIELDS)) as form:
                fields = {name: value for name, value in form.items() if isinstance(value, str)}
                files = [each for each in form.getlist("file") if isinstance(each, UploadFile)]
                sent = {_file_name(file.filename or ""): await file.read() for file in files}
            if not sent:
                raise SettingsError("The form has no file.", "Send it: curl -F file=@article.pdf")
            return partial(self._kept, sent, fields)
        given = await object_of(request, most)
        if "text" in given:
            return lambda heard: self._rag.add(given, on_outcome=heard)
        articles = given.get("articles")
        if isinstance(articles, list) and set(given) == {"articles"}:
            return lambda heard: self._rag.add(articles, on_outcome=heard)
        url = url_of(given["url"]) if isinstance(given.get("url"), str) else None
        if not url:
            raise SettingsError("The request holds no article.", SEND)
        rest = {name: value for name, value in given.items() if name != "url"}
        return lambda heard: self._rag.ingest([url], overrides=rest, on_outcome=heard)

    def _kept(self, sent: Mapping[str, bytes], fields: Mapping[str, str], heard: Heard) -> list[Outcome]:
        """Reads files that were sent; those that cannot be read are not kept."""
        make_folder(self._folder)
        paths = [self._folder / name for name in sent]
        for path, data in zip(paths, sent.values(), strict=True):
            write_whole(path, data, PRIVATE)
        outcomes = self._rag.ingest(paths, overrides=fields, on_outcome=heard)
        for outcome in outcomes:
            if outcome.status == "failed" and outcome.article_id not in self._held():
                Path(outcome.origin).unlink(missing_ok=True)
        return outcomes

    def _held(self) -> set[str]:
        return {entry.id for entry in self._rag.articles()}

    async def _events(self, work: Ingest) -> AsyncGenerator[bytes, None]:
        loop, told = asyncio.get_running_loop(), asyncio.Queue[Outcome | None]()

        def heard(outcome: Outcome) -> None:
            loop.call_soon_threadsafe(told.put_nowait, outcome)

        task = asyncio.ensure_future(self._pool.write(partial(work, heard)))
        task.add_done_callback(lambda _: told.put_nowait(None))
        while outcome := await told.get():
            yield event(asdict(outcome), "outcome")
        try:
            yield event(_document(await task), "done")
        except RagError as error:
            yield event({"error": error.message, "hint": error.hint}, "error")


def _document(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    statuses = [outcome.status for outcome in outcomes]
    counts = {status: statuses.count(status) for status in dict.fromkeys(statuses)}
    return {"outcomes": [asdict(outcome) for outcome in outcomes], "counts": counts}


def _file_name(given: str) -> str:
    """The name without a folder, and without what a file system may refuse."""
    name = re.sub(r"[^\w.() -]", "_", given.replace("\\", "/").rpartition("/")[2]).lstrip(". ")[-150:]
    if not name:
        raise SettingsError("A file has no name.", "Send it: curl -F file=@article.pdf")
    return name
