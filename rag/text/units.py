"""Sentences that may only be quoted together: a short answer with its question, a list with its lead-in, a table.

`fact_checks.py` has one more kind: a claim with its rating.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ..types import Span
from .paragraphs import is_row
from .sentences import LIST_NUMBER

TABLE = 1_500
"""Characters. A longer table is quoted row by row; `context.py` shows the header with the row."""
LIST = 600
"""Characters of a list of sentences, with its lead-in. The items of a longer one are quoted one by one."""
NAMES = 1_500
"""Characters of a list of anything less than sentences, with its lead-in."""
QUESTION = 300
"""Characters. Of a longer paragraph that ends in a question, only the question is quoted with its answer."""
ANSWER = 100
"""Characters. A longer answer stands without the question that a paragraph of its own asks."""
REPLY = 40
"""The same for an answer below a heading or in the paragraph of its question, which may be rhetorical."""
TERSE = 25
"""Characters. A first sentence of an answer that is shorter ("No.") is quoted with the second."""


class Paragraph(NamedTuple):
    """A block of an article with the spans of its sentences, of which it has one at least."""

    start: int
    end: int
    heading: bool
    sentences: tuple[Span, ...]


class Unit(NamedTuple):
    """The characters `text[start:end]`, of which no part is quoted alone; `quoted`: whether all of them may be."""

    start: int
    end: int
    quoted: bool = True


def adjoin(text: str, *paragraphs: Paragraph) -> bool:
    """Whether nothing with a letter or a digit, such as boilerplate, stands between these paragraphs."""
    return not any(re.search(r"\w", text[a.end : b.start]) for a, b in pairwise(paragraphs))


# Tables


def tables(text: str, paragraphs: Sequence[Paragraph]) -> Iterator[Unit]:
    """Each short table whole; of a longer one the header with the first row, then each row."""
    for rows in _runs_of_rows(text, paragraphs):
        if rows[-1].end - rows[0].start <= TABLE:
            units = [Unit(rows[0].start, rows[-1].end)]
        else:
            units = [Unit(rows[0].start, rows[min(1, len(rows) - 1)].end), *(Unit(r.start, r.end) for r in rows[2:])]
        yield from (unit for unit in units if unit.end - unit.start <= TABLE)


def _runs_of_rows(text: str, paragraphs: Sequence[Paragraph]) -> Iterator[list[Paragraph]]:
    run: list[Paragraph] = []
    for paragraph in paragraphs:
        row = is_row(text[paragraph.start : paragraph.end])
        if run and not (row and adjoin(text, run[-1], paragraph)):
            yield run
            run = []
        if row:
            run.append(paragraph)
    if run:
        yield run


# Lists


_BULLET = re.compile(r"(?:^|\n)[ \t>]*(?:[-*+•‣◦▪●–—]|\[[ xX]\])[ \t]+$")
_FINAL = re.compile(r"""[.!?…。！？](?:\[\w+\])*[\s"'”’»)\]*_]*$""")


def lists(text: str, paragraphs: Sequence[Paragraph]) -> Iterator[Unit]:
    """Each lead-in, a sentence that ends in a colon or a heading, with the list below it or the sentence after it."""
    at = -1
    while (at := at + 1) < len(paragraphs):
        lead = paragraphs[at]
        colon = text[lead.start : lead.end].rstrip("*_ ").endswith((":", "："))
        items = _items(text, paragraphs, at, colon=colon) if colon or lead.heading else []
        names = not all(_is_sentence(text[item.start : item.end]) for item in items)
        below = paragraphs[at + 1 : at + 2]
        if items and (colon or names):
            yield _within(NAMES if names else LIST, lead.sentences[-1].start, *(item.end for item in items))
        elif colon and below and not below[0].heading and adjoin(text, lead, *below):
            yield _within(LIST, lead.sentences[-1].start, below[0].sentences[0].end)
        at += len(items)


def _within(limit: int, start: int, *ends: int) -> Unit:
    """From the lead-in to the last of these ends, or to the last that the limit allows."""
    return Unit(start, max((end for end in ends if end - start <= limit), default=start))


def _items(text: str, paragraphs: Sequence[Paragraph], at: int, *, colon: bool) -> list[Paragraph]:
    """The items below the lead-in: paragraphs with a bullet or a number, or after a colon short lines without."""
    items: list[Paragraph] = []
    marked = None
    for n in range(at + 1, len(paragraphs)):
        before, item = paragraphs[n - 1], paragraphs[n]
        has_mark = _is_marked(text, item)
        marked = has_mark if marked is None else marked
        short = colon and item.end - item.start <= 120 and not _is_sentence(text[item.start : item.end])
        if has_mark != marked or not (has_mark or short) or item.heading or not adjoin(text, before, item):
            break
        if item.end - paragraphs[at].start > NAMES + QUESTION:
            break
        items.append(item)
    return items


def _is_marked(text: str, item: Paragraph) -> bool:
    return bool(_BULLET.search(text[max(0, item.start - 12) : item.start]) or LIST_NUMBER.match(text, item.start))


def _is_sentence(words: str) -> bool:
    return bool(_FINAL.search(words[-20:])) and (words.count(" ") >= 4 or not words.isascii())


# Questions


_SPEAKER = re.compile(r"[*_]{0,3}(\w[\w .'’-]{0,40})[*_]{0,3}:[*_]{0,3}\s+")
_BRIEF = re.compile(
    r"(?:yes|no|not|never|neither|none|nothing|of course|certainly|absolutely|exactly|indeed|perhaps|maybe|ja|nein"
    r"|nicht|nie|niemals|doch|natürlich|sicher|genau|vielleicht|keine?|oui|non|jamais|sí|si|nunca|claro|sì|mai"
    r"|i|we|ich|wir|je|nous|it|they|he|she|that|this|these|those|es|das|sie|er|dies\w*)\b",
    re.IGNORECASE,
)


def questions(text: str, paragraphs: Sequence[Paragraph]) -> Iterator[Unit]:
    """Each question with the answer that follows, if that is short or points back at the question."""
    for at, paragraph in enumerate(paragraphs):
        for asked, said in zip(paragraph.sentences, paragraph.sentences[1:], strict=False):
            if _asks(text[slice(*asked)]) and _is_brief(text[slice(*said)], REPLY):
                yield Unit(asked.start, said.end)
        following = paragraphs[at + 1 : at + 2]
        if following and not following[0].heading and adjoin(text, paragraph, *following):
            yield from _answered(text, paragraph, following[0])


def _answered(text: str, asking: Paragraph, answering: Paragraph) -> Iterator[Unit]:
    said = text[slice(*answering.sentences[0])]
    if _asks(text[asking.start : asking.end]):
        brief = _is_brief(said, REPLY if asking.heading else ANSWER) and not _asks(said)
    else:  # "Reporter: So you knew nothing." "Mayor: Right."
        a, b = _SPEAKER.match(text, asking.start), _SPEAKER.match(text, answering.start)
        brief = bool(a and b and a[1] != b[1]) and len(said) <= REPLY
    if brief:
        start = asking.start if asking.end - asking.start <= QUESTION else asking.sentences[-1].start
        yield Unit(start, answering.sentences[min(len(said) < TERSE, len(answering.sentences) - 1)].end)


def _asks(words: str) -> bool:
    return words[-20:].rstrip("\"'”’»)]}*_ ").endswith(("?", "？", "؟"))


def _is_brief(said: str, limit: int) -> bool:
    bare = _SPEAKER.sub("", said, count=1)
    return len(bare) <= limit or bool(_BRIEF.match(bare.lstrip("\"'“„«»*_ ")))
