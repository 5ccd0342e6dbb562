"""Splits a text into sentences. The only file that imports sentencex."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..types import Span

LIST_NUMBER = re.compile(r"\(?(?:\d{1,3}|[A-Za-z])[.)]")
"""The number of a list item. Its full stop ends no sentence: `1. Preheat the oven.` is one sentence."""
_AT_ONCE = 4_000
"""Characters that sentencex gets at a time: its time is quadratic in a paragraph of quotation marks."""
_LONE = re.compile("[\ud800-\udfff]")
"""Lone surrogates: a chat model's reply may hold them, UTF-8 cannot, and sentencex refuses them."""
_NOTES = re.compile(r"""(?<=[.!?。！？"”’»)])\s?(?:\[[^\[\]\n]{1,30}\])+|(?<=[.!?"”’»)])[¹²³⁰⁴-⁹]+""")
"""Note marks after a sentence, as in `1752.[1]`: they belong to it and do not keep the next one from beginning."""


_MARKS = re.compile(r"""["“”„«»`]|(?<!\w)['‘’]|['‘’](?!\w)""")


def split_sentences(text: str, *, within_quotations: bool = False) -> Iterator[Span]:
    """The sentences of a paragraph, in order, without the white space around them.

    A quotation is not split, unless asked for: sentencex takes what two apostrophes enclose for one.
    A sentence of thousands of characters may come in parts.
    """
    opened = None
    for start, end in _boundaries(_MARKS.sub(" ", text) if within_quotations else text):
        span = stripped(text, start if opened is None else opened, end)
        opened = span.start if LIST_NUMBER.fullmatch(text, *span) else None
        if opened is None:
            yield span


def _boundaries(text: str) -> Iterator[tuple[int, int]]:
    from sentencex import get_sentence_boundaries

    at = 0
    while at < len(text):
        window = _NOTES.sub(lambda mark: " " * len(mark[0]), _LONE.sub("\ufffd", text[at : at + _AT_ONCE]))
        found = [(at + b["start_index"], at + b["end_index"]) for b in get_sentence_boundaries("en", window)]
        if at + len(window) < len(text):
            # The last sentence may end beyond this window; one that fills the window is cut at its last blank, if any.
            found = found[:-1] or [(at, at + (window.rfind(" ") + 1 or len(window)))]
        yield from found
        at = found[-1][1] if found else len(text)


def stripped(text: str, start: int, end: int) -> Span:
    """The span without the white space at its ends."""
    sentence = text[start:end]
    start += len(sentence) - len(sentence.lstrip())
    return Span(start, max(start, end - (len(sentence) - len(sentence.rstrip()))))
