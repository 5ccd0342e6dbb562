"""What is measured of one answer, as plain arithmetic; offsets are code points, end exclusive. `estimates.py` sums up over many.

No metric is read alone. Each has a counterweight that a trick which raises the one would lower: containment has answer length and
F1, recall has hits within N characters, right citations have placement, refusing has over-abstention, AUROC has Brier.
`None` means that there was nothing to measure; it is never a zero.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from .normalization import ARTICLES, normalise, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


# --- answers ------------------------------------------------------------------------------------------------------------------

LONG = 10
"""Words from which a reference is compared by its order too (ROUGE-L): nobody gives a long one back word for word."""


def exact_match(answer: str, accepted: Sequence[str]) -> float | None:
    """1 where the answer is one of `accepted`, both by SQuAD's normalisation (Rajpurkar et al. 2016).

    The counterweight of containment at its strictest: a system that quotes whole sentences scores near zero by design.
    """
    return max((float(normalise(answer) == normalise(one)) for one in accepted), default=None)


def token_f1(answer: str, accepted: Sequence[str]) -> float | None:
    """The best F1 over `accepted` of the words shared with `answer`, counted with repeats (Rajpurkar et al. 2016).

    The counterweight of containment: an answer that quotes everything contains everything, and scores near zero here.
    """
    return max((_f1_of_words(normalise(answer).split(), normalise(one).split()) for one in accepted), default=None)


def number_f1(answer: str, accepted: Sequence[str]) -> float | None:
    """`token_f1` with numbers kept whole: SQuAD's normalisation makes "35" of "3.5" and calls it right; this does not."""
    return max((_f1_of_words(_words_and_numbers(answer), _words_and_numbers(one)) for one in accepted), default=None)


def _words_and_numbers(text: str) -> list[str]:
    return [token for token in tokens(text) if token not in ARTICLES]


def _f1_of_words(given: list[str], wanted: list[str]) -> float:
    if not given or not wanted:
        return float(given == wanted)
    return 2 * (Counter(given) & Counter(wanted)).total() / (len(given) + len(wanted))


def rouge_l(answer: str, accepted: Sequence[str]) -> float | None:
    """The best F1 over the long ones of `accepted` of the words in their longest common subsequence (Lin 2004, with equal weights).

    None where none has `LONG` words: of a short one, order says nothing. Words are `tokens`, so that numbers stay whole.
    """
    long = [wanted for one in accepted if len(wanted := tokens(one)) >= LONG]
    given = tokens(answer)
    return max((2 * _common(given, wanted) / (len(given) + len(wanted)) for wanted in long), default=None)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """The length of the longest common subsequence, a row of the table at a time."""
    row = [0] * (len(other) + 1)
    for word in one:
        above = row
        row = [0]
        for at, wanted in enumerate(other):
            row.append(above[at] + 1 if word == wanted else max(row[at], above[at + 1]))
    return row[-1]


def contains_answer(text: str, answer: str) -> bool:
    """Whether the answer's words and numbers stand in the text in a row, each whole; a leading article of the answer is ignored.

    Containment as in DPR's and KILT's "has answer" (Karpukhin et al. 2020), with numbers kept whole: "10" is not in "100".
    """
    wanted = tokens(answer)
    while len(wanted) > 1 and wanted[0] in ARTICLES:
        del wanted[0]
    if not wanted:  # signs alone, such as "∞"
        return answer.casefold() in text.casefold()
    given = tokens(text)
    return any(given[i : i + len(wanted)] == wanted for i in range(len(given) - len(wanted) + 1))


def spelled_out(answers: Iterable[str], evidence: Iterable[str]) -> tuple[str, ...]:
    """The answers that stand word for word in an evidence sentence. None of them: the reference is free-form."""
    sentences = tuple(evidence)
    return tuple(answer for answer in answers if any(answer in sentence for sentence in sentences))


def words(text: str) -> int:
    """Length in words: runs without white space."""
    return len(text.split())


# --- over many cases ----------------------------------------------------------------------------------------------------------


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of what was measured; `None` are left out."""
    known = [float(value) for value in values if value is not None]
    return math.fsum(known) / len(known) if known else None
