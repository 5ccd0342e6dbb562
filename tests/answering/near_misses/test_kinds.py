from __future__ import annotations

import pytest

from rag.answering.near_misses.kinds import lacks_what_is_asked


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Where did Luis Pruett die?", "Luis Pruett died in 2012."),
        ("Where did Luis Pruett die?", "Luis Pruett died on Monday in the morning."),
        ("How old is Anna Groom?", "The new secretary, Anna Groom, rang the supplier."),
        ("In which country did she catch it?", "She caught the disease on a journey abroad."),
        ("What is the name of the supplier?", "A supplier changed the alloy."),
        ("What is the name of Apple's former chief designer?", "OpenAI bought a firm of the chief designer of Apple."),
    ],
)
def test_a_sentence_without_a_name_place_or_age_does_not_answer_where_one_is_asked_for(question: str, sentence: str):
    assert lacks_what_is_asked(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Where did Luis Pruett die?", "He died at home."),
        ("Where did Luis Pruett die?", "He died abroad."),
        ("Where is the summit held?", "The summit visits Graven this year."),
        ("How old is Anna Groom?", "Anna Groom, 41, rang the supplier."),
        ("How old is Anna Groom?", "Anna Groom is forty."),
        ("Which company changed the alloy?", "Velora changed the alloy."),
        ("What is the name of the nurse?", "She is called Vera Holm."),
        ("Who changed the alloy?", "A supplier changed the alloy."),
    ],
)
def test_what_has_one_or_is_asked_otherwise_may_answer(question: str, sentence: str):
    assert not lacks_what_is_asked(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence", "lacks"),
    [
        ("When was the tug Stern built?", "The company has sent the tug Stern from Karlskrona.", True),
        ("When did Anna Quill become coach?", 'Coach Anna Quill said she wanted a forward "who runs".', True),
        ("When was the tug Stern built?", "The tug was built shortly before the war.", False),
        ("When will the trains run?", "They are to run on Thursday.", False),
        ("When will the trains run?", "They run as soon as the track is safe.", False),
    ],
)
def test_a_when_needs_a_word_of_time(question: str, sentence: str, lacks: bool):
    assert lacks_what_is_asked(question, sentence) is lacks
