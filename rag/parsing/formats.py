"""The format of bytes, and its reader. Exceptions and log records of the libraries do not leave this package."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from ..errors import SourceError
from .documents.kinds import READERS, SUFFIXES, Document, document_kind
from .html.page import read_html
from .mail import is_message, read_mail
from .metadata import Reading
from .pdf.document import read_pdf
from .plain_text import read_text
from .rows.article import read_row

READER_VERSION = "5"
"""Raise it when a reader may return another text or other metadata for the same bytes: sources are then read again."""

Kind = Literal["text", "html", "pdf", "row", "mail"] | Document
KINDS: Mapping[str, Kind] = {
    ".txt": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".eml": "mail",
    **SUFFIXES,
}
_READERS: Mapping[str, Callable[[bytes, str], Reading]] = {
    "text": read_text,
    "html": read_html,
    "pdf": read_pdf,
    "row": read_row,
    "mail": read_mail,
    **READERS,
}


def kind_of(data: bytes) -> Kind:
    """The format by the first bytes, for a source without a file extension: a URL or standard input."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"%pdf-"):
        return "pdf"
    if document := document_kind(data):
        return document
    is_html = start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or (
        start.startswith((b"<?xml", b"<!--")) and b"<html" in start
    )
    return "html" if is_html else "mail" if is_message(data) else "text"


def read(kind: Kind, data: bytes, name: str) -> Reading:
    """Raises `SourceError`, with `name` as its subject, where there is no article."""
    if not data.strip():
        raise SourceError(f"{name} is empty.")
    if kind in READERS:  # .doc and .docx are also the names of RTF and of other packages
        kind = document_kind(data) or kind
    reading = _READERS[kind](data, name)
    if not reading.text.strip():
        raise SourceError(f"{name} holds no text.")
    return reading
