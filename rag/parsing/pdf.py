"""PDF to text and metadata. The only file that imports pypdf."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import accumulate
from typing import Any

from ..errors import SourceError
from ..types import PageStart
from . import pdf_layers, pdf_visibility
from .metadata import Reading, clean_metadata, quiet, stored
from .publication_dates import printed_date

MAX_PAGES = 3000
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint)|untitled|slide \d|document\d*$|.*\.(?:docx?|indd|pdf|tex|pptx?|rtf|odt|qxd)$)",
    re.IGNORECASE,
)


def read_pdf(data: bytes, name: str) -> Reading:
    with quiet("pypdf"):
        try:
            reading = _extract_pdf(data, name)
        except SourceError:
            raise
        except Exception:  # pypdf raises KeyError, RecursionError and more on a damaged file
            raise SourceError(
                f"{name} is damaged or not a PDF.", "Open it in a viewer and print it to a new PDF."
            ) from None
    if not reading.text.strip():
        raise SourceError(
            f"{name} holds no text, perhaps only scanned pages.", "Run OCR on it first, for example with ocrmypdf."
        )
    return reading


def _extract_pdf(data: bytes, name: str) -> Reading:
    from io import BytesIO

    from pypdf import PdfReader

    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and not _opens_without_password(reader):
        raise SourceError(f"{name} is encrypted.", "Save a copy without a password.")
    if len(reader.pages) > MAX_PAGES:
        raise SourceError(f"{name} has {len(reader.pages)} pages; {MAX_PAGES} are read at most.", "Split it.")
    hidden = pdf_layers.hidden_layers(reader.root_object)
    texts = [stored(pdf_visibility.text_of(page, hidden).strip()) for page in reader.pages]
    text = "\n\n".join(texts)
    starts = accumulate((len(each) + 2 for each in texts), initial=0)
    pages = tuple(PageStart(at, n) for n, (at, each) in enumerate(zip(starts, texts, strict=False), 1) if each)
    about: Mapping[str, Any] = reader.metadata or {}
    title = str(about.get("/Title") or "")
    values = {
        "title": None if _NO_TITLE.match(title) else title,
        "author": about.get("/Author"),
        "published": printed_date(text),  # its own dates are those of the file
    }
    return Reading(text, clean_metadata(values), pages=pages)


def _opens_without_password(reader: Any) -> bool:
    from pypdf.errors import DependencyError

    try:
        return bool(reader.decrypt(""))
    except (DependencyError, NotImplementedError):
        return False
