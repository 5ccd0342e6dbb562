"""The kinds of documents, how each is told, and its reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from ..metadata import Reading
from .docx import read_docx
from .epub import read_epub
from .odt import read_odt
from .packages import is_old, package_kind, refuse_old
from .pptx import read_pptx
from .rtf import read_rtf

Document = Literal["docx", "odt", "pptx", "epub", "rtf", "old office"]
READERS: Mapping[str, Callable[[bytes, str], Reading]] = {
    "docx": read_docx,
    "odt": read_odt,
    "pptx": read_pptx,
    "epub": read_epub,
    "rtf": read_rtf,
    "old office": refuse_old,
}
SUFFIXES: Mapping[str, Document] = {
    ".docx": "docx",
    ".odt": "odt",
    ".pptx": "pptx",
    ".epub": "epub",
    ".rtf": "rtf",
}
CONTENT_TYPES = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
    "application/epub+zip",
    "application/rtf",
    "text/rtf",
    "application/msword",
    "application/vnd.ms-powerpoint",
)
"""What servers declare. The last two are often false: the bytes tell what it is, or why it cannot be read."""


def document_kind(data: bytes) -> Document | None:
    """The kind by the bytes; None for what is no document."""
    if data[:200].lstrip().startswith(b"{\\rtf"):
        return "rtf"
    if is_old(data):
        return "old office"
    return package_kind(data) if data.startswith(b"PK\x03\x04") else None
