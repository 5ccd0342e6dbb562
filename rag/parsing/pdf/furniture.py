"""What stands on a page but belongs to no article: running heads and feet, page numbers, a browser's print marks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .line_text import text_of
from .lines import Line

EDGE = 0.15
"""The share of a page's height, at the top and at the bottom, in which heads and feet stand."""
_NUMBER = re.compile(
    r"[-–—|·•\s]*(?:(?:page|p\.|seite|s\.|pagina|página|pág\.|blad|sida|side|strona|стр\.)\s*)?(?:\d{1,4}|[ivxlc]{1,6})"
    r"(?:\s*(?:/|of|von|sur|de|di|van|av|z|из|\|)\s*\d{1,4})?[-–—|·•\s]*|第?\s*\d{1,4}\s*[页頁ページ]+(?:\s*[/共]\s*\d{1,4}\s*[页頁]?)?",
    re.IGNORECASE,
)
_PRINTED = re.compile(
    r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}),?\s+\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?"
)
_ADDRESS = re.compile(r"(?:https?://|file:///|about:|www\.)\S+")
_COUNT = re.compile(r"\d{1,4}\s?(?:/|of|von|sur|de)\s?\d{1,4}$")


def without_furniture(pages: Sequence[tuple[float, Sequence[Line]]]) -> list[list[Line]]:
    """The lines of each page that are its text. A page is its height and its lines."""
    marks = [[_mark(height, line) for line in lines] for height, lines in pages]
    places: dict[tuple[str, int], set[int]] = {}
    for n, page in enumerate(marks):
        for mark in page:
            if mark:
                for near in (mark[1] - 1, mark[1], mark[1] + 1):
                    places.setdefault((mark[0], near), set()).add(n)
    kept = []
    for (height, lines), page in zip(pages, marks, strict=True):
        repeated = [bool(mark and len(places.get(mark, ())) > 1) for mark in page]
        gone = _printed(height, lines) | {i for i, again in enumerate(repeated) if again}
        gone |= _numbers(height, lines, gone)
        kept.append([line for i, line in enumerate(lines) if i not in gone])
    return kept


def _mark(height: float, line: Line) -> tuple[str, int] | None:
    """The line's text without digits and its place; None for a line within the page."""
    if EDGE * height < line.y < (1 - EDGE) * height:
        return None
    words = re.sub(r"\d+", "#", text_of(line.words).casefold())
    return (re.sub(r"[\W_]+", " ", words.replace("#", "0")).strip() or words, round(line.y / 4))


def _printed(height: float, lines: Sequence[Line]) -> set[int]:
    """A browser's marks: date and title in the first row, address and page number in the last."""
    if not lines:
        return set()
    gone: set[int] = set()
    for edge in (min(line.y for line in lines), max(line.y for line in lines)):
        if EDGE / 2 * height < edge < (1 - EDGE / 2) * height:
            continue
        row = [i for i, line in enumerate(lines) if abs(line.y - edge) < 0.6 * line.size]
        texts = [text_of(lines[i].words) for i in row]
        whole = " ".join(texts)
        dated = any(_PRINTED.match(text) or _PRINTED.search(text[-24:]) for text in texts)
        addressed = any(_ADDRESS.match(text) for text in texts) and bool(
            _COUNT.search(whole) or len(texts) > 1 or edge > height / 2
        )
        if dated or addressed:
            gone.update(row)
    return gone


def _numbers(height: float, lines: Sequence[Line], gone: set[int]) -> set[int]:
    """A page number alone at an edge, with nothing but furniture beyond it."""
    found: set[int] = set()
    rest = [i for i in range(len(lines)) if i not in gone]
    if not rest:
        return found
    usual = sorted(lines[i].size for i in rest)[len(rest) // 2]
    for edge in (min(lines[i].y for i in rest), max(lines[i].y for i in rest)):
        row = [i for i in rest if abs(lines[i].y - edge) < 0.6 * lines[i].size]
        at_edge = edge < EDGE * height or edge > (1 - EDGE) * height
        if (
            at_edge
            and len(row) == 1
            and lines[row[0]].size <= 1.3 * usual
            and _NUMBER.fullmatch(text_of(lines[row[0]].words))
        ):
            found.add(row[0])
    return found
