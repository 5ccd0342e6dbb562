"""Metrics of one answer against its references: plain arithmetic. `statistics.py` sums up over many cases.

Read no metric alone. Each has a counterweight, which falls when a trick raises the metric: containment has answer
length and F1, the exact words have accuracy, recall has hits within N characters, quote precision has quote recall,
right citations have placement, abstention has over-abstention, AUROC has Brier. `None` means that there was nothing to
measure; it is never a zero. Offsets are code points, end exclusive.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from .normalization import ARTICLES, normalise, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


LONG = 10
"""Words from which a reference is long: ROUGE-L compares its order too, since nobody repeats it word for word."""


def exact_match(answer: str, accepted: Sequence[str]) -> float | None:
    """1 if the answer equals one of `accepted` under SQuAD's normalisation (Rajpurkar et al. 2016), else 0."""
    return max((float(normalise(answer) == normalise(one)) for one in accepted), default=None)


def token_f1(answer: str, accepted: Sequence[str]) -> float | None:
    """The best word F1 of the answer against one of `accepted`; repeats count (Rajpurkar et al. 2016).

    The counterweight of containment: an answer that quotes everything contains everything, and scores near zero here.
    """
    return max((_f1_of_words(normalise(answer).split(), normalise(one).split()) for one in accepted), default=None)


def number_f1(answer: str, accepted: Sequence[str]) -> float | None:
    """`token_f1` with numbers kept whole: SQuAD's normalisation turns "3.5" into "35" and accepts it for "35"."""
    return max((_f1_of_words(_words_and_numbers(answer), _words_and_numbers(one)) for one in accepted), default=None)


def _words_and_numbers(text: str) -> list[str]:
    return [token for token in tokens(text) if token not in ARTICLES]


def _f1_of_words(given: list[str], wanted: list[str]) -> float:
    if not given or not wanted:
        return float(given == wanted)
    return 2 * (Counter(given) & Counter(wanted)).total() / (len(given) + len(wanted))


def rouge_l(answer: str, accepted: Sequence[str]) -> float | None:
    """The best ROUGE-L against the references of `LONG` words or more (Lin 2004; precision and recall weigh the same).

    None without such a reference: the order of a few words says nothing. Words are `tokens`, so numbers stay whole.
    """
    long = [wanted for one in accepted if len(wanted := tokens(one)) >= LONG]
    given = tokens(answer)
    return max((2 * _common(given, wanted) / (len(given) + len(wanted)) for wanted in long), default=None)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """The length of the longest common subsequence; only one row of the table is kept."""
    row = [0] * (len(other) + 1)
    for word in one:
        above = row
        row = [0]
        for at, wanted in enumerate(other):
            row.append(above[at] + 1 if word == wanted else max(row[at], above[at + 1]))
    return row[-1]


def contains_answer(text: str, answer: str) -> bool:
    """Whether the text contains the answer's words and numbers in a row, each whole. A leading article is ignored.

    The "has answer" of DPR and KILT (Karpukhin et al. 2020), with numbers kept whole: "100" does not contain "10".
    """
    wanted = tokens(answer)
    while len(wanted) > 1 and wanted[0] in ARTICLES:
        del wanted[0]
    if not wanted:  # only symbols, such as "∞"
        return answer.casefold() in text.casefold()
    given = tokens(text)
    return any(given[i : i + len(wanted)] == wanted for i in range(len(given) - len(wanted) + 1))


def spelled_out(answers: Iterable[str], evidence: Iterable[str]) -> tuple[str, ...]:
    """The answers that an evidence sentence contains character for character; none if the reference is free-form."""
    sentences = tuple(evidence)
    return tuple(answer for answer in answers if any(answer in sentence for sentence in sentences))


def short_spans(answers: Iterable[str], evidence: Iterable[str]) -> tuple[str, ...]:
    """The answers that are short spans of the evidence; none if the reference is free-form or a whole sentence.

    A short span has fewer than `LONG` words. An evidence sentence holds it character for character, each of its words
    whole, and has more words than it. Words are `tokens`, so a Chinese letter is one.
    """
    sentences = tuple(evidence)
    return tuple(answer for answer in answers if any(_short_span(answer, sentence) for sentence in sentences))


def _short_span(answer: str, sentence: str) -> bool:
    held = answer in sentence and contains_answer(sentence, answer)
    return held and len(tokens(answer)) < min(LONG, len(tokens(sentence)))


def words(text: str) -> int:
    """The number of words, which are runs without white space."""
    return len(text.split())


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of the values that are not None; None without any."""
    known = [float(value) for value in values if value is not None]
    return math.fsum(known) / len(known) if known else None
