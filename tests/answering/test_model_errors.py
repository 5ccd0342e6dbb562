"""What a provider writes in its error is anybody's text."""

from __future__ import annotations

import time

import pytest

from rag.answering.model_errors import LONGEST_REMARK, LONGEST_SEARCHED, scrubbed


@pytest.mark.parametrize("piece", ["://", "http://a?", "sk-", "token ", "@", "x" * 31 + ".", " ", "password='"])
def test_a_megabyte_of_a_providers_words_is_scrubbed_in_time(piece: str):
    begun = time.process_time()
    assert len(scrubbed(piece * (1_000_000 // len(piece)))) <= LONGEST_REMARK + 1
    assert time.process_time() - begun < 2


@pytest.mark.parametrize("before", [0, 1, 5, 20, 39])
def test_half_of_a_key_where_the_search_ends_is_not_shown(before: int):
    key = "Q7" * 30
    text = f"{'sk-' + 'a' * 3000} {'b' * 900}/{'-' * 60} "
    said = scrubbed(text + " " * 9 + "." * (LONGEST_SEARCHED - len(text) - before - 1) + " " + key)
    assert "Q7" not in said
