"""Article to chunks: whole sentences in reading order, never across a gap that boilerplate left."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from ..types import Article, Chunk, Span
from .article_body import Block, blocks
from .fact_checks import rated_claims
from .language import language
from .sentences import LIST_NUMBER, split_sentences, stripped
from .units import Paragraph, Unit, lists, questions, tables

LONGEST = 3_000
"""Characters. A sentence that is not longer is quoted whole, in a chunk of its own if need be. Text without a full
stop for so long is a transcript or data; it is cut at blanks."""
TELLING = 200
"""Characters. A paragraph that is shorter is split by the rules of the article's language, not of its own."""


@dataclass(frozen=True)
class _Piece:
    """What is quoted as a whole, or a heading; `adjoins` if only white space separates it from the piece before."""

    start: int
    end: int
    heading: bool
    quoted: bool
    adjoins: bool


def chunk_article(article: Article, max_chars: int) -> list[Chunk]:
    """The article's chunks, in order, of at most `max_chars` characters each; empty if all of it is boilerplate.

    What may only be quoted whole is not cut, so a chunk of one sentence or unit may be longer. A heading opens a chunk
    and is embedded with what follows, but is quoted only within a unit, or if the article has nothing but headings.
    """
    pieces = list(_pieces(article.text, max_chars))
    headings_only = all(piece.heading for piece in pieces)
    chunks = (_chunk(article.text, group, quote_headings=headings_only) for group in _groups(pieces, max_chars))
    return [chunk for chunk in chunks if chunk.sentences]


def _pieces(text: str, max_chars: int) -> Iterator[_Piece]:
    paragraphs = list(_paragraphs(text, max_chars))
    units = _units(text, paragraphs)
    end = 0
    for paragraph in paragraphs:
        for span in paragraph.sentences:
            while units and units[0].end <= span.start:
                units.popleft()
            unit = units[0] if units and units[0].start <= span.start else None
            if unit and span.start != unit.start and end >= unit.end:
                continue
            start, last = (unit.start, unit.end) if unit else span
            adjoins = not text[end:start].strip()
            if unit:
                yield _Piece(start, last, False, unit.quoted, adjoins)
            else:
                yield _Piece(start, last, paragraph.heading, not paragraph.heading, adjoins)
            end = last


def _paragraphs(text: str, max_chars: int) -> Iterator[Paragraph]:
    found = blocks(text)
    most = language(" ".join(text[block.start : block.end] for block in found[:20]))
    for block in found:
        spoken = language(text[block.start : block.end]) if block.end - block.start >= TELLING else None
        sentences = tuple(_sentences(text, block, max_chars, spoken or most))
        if sentences:
            yield Paragraph(block.start, block.end, block.kind == "heading", sentences)


def _sentences(text: str, block: Block, max_chars: int, spoken: str | None) -> Iterator[Span]:
    """The block's sentences without the white space around them; a heading is one sentence."""
    if block.kind == "heading":
        heading = stripped(text, block.start, block.end)
        yield from () if LIST_NUMBER.fullmatch(text, *heading) else _within(text, heading, max_chars)
        return
    for span in split_sentences(text[block.start : block.end], spoken):
        sentence = Span(block.start + span.start, block.start + span.end)
        for part in _within_quotations(text, sentence, spoken) if span.end - span.start > max_chars else (sentence,):
            yield from _within(text, part, max_chars)


def _within_quotations(text: str, sentence: Span, spoken: str | None) -> Iterator[Span]:
    """The parts of a long sentence, each a sentence within a quotation, or within what was taken for one."""
    for start, end in split_sentences(text[slice(*sentence)], spoken, within_quotations=True):
        yield Span(sentence.start + start, sentence.start + end)


def _within(text: str, span: Span, max_chars: int) -> Iterator[Span]:
    start, end = span
    while end - span.start > LONGEST and end - start > max_chars:
        space = text.rfind(" ", start + 1, start + max_chars + 1)
        cut = space if space > 0 else start + max_chars
        yield stripped(text, start, cut)
        start = stripped(text, cut, end).start
    if start < end:
        yield Span(start, end)


def _units(text: str, paragraphs: list[Paragraph]) -> deque[Unit]:
    """The units of all kinds, those that overlap as one."""
    kinds = (rated_claims, questions, lists, tables)
    merged: list[Unit] = []
    for unit in sorted(unit for kind in kinds for unit in kind(text, paragraphs)):
        if merged and unit.start < merged[-1].end:
            last = merged[-1]
            if max(last.end, unit.end) - last.start <= LONGEST:
                merged[-1] = Unit(last.start, max(last.end, unit.end), last.quoted and unit.quoted)
        else:
            merged.append(unit)
    return deque(merged)


def _groups(pieces: list[_Piece], max_chars: int) -> Iterator[list[_Piece]]:
    group: list[_Piece] = []
    for piece in pieces:
        if group and (
            not piece.adjoins or piece.end - group[0].start > max_chars or (piece.heading and not group[-1].heading)
        ):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _chunk(text: str, group: list[_Piece], *, quote_headings: bool) -> Chunk:
    start, end = group[0].start, group[-1].end
    sentences = tuple(Span(p.start, p.end) for p in group if p.quoted or (quote_headings and p.heading))
    return Chunk(start, end, text[start:end], sentences)
