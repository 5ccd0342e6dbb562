"""The steps of a story: the sentence of each article that tells what is new, in the order of their days. Pure.

The first sentence of an article tells most of it, and the first sentence of a paragraph most of that. For English.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from typing import NamedTuple

from ...text.sentences import without_dateline
from ...text.stemming import content_stems
from ...types import Change, Passage, Sentence
from ...verification.copies import names_its_subject
from .figures import changes

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
TRIED = 3
"""Sentences of an article of which one may tell something new."""

Place = tuple[Passage, Sentence]


class Step(NamedTuple):
    """What an article tells that none before it does."""

    place: Place
    changes: tuple[Change, ...] = ()


def by_article(places: Iterable[Place]) -> list[list[Place]]:
    """The sentences of each article in their order, the articles in the order of the first of each."""
    groups: dict[str, list[Place]] = {}
    for place in places:
        groups.setdefault(place[0].article_id, []).append(place)
    return [sorted(group, key=lambda place: place[1].start) for group in groups.values()]


def about(topic: set[str], articles: Sequence[list[Place]]) -> list[list[Place]]:
    """The articles about the topic, given as stems; all of them if there is no topic."""
    prominent = [len(topic & _prominent(places)) for places in articles]
    least = ABOUT * max(prominent, default=0)
    each = zip(articles, prominent, strict=True)
    return [places for places, words in each if not topic or (words and words >= least)]


def steps(topic: set[str], articles: Sequence[Sequence[Place]], of_each: int = 1) -> list[Step]:
    """The steps that articles about the topic tell, the earliest first, at most `of_each` of an article.

    Of several sentences that say the same the first counts, unless a figure has changed since.
    """
    found: list[Step] = []
    for places in sorted(articles, key=lambda places: (places[0][0].published or "", places[0][0].article_id)):
        new: list[Step] = []
        for place in _telling(topic, main_sentences(places)):
            told = [step.place[1].text for step in (*found, *new)]
            changed = changes(place[1].text, told)
            if len(new) < of_each and (changed or not repeats(place[1].text, told, topic)):
                new.append(Step(place, changed))
        found += sorted(new, key=lambda step: step.place[1].start)
    return found


def main_sentences(places: Sequence[Place]) -> list[Place]:
    """The article's lead, what stands beside it in its paragraph, and the sentences that open further paragraphs.

    Empty if its opening was not found.
    """
    whole = [place for place in places if _is_whole(place[1].text)]
    long = (place for place in whole if len(without_dateline(place[1].text).split()) >= FEWEST)
    lead = next((place for place in long if _is_opening(place[0])), None)
    after = [place for place in whole if lead and place[1].start > lead[1].start]
    if not lead:
        return []
    opening = next((n for n, place in enumerate(after) if _opens_a_paragraph(*place)), len(after))
    return [lead, *after[:opening], *(place for place in after[opening:] if _opens_a_paragraph(*place))]


def repeats(text: str, told: Iterable[str], topic: Set[str] = frozenset()) -> bool:
    """Whether one of the sentences told before says the same; the topic's words, which most have, do not count."""
    words = content_stems(text) - topic
    others = (content_stems(other) - topic for other in told)
    return any(len(words & said) >= ALIKE * min(len(words), len(said)) for said in others)


def _telling(topic: set[str], main: Sequence[Place]) -> list[Place]:
    """Of an article's main sentences those that speak of the topic, then others. All but the lead have a name.

    A lead that does not speak of it counts if the title does: "On Friday rescuers found the last of the missing."
    """
    if not topic:
        return list(main[:1])
    near = [place for n, place in enumerate(main[:TRIED]) if not n or names_its_subject(place[1].text)]
    speaking = [place for place in near if topic & content_stems(place[1].text)]
    titled = bool(main) and bool(topic & content_stems(main[0][0].title))
    return speaking + [place for place in near if place not in speaking and (titled or place != main[0])]


def _prominent(places: Sequence[Place]) -> set[str]:
    """The words of an article's title and opening, and those that it says again further down."""
    title = places[0][0].title
    said = Counter(word for _, sentence in places for word in content_stems(sentence.text))
    opening = (content_stems(sentence.text) for passage, sentence in places[:OPENING] if _is_opening(passage))
    return content_stems(title).union(*opening, (word for word, times in said.items() if times > 1))


def _is_opening(passage: Passage) -> bool:
    return passage.start <= len(passage.title) + NEAR_THE_TOP


def _is_whole(text: str) -> bool:
    """Whether it ends as a sentence does; a heading and a byline do not."""
    return text.rstrip("\"'”’»)] ").endswith((".", "!"))


def _opens_a_paragraph(passage: Passage, sentence: Sentence) -> bool:
    before = passage.text[: sentence.start - passage.start]
    return not before.strip() or "\n" in before[len(before.rstrip()) :]
