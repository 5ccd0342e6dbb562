from __future__ import annotations

from rag.answering.question.synonyms import GROUPS, alike


def test_words_of_a_group_are_alike_both_ways_and_none_is_its_own():
    found = alike(str)
    assert "ceo" in found["leads"]
    assert "leads" in found["ceo"]
    assert all(word not in others for word, others in found.items())


def test_what_must_not_be_mixed_up_is_in_no_group_together():
    for one, other in (
        ("profit", "revenue"),
        ("ceo", "cfo"),
        ("million", "billion"),
        ("buy", "sell"),
        ("rise", "fall"),
    ):
        assert not any({one, other} <= set(group) for group in GROUPS)


def test_words_are_written_as_single_lower_case_words():
    assert all(word == word.lower() and word for group in GROUPS for word in group)
    assert all(len(group) > 1 for group in GROUPS)
