"""How a quoted or claimed sentence is worded in an answer, and where its exact words then stand. Pure."""

from __future__ import annotations

import re

from ..text.characters import without_invisible
from ..types import Span

_NUMBER = r"[\d¹²³⁰⁴-⁹₀-₉①-⑳⓪❶-❿]+"
_MARKER_LIKE = re.compile(
    rf"[\[［【⟦〔〚⁅❲⦋﹝⟮〖]([\s\^]*{_NUMBER}(?:\s*[.,;:·․。\-–]\s*{_NUMBER})*\s*)[\]］】⟧〕〛⁆❳⦌﹞⟯〗]"
)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s[^()]*)?\)")
_TABLE_RULE = re.compile(r"\|(?:\s?:?-{2,}:?\s?\|)+\s?")
_BEGIN, _END = "\ue000", "\ue001"
"""Private-use characters that stand before and after the exact words while a quote is made ready to be shown."""


def without_marker_likes(text: str) -> str:
    """The text with its own `[1]`, invisible characters in it or not, as `(1)`: a reader takes `[1]` for our marker."""
    return _MARKER_LIKE.sub(r"(\1)", without_invisible(text))


def shown(text: str) -> str:
    """The claim as the answer shows it, on one line.

    It has no markers, no rule of a table, and no addresses of Markdown links and images.
    A program that renders Markdown loads an image, and its server learns what the address says.
    """
    plain = _LINK.sub(r"\1", _TABLE_RULE.sub("", " ".join(without_invisible(text).split())))
    # `_LINK` misses brackets that are nested deeper; with a blank between them they are no link.
    return without_marker_likes(plain.replace("](", "] ("))


def exact_words(said: str, quote: str, words: Span) -> Span | None:
    """Where in the shown claim `said` the words `quote[words]` stand; None if they do not, or if it cannot be told.

    Of words that stand there more than once, only a claim that is a part of the quote tells which are meant.
    """
    start, end = words
    marked = shown(f"{quote[:start]}{_BEGIN}{quote[start:end]}{_END}{quote[end:]}")
    before, _, rest = marked.partition(_BEGIN)
    meant, _, after = rest.partition(_END)
    whole = f"{before}{meant}{after}"
    if whole.count(said) != 1:
        return _only(meant.strip(), said)
    at = len(before) - whole.index(said)
    return Span(at, at + len(meant)) if at >= 0 and said[at : at + len(meant)] == meant else None


def _only(words: str, said: str) -> Span | None:
    """The only place of the words in the text; "10" is not in "2010" nor in "10.5"."""
    begins = r"(?<!\w)(?<!\d[.,])" if words[:1].isalnum() else ""
    ends = r"(?!\w)(?![.,]\d)" if words[-1:].isalnum() else ""
    found = list(re.finditer(f"{begins}{re.escape(words)}{ends}", said)) if words else []
    return Span(*found[0].span()) if len(found) == 1 else None
