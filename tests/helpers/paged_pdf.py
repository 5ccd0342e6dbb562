"""A report of four pages as a PDF; its third page is blank."""

from __future__ import annotations

from io import BytesIO

FERRY = "The ferry Aurora sank in the harbour of Lerwick on a calm night in March."
DIVERS = "Eleven divers searched the wreck for two weeks and brought up the ship's bell."
REPAIRS = "The owner paid nine million crowns for repairs that were never carried out."
PAGES = (
    ("The wreck of the Aurora", FERRY, "Nobody on board was hurt, as all had gone ashore for a concert."),
    (DIVERS, "They found the engine room open, although the crew had sworn that it was locked."),
    (),
    (REPAIRS, "A court will decide next year whether the insurance has to pay for the ship."),
)


def report(*pages: tuple[str, ...]) -> bytes:
    """A PDF with these lines a page, by default those of `PAGES`."""
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, initFontName="Helvetica")
    for lines in pages or PAGES:
        for n, line in enumerate(lines):
            canvas.drawString(72, 720 - 28 * n, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
