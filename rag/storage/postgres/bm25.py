"""BM25 as tantivy computes it, so that both kinds of library score alike. Pure.

Lengths are counted as Lucene's one byte holds them: exactly up to 40, then in steps of about an eighth.
"""

from __future__ import annotations

import math
from bisect import bisect_right

K1, B = 1.2, 0.75


def _lengths() -> list[int]:
    """The 256 lengths of `SmallFloat.byte4ToInt` (Lucene)."""
    found = list(range(24))
    for code in range(232):
        bits, shift = code & 7, (code >> 3) - 1
        found.append(24 + (bits if shift < 0 else (bits | 8) << shift))
    return found


LENGTHS = _lengths()


def counted(length: int) -> int:
    """The length that tantivy takes a text of so many terms to have."""
    return LENGTHS[bisect_right(LENGTHS, length) - 1]


def idf(holders: int, chunks: int) -> float:
    return math.log(1 + (chunks - holders + 0.5) / (holders + 0.5))


def impact(times: int, length: int, average: float) -> float:
    """What `idf` is multiplied with for a term that stands in a text so many times."""
    return (1 + K1) * times / (times + K1 * (1 - B + B * counted(length) / average)) if times else 0.0
