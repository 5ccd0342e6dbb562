"""PDFs set as newspapers and press offices set them: columns, divided words, heads and feet, boxes, tables, scans."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any, Literal, NamedTuple

WIDTH, HEIGHT = 595.0, 842.0
"""Of a page (A4), in points. The origin is its lower left corner."""
Order = Literal["as set", "by row", "by chance"]
"""In which a page draws its lines."""


@dataclass(frozen=True)
class Face:
    """A typeface. `leading` is the distance of two baselines in points, `indent` that of a paragraph's first line."""

    font: str = "Times-Roman"
    size: float = 10
    leading: float = 12
    indent: float = 10
    justified: bool = True
    hyphen: str = "-"
    tracking: float = 0
    """Points between two letters."""
    invisible: bool = False

    def width(self, text: str) -> float:
        from reportlab.pdfbase.pdfmetrics import stringWidth

        return stringWidth(text, self.font, self.size) + self.tracking * len(text)


TEXT = Face()
HEAD = Face("Times-Bold", 22, 26, 0, justified=False)
CROSSHEAD = Face("Times-Bold", 12, 15, 0, justified=False)
SMALL = Face("Helvetica", 8, 10, 0, justified=False)


_UPRIGHT = {
    0: (1, 0, 0, 1, 0, 0),
    90: (0, 1, -1, 0, HEIGHT, 0),
    180: (-1, 0, 0, -1, WIDTH, HEIGHT),
    270: (0, -1, 1, 0, 0, WIDTH),
}
"""By the turn of a page: the matrix that sets its content upright."""


class Line(NamedTuple):
    """A line of text. `gap` is what justification adds to each blank, in points."""

    page: int
    x: float
    y: float
    text: str
    face: Face
    gap: float = 0


class Frame(NamedTuple):
    """A part of a page that text flows into."""

    page: int
    left: float
    top: float
    width: float
    height: float = 700


@dataclass(frozen=True)
class Picture:
    page: int
    left: float
    low: float
    width: float
    height: float
    shade: float = 0.9
    scanned: bool = False
    """An image with ink everywhere; else an even shade."""


def columns(page: int, count: int, *, top: float = 770, height: float = 700, gap: float = 18) -> list[Frame]:
    width = (WIDTH - 100 - gap * (count - 1)) / count
    return [Frame(page, 50 + number * (width + gap), top, width, height) for number in range(count)]


def plain(text: str) -> str:
    """The text without the bars that mark where its words may be divided."""
    return text.replace("|", "")


def flow(paragraphs: Iterable[tuple[str, Face]], frames: Sequence[Frame]) -> list[Line]:
    """Sets paragraphs into frames, one after the other. Raises `IndexError` if they do not fit."""
    lines: list[Line] = []
    place, down = 0, 0.0
    for text, face in paragraphs:
        words, indent = text.split(), face.indent
        while words:
            if down + face.leading > frames[place].height:
                place, down = place + 1, 0.0
            frame = frames[place]
            taken, words = _line(words, frame.width - indent, face)
            spare = frame.width - indent - face.width(" ".join(taken))
            gap = spare / (len(taken) - 1) if face.justified and words and len(taken) > 1 else 0
            y = frame.top - down - face.size
            lines.append(Line(frame.page, frame.left + indent, y, " ".join(taken), face, gap))
            down, indent = down + face.leading, 0
    return lines


def _line(words: Sequence[str], width: float, face: Face) -> tuple[list[str], list[str]]:
    """The words of one line and those that are left. The last one may be divided."""
    taken: list[str] = []
    for at, word in enumerate(words):
        if face.width(" ".join([*taken, plain(word)])) <= width:
            taken.append(plain(word))
            continue
        for first, rest in reversed(_divisions(word, face.hyphen)):
            if face.width(" ".join([*taken, first])) <= width:
                return [*taken, first], [rest, *words[at + 1 :]]
        return (taken, list(words[at:])) if taken else ([plain(word)], list(words[1:]))
    return taken, []


def _divisions(word: str, hyphen: str) -> list[tuple[str, str]]:
    """Where a word may be divided: at its bars, with `hyphen`; and after its own hyphens and dashes."""
    found = []
    for at in range(1, len(word)):
        if word[at] == "|":
            found.append((plain(word[:at]) + hyphen, word[at + 1 :]))
        elif word[at - 1] in "-–" and at > 1:
            found.append((plain(word[:at]), word[at:]))
    return found


