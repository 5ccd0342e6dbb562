"""Paragraphs to the text of the article, with its pages and its headline."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from ...types import PageStart
from ..metadata import table_row
from .glyphs import Style
from .hyphens import Written, is_divided, joined
from .line_text import text_of
from .lines import is_wide
from .paragraphs import Paragraph
from .tables import Row


def composed(paragraphs: Sequence[Paragraph], evidence: Written) -> tuple[str, tuple[PageStart, ...]]:
    """The text, paragraphs parted by an empty line, and where another page begins in it."""
    text, starts = "", list[PageStart]()
    for paragraph in paragraphs:
        words, pages = _text(paragraph, evidence)
        if not words:
            continue
        at = len(text) + 2 if text else 0
        text += ("\n\n" if text else "") + words
        for start, page in pages:
            if not starts or starts[-1].page != page:
                starts.append(PageStart(at + start, page))
    return text, tuple(starts)


def _text(paragraph: Paragraph, evidence: Written) -> tuple[str, list[PageStart]]:
    if paragraph.rows:
        return "\n".join(_row(row) for row in paragraph.rows), [PageStart(0, paragraph.pages[0])]
    text, pages = "", list[PageStart]()
    for line, page in zip(paragraph.lines, paragraph.pages, strict=True):
        words = line.text
        if paragraph.kind == "item" and not text:
            words = f"- {text_of(line.words[1:])}"
        if not text:
            whole, start = words, 0
        elif is_divided(text):
            whole = joined(text, words, evidence)
            start = len(whole) - len(words)
        else:
            blank = "" if is_wide(text[-1]) and is_wide(words[:1]) else " "
            whole, start = f"{text}{blank}{words}", len(text) + len(blank)
        if not pages or pages[-1].page != page:
            pages.append(PageStart(start, page))
        text = whole
    return text, pages


def _row(row: Row) -> str:
    return table_row(" ".join(line.text for line in cell) for cell in row)


def headline_of(paragraphs: Sequence[Paragraph], body: Style, evidence: Written, heads: Collection[str]) -> str | None:
    """The first page's paragraph in the largest type, above the body's; one of several words before a single word.

    A newspaper's name gives way to the headline below it.
    """
    first = min((p.pages[0] for p in paragraphs), default=1)
    large = [
        (p.style.size, n, _text(p, evidence)[0])
        for n, p in enumerate(paragraphs)
        if not p.rows and p.pages[0] == first and p.style.size >= 1.15 * body.size
    ]
    found = [each for each in large if each[2].count(" ") >= 2 or is_wide(each[2][:1] or " ")] or large
    if not found:
        return None
    _, at, text = max(found, key=lambda each: each[0])
    if _is_masthead(text, heads):
        below = [each for each in found if at < each[1] <= at + _BELOW_MASTHEAD]
        text = max(below, default=(0.0, at, text), key=lambda each: each[0])[2]
    return text


_BELOW_MASTHEAD = 3
"""Paragraphs, such as the date, among which the headline stands below a newspaper's name."""


def _is_masthead(text: str, heads: Collection[str]) -> bool:
    """Whether it is short and a part of a running head."""
    return len(text.split()) <= 4 and any(_names(text) <= _names(head) for head in heads)


def _names(text: str) -> frozenset[str]:
    """Its words without articles: "The Altmark Courier" is the "Altmark Courier"."""
    return frozenset(re.findall(r"[^\W\d_]+", text.casefold())) - {"the", "der", "die", "das", "le", "la", "el", "il"}
