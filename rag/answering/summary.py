"""The main points of the newest articles about what a question asks to have summed up. Pure, for English.

The first sentence of an article tells most of it, and the first sentence of a paragraph most of that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..text.stemming import content_stems, stem
from ..text.wordings import without_dateline
from ..types import Passage, Sentence
from ..verification.verdicts import Keyed
from .question.kind import form_of

MOST = 3
MOST_OF_ONE = 2
"""Sentences of a single article: what its third paragraph tells is a main point less often than not."""
ABOUT = 0.6
"""An article is about the topic if this share of as many of its words is prominent there as in the best article."""
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
    """Keys of at most `MOST` sentences, those of the newest article first: the lead of each article about the topic.

    None where the opening of no such article was found: what stands further down may be no main point.
    """
    groups: dict[str, list[str]] = {}
    for key in ranked:
        groups.setdefault(keyed[key][0].article_id, []).append(key)
    in_order = [sorted(keys, key=lambda key: keyed[key][1].start) for keys in groups.values()]
    about = _about(_topic(question), in_order, keyed)
    points = [found for keys in about if (found := _points(keys, keyed))]
    newest = sorted(points, key=lambda keys: keyed[keys[0]][0].published or "", reverse=True)
    if len(newest) == 1:
        return _apart(newest[0], keyed)[:MOST_OF_ONE]
    return _apart([keys[0] for keys in newest], keyed)[:MOST]


def _topic(question: str) -> set[str]:
    return {word for word in content_stems(question) if word not in _ASKING}


def _about(topic: set[str], groups: Sequence[list[str]], keyed: Keyed) -> list[list[str]]:
    """The articles about the topic, each as the keys of its sentences; all of them if there is no topic."""
    prominent = [len(topic & _prominent(keys, keyed)) for keys in groups]
    least = ABOUT * max(prominent, default=0)
    return [keys for keys, words in zip(groups, prominent, strict=True) if not topic or (words and words >= least)]


def _prominent(keys: Sequence[str], keyed: Keyed) -> set[str]:
    """The words of an article's title and opening, and those that it says again further down."""
    title = keyed[keys[0]][0].title
    said = Counter(word for key in keys for word in content_stems(keyed[key][1].text))
    opening = (content_stems(keyed[key][1].text) for key in keys[:OPENING] if _is_opening(keyed[key][0]))
    return content_stems(title).union(*opening, (word for word, times in said.items() if times > 1))


def _points(keys: Sequence[str], keyed: Keyed) -> list[str]:
    """The article's lead, and the sentences that open its further paragraphs; empty if its opening was not found."""
    whole = [key for key in keys if _is_whole(keyed[key][1].text)]
    long = (key for key in whole if len(without_dateline(keyed[key][1].text).split()) >= FEWEST)
    lead = next((key for key in long if _is_opening(keyed[key][0])), None)
    after = [key for key in whole if lead and keyed[key][1].start > keyed[lead][1].start]
    return [lead, *(key for key in after if _opens_a_paragraph(*keyed[key]))] if lead else []


def _is_opening(passage: Passage) -> bool:
    return passage.start <= len(passage.title) + NEAR_THE_TOP


def _is_whole(text: str) -> bool:
    """Whether it ends as a sentence does; a heading and a byline do not."""
    return text.rstrip("\"'”’»)] ").endswith((".", "!"))


def _opens_a_paragraph(passage: Passage, sentence: Sentence) -> bool:
    before = passage.text[: sentence.start - passage.start]
    return not before.strip() or "\n" in before[len(before.rstrip()) :]


def _apart(keys: Sequence[str], keyed: Keyed) -> list[str]:
    """The keys whose sentences do not say what one before says."""
    kept: list[str] = []
    for key in keys:
        words = content_stems(keyed[key][1].text)
        others = (content_stems(keyed[other][1].text) for other in kept)
        if all(len(words & said) < ALIKE * min(len(words), len(said)) for said in others):
            kept.append(key)
    return kept
