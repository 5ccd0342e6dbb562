"""A PDF to its text, as a reader sees it, and what it says of itself. Opens the file with pypdfium2."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from threading import Lock
from typing import Any, NamedTuple

from ...errors import SourceError
from ...text.language import language
from ..metadata import Reading, clean_metadata, quiet, stored
from ..properties import proper_author, proper_title
from ..publication_dates import masthead_date, printed_date
from .columns import segments_of
from .composition import composed, headline_of
from .drop_caps import with_drop_caps
from .furniture import furniture
from .glyphs import Glyph, GlyphPage, glyphs_of
from .hyphens import written
from .line_text import main_style
from .lines import Line, rows_of, with_marks
from .paragraphs import joined_across, leadings, paragraphs_of
from .reading_order import Stack, order
from .skew import straightened

MAX_PAGES = 3000
MAX_CHARACTERS = 20_000_000
"""Characters of a document that are read, which takes minutes. All pages of a small file may show one long text."""
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
    reading = _reading(*_opened(data, name))
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
                return list(_read_pages(document, name)), document.get_metadata_dict()
            finally:
                document.close()
        except PdfiumError as error:
            if error.err_code in (_PASSWORD, _SECURITY):
                raise SourceError(f"{name} is encrypted.", "Save a copy without a password.") from None
            raise SourceError(
                f"{name} is damaged or not a PDF.", "Open it in a viewer and print it to a new PDF."
            ) from None


def _read_pages(document: Any, name: str) -> Iterator[_Part]:
    """The lines of the pages; their glyphs, which take a hundred times the room of the text, are not kept."""
    if document.get_formtype():
        document.init_forms()
    characters = 0
    for n in range(len(document)):
        page = _with_annotations(document, n)
        try:
            glyphs = glyphs_of(page)
        finally:
            page.close()
        characters += sum(map(len, glyphs.directions))
        if characters > MAX_CHARACTERS:
            raise SourceError(f"{name} has more than {MAX_CHARACTERS:,} characters.", "Split it.")
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


def _reading(parts: list[_Part], about: dict[str, str]) -> Reading:
    gone = furniture([(part.height, part.lines) for part in parts])
    stacks: list[tuple[int, Stack]] = []
    heads: set[str] = set()
    for (number, _, lines), dropped in zip(parts, gone, strict=True):
        stacks += [(number, stack) for stack in order([line for i, line in enumerate(lines) if i not in dropped])]
        heads |= {lines[i].text for i in dropped if any(c.isalpha() for c in lines[i].text)}
    lines = [line for _, stack in stacks for line in stack.lines]
    if not lines:
        return Reading("")
    leading = leadings([stack.lines for _, stack in stacks if not stack.rows])
    body = main_style(lines)
    paragraphs = list(chain.from_iterable(paragraphs_of(stack, number, leading) for number, stack in stacks))
    joined = joined_across(paragraphs, body)
    texts = [line.text for line in lines]
    evidence = written(texts, language(" ".join(texts)))
    text, starts = composed(joined, evidence)
    values = {
        "title": headline_of(joined, body, evidence, heads) or proper_title(about.get("Title", "")),
        "author": proper_author(about.get("Author", "")),
        # Its own dates are those of the file.
        "published": printed_date(text) or masthead_date([*heads, text.partition("\n")[0]]),
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
