"""Turns a text into the terms of the keyword index."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from ..text.characters import folded

if TYPE_CHECKING:
    from tantivy import TextAnalyzer

_HAN = "㐀-䶿一-鿿豈-﫿々〇\U00020000-\U000323af"
_UNSPACED = re.compile(rf"(?P<two>[{_HAN}]+|[ぁ-ゖ]+|[가-힣]+)|(?P<whole>[ァ-ヺー]+)|(?P<three>[ก-ฺเ-๎ກ-ໟက-႟ក-៿]+)")
"""Runs of scripts whose words have no spaces between them, and of Korean, whose words have endings."""
_PARTICLES = re.compile("[的了吗嗎呢着著]|(?<![ぁ-ゖ])[ぁ-ゖ](?![ぁ-ゖ])")
"""Chinese particles, and the Japanese ones of one letter: they stand between words and are no terms."""
_MARK = "[.,'’，．\u00a0\u2009\u202f]"
_GROUPED = re.compile(rf"(?<!\d)(?<!\d{_MARK})\d{{1,3}}(?:{_MARK}\d{{3}})+(?!\d)")
"""A number of thousands, however its groups are parted; with a plain space they may be two numbers."""
_PARTS = re.compile(r"\D")


def terms(text: str) -> list[str]:
    """The words of `text`, lowercase, unaccented and stemmed (English), in order and with repeats.

    Chinese, Japanese and Korean are cut into pairs of letters that overlap, Thai and its neighbours into threes;
    Katakana stays whole, because it mostly writes one word.
    """
    return list(analyzer().analyze(prepared(text)))


def prepared(text: str) -> str:
    """What `analyzer` takes: the text folded, with the parts of words without spaces set apart."""
    plain = folded(_GROUPED.sub(lambda number: _PARTS.sub("", number[0]), text))
    return plain if plain.isascii() else _UNSPACED.sub(_parts, _PARTICLES.sub(" ", plain))


@cache
def analyzer() -> TextAnalyzer:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.simple())
    for each in (Filter.remove_long(60), Filter.lowercase(), Filter.ascii_fold(), Filter.stemmer("english")):
        builder = builder.filter(each)
    return builder.build()


def _parts(run: re.Match[str]) -> str:
    size = {"two": 2, "three": 3}.get(run.lastgroup or "", len(run[0]))
    pieces = [run[0][at : at + size] for at in range(max(1, len(run[0]) - size + 1))]
    return f" {' '.join(pieces)} "
