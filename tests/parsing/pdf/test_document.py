from __future__ import annotations

import logging
from io import BytesIO

import pytest

from rag.errors import SourceError
from rag.parsing.formats import read


def pdf(*pages: str, password: str | None = None, **about: str) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, encrypt=password, initFontName="Helvetica")
    for name, value in about.items():
        getattr(canvas, f"set{name.title()}")(value)
    for page in pages:
        for n, line in enumerate(page.split("\n")):
            canvas.drawString(72, 720 - 14 * n, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_a_pdf_gives_its_pages_and_what_it_says_of_itself():
    reading = read(
        "pdf",
        pdf("The bridge will be rebuilt.", "It costs four million.", title="The Bridge", author="Maria Lopez"),
        "x.pdf",
    )
    assert reading.text == "The bridge will be rebuilt.\n\nIt costs four million."
    assert reading.metadata["title"] == "The Bridge"
    assert reading.metadata["author"] == "Maria Lopez"
    assert "published" not in reading.metadata  # the file was made today; the article was not


@pytest.mark.parametrize(
    ("page", "published"),
    [
        ("Ferries stay in port\nBy Ann Moss\n12 March 2024\nAll ferries to the islands stay in port.", "2024-03-12"),
        ("Ferries stay in port\nOSLO, March 12, 2024 (NTB) - All ferries stay in port.", "2024-03-12"),
        ("Ferries stay in port\nPublished 03/04/2024\nAll ferries to the islands stay in port.", None),
        (
            "Ferries stay in port\nAll ferries have been in port since the great storm of last week.\n12 March 2024",
            None,
        ),
    ],
)
def test_a_pdf_was_published_on_the_day_that_it_prints_at_its_head(page: str, published: str | None):
    assert read("pdf", pdf(page), "x.pdf").metadata.get("published") == published


@pytest.mark.parametrize("title", ["Microsoft Word - bridge.doc", "untitled", "bridge_final.docx"])
def test_a_title_that_a_program_gave_a_pdf_is_none(title: str):
    assert "title" not in read("pdf", pdf("Text.", title=title), "x.pdf").metadata


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (pdf("Secret.", password="hunter2"), "is encrypted"),
        (pdf(""), "holds no text"),
        (b"%PDF-1.4\nnothing of the kind", "is damaged"),
        (b"plain text", "is damaged"),
        (pdf("Text.")[:200], "is damaged"),
    ],
)
def test_a_pdf_that_cannot_be_read_says_why(data: bytes, why: str):
    with pytest.raises(SourceError, match=rf"^x\.pdf {why}"):
        read("pdf", data, "x.pdf")


@pytest.mark.parametrize("data", [b"%PDF-1.4 broken", pdf("Text.")[:-60]])
def test_reading_a_damaged_pdf_logs_nothing(
    data: bytes, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
):
    with pytest.raises(SourceError):
        read("pdf", data, "x")
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("pypdf").level == logging.NOTSET
