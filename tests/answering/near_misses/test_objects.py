from __future__ import annotations

import pytest

from rag.answering.near_misses.objects import has_another_object

INVEST = "How much might Meta invest in Scale AI?"


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (INVEST, "Given plans to invest up to $65 billion in AI development, a deal with Scale AI is near."),
        ("Who played against Graven United?", "Holte played against Brightwater in May."),
        ("When did Anna Quill move to Brightwater?", "In 2019 Quill moved to Tolland with her sister."),
    ],
)
def test_the_verb_with_another_thing_behind_the_preposition_is_another_object(question: str, sentence: str):
    assert has_another_object(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (INVEST, "Meta is to invest $10 billion in Scale AI."),
        (INVEST, "Meta is to invest $10 billion in the startup."),
        (INVEST, "Meta is to invest $10 billion in June."),
        (INVEST, "The investment could exceed $10 billion."),
        ("How much might Meta invest?", "Meta is to invest $10 billion in Tansy."),
    ],
)
def test_the_same_thing_and_what_may_be_it_is_none(question: str, sentence: str):
    assert not has_another_object(question, sentence)
