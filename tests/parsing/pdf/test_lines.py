from __future__ import annotations

from rag.parsing.pdf.glyphs import Glyph, Style
from rag.parsing.pdf.line_text import text_of
from rag.parsing.pdf.lines import rows_of

SERIF = Style("Serif", 10, False)


def glyphs(text: str, gaps: dict[int, float], width: float = 5, *, backwards: bool = False) -> list[Glyph]:
    """Letters beside each other; `gaps` has the white in front of a letter, by its index."""
    found, x = [], 0.0
    for n, letter in enumerate(text):
        x += gaps.get(n, 0.0)
        order = len(text) - n if backwards else n
        found.append(Glyph(letter, x, x + width, 100, SERIF, order))
        x += width
    return found


def read(found: list[Glyph]) -> list[str]:
    return [text_of(row) for row in rows_of(found)]


def test_white_between_letters_is_a_blank_though_none_is_drawn():
    assert read(glyphs("thetown", {3: 2.5})) == ["the town"]


def test_spaced_letters_are_one_word():
    assert read(glyphs("HARBOURNEWS", {n: 7.0 if n == 7 else 3.0 for n in range(1, 11)})) == ["HARBOUR NEWS"]


def test_letters_that_are_drawn_twice_to_look_bold_are_read_once():
    twice = [glyph._replace(left=glyph.left + 0.3, order=glyph.order + 50) for glyph in glyphs("bold", {})]
    assert read(glyphs("bold", {}) + twice) == ["bold"]


def test_right_to_left_text_is_read_from_the_right_in_whatever_order_it_is_drawn():
    shown = "רשגה רגסנ"  # as it stands on the page, from the left
    letters, gap = shown.replace(" ", ""), {shown.index(" "): 3.0}
    assert read(glyphs(letters, gap)) == read(glyphs(letters, gap, backwards=True)) == [shown[::-1]]
