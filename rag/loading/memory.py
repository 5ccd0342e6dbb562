"""Articles from a caller's memory -> rows, as a file of several articles has them."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Any, Protocol, runtime_checkable

from ..arguments import several
from ..parsing.metadata import FIELDS, clean_metadata
from ..text.paragraphs import FRONT_KEYS
from ..types import Article
from ..urls import url_of
from .article_ids import harmless, path_names, url_name
from .candidates import Row
from .discovery import SUFFIXES

PLACE = "memory"
"""Origins begin with it, so that no folder of an ingest holds them and `prune` removes none."""
_MEANT = "an Article, a LangChain Document, a dict with a text, or several of these"
_SUFFIX = "|".join(map(re.escape, (*SUFFIXES, ".doc", ".ppt")))
_A_FILE = re.compile(
    rf"[/\\~.]|[a-z]:[/\\]|[a-z][a-z0-9+.-]+://|.*[/\\].*\.\w{{1,5}}$|.*(?:{_SUFFIX})$",
    re.IGNORECASE,
)
"""A path or an address, as document loaders have it in `source`; an outlet such as `AP / dpa` is none."""


@runtime_checkable
class _Document(Protocol):
    """LangChain's `Document`, which is not imported for it."""

    page_content: str
    metadata: dict[str, Any]


def rows(articles: Any) -> list[Row]:
    """A row an article, in order; the same article twice is one. Raises `SettingsError` for what is no article.

    Those that share a URL or a file, such as the pages of a PDF, are articles of their own, told apart by their texts.
    """
    given = several("articles", articles, Article | Mapping | _Document, _MEANT, "Files and URLs: qa.ingest(…).")
    numbered = [_row(item, number) for number, item in enumerate(given, 1)]
    found = {(row.origin, row.data): row for row in reversed(numbered)}
    shared = Counter(row.origin for row in found.values())
    return [_told_apart(row) if shared[row.origin] > 1 else row for row in reversed(found.values())]


def _row(item: Any, number: int) -> Row:
    fields, file = _fields(item)
    kept = {name: fields[name] for name in ("id", "text", *FIELDS) if not _is_missing(fields.get(name))}
    if not isinstance(kept.get("text", ""), str):
        del kept["text"]
    # A date or a number of another library is written out; the reader refuses a list as it does in a file.
    data = json.dumps(kept, default=lambda value: list(value) if isinstance(value, bytes) else str(value)).encode()
    origin, names = _origin(kept, file)
    return Row(data, f"Article {number}", PLACE, origin, names)


def _is_missing(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, float) and value != value)  # pandas has NaN for nothing


def _origin(fields: Mapping[str, Any], file: str) -> tuple[str, tuple[str, ...]]:
    """The origin of an article, and the ids that it would take."""
    if "id" in fields:
        return f"{PLACE}#{fields['id']}", (harmless(str(fields["id"])),)
    if url := url_of(clean_metadata({"url": fields.get("url")}).get("url", "")):
        return url, (url_name(url),)
    if file:
        return f"{PLACE}#{file}", path_names(PurePath(file))
    name = f"{PLACE}-{hashlib.sha256(str(fields.get('text')).encode('utf-8', 'replace')).hexdigest()[:16]}"
    return f"{PLACE}#{name}", (name,)


def _told_apart(row: Row) -> Row:
    digest = hashlib.sha256(row.data).hexdigest()[:8]
    return replace(row, origin=f"{row.origin}#{digest}", names=tuple(f"{name}-{digest}" for name in row.names))


def _fields(item: Any) -> tuple[Mapping[str, Any], str]:
    """The fields of a row, and the path of the file that a document was loaded from."""
    if isinstance(item, Article):
        return vars(item), ""
    if isinstance(item, Mapping):
        return item, ""
    values = {str(key).casefold(): _joined(value) for key, value in item.metadata.items()}
    source = values.get("source")
    file = str(source) if source and not url_of(str(source)) and _A_FILE.match(str(source)) else ""
    if file or url_of(str(source)):
        del values["source"]
    fields = {key: next((values[n] for n in names if values.get(n)), None) for key, names in FRONT_KEYS.items()}
    fields["url"] = fields["url"] or url_of(str(source))
    return {**fields, "id": getattr(item, "id", None) or values.get("id"), "text": item.page_content}, file


def _joined(value: Any) -> Any:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
