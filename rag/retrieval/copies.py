"""What copies of a story say counts once: a passage gives its place up to a better one that says the same. Pure."""

from __future__ import annotations

from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..storage.wordings import says_no_more, wording
from ..types import Passage, Sentence


class _Said:
    """The sentences of one story that passages already have."""

    def __init__(self) -> None:
        self._wordings: set[int] = set()
        self._texts: list[str] = []

    def add(self, passage: Passage) -> None:
        self._wordings |= {wording(sentence.text)[0] for sentence in passage.sentences}
        self._texts += [sentence.text for sentence in passage.sentences]

    def has(self, sentence: Sentence) -> bool:
        """Whether it is among them, if need be edited or cut."""
        if wording(sentence.text)[0] in self._wordings:
            return True
        return any(says_no_more(sentence.text, said) for said in self._texts)


def counted_once(passages: Sequence[Passage], groups: Mapping[str, int | None]) -> list[Passage]:
    """The passages, best first, each without the sentences that a better one of a copy has; none that is left empty.

    `groups` gives the group of copies of an article. Of copies that have the best sentence the earliest is taken. What
    an edited copy adds keeps its place, with the score that it has by itself.
    """
    several = _with_copies(passages, groups)
    waiting = sorted(passages, key=_rank)
    if not several:
        return waiting
    said: defaultdict[int | None, _Said] = defaultdict(_Said)
    kept = []
    while waiting:
        passage = waiting.pop(0)
        if (group := groups[passage.article_id]) not in several:
            kept.append(passage)
            continue
        new = _without(passage, said[group])
        if new is None or new.score < passage.score:
            if new:
                insort(waiting, new, key=_rank)
            continue
        taken = _earliest(new, [p for p in waiting if groups[p.article_id] == group])
        if taken is not new:
            waiting.remove(taken)
            insort(waiting, new, key=_rank)
        kept.append(_without(taken, said[group]) or taken)
        said[group].add(kept[-1])
    return sorted(kept, key=_rank)


def _with_copies(passages: Sequence[Passage], groups: Mapping[str, int | None]) -> set[int]:
    """The groups of which the passages have several articles."""
    articles = {passage.article_id for passage in passages}
    counted = Counter(group for name in articles if (group := groups[name]) is not None)
    return {group for group, number in counted.items() if number > 1}


def _rank(passage: Passage) -> tuple[float, str, int]:
    return -passage.score, passage.article_id, passage.start


def _without(passage: Passage, said: _Said) -> Passage | None:
    """The passage with its new sentences alone; None if it has none."""
    new = tuple(sentence for sentence in passage.sentences if not said.has(sentence))
    if len(new) == len(passage.sentences):
        return passage
    return replace(passage, sentences=new, score=max(s.score for s in new)) if new else None


def _earliest(passage: Passage, others: Sequence[Passage]) -> Passage:
    """The passage, or one of an earlier day that says all that its best sentence says."""
    best = max(passage.sentences, key=lambda sentence: sentence.score).text
    same = [other for other in others if any(says_no_more(best, sentence.text) for sentence in other.sentences)]
    return min((passage, *same), key=lambda p: p.published or "~")
