from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.characters import without_invisible

UNSEEN = st.sampled_from("\u200b\u202e\ufeff\U000e0041\ufe0f\ufe00\U000e0100ax ")


@given(st.text(UNSEEN))
def test_what_is_seen_stays_and_taking_out_twice_takes_no_more(text: str):
    once = without_invisible(text)
    assert without_invisible(once) == once
    assert [c for c in once if c in "ax "] == [c for c in text if c in "ax "]


@pytest.mark.parametrize("written", ["❤\ufe0f", "👩\u200d🔬", "می\u200cخواهم", "葛\U000e0100城"])
def test_what_a_script_needs_stays(written: str):
    assert without_invisible(written) == written


def test_a_row_of_variation_selectors_is_cut_to_the_first():
    assert without_invisible("😀\ufe00\U000e0101\ufe03\U000e0104.") == "😀\ufe00."
