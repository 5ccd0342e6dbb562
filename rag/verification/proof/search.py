"""A search for an order of exact steps that leads through all words of a claim and of a sentence. Pure, for English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..dates_and_times import Moment
from ..verbs import is_past
from .limits import PLACES, TAILS
from .omission import Cuttable
from .referents import Alias
from .same_meaning import phrases_at
from .turned import described
from .words import Word, same

_LINKS = frozenset("however meanwhile".split())
_FREE = frozenset("the a an that has have had in on at of 's".split())
"""May come and go: "has bought" is "bought" here."""


class Proof:
    """The search for one claim and one sentence."""

    def __init__(
        self, claim: Sequence[Word], sentence: Sequence[Word], known: Sequence[Alias], *, strict: bool
    ) -> None:
        self._claim = [word for word in claim if not word.is_pause]
        self._words, self._sentence = sentence, Cuttable(sentence, strict=strict)
        self._titles = {start: name for start, name, _ in described(tuple(sentence))}
        self._aliases, self._strict = known, strict
        self._phrases = [[*phrases_at(self._claim, i)] for i in range(len(self._claim))]
        self._seen: dict[tuple[int, int], bool] = {}
        self.furthest = 0
        """Words of the claim that were proved."""

    def follows(self, i: int, j: int) -> bool:
        """Whether the claim from its word i on follows from the sentence from its word j on."""
        if (i, j) not in self._seen:
            self._seen[i, j] = False
            self.furthest = max(self.furthest, i)
            ends = i == len(self._claim) and self._sentence.may_end(j)
            self._seen[i, j] = ends or any(self.follows(*step) for step in self._steps(i, j))
        return self._seen[i, j]

    def _steps(self, i: int, j: int) -> Iterator[tuple[int, int]]:
        more, left = i < len(self._claim), j < len(self._words)
        if more and left:
            yield from self._said(i, j)
        if more and self._is_free(self._claim, i):
            yield i + 1, j
        if more and self._claim[i].text == "*":
            end = len(self._words) if i == 0 else min(j + 6, len(self._words))
            yield from ((i + 1, k) for k in range(j, end) if self._sentence.may_do(k))
        if left:
            yield from ((i, k) for k in self._left_out(i, j))

    def _said(self, i: int, j: int) -> Iterator[tuple[int, int]]:
        """What is said in both at these places."""
        if same(self._claim[i], self._words[j]):
            yield i + 1, j + 1
        if self._claim[i].form == "the" and self._words[j].form in ("its", "his", "her", "their"):
            yield i + 1, j + 1
        if self._is_part_of_all(j):
            yield i, j + 2
        for group, length in self._phrases[i]:
            yield from ((i + length, j + there) for other, there in phrases_at(self._words, j) if other == group)
        for ours, theirs in self._aliases:
            if _stands(ours, self._claim, i) and _stands(theirs, self._words, j):
                yield i + len(ours), j + len(theirs)

    def _is_part_of_all(self, j: int) -> bool:
        """Whether `of its` stands there in `3 of its plants`: they are 3 plants."""
        forms = [word.form for word in self._words[j : j + 2]]
        counted = j > 0 and j + 2 < len(self._words) and self._words[j - 1].value and not self._words[j + 2].value
        return bool(counted) and forms[0] == "of" and forms[1] in ("its", "his", "her", "their", "the")

    def _left_out(self, i: int, j: int) -> Iterator[int]:
        """The places to which the sentence may be skipped from j."""
        word, size = self._words[j], len(self._words)
        if self._is_free(self._words, j) or word.is_pause:
            yield j + 1
        if i == 0 and j == 0:
            yield from (k for k in range(1, size) if self._sentence.may_open(k))
        if word.is_pause:
            yield from (k for k in range(j + 2, size) if self._words[k].is_pause and self._sentence.is_aside(j, k))
        yield from self._describing(i, j)
        if i == len(self._claim) and word.form in TAILS and not self._strict:
            yield from (
                k for k in range(j + 1, size) if self._words[k].is_pause and not self._sentence.is_limited(j, k)
            )
        if not self._strict:
            yield from self._sentence.times_and_places(j)
            yield from self._sentence.first_of_two(j)

    def _is_free(self, words: Sequence[Word], at: int) -> bool:
        """Whether the word may come or go: an article, the "that was" of "that was held", the "by" of "fell by 5"."""
        word, after = words[at], words[at + 1 : at + 2]
        if word.form in _FREE or word.form in (_LINKS if words is self._claim else ("also", "therefore")):
            return True
        if word.form in ("is", "are") and words is self._words:
            return bool(after) and after[0].form.endswith("ing")
        if word.form in ("early", "late") and words is self._words:
            return bool(after) and (after[0].form in ("on", "in") or isinstance(after[0].value, Moment))
        if word.form == "on":
            return bool(after) and isinstance(after[0].value, Moment)
        if word.form == "by":
            return bool(after) and after[0].value is not None
        if word.form in ("his", "her", "its", "their") and words is self._words:
            return at > 0 and words[at - 1].form in PLACES
        relative = at > 0 and words[at - 1].form in ("that", "which", "who")
        is_verb = bool(after) and is_past(after[0].form)
        return (word.form in ("was", "were") and relative and is_verb) or (
            word.form in ("which", "who") and bool(after) and after[0].form in ("was", "were")
        )

    def _describing(self, i: int, j: int) -> Iterator[int]:
        """Past what only describes the next word: an adjective, a noun before a noun, a title, a first name."""
        words = self._words
        if [word.form for word in words[j : j + 2]] in (["each", "of"], ["all", "of"]):
            yield j + 2
        if j in self._titles:
            yield self._titles[j]
        for k in (j + 1, j + 2):
            if k >= len(words) or i == len(self._claim) or any(word.is_pause for word in words[j : k + 1]):
                return
            if same(self._claim[i], words[k]) and self._sentence.only_describes(j, k):
                yield k


def _stands(phrase: Sequence[Word], words: Sequence[Word], at: int) -> bool:
    part = words[at : at + len(phrase)]
    return len(part) == len(phrase) and all(a.form == b.form for a, b in zip(phrase, part, strict=True))
