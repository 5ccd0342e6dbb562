"""PDFs drawn for a test, line by line, and lines of type without a PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from rag.parsing.pdf.glyphs import Style
from rag.parsing.pdf.line_text import line_of
from rag.parsing.pdf.lines import Line, Word

WIDTH, HEIGHT = 595, 842


def pdf_of(*pages: Callable[[Any], None], **about: str) -> bytes:
    """One page for each function, which draws on a canvas of reportlab."""
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), initFontName="Times-Roman", initFontSize=10)
    for name, value in about.items():
        getattr(canvas, f"set{name.title()}")(value)
    for draw in pages:
        canvas.setFont("Times-Roman", 10)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def column(canvas: Any, lines: Sequence[str], x: float, y: float, font: str = "Times-Roman", size: float = 10) -> float:
    """Draws lines below each other; returns the height of the next."""
    canvas.setFont(font, size)
    for line in lines:
        canvas.drawString(x, y, line)
        y -= 1.2 * size
    return y


def wrapped(text: str, width: float, font: str = "Times-Roman", size: float = 10) -> list[str]:
    """The lines of a text set to a width in points."""
    from reportlab.lib.utils import simpleSplit

    return list(simpleSplit(text, font, size, width))


def line(text: str, left: float, y: float, size: float = 10, *, bold: bool = False, width: float = 5) -> Line:
    """A line of letters that are all `width` points wide."""
    style, words, x = Style("Serif", size, bold), [], left
    for n, word in enumerate(text.split()):
        right = x + width * len(word)
        words.append(Word(word, x, right, y, style, 100 * n, 100 * n + len(word) - 1))
        x = right + width / 2
    return line_of(words)
