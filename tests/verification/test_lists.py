from __future__ import annotations

import pytest

from rag.verification.lists import at_least


@pytest.mark.parametrize(
    "words",
    [
        ["Market Square, Old Theatre and Guildhall"],
        ["Facebook, Instagram,\nand WhatsApp"],
        ["Anna Weber", "Ben Kurz", "the Weber Group"],
        ["Microsoft and Amazon", "Amazon", "Google"],
    ],
)
def test_names_are_counted_once_each(words: list[str]):
    assert at_least(words) == "The articles name at least these 3."


@pytest.mark.parametrize(
    "words",
    [["data and infrastructure"], ["nylon", "cotton"], ["Lorne", "Adaeze Lorne"], ["Amazon", ""], ["", ""]],
)
def test_what_may_not_be_names_of_different_things_is_not_counted(words: list[str]):
    assert at_least(words) == "The articles name at least these."


@pytest.mark.parametrize("words", [["Hallam Medal"], ["Hallam Medal", "Hallam Medal"], [""], []])
def test_one_thing_is_no_list(words: list[str]):
    assert at_least(words) is None
