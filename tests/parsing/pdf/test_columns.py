from __future__ import annotations

from rag.parsing.pdf.columns import segments_of
from rag.parsing.pdf.glyphs import Style
from rag.parsing.pdf.lines import Word

STYLE = Style("Serif", 10, False)


def justified(text: str, left: float, right: float, y: float, first: int) -> list[Word]:
    """The words of a line set to both edges; their order in the file begins with `first`."""
    words = text.split()
    blank = (right - left - 5 * sum(map(len, words))) / max(1, len(words) - 1)
    found, x = [], left
    for word in words:
        found.append(Word(word, x, x + 5 * len(word), y, STYLE, first, first + len(word) - 1))
        x, first = x + 5 * len(word) + blank, first + len(word) + 1
    return found


def test_columns_part_in_the_one_row_in_which_their_lines_stand_at_the_same_height():
    left = ["Rhine heat is drawn from the", "harbour and is fed into the", "network of the city, its", "mayor said"]
    right = ["managing director of the", "works, who gave no promise", "on the price of the heat", "for the years"]
    lines = [justified(text, 50, 200, 100 + 13 * n, 100 * n) for n, text in enumerate(left)]
    beside = [
        justified(text, 212, 362, y, 1000 + 100 * n)
        for n, (text, y) in enumerate(zip(right, (94, 107, 126, 144), strict=True))
    ]
    rows = sorted([*lines[:2], lines[2] + beside[2], lines[3], *beside[:2], beside[3]], key=lambda row: row[0].y)
    assert sorted(line.text for line in segments_of(rows)) == sorted(left + right)


def test_wide_blanks_of_justified_lines_that_stand_below_each_other_by_chance_are_no_column():
    lines = ["the city will be", "neutral by then. Today", "many of its homes", "are heated with the gas of the north"]
    rows = [justified(text, 50, 240, 100 + 13 * n, 100 * n) for n, text in enumerate(lines)]
    assert [line.text for line in segments_of(rows)] == lines
