"""Checks a saved answer again: does each citation still point at its quote?"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..answering.corrections import corrects, updates
from ..errors import AnswerError, LibraryDamaged, RagError
from ..types import Article, Filters, Verdict, page_at

if TYPE_CHECKING:
    from .library import Library

_FIELDS = {"marker": int, "article_id": str, "sha256": str, "start": int, "end": int, "quote": str}
LOOKED_AT = 16
"""Passages among which a correction is looked for."""
SAVE_ONE = 'Save one with: rag ask --json "QUESTION" > answer.json'


def check_answer(document: Mapping[str, Any], library: Library) -> list[Verdict]:
    """One verdict per citation, in order, then one per earlier quote, or per nearest quote of an abstention.

    Raises `AnswerError` unless the document is what `rag ask --json` prints, or an earlier version of it.
    """
    citations = document.get("citations") if isinstance(document, Mapping) else None
    if not isinstance(citations, list):
        raise AnswerError("The document has no list of citations.", SAVE_ONE)
    earlier, nearest = document.get("earlier", []), document.get("nearest", [])
    if not isinstance(nearest, list) or not isinstance(earlier, list):
        raise AnswerError(f"What is {'earlier' if isinstance(nearest, list) else 'nearest'} is no list.", SAVE_ONE)
    return [
        *(_not_replaced(each, f"Citation {n}", library) for n, each in enumerate(citations, 1)),
        *(_verdict(each, f"The earlier quote {n}", library) for n, each in enumerate(earlier, 1)),
        *(
            replace(_verdict(each, f"The nearest quote {n}", library), nearest=True)
            for n, each in enumerate(nearest, 1)
        ),
    ]


def _not_replaced(citation: Any, called: str, library: Library) -> Verdict:
    """The verdict, which is `stale` too where its outlet has corrected or updated in another article what it quotes."""
    verdict = _verdict(citation, called, library)
    if verdict.status != "valid":
        return verdict
    with suppress(RagError):  # the indexes of another embedding model cannot be searched
        if newer := _replaced_by(citation, library):
            return replace(verdict, status="stale", reason=newer)
    return verdict


def _replaced_by(citation: Mapping[str, Any], library: Library) -> str:
    """Which article of the same outlet corrects or updates the one that is quoted; empty if none does."""
    old = library.stored(citation["article_id"], citation["sha256"])
    if old is None or not old.source or not old.published:
        return ""
    with library.reading() as index:
        filters = Filters(sources=(old.source,), since=old.published)
        near = index.lexical(f"{old.title} {citation['quote']}", LOOKED_AT, filters)
        found = [chunk for chunk in index.chunks(id_ for id_, _ in near).values() if chunk.article_id != old.id]
    for chunk in found:
        sentences = [chunk.text[start - chunk.start : end - chunk.start] for start, end in chunk.sentences]
        how = (
            "corrected"
            if corrects(chunk, sentences, old, citation["quote"])
            else "updated"
            if updates(chunk, old)
            else ""
        )
        if how:
            return f"its outlet has {how} it: {chunk.article_id}, {chunk.published}"
    return ""


def _verdict(citation: Any, called: str, library: Library) -> Verdict:
    _check_shape(citation, called)
    # JSON can encode a lone surrogate; SQLite refuses it, and no article id contains one.
    article_id, sha256 = (
        citation[name].encode("utf-8", "backslashreplace").decode() for name in ("article_id", "sha256")
    )
    marker = citation["marker"]
    try:
        article = library.stored(article_id, sha256)
    except LibraryDamaged as error:
        return Verdict(marker, article_id, "broken", error.advice)
    if article is None:
        known = library.current_sha(article_id) is not None
        missing = "version of it" if known else "article"
        return Verdict(marker, article_id, "broken", f"the library has no such {missing}")
    if wrong := _wrong(citation, article):
        return Verdict(marker, article_id, "broken", wrong)
    if library.current_sha(article_id) != sha256:
        return Verdict(marker, article_id, "stale", "the article has a newer version")
    return Verdict(marker, article_id, "valid")


def _check_shape(citation: Any, called: str) -> None:
    for name, kind in _FIELDS.items():
        if not isinstance(citation, dict) or not isinstance(citation.get(name), kind):
            expected = "a number" if kind is int else "a string"
            raise AnswerError(f"{called} has no {name} that is {expected}.", SAVE_ONE)
    page, words = citation.get("page"), citation.get("answer")  # answers saved by earlier versions have neither
    if page is not None and type(page) is not int:
        raise AnswerError(f"{called} has a page that is not a number.", SAVE_ONE)
    if words is not None and not (isinstance(words, list) and [type(at) for at in words] == [int, int]):
        raise AnswerError(f"{called} has exact words that are not two numbers.", SAVE_ONE)


def _wrong(citation: Mapping[str, Any], article: Article) -> str:
    """What the article does not bear out, in a few words for users; empty if it bears out all."""
    start, end = citation["start"], citation["end"]
    page, words = citation.get("page"), citation.get("answer")
    if not 0 <= start < end or article.text[start:end] != citation["quote"]:
        return "the quote is not what the article says there"
    if words and not 0 <= words[0] < words[1] <= end - start:
        return "its exact words are not within the quote"
    if page not in (None, held := page_at(article.pages, start)):
        return f"the quote is {f'on page {held}' if held else 'on no page'}"
    return ""
