from __future__ import annotations

import pytest

from rag.storage.wordings import says_no_more, wording

SENTENCE = "The council of Graven did not approve the tram, which costs $20 million, on Monday."


@pytest.mark.parametrize(
    "other",
    [
        f"GRAVEN, June 8 (Nordpress) - {SENTENCE}",
        "“The council of Graven did not approve the tram, which costs $20 million, on Monday.”",
        "The council of Graven\ndid not approve the tram – which costs $20 million – on Monday",
    ],
)
def test_the_same_words_have_the_same_number_however_they_are_set(other: str):
    assert wording(other) == wording(SENTENCE)


@pytest.mark.parametrize(
    "other",
    [
        SENTENCE.replace("20", "30"),
        SENTENCE.replace("$", "£"),
        SENTENCE.replace("not ", ""),
        SENTENCE.replace("Graven", "Holte"),
    ],
)
def test_other_words_have_another_number_and_say_something_else(other: str):
    assert wording(other)[0] != wording(SENTENCE)[0]
    assert not says_no_more(other, SENTENCE)


@pytest.mark.parametrize(
    ("edited", "said", "no_more"),
    [
        ("The council of Graven did not approve the tram on Monday.", SENTENCE, True),
        ("On Monday the council of Graven did not approve the tram.", SENTENCE, True),
        ("The council of Graven did not approve the tram, which costs $20 million, its mayor said.", SENTENCE, False),
        ("The council has approved the tram.", "The council has not approved the tram.", False),
        ("The mill will close.", "The mill may close in May, as it will lose money.", False),
    ],
)
def test_an_edited_copy_says_no_more_if_words_were_only_cut_or_moved(edited: str, said: str, *, no_more: bool):
    assert says_no_more(edited, said) is no_more
