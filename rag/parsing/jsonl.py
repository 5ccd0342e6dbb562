"""One line of a JSONL file to text and metadata."""

from __future__ import annotations

import json
from typing import Any

from ..errors import SourceError
from .metadata import FIELDS, Reading, clean_metadata, stored
from .plain_text import front_matter_values


def parse_row(line: bytes, name: str) -> dict[str, Any]:
    """The object on one line of a JSONL file. Raises `SourceError`; of its fields, only `text` is checked."""
    try:
        row = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        raise SourceError(f"{name} is not JSON.") from None
    if not isinstance(row, dict):
        raise SourceError(f"{name} is not a JSON object.", 'Each line is one article: {"text": "…", "title": "…"}.')
    if not isinstance(row.get("text"), str) or not row["text"].strip():
        raise SourceError(f"{name} has no `text`.", 'Each line is one article: {"text": "…", "title": "…"}.')
    return row


def read_row(data: bytes, name: str) -> Reading:
    row = parse_row(data, name)
    given = {key: row[key] for key in FIELDS if row.get(key) is not None}
    if wrong := next((key for key, value in given.items() if not isinstance(value, str | int | float)), None):
        raise SourceError(f"{name} has a `{wrong}` that is not text.")
    text = stored(row["text"])
    return Reading(text, clean_metadata(front_matter_values(text)) | clean_metadata(given))
