"""Article to chunks: whole sentences in reading order, never across what cleaning left out. The only file that imports sentencex."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .cleaning import Block, blocks
from .types import Article, Chunk, Span

_LIST_NUMBER = re.compile(r"\(?(?:\d{1,3}|[A-Za-z])[.)]")
"""Its full stop ends no sentence: `1. Preheat the oven.` is one."""
_AT_ONCE = 4_000
"""Characters in which sentences are looked for together: sentencex takes time by the square of a paragraph of quotation marks."""


@dataclass(frozen=True)
class _Piece:
    """A sentence or a heading, and whether it goes on where the piece before it ended."""

    start: int
    end: int
    heading: bool
    adjoins: bool


def chunk_article(article: Article, max_chars: int) -> list[Chunk]:
    """Cut the article into chunks of at most `max_chars` characters each, in order; empty when all of it is boilerplate.

    A heading opens a chunk and is read with what follows, but is no sentence: it is quoted only in an article that has nothing else.
    A sentence above `max_chars` is cut at spaces.
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
    """The block's sentences without the white space around them; a heading is one."""
    if block.kind == "heading":
        heading = _stripped(text, block.start, block.end)
        yield from () if _LIST_NUMBER.fullmatch(text, *heading) else _within(text, heading, max_chars)
        return
    for start, end in split_sentences(text[block.start : block.end]):
        yield from _within(text, Span(block.start + start, block.start + end), max_chars)


_LONE = re.compile("[\ud800-\udfff]")
"""Half a character, which a model's reply may hold and no UTF-8 has: sentencex takes none."""


def split_sentences(text: str) -> Iterator[Span]:
    """The sentences of a paragraph, in order, without the white space around them. One of thousands of characters may come in parts."""
    opened = None
    for start, end in _boundaries(text):
        span = _stripped(text, start if opened is None else opened, end)
        opened = span.start if _LIST_NUMBER.fullmatch(text, *span) else None
        if opened is None:
            yield span


def _boundaries(text: str) -> Iterator[tuple[int, int]]:
    from sentencex import get_sentence_boundaries

    at = 0
    while at < len(text):
        window = _LONE.sub("\ufffd", text[at : at + _AT_ONCE])
        found = [(at + b["start_index"], at + b["end_index"]) for b in get_sentence_boundaries("en", window)]
        if at + len(window) < len(text):
            # Where the last one ends is not seen in this window; one that fills it is cut at a blank, if it has any.
            found = found[:-1] or [(at, at + (window.rfind(" ") + 1 or len(window)))]
        yield from found
        at = found[-1][1] if found else len(text)


def _stripped(text: str, start: int, end: int) -> Span:
    sentence = text[start:end]
    start += len(sentence) - len(sentence.lstrip())
    return Span(start, max(start, end - (len(sentence) - len(sentence.rstrip()))))


def _within(text: str, span: Span, max_chars: int) -> Iterator[Span]:
    start, end = span
    while end - start > max_chars:
        space = text.rfind(" ", start + 1, start + max_chars + 1)
        cut = space if space > 0 else start + max_chars
        yield _stripped(text, start, cut)
        start = _stripped(text, cut, end).start
    if start < end:
        yield Span(start, end)


def _groups(pieces: list[_Piece], max_chars: int) -> Iterator[list[_Piece]]:
    group: list[_Piece] = []
    for piece in pieces:
        if group and (not piece.adjoins or piece.end - group[0].start > max_chars or (piece.heading and not group[-1].heading)):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _chunk(text: str, group: list[_Piece], *, quote_headings: bool) -> Chunk:
    start, end = group[0].start, group[-1].end
    sentences = tuple(Span(p.start, p.end) for p in group if quote_headings or not p.heading)
    return Chunk(start, end, text[start:end], sentences)
