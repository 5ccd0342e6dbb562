"""JSONL and JSON to rows."""

from __future__ import annotations

import codecs
import json
import re
from typing import Any

from ...errors import SourceError
from .article import EXAMPLE, NEEDED, fields, parse_row
from .record import NoArticles, Part, Parts

_A_TEXT = re.compile(rb'"(?:text|body|content|article|full_?text)"\s*:\s*"', re.IGNORECASE)
_MAX_DEPTH = 4
"""Objects inside objects in which an array of articles is looked for."""


def split_jsonl(data: bytes, name: str) -> Parts:
    """The rows of a file: lines of JSONL, or items of a JSON document.

    Such a document is an array, `{"articles": [...]}`, or objects that span lines. Raises `SourceError` for a damaged
    one.
    """
    lines = _as_utf8(data).split(b"\n")
    filled = [line for line in lines if line.strip()]
    if not filled or _is_article(filled[0]):
        return _parts("Line", lines)
    try:
        documents = _documents(b"\n".join(lines).decode("utf-8"))
    except (ValueError, RecursionError):
        if _spans_lines(filled[0].strip()):
            raise SourceError(f"{name} is neither JSONL nor a JSON array: its JSON is damaged.", EXAMPLE) from None
        return _parts("Line", lines)
    rows = [row for document in documents for row in _items(document)]
    if rows == documents and len(documents) == len(filled):
        return _parts("Line", lines)
    return _parts("Item", [b"" if _is_withdrawn(row) else json.dumps(row).encode() for row in rows])


def split_json(data: bytes, name: str) -> Parts:
    """The same of a file that may have another purpose. Raises `NoArticles` where nothing in it is an article's text.

    A damaged file counts as one of another purpose if it has no key for a text: `tsconfig.json` has comments.
    """
    try:
        found = split_jsonl(data, name)
    except SourceError:
        if _A_TEXT.search(_as_utf8(data)):
            raise SourceError(f"{name} is damaged: it is not valid JSON.", "Export it again.") from None
        raise NoArticles(f"{name} is neither JSON nor a list of articles.", NEEDED) from None
    if not any(_is_article(part.data) for part in found.parts) and (found.parts or data.strip()):
        if _A_TEXT.search(_as_utf8(data)) and not any(map(_is_json, (part.data for part in found.parts))):
            raise SourceError(f"{name} is damaged: it is not valid JSON.", "Export it again.")
        raise NoArticles(f"{name} is no list of articles: nothing in it has a text.", NEEDED)
    return found


def _is_withdrawn(row: Any) -> bool:
    """Whether it stands for an article that NewsAPI no longer has."""
    return isinstance(row, dict) and row.get("title") == row.get("content") == "[Removed]"


def _as_utf8(data: bytes) -> bytes:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # PowerShell
        return data.decode("utf-16", errors="replace").encode("utf-8")
    return data.removeprefix(codecs.BOM_UTF8)


def _parts(called: str, rows: list[bytes]) -> Parts:
    return Parts(called, tuple(Part(number, row) for number, row in enumerate(rows, 1) if row.strip()))


def _spans_lines(first: bytes) -> bool:
    """Whether a first line begins an array or an object that goes on in the next."""
    try:
        return first[:1] in (b"[", b"{") and json.loads(first) is None
    except (ValueError, RecursionError):
        return first == b"{" or first.startswith(b"[")


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _is_article(line: bytes) -> bool:
    try:
        return "text" in parse_row(line, "")
    except SourceError:
        return False


def _documents(text: str) -> list[Any]:
    """The JSON values that follow one another in a text. Raises `ValueError`."""
    decoder, found, at = json.JSONDecoder(), [], 0
    while rest := re.compile(r"\s*(?=\S)").match(text, at):
        value, at = decoder.raw_decode(text, rest.end())
        found.append(value)
    return found


def _items(document: Any, depth: int = 0) -> list[Any]:
    """The items of an array, of the array of articles in an object, or of an object of articles; else the document."""
    if isinstance(document, list):
        return [_source(item) for item in document]
    if not isinstance(document, dict) or "text" in fields(document) or depth == _MAX_DEPTH:
        return [document]
    if document and all(isinstance(v, dict) and "text" in fields(v) for v in document.values()):
        return [{"id": key, **row} for key, row in document.items()]
    lists = [v for v in document.values() if isinstance(v, list) and v and all(isinstance(row, dict) for row in v)]
    lists = lists if len(lists) == 1 else [v for v in lists if any("text" in fields(_source(row)) for row in v)]
    if lists:
        return [_source(row) for row in lists[0]] if len(lists) == 1 else [document]
    inner = [found for v in document.values() if isinstance(v, dict) and (found := _items(v, depth + 1)) != [v]]
    return inner[0] if len(inner) == 1 else [document]


def _source(item: Any) -> Any:
    """The document in a hit of Elasticsearch; any other item as it is."""
    held = item.get("_source") if isinstance(item, dict) else None
    return {"id": item.get("_id"), **held} if isinstance(held, dict) else item
