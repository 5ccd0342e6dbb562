"""The main points of the newest articles about what a question asks to have summed up. Pure, for English.

The first sentence of an article tells most of it, and the first sentence of a paragraph most of that.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..text.stemming import content_stems, stem
from ..types import Passage, Sentence
from ..verification.citations import Keyed
from ..verification.copies import without_dateline
from .question.kind import form_of

MOST = 3
ABOUT = 0.7
"""An article is about the topic if its title and opening have this share of the words that the best one's have."""
OPENING = 3
"""Sentences that open an article."""
FEWEST = 8
"""Words of a sentence that may stand for its article: "This live page is now closed." may not."""
NEAR_THE_TOP = 150
"""Characters before an article's first passage, besides its title, at most: a byline, a dateline."""
ALIKE = 0.6
"""Two sentences say the same if the shorter one shares this part of its words with the other."""
_ASKING = frozenset(
    stem(word)
    for word in """
    summary summarise summarize sum recap overview rundown nutshell main key most important point fact takeaway message
    news latest new happen happening happened go going story article text report page document tell say give write show
    catch bring short brief quick please today yesterday now lately recently week month morning night year last far
    update development find know
    """.split()
)
"""Words of a question that say that a summary is asked for, not of what."""


def has_no_topic(question: str) -> bool:
    """Whether a summary is asked for without saying of what: "What's the news?"."""
    return form_of(question) == "summary" and not _topic(question)


def main_points(question: str, ranked: Sequence[str], keyed: Keyed) -> list[str]:
    """Keys of at most `MOST` sentences, those of the newest article first; none where no article is about the topic.

    One from each article where several are about it, and as many as there may be from a single one.
    """
    groups: dict[str, list[str]] = {}
    for key in ranked:
        groups.setdefault(keyed[key][0].article_id, []).append(key)
    in_order = [sorted(keys, key=lambda key: keyed[key][1].start) for keys in groups.values()]
    about = _about(_topic(question), in_order, keyed)
    newest = sorted(about, key=lambda keys: keyed[keys[0]][0].published or "", reverse=True)
    if len(newest) == 1:
        return _apart(_points(newest[0], ranked, keyed), keyed)
    return _apart([key for keys in newest for key in _points(keys, ranked, keyed)[:1]], keyed)


def _topic(question: str) -> set[str]:
    return {word for word in content_stems(question) if word not in _ASKING}


def _about(topic: set[str], groups: Sequence[list[str]], keyed: Keyed) -> list[list[str]]:
    """The articles about the topic, each as the keys of its sentences; all of them if there is no topic."""
    if not topic:
        return [keys for keys in groups if _is_opening(keyed[keys[0]][0])] or list(groups)
    shares = []
    for keys in groups:
        opening = " ".join([keyed[keys[0]][0].title, *(keyed[key][1].text for key in keys[:OPENING])])
        shares.append(len(topic & content_stems(opening)) / len(topic))
    least = ABOUT * max(shares)
    return [keys for keys, share in zip(groups, shares, strict=True) if share and share >= least]


def _points(keys: Sequence[str], ranked: Sequence[str], keyed: Keyed) -> list[str]:
    """The article's lead, and the sentences that open its further paragraphs, as far as they were found.

    Without its opening, what ranks best stands for the article.
    """
    whole = [key for key in keys if _is_whole(keyed[key][1].text)]
    able = [key for key in whole if len(without_dateline(keyed[key][1].text).split()) >= FEWEST]
    if not able:
        return []
    lead = able[0] if _is_opening(keyed[able[0]][0]) else min(able, key=ranked.index)
    after = [key for key in whole if keyed[key][1].start > keyed[lead][1].start]
    return [lead, *(key for key in after if _opens_a_paragraph(*keyed[key]))]


def _is_opening(passage: Passage) -> bool:
    return passage.start <= len(passage.title) + NEAR_THE_TOP


def _is_whole(text: str) -> bool:
    """Whether it ends as a sentence does; a heading and a byline do not."""
    return text.rstrip("\"'”’»)] ").endswith((".", "!"))


def _opens_a_paragraph(passage: Passage, sentence: Sentence) -> bool:
    before = passage.text[: sentence.start - passage.start]
    return not before.strip() or "\n" in before[len(before.rstrip()) :]


def _apart(keys: Sequence[str], keyed: Keyed) -> list[str]:
    """The first `MOST` of the keys whose sentences do not say what one before says."""
    kept: list[str] = []
    for key in keys:
        words = content_stems(keyed[key][1].text)
        others = (content_stems(keyed[other][1].text) for other in kept)
        if all(len(words & said) < ALIKE * min(len(words), len(said)) for said in others):
            kept.append(key)
    return kept[:MOST]
