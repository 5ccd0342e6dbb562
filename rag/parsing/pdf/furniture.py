"""What stands on a page but belongs to no article: running heads and feet, page numbers, a browser's print marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .lines import Line

EDGE = 0.15
"""The share of a page's height, at the top and at the bottom, in which heads and feet stand."""
_PLACE = 6.0
"""Points by which the place of a running head may differ from page to page."""
_NUMBER = re.compile(
    r"[-–—|·•\s]*(?:(?:page|p\.|pg\.|seite|s\.|pagina|página|pág\.|blad|sida|side|sivu|strona|str\.|стр\.)\s*)?"
    r"(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:/|of|von|sur|de|di|van|av|z|из|\|)\s*\d{1,4})?[-–—|·•\s]*"
    r"|第?\s*\d{1,4}\s*(?:页|頁|ページ)(?:\s*[/共]\s*\d{1,4}\s*(?:页|頁)?)?",
    re.IGNORECASE,
)
_PAGE_OF = re.compile(
    r"(?:page|seite|pagina|página|pág\.|blad|sida|side|sivu|strona|str\.|стр\.)\s*\d{1,4}(?:\s*(?:/|\w{1,3})\s*\d{1,4})?"
    r"|\d{1,4}\s?/\s?\d{1,4}",
    re.IGNORECASE,
)
"""A page number that says that it is one, beside other words."""
_PRINTED = re.compile(
    r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}),?\s+\d{1,2}[:.]\d{2}(?:[:.]\d{2})?"
    r"(?:\s?[AaPp]\.?[Mm]\.?)?"
)
"""When a browser printed the page."""
_ADDRESS = re.compile(r"(?:https?://|file:///|about:blank|www\.)\S*")
_COUNT = re.compile(r"\d{1,4}\s?(?:/|of|von|sur|de)\s?\d{1,4}")

_Row = list[int]
"""Indices of the lines that stand on one height."""


def furniture(pages: Sequence[tuple[float, Sequence[Line]]]) -> list[frozenset[int]]:
    """The indices of the lines of each page that are no text. A page is its height and its lines."""
    marks = [[_mark(line) for line in lines] for _, lines in pages]
    places: dict[str, list[tuple[int, float]]] = {}
    for n, (height, lines) in enumerate(pages):
        for mark, line in zip(marks[n], lines, strict=True):
            if _is_outer(height, line.y):
                places.setdefault(mark, []).append((n, line.y))
    found = []
    for n, (height, lines) in enumerate(pages):
        again = [
            any(other != n and abs(y - line.y) <= _PLACE for other, y in places.get(mark, ())[:_COMPARED])
            for mark, line in zip(marks[n], lines, strict=True)
        ]
        found.append(frozenset(_edges(height, lines, marks[n], again)))
    return found


_COMPARED = 200
"""Pages on which a line is looked for, so that a long document takes no square of its length."""


def _mark(line: Line) -> str:
    """The line's words without their numbers, in any order: odd and even pages turn them round."""
    words = line.text.casefold()
    return " ".join(sorted(re.findall(r"[^\W\d]+", words))) or re.sub(r"\d+", "0", words)


def _is_outer(height: float, y: float) -> bool:
    return y < EDGE * height or y > (1 - EDGE) * height


def _edges(height: float, lines: Sequence[Line], marks: Sequence[str], again: Sequence[bool]) -> Iterator[int]:
    """The lines of the rows at the top and at the bottom that are furniture, up to the first that is not."""
    rows = _rows(lines)
    for outward in (rows, rows[::-1]):
        for at, row in enumerate(outward):
            inner = outward[at + 1] if at + 1 < len(outward) else []
            if not _is_outer(height, lines[row[0]].y):
                break
            if not _is_furniture(height, row, inner, lines, marks, again):
                yield from (i for i in row if _PAGE_OF.fullmatch(lines[i].text.strip()))
                break
            yield from row


def _rows(lines: Sequence[Line]) -> list[_Row]:
    rows: list[_Row] = []
    for i in sorted(range(len(lines)), key=lambda i: lines[i].y):
        if rows and lines[i].y - lines[rows[-1][0]].y < 0.6 * lines[i].size:
            rows[-1].append(i)
        else:
            rows.append([i])
    return rows


def _is_furniture(
    height: float, row: _Row, inner: _Row, lines: Sequence[Line], marks: Sequence[str], again: Sequence[bool]
) -> bool:
    texts = [lines[i].text for i in sorted(row, key=lambda i: lines[i].left)]
    if _is_printed(height, lines[row[0]].y, texts) or all(map(_NUMBER.fullmatch, texts)):
        return True
    if len(row) > 2 and len(inner) == len(row):
        return False  # the first row of a table
    worded = [i for i in row if len(re.sub(r"[\W\d_]", "", marks[i])) >= 3]
    return all(again[i] or _NUMBER.fullmatch(lines[i].text) for i in row) or any(again[i] for i in worded)


def _is_printed(height: float, y: float, texts: Sequence[str]) -> bool:
    """Whether it is a browser's row: date and title at the top, address and page number at the bottom."""
    if EDGE / 2 * height < y < (1 - EDGE / 2) * height:
        return False
    dated = any(_PRINTED.match(text) or _PRINTED.search(text[-24:]) for text in texts)
    addressed = any(map(_ADDRESS.match, texts)) and any(_COUNT.fullmatch(text[-9:].strip()) for text in texts[1:])
    return dated or addressed or (len(texts) == 1 and bool(_ADDRESS.fullmatch(texts[0])))
