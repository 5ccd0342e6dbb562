"""A PDF to its text, as a reader sees it, and what it says of itself. Opens the file with pypdfium2."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from threading import Lock
from typing import Any, NamedTuple

from ...errors import SourceError
from ...text.language import language
from ..metadata import Reading, clean_metadata, quiet, stored
from ..publication_dates import printed_date
from .columns import segments_of
from .composition import composed, headline_of
from .drop_caps import with_drop_caps
from .furniture import furniture
from .glyphs import Glyph, GlyphPage, Style, glyphs_of
from .hyphens import written
from .lines import Line, rows_of, with_marks
from .paragraphs import joined_across, leadings, paragraphs_of
from .reading_order import Stack, order
from .skew import straightened

MAX_PAGES = 3000
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint)|untitled|slide \d|document\d*$|.*\.(?:docx?|indd|pdf|tex|pptx?|rtf|odt|qxd)$)",
    re.IGNORECASE,
)
_PDFIUM = Lock()
"""PDFium is not safe for threads."""
_PASSWORD, _SECURITY = 4, 5
"""PDFium's errors for a file that cannot be decrypted."""


class _Part(NamedTuple):
    """What runs in one direction on a page: the page's number, its height in that direction, the lines."""

    page: int
    height: float
    lines: list[Line]


def read_pdf(data: bytes, name: str) -> Reading:
    """The text in reading order. Raises `SourceError` for a file that is encrypted, damaged, too long, or a scan."""
    parts, about = _opened(data, name)
    reading = _reading(parts, about)
    if not reading.text.strip():
        raise SourceError(
            f"{name} holds no text, perhaps only scanned pages.", "Run OCR on it first, for example with ocrmypdf."
        )
    return reading


def _opened(data: bytes, name: str) -> tuple[list[_Part], dict[str, str]]:
    from pypdfium2 import PdfDocument, PdfiumError

    with _PDFIUM, quiet("pypdfium2"):
        try:
            document = PdfDocument(data)
            try:
                if len(document) > MAX_PAGES:
                    raise SourceError(f"{name} has {len(document)} pages; {MAX_PAGES} are read at most.", "Split it.")
                return list(_pages(document)), document.get_metadata_dict()
            finally:
                document.close()
        except PdfiumError as error:
            if error.err_code in (_PASSWORD, _SECURITY):
                raise SourceError(f"{name} is encrypted.", "Save a copy without a password.") from None
            raise SourceError(
                f"{name} is damaged or not a PDF.", "Open it in a viewer and print it to a new PDF."
            ) from None


def _pages(document: Any) -> Iterator[_Part]:
    """The lines of the pages; their glyphs, which take a hundred times the room of the text, are not kept."""
    if document.get_formtype():
        document.init_forms()
    for n in range(len(document)):
        page = _with_annotations(document, n)
        try:
            glyphs = glyphs_of(page)
        finally:
            page.close()
        yield from _parts(n + 1, glyphs)


def _with_annotations(document: Any, n: int) -> Any:
    """The page, with what its form fields and annotations show as a part of its content."""
    from pypdfium2 import raw

    page = document[n]
    kinds = set()
    for at in range(min(raw.FPDFPage_GetAnnotCount(page.raw), _ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, at)
        kinds.add(raw.FPDFAnnot_GetSubtype(annotation))
        raw.FPDFPage_CloseAnnot(annotation)
    if kinds <= {raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP}:
        return page
    page.render(scale=1 / max(page.get_size()))  # PDFium makes a missing appearance when it draws, not here
    raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
    page.close()
    return document[n]


_ANNOTATIONS = 1000
"""Annotations of a page whose kind is looked at."""


def _reading(found: Sequence[_Part], about: dict[str, str]) -> Reading:
    gone = furniture([(part.height, part.lines) for part in found])
    stacks: list[tuple[int, Stack]] = []
    heads: set[str] = set()
    for (number, _, lines), dropped in zip(found, gone, strict=True):
        stacks += [(number, stack) for stack in order([line for i, line in enumerate(lines) if i not in dropped])]
        heads |= {lines[i].text for i in dropped if any(c.isalpha() for c in lines[i].text)}
    lines = [line for _, stack in stacks for line in stack.lines]
    if not lines:
        return Reading("")
    leading = leadings([stack.lines for _, stack in stacks if not stack.rows])
    body = _body(lines)
    paragraphs = list(chain.from_iterable(paragraphs_of(stack, number, leading) for number, stack in stacks))
    joined = joined_across(paragraphs, body)
    evidence = written([line.text for line in lines], language(" ".join(line.text for line in lines)[:20_000]))
    text, starts = composed(joined, evidence)
    title = about.get("Title", "")
    values = {
        "title": headline_of(joined, body, evidence, heads) or (None if _NO_TITLE.match(title) else title),
        "author": about.get("Author"),
        "published": printed_date(text),  # its own dates are those of the file
    }
    return Reading(stored(text), clean_metadata(values), pages=starts)


def _parts(number: int, page: GlyphPage) -> Iterator[_Part]:
    """The page's lines in the direction of most of its text first, then of what is printed sideways."""
    directions = sorted(range(4), key=lambda turn: -len(page.directions[turn]))
    for turn in directions:
        if page.directions[turn]:
            height = page.height if turn % 2 == 0 else page.width
            yield _Part(number, height, _segments(page.directions[turn]))


def _segments(glyphs: Sequence[Glyph]) -> list[Line]:
    return segments_of(with_marks(with_drop_caps(rows_of(straightened(glyphs)))))


def _body(lines: list[Line]) -> Style:
    """How most of the text is set."""
    counts: dict[Style, int] = {}
    for line in lines:
        counts[line.style] = counts.get(line.style, 0) + sum(len(word.text) for word in line.words)
    return max(counts, key=counts.__getitem__)
