from __future__ import annotations

import pytest

from rag.answering.near_misses.bodies import of_another_body, tells_of_the_body_before
from rag.answering.near_misses.certain import is_near_miss
from rag.types import Passage, Sentence


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who leads Scale AI?", "Meta CEO Mark Marsh may buy Scale AI."),
        (
            "Who leads Scale AI?",
            "Given CEO Mark Marsh's plan to spend up to $65 billion, a deal with Scale AI seems right.",
        ),
        ("Who is the chief executive of Brightwater?", "Tansy's chief executive, Noor Haddix, will stay."),
        ("who runs Acme?", "Oliver Blume, CEO of the Graven Group since 2022, praised Acme."),
        ("Who is the mayor of Tolland Quay?", "The mayor of Port Ansel, Anna Quill, came."),
        ("Who is the manager of Graven United?", "Holte United manager Pep Marsh lost."),
        (
            "Who is the president of Norway?",
            "President Nora Lind of Finland spoke in Oslo, Norway.",
        ),
        ("Who is the CEO of OpenAI?", "Scale AI, co-founded in 2016 by CEO Alexandr Wang, has grown."),
        ("Who is the leader of the Greens in Port Ansel?", "Anna Quill of the Union became mayor of Port Ansel."),
    ],
)
def test_the_office_of_another_body_is_a_near_miss(question: str, sentence: str):
    assert of_another_body(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who leads Scale AI?", "Scale AI, co-founded in 2016 by CEO Alexandr Wang, has grown."),
        ("Who is the chief executive of Brightwater?", '"Good," said Brightwater\'s chief executive, Leo Quist.'),
        ("Who is the CEO of Acme?", "Its CEO is Anna Quill."),
        ("Who is the CEO of Acme?", "Acme is led by Anna Quill."),
        ("Who was president of Chile?", "Chilean President Anna Quill spoke."),
        ("Who is the mayor of Marlow?", '"It hurts," said Mayor Judith Okafor of the Greens, of Marlow.'),
        ("Who owns Acme?", "Tansy's chief executive, Noor Haddix, will stay."),
    ],
)
def test_an_office_of_the_body_or_of_nobody_named_is_none(question: str, sentence: str):
    assert not of_another_body(question, sentence)


def test_the_title_or_the_sentence_before_may_name_the_body():
    assert of_another_body("Who is the CEO of Acme?", "The CEO, Anna Quill, resigned.", "Tansy in crisis.")
    assert not of_another_body("Who is the CEO of Acme?", "The CEO, Anna Quill, resigned.", "Acme in crisis.")
    assert not of_another_body("Who leads Graven council?", "Council leader Anna Quill came.", "Graven council votes.")


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who founded Halden Water?", "Nora Lindqvist founded Halden Water in 1998."),
        ("Who owns Halden Water?", "Nora Lindqvist owns Halden Water."),
        ("Who directed The Long Ferry?", "Nora Lindqvist directed The Long Ferry."),
    ],
)
def test_who_does_something_is_no_body(question: str, sentence: str):
    assert not of_another_body(question, sentence)


def test_the_lead_of_the_article_and_all_of_the_passage_before_may_name_the_body():
    said = '"It hurts," said Mayor Judith Okafor.'
    far = f"Marlow voted. {'The pool will close. ' * 30}{said}"
    for lead, text in (("Marlow city council voted.", said), ("", far)):
        sentence = Sentence(len(text) - len(said), len(text), said)
        passage = Passage("a", "0" * 64, 0, len(text), text, 1.0, "Fares rise", sentences=(sentence,), lead=lead)
        assert not is_near_miss("Who is the mayor of Marlow?", (passage, sentence))
        assert is_near_miss("Who is the mayor of Tolland Quay?", (passage, sentence))


def test_its_office_is_that_of_the_body_in_the_sentence_before():
    said = "The company's chief executive, Lena Voss, will stay."
    assert tells_of_the_body_before("Who leads Delta Cargo?", said, "Delta Cargo runs the train.")
    assert not tells_of_the_body_before("Who leads Delta Cargo?", said, "Oster Rail runs the train.")
    assert not tells_of_the_body_before("Who leads Delta Cargo?", "Lena Voss will stay.", "Delta Cargo runs it.")
    assert not tells_of_the_body_before("When was Delta Cargo founded?", said, "Delta Cargo runs the train.")
