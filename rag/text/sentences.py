"""A text cut into sentences. The only file that imports sentencex."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..types import Span

LIST_NUMBER = re.compile(r"\(?(?:\d{1,3}|[A-Za-z])[.)]")
"""Its full stop ends no sentence: `1. Preheat the oven.` is one."""
_AT_ONCE = 4_000
"""Characters in which sentences are looked for together: sentencex takes time by the square of a paragraph of quotation marks."""
_LONE = re.compile("[\ud800-\udfff]")
"""Half a character, which a model's reply may hold and no UTF-8 has: sentencex takes none."""


def split_sentences(text: str) -> Iterator[Span]:
    """The sentences of a paragraph, in order, without the white space around them. One of thousands of characters may come in parts."""
    opened = None
    for start, end in _boundaries(text):
        span = stripped(text, start if opened is None else opened, end)
        opened = span.start if LIST_NUMBER.fullmatch(text, *span) else None
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


def stripped(text: str, start: int, end: int) -> Span:
    sentence = text[start:end]
    start += len(sentence) - len(sentence.lstrip())
    return Span(start, max(start, end - (len(sentence) - len(sentence.rstrip()))))
