"""Bytes of one format -> text and what they say about themselves. What the libraries raise and log stays in here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from ..errors import SourceError
from .html import read_html
from .jsonl import read_row
from .metadata import Reading
from .pdf import read_pdf
from .plain_text import read_text

READER_VERSION = "3"
"""Goes up when a reader would make another text or other metadata of the same bytes: then unchanged inputs are read again."""

Kind = Literal["text", "html", "pdf", "row"]
KINDS: Mapping[str, Kind] = {".txt": "text", ".md": "text", ".html": "html", ".htm": "html", ".pdf": "pdf"}


def kind_of(data: bytes) -> Kind:
    """The format by the first bytes, for what has no telling name: a URL, standard input."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"%pdf-"):
        return "pdf"
    is_html = start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or (
        start.startswith((b"<?xml", b"<!--")) and b"<html" in start
    )
    return "html" if is_html else "text"


def read(kind: Kind, data: bytes, name: str) -> Reading:
    """Raises `SourceError`, with `name` as its subject, for what holds no article."""
    if not data.strip():
        raise SourceError(f"{name} is empty.")
    reading = {"text": read_text, "html": read_html, "pdf": read_pdf, "row": read_row}[kind](data, name)
    if not reading.text.strip():
        raise SourceError(f"{name} holds no text.")
    return reading
