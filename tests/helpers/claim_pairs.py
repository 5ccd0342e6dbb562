"""The pairs of a claim and a citation in an answer, checked one by one."""

from __future__ import annotations

from collections.abc import Sequence

from rag.text.characters import without_invisible
from rag.types import Answer, Citation
from rag.verification.claims import contradicted
from rag.verification.wording import without_marker_likes


def unfounded(answer: Answer) -> list[tuple[str, str]]:
    """The pairs (claim, quote) whose quote neither says the claim alone nor is needed beside the claim's others."""
    found = []
    for span in sorted({span for citation in answer.citations for span in citation.claims}):
        claim = answer.text[slice(*span)]
        cited = [citation for citation in answer.citations if span in citation.claims]
        for citation in cited:
            others = [other for other in cited if other != citation]
            is_needed = others and _say(answer, claim, cited) and not _say(answer, claim, others)
            if not _say(answer, claim, [citation]) and not is_needed:
                found.append((claim, citation.quote))
    return found


def _say(answer: Answer, claim: str, citations: Sequence[Citation]) -> bool:
    around = [part for c in citations for part in (c.title, c.source, *_passages(answer, c)) if part]
    quotes = [without_marker_likes(c.quote) for c in citations]
    return contradicted(claim, quotes, [without_invisible(part) for part in around]) is None


def _passages(answer: Answer, citation: Citation) -> list[str]:
    return [
        passage.text
        for passage in answer.passages
        if (passage.article_id, passage.sha256) == (citation.article_id, citation.sha256)
        and passage.start <= citation.start
        and citation.end <= passage.end
    ]
