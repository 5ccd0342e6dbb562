from __future__ import annotations

import pytest

from rag.answering.story.figures import changes


@pytest.mark.parametrize(
    ("earlier", "now", "changed"),
    [
        (
            "A landslide killed at least 12 people.",
            "The death toll of the slide rose to 31 on Saturday.",
            [("12", "31")],
        ),
        ("It cancelled 120 of its 410 flights.", "It cancelled 340 of its 410 flights.", [("120", "340")]),
        ("A landslide killed 12 people.", "Twelve people died in the landslide.", []),
        ("A landslide killed 12 people.", "The landslide destroyed 31 houses.", []),
        ("It has 300 inhabitants.", "The slide came after 5 days of rain.", []),
        ("A slide killed four people.", "The toll rose after rescuers found three more bodies.", []),
        ("19 people are missing.", "The last two missing were found.", []),
        ("Two were killed and 27 injured.", "Two were killed and 30 injured.", [("27", "30")]),
    ],
)
def test_a_figure_has_changed_if_another_one_counts_the_same_thing(
    earlier: str, now: str, changed: list[tuple[str, str]]
):
    assert [(change.before, change.now) for change in changes(now, [earlier])] == changed


def test_it_is_compared_with_the_last_figure_told():
    (change,) = changes("44 people are dead.", ["12 people are dead.", "31 people are dead."])
    assert (change.before, change.now) == ("31", "44")
