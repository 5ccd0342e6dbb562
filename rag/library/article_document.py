"""An article as a JSON document, whole or one page of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from ..errors import UnknownArticle
from ..pages import page_text
from ..types import Article


def article_document(article: Article, versions: Sequence[str], page: int | None = None) -> dict[str, Any]:
    """What `rag show --json` prints. Raises `UnknownArticle` as `text_on_page` does."""
    pages = [record._asdict() for record in article.pages]
    about = asdict(article) | {"pages": pages, "sha256": article.sha256, "versions": list(versions)}
    return about if page is None else about | {"text": text_on_page(article, page), "page": page}


def text_on_page(article: Article, page: int) -> str:
    """What stands on that page. Raises `UnknownArticle` where no text of it stands there."""
    if text := page_text(article.text, article.pages, page):
        return text
    number = max((record.page for record in article.pages), default=0)
    missing = f"{article.id!r} has no {'text on ' * (page <= number)}page {page}."
    pages = f"It has {number} page{'s' * (number != 1)}." if number else "Only what was read from a PDF has pages."
    raise UnknownArticle(missing, f"{pages} Leave --page out to see the whole text.")
