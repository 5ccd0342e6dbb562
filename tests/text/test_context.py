from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.text.context import BESIDE, context


@given(st.text(), st.data())
def test_a_context_holds_the_quote_as_the_article_has_it(text: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert context(text, start, end).quote == text[start:end]


def test_a_very_long_paragraph_is_cut_at_words_on_both_sides():
    quoted = "It closed in 2024, after a long strike."
    text = "before " * 500 + quoted + " after" * 500
    before, quote, after = context(text, 3500, 3500 + len(quoted))
    assert quote == quoted
    assert before.startswith("…before ")
    assert after.endswith(" after…")
    assert len(before) + len(after) < 2 * BESIDE
