"""What an article said before it changed, where an answer quotes its present text."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from ..errors import LibraryDamaged
from ..text.chunking import chunk_article
from ..text.stemming import content_stems
from ..types import Answer, Article, Citation, Span, page_at

if TYPE_CHECKING:
    from .library import Library

CHUNK = 500
SAME = 0.5
"""Two sentences are wordings of one if they share this part of all their words."""


def former_quotes(answer: Answer, library: Library) -> tuple[Citation, ...]:
    """For each quote that an earlier version of its article worded in another way, that wording, with a new marker."""
    number = len(answer.quoted) + 1
    found: list[Citation] = []
    for cited in () if answer.abstained else answer.citations:
        versions = library.versions(cited.article_id)
        older = versions[versions.index(cited.sha256) + 1 :] if cited.sha256 in versions else []
        old = _stored(library, cited.article_id, older[0]) if older else None
        if old and (former := _former(cited, old, number + len(found))):
            found.append(former)
    return tuple(found)


def _stored(library: Library, article_id: str, sha256: str) -> Article | None:
    with suppress(LibraryDamaged):
        return library.stored(article_id, sha256)
    return None


def _former(cited: Citation, old: Article, marker: int) -> Citation | None:
    said = content_stems(cited.quote)
    if not said or cited.quote in old.text:
        return None
    likeness = {span: _likeness(said, content_stems(old.text[slice(*span)])) for span in _sentences(old)}
    start, end = max(likeness, key=lambda each: likeness[each], default=(0, 0))
    if likeness.get(Span(start, end), 0.0) < SAME:
        return None
    return Citation(
        *(marker, old.id, old.title, old.source, old.published, old.sha256, start, end, old.text[start:end]),
        claims=(),
        page=page_at(old.pages, start),
    )


def _sentences(article: Article) -> list[Span]:
    return [span for chunk in chunk_article(article, CHUNK) for span in chunk.sentences]


def _likeness(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)
