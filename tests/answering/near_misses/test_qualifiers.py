from __future__ import annotations

import pytest

from rag.answering.near_misses.kinds import lacks_the_measure
from rag.answering.near_misses.qualifiers import has_another_qualifier


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What is Acme's net profit?", "It now expects an operating profit of 185 million pounds."),
        ("Who is the sister of Anna Quill?", "Her brother, Leo Quill, is a judge."),
        ("What was the turnout in the first round?", "Turnout in the second round was 58 percent."),
        ("Which is the oldest bridge in Tolland?", "The youngest bridge in Tolland is the Lorne."),
    ],
)
def test_another_one_of_a_group_is_a_near_miss(question: str, sentence: str):
    assert has_another_qualifier(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What profit does Acme expect?", "It now expects an operating profit of 185 million pounds."),
        ("What is Acme's net profit?", "Net profit fell to 9 million and operating profit to 12 million."),
        ("How many sons and daughters has she?", "She has two sons."),
    ],
)
def test_what_leaves_it_open_or_has_both_is_none(question: str, sentence: str):
    assert not has_another_qualifier(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence", "lacks"),
    [
        ("How much does a brown bat weigh?", "The team followed 212 brown bats.", True),
        ("How much does a brown bat weigh?", "A brown bat weighs as much as a letter.", False),
        ("How heavy was the bomb?", "The 250kg bomb was found in May.", False),
        ("How tall is the tower?", "The tower was built in 1968.", True),
        ("How tall is the tower?", "The 98-metre tower was built in 1968.", False),
        ("How far did Holte get?", "Holte reached the final.", False),
    ],
)
def test_a_weight_or_a_length_needs_its_unit(question: str, sentence: str, lacks: bool):
    assert lacks_the_measure(question, sentence) is lacks
