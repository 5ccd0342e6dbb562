"""Checks a saved answer again: does each citation still point at its quote?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..errors import AnswerError, LibraryDamaged
from ..types import Verdict, page_at

if TYPE_CHECKING:
    from .library import Library

_FIELDS = {"marker": int, "article_id": str, "sha256": str, "start": int, "end": int, "quote": str}
SAVE_ONE = 'Save one with: rag ask --json "QUESTION" > answer.json'


def check_answer(document: Mapping[str, Any], library: Library) -> list[Verdict]:
    """One verdict per citation, in order. Raises `AnswerError` unless the document is what `rag ask --json` prints."""
    citations = document.get("citations") if isinstance(document, Mapping) else None
    if not isinstance(citations, list):
        raise AnswerError("The document has no list of citations.", SAVE_ONE)
    return [_verdict(citation, n, library) for n, citation in enumerate(citations, 1)]


def _verdict(citation: Any, n: int, library: Library) -> Verdict:
    for name, kind in _FIELDS.items():
        if not isinstance(citation, dict) or not isinstance(citation.get(name), kind):
            expected = "a number" if kind is int else "a string"
            raise AnswerError(f"Citation {n} has no {name} that is {expected}.", SAVE_ONE)
    # JSON can encode a lone surrogate; SQLite refuses it, and no article id contains one.
    article_id, sha256 = (
        citation[name].encode("utf-8", "backslashreplace").decode() for name in ("article_id", "sha256")
    )
    marker, page = citation["marker"], citation.get("page")  # answers saved by earlier versions have no page
    if page is not None and type(page) is not int:
        raise AnswerError(f"Citation {n} has a page that is not a number.", SAVE_ONE)
    try:
        article = library.stored(article_id, sha256)
    except LibraryDamaged as error:
        return Verdict(marker, article_id, "broken", error.advice)
    if article is None:
        known = library.current_sha(article_id) is not None
        missing = "version of it" if known else "article"
        return Verdict(marker, article_id, "broken", f"the library has no such {missing}")
    start, end = citation["start"], citation["end"]
    if not 0 <= start < end or article.text[start:end] != citation["quote"]:
        return Verdict(marker, article_id, "broken", "the quote is not what the article says there")
    if page not in (None, held := page_at(article.pages, start)):
        return Verdict(marker, article_id, "broken", f"the quote is {f'on page {held}' if held else 'on no page'}")
    if library.current_sha(article_id) != sha256:
        return Verdict(marker, article_id, "stale", "the article has a newer version")
    return Verdict(marker, article_id, "valid")
