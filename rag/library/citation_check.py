"""Checks a saved answer again: does each citation still point at its quote?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..errors import AnswerError, LibraryDamaged
from ..types import Verdict

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
    marker = citation["marker"]
    try:
        text = library.text_of(article_id, sha256)
    except LibraryDamaged as error:
        return Verdict(marker, article_id, "broken", f"{error.message} {error.hint}")
    if text is None:
        known = library.current_sha(article_id) is not None
        missing = "version of it" if known else "article"
        return Verdict(marker, article_id, "broken", f"the library has no such {missing}")
    if not 0 <= citation["start"] < citation["end"] or text[citation["start"] : citation["end"]] != citation["quote"]:
        return Verdict(marker, article_id, "broken", "the quote is not what the article says there")
    if library.current_sha(article_id) != sha256:
        return Verdict(marker, article_id, "stale", "the article has a newer version")
    return Verdict(marker, article_id, "valid")
