"""Turns a text into the terms of the keyword index."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tantivy import TextAnalyzer


def terms(text: str) -> list[str]:
    """The words of `text`, lowercase, unaccented and stemmed (English), in order and with repeats."""
    return list(analyzer().analyze(unicodedata.normalize("NFKC", text)))


@cache
def analyzer() -> TextAnalyzer:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.simple())
    for each in (Filter.remove_long(60), Filter.lowercase(), Filter.ascii_fold(), Filter.stemmer("english")):
        builder = builder.filter(each)
    return builder.build()
