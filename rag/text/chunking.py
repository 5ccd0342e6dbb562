"""Article to chunks: whole sentences in reading order, never across a gap that boilerplate left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..types import Article, Chunk, Span
from .article_body import Block, blocks
from .sentences import LIST_NUMBER, split_sentences, stripped


@dataclass(frozen=True)
class _Piece:
    """A sentence or a heading; `adjoins` if only white space separates it from the piece before."""

    start: int
    end: int
    heading: bool
    adjoins: bool


def chunk_article(article: Article, max_chars: int) -> list[Chunk]:
    """The article's chunks of at most `max_chars` characters each, in order; empty if all of it is boilerplate.

    A heading opens a chunk and is embedded with what follows, but is not a sentence: it is quoted only if the article
    has nothing but headings. A sentence longer than `max_chars` is cut at spaces.
    """
    pieces = list(_pieces(article.text, max_chars))
    headings_only = all(piece.heading for piece in pieces)
    chunks = (_chunk(article.text, group, quote_headings=headings_only) for group in _groups(pieces, max_chars))
    return [chunk for chunk in chunks if chunk.sentences]


def _pieces(text: str, max_chars: int) -> Iterator[_Piece]:
    end = 0
    for block in blocks(text):
        adjoins = not text[end : block.start].strip()
        for span in _sentences(text, block, max_chars):
            yield _Piece(span.start, span.end, block.kind == "heading", adjoins)
            adjoins = True
        end = block.end


def _sentences(text: str, block: Block, max_chars: int) -> Iterator[Span]:
    """The block's sentences without the white space around them; a heading is one sentence."""
    if block.kind == "heading":
        heading = stripped(text, block.start, block.end)
        yield from () if LIST_NUMBER.fullmatch(text, *heading) else _within(text, heading, max_chars)
        return
    for start, end in split_sentences(text[block.start : block.end]):
        yield from _within(text, Span(block.start + start, block.start + end), max_chars)


def _within(text: str, span: Span, max_chars: int) -> Iterator[Span]:
    start, end = span
    while end - start > max_chars:
        space = text.rfind(" ", start + 1, start + max_chars + 1)
        cut = space if space > 0 else start + max_chars
        yield stripped(text, start, cut)
        start = stripped(text, cut, end).start
    if start < end:
        yield Span(start, end)


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
    sentences = tuple(Span(p.start, p.end) for p in group if quote_headings or not p.heading)
    return Chunk(start, end, text[start:end], sentences)
