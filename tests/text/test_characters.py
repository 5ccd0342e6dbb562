from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.characters import folded, narrowed, without_invisible

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


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Şimşek, Łukasz, Straße, Wærk, İzmir", "Simsek, Lukasz, Strasse, Waerk, Izmir"),
        ("Cafe\u0301", "Cafe"),
        ("２５０　rooms", "250 rooms"),
        ("O’Brien‑Keane said “no”", 'O\'Brien-Keane said "no"'),
        ("6\u202f412", "6 412"),
        ("12½ and CO₂ and 2024³", "12 1⁄2 and CO2 and 2024 3"),
        ("й ё ガ 각", "й е ガ 각"),
        ("plain", "plain"),
    ],
)
def test_a_folded_text_has_no_accents_and_plain_digits(text: str, plain: str):
    assert folded(text) == plain
    assert folded(plain) == plain


def test_full_width_digits_and_signs_get_their_usual_width_and_the_length_stays():
    assert narrowed("￥１８，０００　Ａ") == "￥18,000 A"
