"""The blocks of a text that are the article. Pure: returns spans, rewrites nothing, and keeps a line when in doubt.

Three steps: find the headline, drop the page's boilerplate, drop what follows the article.
"""

from __future__ import annotations

from itertools import groupby, islice
from typing import Literal, NamedTuple

from ..types import Span
from .boilerplate import (
    begins_comments,
    begins_tail,
    is_boilerplate,
    is_boilerplate_among,
    is_form,
    is_paywall,
    is_rubric,
    may_be_offer,
    may_begin_tail,
)
from .paragraphs import Piece, could_be_title, is_dated, is_heading, is_sentence, pieces

_HEAD = 20_000
"""Characters in which the headline is looked for, so that a title does not cost a pass over a long text."""


class Block(NamedTuple):
    """The characters `text[start:end]`: a heading, or a paragraph, list item or table row."""

    start: int
    end: int
    kind: Literal["heading", "text"]


def blocks(text: str) -> tuple[Block, ...]:
    """The article's blocks: ascending, disjoint, not empty, without white space at their ends.

    A hard-wrapped paragraph is one block. Navigation, promotion, forms, mark-up and front matter are in no block.
    """
    found = list(pieces(text))
    head = _headline(text, found)
    boilerplate = [i != head and _is_boilerplate_at(text, found, i, head) for i in range(len(found))]
    _mark_offers(found, boilerplate, head)
    end = _mark_tail(found, boilerplate, head)
    kept = [piece for piece, gone in zip(found[:end], boilerplate, strict=False) if not gone]
    return tuple(_with_kinds(kept, None if head is None else found[head]))


def headline(text: str) -> Span | None:
    """The line near the top that reads like a headline; None if the text begins with its first paragraph."""
    found = list(pieces(text[:_HEAD]))
    head = _headline(text, found)
    return None if head is None else Span(found[head].start, found[head].end)


def _headline(text: str, found: list[Piece]) -> int | None:
    """The index of the headline: the first line that can be one.

    But a label of up to three words ("Bitcoin") gives way to a line of six or more words below it. A one-word title
    ("Banksy") has no such line before its first paragraph.
    """
    lines: list[int] = []
    for i, piece in enumerate(found[:20]):
        if piece.role == "title":
            return i
        if piece.role == "item" or is_dated(piece.words) or is_boilerplate(text, piece):
            continue
        if piece.role == "paragraph" or piece.start > _HEAD // 2 or not could_be_title(piece.words):
            break
        lines.append(i)
    first = next(iter(lines), None)
    if len(lines) > 1 and is_rubric(found[lines[0]].bare) and _count(found[lines[1]]) >= 3:
        return lines[1]
    if first is None or _count(found[first]) > 3 or found[first].role == "heading":
        return first
    return next((i for at, i in enumerate(lines) if at and _outranks(found[i], words=6 if at == 1 else 5)), first)


def _outranks(piece: Piece, words: int) -> bool:
    letters = sum(c.isalpha() or c.isspace() for c in piece.words)
    return (
        piece.role == "line"
        and words <= _count(piece) <= 25
        and letters > 0.8 * len(piece.words)
        and " . " not in piece.words
    )


def _count(piece: Piece) -> int:
    return piece.words.count(" ") + 1


def _with_kinds(kept: list[Piece], head: Piece | None) -> list[Block]:
    """The blocks. A line without mark-up is a heading only if text follows, after one other heading at most.

    So a list of names is not made of headings.
    """
    found: list[Block] = []
    runs = [
        list(run) for _, run in groupby(kept, key=lambda p: p is not head and p.role == "line" and is_heading(p.words))
    ]
    for at, run in enumerate(runs):
        guessed = run[0] is not head and run[0].role == "line" and is_heading(run[0].words)
        heads = guessed and len(run) <= 2 and at + 1 < len(runs)
        for piece in run:
            marked = piece.role in ("title", "heading") or (piece is head and len(kept) > 1)
            found.append(Block(piece.start, piece.end, "heading" if marked or heads else "text"))
    return found


def _is_boilerplate_at(text: str, found: list[Piece], i: int, head: int | None) -> bool:
    piece = found[i]
    if head is not None and i < head and _is_passed_over(piece):
        return True
    near = [p.bare for p in found[max(0, i - 2) : i + 3]]
    return is_boilerplate(text, piece) or is_boilerplate_among(piece.bare, near)


def _mark_offers(found: list[Piece], boilerplate: list[bool], head: int | None) -> None:
    """Marks the lines of an offer that stand in one run with a paywall's line; items at the ends of the run stay."""
    offered = [gone or may_be_offer(piece) for piece, gone in zip(found, boilerplate, strict=True)]
    for is_run, group in groupby(range(len(found)), key=offered.__getitem__):
        run = list(group)
        if not is_run or not any(is_paywall(found[i].bare) for i in run):
            continue
        ends = [i for i in run if boilerplate[i] or found[i].role != "item"]
        for i in range(ends[0], ends[-1] + 1):
            boilerplate[i] = i != head


def _is_passed_over(piece: Piece) -> bool:
    """Whether a piece above the headline is navigation, such as the rubric; a date or a byline is not."""
    return (
        piece.role in ("line", "item")
        and _count(piece) <= 4
        and could_be_title(piece.words)
        and not is_dated(piece.words)
    )


def _comments(found: list[Piece]) -> int | None:
    """The index of the last heading above readers' comments.

    Prose must come before it, because a count of comments often stands directly below the headline.
    """
    prose = (
        i for i, piece in enumerate(found) if not piece.words or (is_sentence(piece.words) and _count(piece) >= 10)
    )
    begin = next(islice(prose, 2, None), len(found))
    last = next(
        (i for i in range(len(found) - 1, begin, -1) if found[i].role == "line" and begins_comments(found[i].bare)),
        None,
    )
    return last if last and any(is_form(piece.bare) for piece in found[last:]) else None


def _mark_tail(found: list[Piece], boilerplate: list[bool], head: int | None) -> int:
    """Marks the tail's headings as boilerplate; returns where the article ends: at the first that no prose follows."""
    end, prose, sentence, form = len(found), False, False, False
    comments = _comments(found)
    for i in range(len(found) - 1, -1 if head is None else head, -1):
        piece = found[i]
        if i == comments:
            boilerplate[i], end, prose = True, i, False
        elif piece.role not in ("paragraph", "item") and begins_tail(piece.bare):
            boilerplate[i] = form = True
            end = end if prose else i
        elif piece.role not in ("paragraph", "item") and may_begin_tail(piece.bare):
            end = i if form and not sentence else end
        elif boilerplate[i]:
            form = True
        else:
            sentence = sentence or is_sentence(piece.words) or not piece.words
            prose = (
                prose or not piece.words or (is_sentence(piece.words) and (_count(piece) >= 10 or _count(piece) <= 2))
            )
    has_article = any(not gone and i != head for i, gone in enumerate(boilerplate[:end]))
    return end if has_article else len(found)
