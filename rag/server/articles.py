"""`/articles`: what the library holds, as `rag list --json` and `rag show --json` print it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response

from ..errors import SettingsError
from ..library.article_document import article_document
from ..terminal.articles import matching
from .asking import whole_number
from .pool import Pool
from .replies import Json
from .requests import check_keys

if TYPE_CHECKING:
    from ..service import Rag
    from ..storage.records import Entry


class Articles:
    """The endpoints that read articles."""

    def __init__(self, rag: Rag, pool: Pool) -> None:
        self._rag, self._pool = rag, pool

    async def listed(self, request: Request) -> Response:
        """The articles, or those with the words of `q` in id, title or outlet; `limit` of them from `offset` on.

        They come by id; with `sort=newest` the newest first. The header `X-Total-Count` has the number of all that
        match.
        """
        given = request.query_params
        check_keys(given, frozenset({"q", "limit", "offset", "sort"}))
        first = whole_number("offset", given.get("offset", "0"))
        limit = whole_number("limit", given["limit"]) if "limit" in given else None
        found = matching(await self._pool.run(self._rag.articles), given.get("q", ""))
        if "sort" in given:
            found = _newest_first(found, given["sort"])
        shown = found[first:] if limit is None else found[first : first + limit]
        return Json([asdict(entry) for entry in shown], headers={"x-total-count": str(len(found))})

    async def shown(self, request: Request) -> Response:
        """An article with its text; `version` names an earlier one, `page` what stands on one page."""
        given = request.query_params
        check_keys(given, frozenset({"version", "page"}))
        page = whole_number("page", given["page"]) if "page" in given else None
        article_id, version = request.path_params["article_id"], given.get("version")
        return Json(await self._pool.run(partial(_read, self._rag, article_id, version, page)))


def _newest_first(entries: Sequence[Entry], order: str) -> list[Entry]:
    if order != "newest":
        raise SettingsError(f"Articles cannot be sorted by {order[:20]!r}.", "Leave it out, or write sort=newest.")
    return sorted(entries, key=lambda entry: entry.published or "", reverse=True)


def _read(rag: Rag, article_id: str, version: str | None, page: int | None) -> dict[str, Any]:
    return article_document(rag.article(article_id, version), rag.versions(article_id), page)
