"""Joins a large first letter, which stands beside several lines, with its word. Pure geometry."""

from __future__ import annotations

from collections.abc import Sequence

from .lines import Word
from .vocabulary import english

_LARGER = 1.6
"""The least size of a drop cap, as a multiple of the size of the lines beside it."""
_WORDS = "AIOYEÀÉÓ"
"""Letters that are words in some language."""


def with_drop_caps(rows: Sequence[Sequence[Word]]) -> list[list[Word]]:
    """The rows, sorted by height, with each drop cap in the first of the rows beside it."""
    found = [list(row) for row in rows]
    for at, row in enumerate(rows):
        for cap in row:
            letter = cap.text.lstrip("\"'“„«‘»")
            if len(letter) == 1 and letter.isupper() and len(cap.text) <= 2:
                _join(found, at, cap)
    return [row for row in found if row]


def _join(rows: list[list[Word]], at: int, cap: Word) -> None:
    near = range(max(0, at - 6), min(at + 3, len(rows)))
    after = ((n, [word for word in rows[n] if word is not cap and word.right > cap.right]) for n in near)
    beside = [(n, words[0]) for n, words in after if words and _is_beside(cap, words[0])]
    if not beside:
        return
    rows[at] = [word for word in rows[at] if word is not cap]
    for n, word in beside:
        text = f"{cap.text}{_blank(cap.text, word.text)}{word.text}" if word is beside[0][1] else word.text
        rows[n] = [other._replace(text=text, left=cap.left) if other is word else other for other in rows[n]]


def _is_beside(cap: Word, word: Word) -> bool:
    """Whether the word begins one of the lines that the cap makes room for."""
    size = word.style.size
    farthest = 3.0 if word.text[0].islower() else 1.2  # the first line of a paragraph may be indented
    return (
        cap.style.size >= _LARGER * size
        and -0.2 * size <= word.left - cap.right <= farthest * size
        and cap.y - 0.78 * cap.style.size + 0.4 * size < word.y < cap.y + 0.3 * size
    )


def _blank(cap: str, word: str) -> str:
    """A blank if the letter is a word by itself."""
    if cap[-1] not in _WORDS or not word[:1].isalpha():
        return ""
    joined, alone = f"{cap[-1]}{word}".casefold().strip(".,;:"), word.casefold().strip(".,;:")
    return " " if alone in english() and joined not in english() else ""
