"""Which figures of a sentence have changed since an earlier one: 12 dead, then 31. Pure, for English."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile

from ...text.stemming import stem
from ...text.stopwords import FUNCTION_WORDS
from ...types import Change
from ...verification.proof.words import Word, same, words_of
from ...verification.quantities import Amount

_SENSES = {
    stem(word): sense
    for sense, words in {
        "dead": "dead die died deaths kill killed killing toll fatalities victims bodies",
        "hurt": "injured injuries injuring hurt wounded wounding",
        "missing": "missing",
        "ill": "ill sick sickened infected infections",
        "displaced": "evacuated displaced fled homeless",
        "held": "arrested detained arrests",
    }.items()
    for word in words.split()
}
"""What a number of people counts: that word stands before it or after it, "people" mostly between them."""
_NOBODY = frozenset(stem(word) for word in "people person day hour minute week month year time third".split())
"""Nouns that do not say what is counted."""
_MORE = frozenset("more further additional other others".split())
_OF_MORE = frozenset("another other last first next".split())
"""Beside a figure they say that it counts a part: "three more bodies" are no new toll."""
BEFORE, AFTER = 8, 4
"""Words around a figure that say what it counts."""


def changes(sentence: str, earlier: Iterable[str]) -> tuple[Change, ...]:
    """The figures in which the sentence differs from the last of the `earlier` ones that counts the same thing.

    Only where each has exactly one figure that the other has not.
    """
    last: dict[str, list[Word]] = {}
    for text in earlier:
        last |= _figures(text)
    found = []
    for what, now in _figures(sentence).items():
        before = last.get(what, [])
        new = [one for one in now if not any(same(one, other) for other in before)]
        gone = [one for one in before if not any(same(one, other) for other in now)]
        if len(new) == len(gone) == 1 and _are_of_one_unit(new[0], gone[0]):
            found.append(Change(gone[0].text, new[0].text))
    return tuple(dict.fromkeys(found))


def _figures(sentence: str) -> dict[str, list[Word]]:
    """The numbers of a sentence by what they count."""
    found: dict[str, list[Word]] = {}
    words = words_of(sentence)
    for at, word in enumerate(words):
        if isinstance(word.value, Amount) and not _is_part(words, at) and (what := _counted(words, at)):
            found.setdefault(what, []).append(word)
    return found


def _is_part(words: Sequence[Word], at: int) -> bool:
    return any(word.form in _MORE for word in words[at + 1 : at + 2]) or (at > 0 and words[at - 1].form in _OF_MORE)


def _counted(words: Sequence[Word], at: int) -> str:
    after = list(takewhile(_is_within, words[at + 1 : at + 1 + AFTER]))
    before = list(takewhile(_is_within, reversed(words[max(0, at - BEFORE) : at])))
    plain = [stem(word.form) for word in after if not word.value and word.form not in FUNCTION_WORDS]
    senses = (_SENSES.get(stem(word.form)) for word in (*after, *before))
    return next((sense for sense in senses if sense), "") or next((w for w in plain if w not in _NOBODY), "")


def _is_within(word: Word) -> bool:
    """Whether the clause goes on."""
    return not word.is_pause and word.form not in ("and", "but", "or", "as", "while", "after", "on")


def _are_of_one_unit(one: Word, other: Word) -> bool:
    units = [{r.unit for r in word.value.readings} for word in (one, other) if isinstance(word.value, Amount)]
    return bool(units[0] & units[1])
