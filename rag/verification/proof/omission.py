"""What may be left out of a sentence so that the rest is still true: a time, a place, an aside. Pure, for English.

Never a denial, a hedge, a speaker, a condition or a quantifier.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from ..dates_and_times import Moment
from ..negation import has_negation
from ..quantities import Amount
from ..verbs import BE, HAVE, is_past
from .certainty import is_doubtful
from .limits import (
    AFTERWORD,
    ARTICLES,
    BESIDE,
    CHANGES,
    CONDITION,
    DETERMINERS,
    GOVERNS,
    LIMITS,
    PLACES,
    RELATIVE,
    SPEAKS,
    TAILS,
    TIMES,
)
from .turned import is_time_at
from .words import Word


class Cuttable:
    """A sentence, and where it may be cut. A `strict` claim is true of the whole only: no time or place may go."""

    def __init__(self, words: Sequence[Word], *, strict: bool) -> None:
        self.words, self._strict = words, strict

    def may_do(self, k: int) -> bool:
        """Whether somebody does what is said from k on: `Tansy | bought`, not `may | buy` nor `did not | buy`."""
        clause = next((n + 1 for n in range(k - 1, -1, -1) if self.words[n].is_pause), 0)
        said = self._text(clause, k)
        return k > 0 and not (is_doubtful(said) or has_negation(said) or SPEAKS.search(self._text(0, k)))

    def may_open(self, k: int) -> bool:
        """Whether what the sentence says before k can be left out: an adverbial, or a clause beside the next one."""
        words = self.words
        if words[k - 1].text in ";:" or (words[k - 1].form in BESIDE and k > 1 and words[k - 2].is_pause):
            said = self._text(0, k)
            return not (SPEAKS.search(said) or GOVERNS.search(said))
        return words[k - 1].text == "," and not self._strict and not self.is_limited(0, k)

    def is_aside(self, start: int, end: int) -> bool:
        """Whether the words between two commas can be left out."""
        opens = self.words[start + 1].form
        if opens in RELATIVE or opens == "of" or self._is_description(start, end):
            return True
        if opens in BESIDE:
            return False
        return not (self._strict and opens in TAILS) and not CHANGES.search(self._text(start, end))

    def _is_description(self, start: int, end: int) -> bool:
        """Whether the words say who a name before them is: `Anna Berg, a pilot who never sold it,`."""
        head = [*takewhile(lambda word: word.form not in RELATIVE, self.words[start + 1 : end])]
        is_noun = head[:1] and head[0].form in ARTICLES and not any(map(_is_verb, head))
        return bool(is_noun) and self.words[start - 1].is_name and not SPEAKS.search(self._text(start, end))

    def may_end(self, start: int) -> bool:
        """Whether the claim may end where the sentence goes on."""
        if start >= len(self.words) - 1:
            return start == len(self.words) or self.words[start].is_pause
        first = self.words[start]
        opens = self.words[start + first.is_pause].form
        if self._is_governed(start) or CONDITION.search(self._text(start)):
            return False
        if self._is_described_after(start):
            return True
        if first.text == ";" or opens in BESIDE or (first.is_pause and (opens in RELATIVE or opens.endswith("ing"))):
            return True
        if first.is_pause and AFTERWORD.match(self._text(start)):
            return True
        if first.is_pause:
            return not (self._strict and opens in TAILS) and not CHANGES.search(self._text(start))
        return not self._strict and not self.is_limited(start) and (opens in TAILS or first.form == "to")

    def _is_described_after(self, start: int) -> bool:
        """Whether a purpose, a name or a participle follows: `in the final | to win`, `samples | taken at …`."""
        words, before = self.words, self.words[start - 1]
        if self._strict or start < 2 or before.is_pause or start + 1 >= len(words):
            return False
        if words[start].form == "to":
            end = next((k for k in range(start, len(words)) if words[k].is_pause), len(words))
            fits = before.value is not None or any(word.form in PLACES for word in words[max(0, start - 5) : start])
            return fits and not self.is_limited(start, end) and (end == len(words) or self.may_end(end))
        if is_past(words[start].form) and words[start].value is None and not is_past(before.form):
            return (
                words[start + 1].form in PLACES | {"by", "from"} and before.form not in BE | HAVE and not before.is_name
            )
        named = any(word.form in ("the", "a", "an") for word in words[max(0, start - 3) : start - 1])
        return named and not before.is_name and all(word.is_name for word in words[start:])

    def _is_governed(self, start: int) -> bool:
        """Whether a speaker at the sentence's end answers for all of it: `, police said`."""
        last = max((k for k in range(start, len(self.words)) if self.words[k].is_pause), default=start)
        opens = self.words[min(last + 1, len(self.words) - 1)].form
        return opens not in BESIDE | RELATIVE and not opens.endswith("ing") and bool(SPEAKS.search(self._text(last)))

    def only_describes(self, j: int, k: int) -> bool:
        words = self.words
        before = words[j - 1] if j else words[j]
        begins = j == 0 or before.is_pause or before.form in DETERMINERS | BESIDE or before.value is not None
        if (
            words[j].is_name
            and j
            and before.form == "the"
            and not any(word.is_name for word in words[k - 1 : k + 1] if word != words[j])
        ):
            return not self._strict
        if words[j].is_name and j:
            return False
        if isinstance(words[j].value, Amount):
            placed = k == j + 2 and begins and words[j + 1].form in ("placed", "seeded", "ranked", "old")
            return (placed or before.form in ("the", "its", "their")) and not self._strict
        plain = not any(
            word.form in TAILS | DETERMINERS | BE | HAVE
            or _is_limit(word.form)
            or is_doubtful(word.form)
            or (is_past(word.form) and word != words[k - 1])
            for word in words[j:k]
        )
        return plain and begins and words[k].form not in DETERMINERS and not is_past(words[j].form) and not self._strict

    def times_and_places(self, j: int) -> Iterator[int]:
        """Past `on Tuesday`, `in Skellmark`, `early at the dairy`, `yesterday`."""
        k = j + (self.words[j].form in ("late", "early") and j + 1 < len(self.words))
        if self.words[k].form in PLACES:
            yield from self._in_a_place(j, k + 1)
        else:
            yield from self._at_a_time(k)

    def _in_a_place(self, j: int, k: int) -> Iterator[int]:
        words = self.words
        while k < min(len(words), j + 6) and not (
            words[k].is_pause or words[k].form in TAILS or is_past(words[k].form)
        ):
            k += 1
            if not self.is_limited(j, k):
                yield k

    def _at_a_time(self, k: int) -> Iterator[int]:
        words = self.words[k : k + 4]
        forms = [word.form for word in words]
        amounts = [isinstance(word.value, Amount) for word in words]
        if _is_time(words[0]):
            yield k + 1
        elif (
            is_time_at(words, 0)
            or (len(words) > 1 and forms[0] in ("by", "until", "since") and _is_time(words[1]))
            or (amounts[1:2] == [True] and forms[0] in ("by", "to", "at", "for"))
        ):
            yield k + 2
        elif amounts[0] and forms[1:2] == ["to"] and amounts[2:3] == [True]:
            yield k + 3
        elif len(words) > 3 and (
            (forms[0] == forms[2] == "as" and _is_time(words[3])) or (amounts[0] and forms[1] == "into")
        ):
            yield k + 4

    def first_of_two(self, j: int) -> Iterator[int]:
        """Past the first of two: `founded Halden and` before `sold Tansy`, `a car and` behind `bought`."""
        words = self.words
        is_object = j > 0 and (is_past(words[j - 1].form) or words[j - 1].form in PLACES | {"of", "for", "to"})
        if not (_is_verb(words[j]) or is_object):
            return
        for k in range(j + 1, len(words) - 1):
            if words[k].form in RELATIVE | {"that", "between", "both"} or SPEAKS.fullmatch(words[k - 1].form):
                return
            if words[k].form in ("and", "but") and (is_object or _is_verb(words[k + 1])):
                yield k + 1
            if is_object and _is_verb(words[k]) and not words[k - 1].is_pause:
                return

    def is_limited(self, start: int, end: int | None = None) -> bool:
        text = self._text(start, end)
        opens = self.words[start].form if self.words[start].form in TAILS else ""
        said = text[len(opens) :]
        return _is_limit(said) or is_doubtful(said) or has_negation(said) or bool(SPEAKS.search(said))

    def _text(self, start: int, end: int | None = None) -> str:
        return " ".join(word.text for word in self.words[start:end])


def _is_verb(word: Word) -> bool:
    return word.form in BE | HAVE or is_past(word.form)


def _is_time(word: Word) -> bool:
    return word.form in TIMES or isinstance(word.value, Moment)


def _is_limit(text: str) -> bool:
    return bool(LIMITS.search(text))
