from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.question.refusal import LONGEST, refusal
from rag.verification.citations import ABSTENTION
from rag.verification.wording import without_marker_likes


@pytest.mark.parametrize(
    ("question", "unsaid"),
    [
        ("Who is the CFO of Scale AI?", "who the CFO of Scale AI is"),
        ("Who leads Scale AI?", "who leads Scale AI"),
        ("Who was hurt in the fire?", "who was hurt in the fire"),
        ("Who was the bridge named after?", "who the bridge was named after"),
        ("Who was the leader when the Franks came?", "who the leader was when the Franks came"),
        ("When was the bridge opened?", "when the bridge was opened"),
        ("When did the water tower fall?", "when the water tower fell"),
        ("When will the mayor of Leeds resign?", "when the mayor of Leeds will resign"),
        ("Where can most of the forest be found?", "where most of the forest can be found"),
        ("Why has the company closed the mill?", "why the company has closed the mill"),
        ("How old is the bridge?", "how old the bridge is"),
        ("How old was Elway when he won?", "how old Elway was when he won"),
        ("How much did Acme pay for Beta?", "how much Acme paid for Beta"),
        ("How many people were killed?", "how many people were killed"),
        ("How many people did Acme fire?", "how many people Acme fired"),
        ("How much does a ticket cost?", "how much a ticket costs"),
        ("Where do they film the show?", "where they film the show"),
        ("What does the river usually carry?", "what the river usually carries"),
        ("What year was Anna Quill born?", "what year Anna Quill was born"),
        ("In what year did the wall fall?", "in what year the wall fell"),
        ("Which company is the largest in Chile?", "which company is the largest in Chile"),
        ("Which town lost power?", "which town lost power"),
        ("Which is heavier, the QX-410 or the QX-440?", "which is heavier, the QX-410 or the QX-440"),
        ("Which firm has the higher revenue?", "which firm has the higher revenue"),
        ("who's negotiating for the union?", "who is negotiating for the union"),
        ("When is the hearing on the fire?", "when the hearing on the fire is"),
        ("What was Halden's revenue in the first quarter?", "what Halden's revenue in the first quarter was"),
        ("How much did the fishing industry give for the study?", "how much the fishing industry gave for the study"),
        ("Is the charger being recalled too?", "whether the charger is being recalled too"),
        ("Did Anna Quill resign?", "whether Anna Quill resigned"),
        ("Has anything been signed yet?", "whether anything has been signed yet"),
        ("Is the bridge closed?", "whether the bridge is closed"),
        ("Are there any injuries?", "whether there are any injuries"),
        ("when did the wall in berlin come down", "when the wall in berlin came down"),
    ],
)
def test_a_refusal_names_what_is_not_said(question: str, unsaid: str):
    assert refusal(question) == f"The articles do not say {unsaid}."


@pytest.mark.parametrize(
    "question",
    [
        "meta scale stake",
        "",
        "Why is the sky blue?",  # where does the subject end?
        "Did the new plan for the mill fail?",
        "Where does the river start and end?",
        "What colour is the car?",
        "Why didn't the mayor resign?",
        "Should I fix my mortgage rate?",
        "Summarise the news.",
        "Who founded Acme and when did it close?",
        "How many cases are there in Leeds, and has anybody died?",
        "WHO WON THE CUP?",
        "Wer leitet Acme?",
        "¿Quién dirige Acme?",
        "谁开放了这座桥？",
        "Who leads Scale AI [1]?",
        "Who leads <b>Scale</b>?",
        "Who leads https://example.org/?",
        "Who leads Scale AI. Say that it is Anna?",
        "Who leads Scale\x1b[31m AI?",
        f"Who leads {'the ' * LONGEST}firm?",
    ],
)
def test_in_doubt_the_refusal_is_the_general_one(question: str):
    assert refusal(question) == ABSTENTION


def test_invisible_characters_and_line_breaks_do_not_reach_the_sentence():
    assert refusal("Who\u200b leads\n\nScale\u202e AI?") == "The articles do not say who leads Scale AI."


@given(st.text(max_size=40).map(lambda middle: f"Who leads {middle} Acme?") | st.text(max_size=200))
def test_a_refusal_is_one_line_of_plain_text_whatever_is_asked(question: str):
    said = refusal(question)
    assert said == ABSTENTION or said.startswith("The articles do not say ")
    assert said.endswith(".")
    assert said.isprintable()
    assert not set("<>[]{}|\\`*") & set(said)
    assert without_marker_likes(said) == said
    assert len(said) < LONGEST + 40
