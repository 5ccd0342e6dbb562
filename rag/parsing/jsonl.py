"""JSONL to rows, and a row to text and metadata."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

from ..errors import SourceError
from .html.page import read_html
from .metadata import FIELDS, Reading, clean_metadata, date_remark, stored
from .plain_text import front_matter_values

_EXAMPLE = 'Each line is one article: {"text": "…", "title": "…"}.'
_BLOCK = re.compile(
    r"\s*<(?:!doctype html|!--|/"
    r"|(?:article|blockquote|body|center|div|figure|h[1-6]|head|html|main|ol|p|section|table|ul)\b)",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    rf"^{_BLOCK.pattern}|(?<![`\"'“‘(])<(a|b|blockquote|em|h[1-6]|i|li|p|span|strong)(?:\s[^<>]*)?>[^<>`]*</\1>|<br\s*/?>",
    re.IGNORECASE,
)
_BREAK = re.compile(r"\n\s*\n|(?:<br\s*/?>\s*){2,}", re.IGNORECASE)
_MARKDOWN = re.compile(r"^(?:#{1,6} |[-*+] |\d+\. |```|> |\|)", re.MULTILINE)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_ESCAPED_TAG = re.compile(r"\s*&lt;(?:!doctype|article|div|h[1-6]|html|p)\b", re.IGNORECASE)


def split_rows(data: bytes, name: str) -> tuple[str, list[bytes]]:
    """The rows of a file, and what one is called: a "Line" of JSONL or an "Item" of a JSON document.

    Such a document is an array, `{"articles": [...]}`, or objects that span lines. Raises `SourceError` for a damaged
    one.
    """
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    filled = [line for line in lines if line.strip()]
    if not filled or _is_article(filled[0]):
        return "Line", lines
    try:
        documents = _documents(b"\n".join(lines).decode("utf-8"))
    except (ValueError, RecursionError):
        if _spans_lines(filled[0].strip()):
            raise SourceError(f"{name} is neither JSONL nor a JSON array: its JSON is damaged.", _EXAMPLE) from None
        return "Line", lines
    rows = [row for document in documents for row in _items(document)]
    if rows == documents and len(documents) == len(filled):
        return "Line", lines
    return "Item", [json.dumps(row).encode() for row in rows]


def _spans_lines(first: bytes) -> bool:
    """Whether a first line begins an array or an object that goes on in the next."""
    try:
        return first[:1] in (b"[", b"{") and json.loads(first) is None
    except (ValueError, RecursionError):
        return first == b"{" or first.startswith(b"[")


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


def _items(document: Any) -> list[Any]:
    """The items of an array, or of the only array of objects in an object without `text`; else the document."""
    if isinstance(document, list):
        return document
    if not isinstance(document, dict) or "text" in document:
        return [document]
    lists = [v for v in document.values() if isinstance(v, list) and v and all(isinstance(row, dict) for row in v)]
    return lists[0] if len(lists) == 1 else [document]


def parse_row(line: bytes, name: str) -> dict[str, Any]:
    """The object on one line of a JSONL file. Raises `SourceError`; of its fields, only `text` is checked."""
    try:
        row = json.loads(line.decode("utf-8"), parse_constant=lambda _: None)  # pandas writes NaN for an empty field
    except (ValueError, RecursionError):
        raise SourceError(f"{name} is not JSON.") from None
    if not isinstance(row, dict):
        raise SourceError(f"{name} is not a JSON object.", _EXAMPLE)
    if not isinstance(row.get("text"), str) or not row["text"].strip():
        raise SourceError(f"{name} has no `text`.", _EXAMPLE)
    return row


def read_row(data: bytes, name: str) -> Reading:
    row = parse_row(data, name)
    given = {key: row[key] for key in FIELDS if row.get(key) is not None}
    if isinstance(given.get("published"), dict) and "$date" in given["published"]:  # as mongoexport writes it
        given["published"] = given["published"]["$date"]
    if wrong := next((key for key, value in given.items() if not isinstance(value, str | int | float)), None):
        raise SourceError(f"{name} has a `{wrong}` that is not text.")
    reading = _read_text(stored(row["text"]), name)
    given = {key: value if key == "url" else _unescaped(str(value)) for key, value in given.items()}
    metadata = {**reading.metadata, **clean_metadata(given)}
    return Reading(reading.text, metadata, "" if "published" in metadata else date_remark(given) or reading.remark)


def _read_text(text: str, name: str) -> Reading:
    """A text with HTML's elements is read as a page; one with its entities only gets their characters."""
    text = unescape(text) if _ESCAPED_TAG.match(text) else text
    page = _page(text)
    if page is not None:
        return read_html(page.encode("utf-8"), name, fragment="<body" not in page.lower())
    values = front_matter_values(text)
    return Reading(_unescaped(text), clean_metadata(values), date_remark(values))


def _page(text: str) -> str | None:
    """The text as HTML, its bare paragraphs in elements; None if it is none, or Markdown with a few elements in it."""
    if not _MARKUP.search(text):
        return None
    paragraphs = [part for part in _BREAK.split(text) if part.strip()]
    if 2 * sum(bool(_BLOCK.match(part)) for part in paragraphs) > len(paragraphs):
        return text
    return None if _MARKDOWN.search(text) else "".join(f"<p>{part}</p>" for part in paragraphs)


def _unescaped(text: str) -> str:
    return _ENTITY.sub(lambda match: unescape(match[0]), text)
