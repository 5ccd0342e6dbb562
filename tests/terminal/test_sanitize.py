from __future__ import annotations

import unicodedata

from helpers.malformed_inputs import HOSTILE
from hypothesis import given
from hypothesis import strategies as st

from rag.terminal.sanitize import one_line, safe


@given(st.text())
def test_nothing_that_a_terminal_obeys_is_left(text: str):
    turning = ("LRO", "RLO", "LRE", "RLE", "PDF", "LRI", "RLI", "FSI", "PDI")
    left = [c for c in safe(text) if unicodedata.category(c) in ("Cc", "Cs") or unicodedata.bidirectional(c) in turning]
    assert set(left) <= {"\n", "\t"}


@given(st.text(st.characters(categories=("L", "N", "P", "Zs", "So"))))
def test_ordinary_text_of_any_script_is_left_as_it_is(text: str):
    assert safe(text) == text


@given(st.text())
def test_what_is_safe_stays_as_it_is(text: str):
    assert safe(safe(text)) == safe(text)


def test_an_escape_sequence_becomes_text_that_shows_what_was_tried():
    assert safe("\x1b[31mred") == "\N{REPLACEMENT CHARACTER}[31mred"
    assert "\x9b" not in safe(HOSTILE)


def test_a_carriage_return_cannot_overwrite_what_stands_before_it():
    assert safe("valid\rbroken") == "valid broken"
    assert safe("one\r\ntwo") == "one\ntwo"


def test_emoji_and_persian_keep_their_joiners():
    assert safe("👩\u200d🔬 می\u200cخواهم") == "👩\u200d🔬 می\u200cخواهم"


def test_one_line_is_one_line():
    assert one_line(" a\n\tb\u2028c\r\n ") == "a b c"