def beside(page: int, y: float, *cells: tuple[float, str], face: Face = TEXT) -> list[Line]:
    """Texts at several distances from the left on one baseline: a table's row, a running head."""
    return [Line(page, x, y, text, face) for x, text in cells]


def table(page: int, top: float, rows: Iterable[Sequence[str]], widths: Sequence[float]) -> list[Line]:
    """A table without rules; all its columns but the first end at the right."""
    face, lines = replace(SMALL, size=9), []
    for number, row in enumerate(rows):
        x = 50.0
        for column, (cell, width) in enumerate(zip(row, widths, strict=True)):
            shift = width - 8 - face.width(cell) if column else 0
            lines.append(Line(page, x + shift, top - 15 * number, cell, face))
            x += width
    return lines


def numbered(pages: int, foot: str, *, head: str = "", alternating: bool = False) -> list[Line]:
    """Heads and feet for all pages; `{page}` and `{pages}` are filled in."""
    lines = []
    for page in range(1, pages + 1):
        left = alternating and page % 2 == 0
        for text, y in ((foot, 28.0), (head, 812.0)):
            words = text.format(page=page, pages=pages)
            lines.append(Line(page, 50 if left else WIDTH - 50 - SMALL.width(words), y, words, SMALL))
    return [line for line in lines if line.text]


def by_word(lines: Iterable[Line]) -> list[Line]:
    """Each word as a text of its own, without the blanks between them, as OCR sets them."""
    found = []
    for line in lines:
        x = line.x
        for word in line.text.split():
            found.append(line._replace(x=x, text=word, gap=0))
            x += line.face.width(f"{word} ") + line.gap
    return found


def sloping(words: Iterable[Line], degrees: float) -> list[Line]:
    """Upright words on baselines that slope, as some OCR sets them."""
    slope = math.tan(math.radians(degrees))
    return [word._replace(x=word.x - slope * word.y, y=word.y + slope * word.x) for word in words]


def pdf(
    lines: Iterable[Line],
    pictures: Iterable[Picture] = (),
    *,
    order: Order = "as set",
    title: str = "",
    turned: Literal[0, 90, 180, 270] = 0,
    askew: float = 0,
) -> bytes:
    """`turned` is the /Rotate of all pages, in degrees clockwise; the content is set so that it is shown upright.

    `askew` is the slope of the text, in degrees anticlockwise, as that of a sheet laid into a scanner.
    """
    from reportlab.pdfgen.canvas import Canvas

    out, lines, pictures = BytesIO(), list(lines), list(pictures)
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1)  # reportlab itself exchanges the sides of a turned page
    canvas.setTitle(title)
    for page in range(1, max(line.page for line in lines) + 1):
        canvas.setPageRotation(turned)
        canvas.transform(*_UPRIGHT[turned])
        for picture in pictures:
            if picture.page == page:
                _paint(canvas, picture)
        canvas.rotate(askew)
        for line in _drawn([line for line in lines if line.page == page], order):
            _draw(canvas, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _drawn(lines: list[Line], order: Order) -> list[Line]:
    if order == "by row":
        return sorted(lines, key=lambda line: (-line.y, line.x))
    return random.Random(7).sample(lines, len(lines)) if order == "by chance" else lines


def _paint(canvas: Any, picture: Picture) -> None:
    from PIL.Image import effect_noise
    from reportlab.lib.utils import ImageReader

    place = picture.left, picture.low, picture.width, picture.height
    if picture.scanned:
        canvas.drawImage(ImageReader(effect_noise((300, 420), 100)), *place)
    else:
        canvas.setFillGray(picture.shade)
        canvas.rect(*place, stroke=0, fill=1)


def _draw(canvas: Any, line: Line) -> None:
    text = canvas.beginText(line.x, line.y)
    text.setFont(line.face.font, line.face.size)
    text.setFillGray(0)
    text.setTextRenderMode(3 if line.face.invisible else 0)
    text.setWordSpace(line.gap)
    text.setCharSpace(line.face.tracking)
    text.textOut(line.text)
    canvas.drawText(text)


def vera() -> str:
    """The name of a font that has the letters ﬁ and ﬂ; reportlab brings it along."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    return "Vera"


def song() -> str:
    """The name of a Chinese font that is not embedded."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return "STSong-Light"
