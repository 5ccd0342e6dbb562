from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from itertools import zip_longest
from typing import Any

import pytest
from helpers.pdf_layouts import WIDTH, column, pdf_of, wrapped

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
        (
            "THE COURIER – Tuesday, 12 March 2024\n\n\nAll ferries to the islands stay in port.\nThe storm goes on.",
            "2024-03-12",
        ),
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
def test_reading_a_damaged_pdf_prints_nothing(
    data: bytes, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
):
    with pytest.raises(SourceError):
        read("pdf", data, "x")
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


ONE = (
    "The city council of Ravenholt voted on Monday to close the old harbour bridge for eighteen months. Repairs will "
    "cost 41 million euros and are to begin in March. Mayor Ines Falk said that the bridge had become unsafe."
)
TWO = (
    "The ferry operator Norsund will run an extra boat every twenty minutes while the bridge is shut. A single ticket "
    "will cost 2.80 euros, chief executive Tom Brekke said. Cyclists travel free of charge on weekdays."
)


def text_of(*pages: Callable[[Any], None]) -> str:
    return read("pdf", pdf_of(*pages), "x.pdf").text


@pytest.mark.parametrize("by_row", [True, False])
def test_columns_are_read_one_after_another_however_they_are_drawn(by_row: bool):
    left, right = wrapped(ONE, 200), wrapped(TWO, 200)

    def draw(canvas: Any) -> None:
        if by_row:
            for n, pair in enumerate(zip_longest(left, right, fillvalue="")):
                column(canvas, pair[:1], 60, 700 - 12 * n)
                column(canvas, pair[1:], 275, 700 - 12 * n)
        else:
            column(canvas, right, 275, 700)
            column(canvas, left, 60, 700)

    assert text_of(draw) == f"{ONE}\n\n{TWO}"


def test_a_sentence_goes_on_in_the_next_column_and_on_the_next_page_and_what_interrupts_it_comes_after():
    lines = wrapped(ONE, 160)

    def first(canvas: Any) -> None:
        column(canvas, lines[:3], 60, 700)
        column(canvas, ["The bridge on Monday. Photo: Ann Moss"], 60, 650, "Helvetica", 7)
        column(canvas, lines[3:5], 240, 700)

    reading = read("pdf", pdf_of(first, lambda canvas: column(canvas, lines[5:], 60, 700)), "x.pdf")
    assert reading.text == f"{ONE}\n\nThe bridge on Monday. Photo: Ann Moss"
    assert [page for _, page in reading.pages] == [1, 2, 1]
    assert reading.text[reading.pages[1].start :].startswith(" ".join(lines[5:])[:20])


def test_the_largest_type_is_the_title_and_a_paragraph_of_its_own():
    def draw(canvas: Any) -> None:
        column(canvas, ["Harbour bridge to close", "for eighteen months"], 60, 760, "Times-Bold", 24)
        column(canvas, ["By Maria Lopez"], 60, 700)
        column(canvas, ["What happens next"], 60, 670, "Times-Bold", 10)
        column(canvas, wrapped(ONE, 400), 60, 656)

    reading = read("pdf", pdf_of(draw, title="layout-7"), "x.pdf")
    assert reading.metadata["title"] == "Harbour bridge to close for eighteen months"
    assert reading.text.split("\n\n") == [reading.metadata["title"], "By Maria Lopez", "What happens next", ONE]


def test_an_indented_line_begins_a_paragraph_and_a_bullet_an_item():
    def draw(canvas: Any) -> None:
        y = column(canvas, wrapped(ONE, 300), 60, 700)
        first, *rest = wrapped(TWO, 285)
        column(canvas, [first], 75, y)
        y = column(canvas, wrapped(" ".join(rest), 300), 60, y - 12)
        column(canvas, ["•"], 60, y)
        column(canvas, ["bread and butter"], 72, y)

    assert text_of(draw).split("\n\n") == [ONE, TWO, "- bread and butter"]


def test_a_table_is_read_by_row():
    def draw(canvas: Any) -> None:
        y = column(canvas, wrapped(ONE, 400), 60, 700) - 10
        for row in (("Party", "2021", "2025"), ("Coast Party", "14", "19"), ("Red Bloc", "2", "3")):
            for x, cell in zip((60, 200, 300), row, strict=True):
                column(canvas, [cell], x, y)
            y -= 14

    assert text_of(draw).endswith("\n\n| Party | 2021 | 2025 |\n| Coast Party | 14 | 19 |\n| Red Bloc | 2 | 3 |")


def test_raised_marks_drop_caps_and_spaced_letters_are_read_as_they_are_meant():
    def draw(canvas: Any) -> None:
        column(canvas, ["T"], 60, 680, "Times-Bold", 36)
        column(canvas, ["he town has 1,150"], 84, 702)
        column(canvas, ["2"], 84 + canvas.stringWidth("he town has 1,150", "Times-Roman", 10), 706, size=6)
        column(canvas, ["people in it, which is few"], 170, 702)
        column(canvas, ["for the town that it once was."], 84, 690)
        canvas.setFont("Times-Bold", 10)
        canvas.drawString(60, 640, "HARBOUR NEWS", charSpace=4)

    assert (
        text_of(draw) == "The town has 1,150 people in it, which is few for the town that it once was.\n\nHARBOUR NEWS"
    )


def test_a_page_is_read_as_it_is_turned_and_a_credit_beside_it_last():
    def draw(canvas: Any) -> None:
        canvas.setPageRotation(90)
        canvas.translate(WIDTH, 0)
        canvas.rotate(90)
        column(canvas, wrapped(ONE, 300), 60, 500)
        canvas.rotate(90)
        column(canvas, ["PHOTO: ANN MOSS"], 60, -500, "Helvetica", 6)

    assert text_of(draw) == f"{ONE}\n\nPHOTO: ANN MOSS"


def test_what_is_typed_into_a_form_is_read():
    def draw(canvas: Any) -> None:
        column(canvas, ["Fee paid:"], 60, 700)
        canvas.acroForm.textfield(name="fee", value="35 euros", x=150, y=695, width=200, height=16, fontSize=10)

    assert "35 euros" in text_of(draw)


def test_a_newspapers_name_is_no_title():
    def draw(canvas: Any) -> None:
        column(canvas, ["ALTMARK COURIER"], 240, 815, "Helvetica", 8)
        if canvas.getPageNumber() == 1:
            column(canvas, ["The Altmark Courier"], 60, 780, "Times-Bold", 40)
            column(canvas, ["Dairy director on trial"], 60, 740, "Times-Bold", 22)
        column(canvas, wrapped(ONE, 300), 60, 700)

    assert read("pdf", pdf_of(draw, draw), "x.pdf").metadata["title"] == "Dairy director on trial"


def test_each_line_of_a_fact_box_is_a_paragraph():
    box = [
        "Output: 42 megawatts",
        "Cost: 63.5 million euros",
        "Grant: 25 million euros",
        "Begin: 1 October, at noon or so",
    ]

    def draw(canvas: Any) -> None:
        column(canvas, box, 60, 700)

    assert text_of(draw).split("\n\n") == box


def test_a_drop_cap_joins_the_indented_first_line_beside_it():
    def draw(canvas: Any) -> None:
        column(canvas, ["D"], 50, 686, size=34)
        column(canvas, ["unmouth town council voted by"], 94, 700)
        column(canvas, ["23 to 14 on Thursday to build"], 82, 688)
        column(canvas, ["a swing bridge across the river."], 50, 676)

    assert text_of(draw) == (
        "Dunmouth town council voted by 23 to 14 on Thursday to build a swing bridge across the river."
    )
