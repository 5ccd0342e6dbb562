"""Who says each quote of an answer, sought in the whole article: "he said" alone does not tell. Pure, for English."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

from ...text.paragraphs import pieces
from ...text.sentences import split_sentences
from ...types import Answer, Citation, Passage, Sentence
from .attribution import may_be_said
from .outlets import is_outlet, same_outlet
from .speaker import speaker_of

TextOf = Callable[[str, str], str | None]
"""Gives the text of an article's version by article id and SHA-256."""
FAR = 3_000
"""Characters before a quote in which its speaker is sought, and after it, to the end of its paragraph."""


def with_speakers(answer: Answer, text_of: TextOf) -> Answer:
    """The answer, in which each citation says whose words it has where that is known."""
    outlets = {passage.source for passage in answer.passages if passage.source}
    named = tuple(_named(cited, text_of(cited.article_id, cited.sha256), outlets) for cited in answer.citations)
    return answer if named == answer.citations else replace(answer, citations=named)


def _named(cited: Citation, text: str | None, outlets: Collection[str]) -> Citation:
    if text is None or not may_be_said(text[text.rfind("\n", 0, cited.start) + 1 : cited.end]):
        return cited
    passage, at = _surroundings(cited, text)
    speaker = speaker_of(passage, at)
    if speaker is None or (cited.source and same_outlet(speaker.name, cited.source)):
        return cited
    return replace(cited, speaker=speaker.name, relayed=is_outlet(speaker.name, outlets))


def _surroundings(cited: Citation, text: str) -> tuple[Passage, int]:
    """The quote with the sentences before it, and those after it in its paragraph; and which of them it is."""
    first = max(0, cited.start - FAR)
    first += re.match(r"[^\n]*\n", text[first : cited.start] + "\n").end() if first else 0  # type: ignore[union-attr]
    first = min(first, cited.start)
    end = text.find("\n\n", cited.end, cited.end + FAR)
    last = end if end >= 0 else min(len(text), cited.end + FAR)
    before = list(_sentences(text, first, cited.start))
    quote = Sentence(cited.start, cited.end, cited.quote)
    sentences = (*before, quote, *_sentences(text, cited.end, last))
    about = Passage(cited.article_id, cited.sha256, first, last, text[first:last], 0.0, cited.title)
    return replace(about, sentences=sentences), len(before)


def _sentences(text: str, first: int, last: int) -> Iterator[Sentence]:
    part = text[first:last]
    for piece in pieces(part):
        for start, end in split_sentences(part[piece.start : piece.end]):
            at = first + piece.start
            yield Sentence(at + start, at + end, text[at + start : at + end])
