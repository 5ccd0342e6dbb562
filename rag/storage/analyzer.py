"""A text's words in the form in which the keyword index holds them."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tantivy import TextAnalyzer


def terms(text: str) -> list[str]:
    """The words of `text` as the index keeps them: lowercase, unaccented, stemmed (English), in order, repeats kept."""
    return list(analyzer().analyze(unicodedata.normalize("NFKC", text)))


@cache
def analyzer() -> TextAnalyzer:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.simple())
    for step in (Filter.remove_long(60), Filter.lowercase(), Filter.ascii_fold(), Filter.stemmer("english")):
        builder = builder.filter(step)
    return builder.build()
