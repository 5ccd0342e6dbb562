from __future__ import annotations

import pytest

from rag.metrics.sides import first_side, sides_precision, sides_recall, speaker_right

EXPECTED = [["63"], ["41", "forty-one"]]


@pytest.mark.parametrize(
    ("shown", "recall", "precision", "first"),
    [
        (["63 people", "at least 41"], 1.0, 1.0, 1.0),
        (["forty-one people", "63"], 1.0, 1.0, 0.0),
        (["63", "300"], 0.5, 0.0, 1.0),
        ([], 0.0, None, None),
    ],
)
def test_sides_are_compared_with_the_accepted_wordings(
    shown: list[str], recall: float, precision: float | None, first: float | None
):
    assert sides_recall(shown, EXPECTED) == recall
    assert sides_precision(shown, EXPECTED) == precision
    assert first_side(shown, EXPECTED) == first


def test_sides_where_the_articles_agree_are_wrong():
    assert sides_precision(["63", "41"], []) == 0
    assert sides_recall(["63", "41"], []) is None
    assert first_side(["63", "41"], []) is None


def test_a_speaker_is_right_by_the_citation_or_by_the_quote_itself():
    assert speaker_right([None, "Ida Holm"], ["It rained.", '"It rained," she said.'], ["Ida Holm"]) == 1
    assert speaker_right([None], ["It rained, Ida Holm said."], ["Ida Holm"]) == 1
    assert speaker_right(["Tom Veidt"], ["It rained."], ["Ida Holm"]) == 0
    assert speaker_right([], [], ["Ida Holm"]) is None
    assert speaker_right([None], ["It rained."], []) is None
