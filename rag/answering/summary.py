"""The main points about what a question asks to have summed up: the newest steps of a story. Pure, for English."""

from __future__ import annotations

from collections.abc import Sequence

from ..text.stemming import content_stems, stem
from ..types import Passage
from ..verification.verdicts import Keyed
from .question.kind import form_of
from .story.steps import Place, about, by_article, main_sentences, repeats, steps

MOST = 3
MOST_OF_ONE = 2
"""Sentences of a single article: what its third paragraph tells is a main point less often than not."""
_ASKING = frozenset(
    stem(word)
    for word in """
    summary summarise summarize sum recap overview rundown nutshell main key most important point fact takeaway message
    news latest new happen happening happened go going story article text report page document tell say give write show
    catch bring short brief quick please today yesterday now lately recently week month morning night year last far
    update development find know timeline
    """.split()
)
"""Words of a question that say that a summary is asked for, not of what."""


def has_no_topic(question: str) -> bool:
    """Whether a summary is asked for without saying of what: "What's the news?"."""
    return form_of(question) == "summary" and not topic_of(question)


def main_points(question: str, ranked: Sequence[str], keyed: Keyed) -> list[str]:
    """Keys of at most `MOST` sentences: what the story's newest steps tell, the newest first.

    None where the opening of no article about the topic was found: what stands further down may be no main point.
    """
    points = _points(topic_of(question), [keyed[key] for key in ranked])
    keys = {(passage.article_id, sentence.start): key for key in ranked for passage, sentence in [keyed[key]]}
    return [keys[passage.article_id, sentence.start] for passage, sentence in points]


def newest_first(question: str, passages: Sequence[Passage], k: int) -> list[Passage]:
    """At most k of the passages: those with the main points, and then the others in their order."""
    points = _points(
        topic_of(question), [(passage, sentence) for passage in passages for sentence in passage.sentences]
    )
    chosen = {(passage.article_id, passage.start) for passage, _ in points}
    return sorted(passages, key=lambda p: (p.article_id, p.start) not in chosen)[:k]


def topic_of(question: str) -> set[str]:
    """The stems of what is asked about."""
    return {word for word in content_stems(question) if word not in _ASKING}


def _points(topic: set[str], places: Sequence[Place]) -> list[Place]:
    articles = about(topic, by_article(places))
    found = [step.place for step in steps(topic, articles)]
    if len(with_lead := [places for places in articles if main_sentences(places)]) == 1:
        return _apart(main_sentences(with_lead[0]))[:MOST_OF_ONE]
    return found[::-1][:MOST]


def _apart(places: Sequence[Place]) -> list[Place]:
    """The places whose sentences do not say what one before says."""
    kept: list[Place] = []
    for place in places:
        if not repeats(place[1].text, [sentence.text for _, sentence in kept]):
            kept.append(place)
    return kept
