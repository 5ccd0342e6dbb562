from __future__ import annotations

import pytest

from rag.answering.near_misses.offices import lacks_the_office, other_office


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who is the CFO of Scale AI?", "Its CEO is Alexandr Wang."),
        ("Who is Acme's chief financial officer?", "Anna Quill, chief executive of Acme, resigned."),
        ("Who is the president of Chile?", "The vice president of Chile is Anna Quill."),
        ("Who is the CEO of Acme?", "Anna Quill, Acme's former CEO, spoke."),
        ("Who is the finance minister?", "The foreign minister, Anna Quill, resigned."),
        ("Who is the minister of defence?", "The finance minister resigned."),
    ],
)
def test_another_office_is_a_near_miss(question: str, sentence: str):
    assert other_office(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who is the CEO of Scale AI?", "Its CEO is Alexandr Wang and its CFO is Ben Marsh."),
        ("Who is the founder of Scale AI?", "It was co-founded by CEO Alexandr Wang."),
        ("Who leads Scale AI?", "Its CEO is Alexandr Wang."),
        ("Who was the CEO of Acme?", "Anna Quill, Acme's former CEO, spoke."),
        ("Who is Acme's former CEO?", "Anna Quill, Acme's former CEO, spoke."),
        ("Who was the prime minister of Chile?", "The prime minister of Chile met the minister of justice."),
        ("Who is the defense minister?", "The minister of defence is Anna Quill."),
    ],
)
def test_what_has_the_thing_asked_for_is_no_near_miss(question: str, sentence: str):
    assert not other_office(question, sentence)


def test_who_holds_an_office_needs_the_office_or_a_verb_of_leading():
    asked = "Who was the captain of the Lady Moira?"
    assert lacks_the_office(asked, "The Lady Una sails again.")
    for told in ("Its captain was Anna Holm.", "Anna Holm commanded the Lady Moira.", "The skipper was Anna Holm."):
        assert not lacks_the_office(asked, told)
    assert not lacks_the_office("Who hit the Lady Moira?", "The Lady Una sails again.")


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How much profit did Acme make?", "Acme had revenue of $3m."),
        ("When was Anna Quill born?", "Anna Quill died in 2012."),
        ("Who is Acme's chief AI scientist?", "Acme's CEO is Anna Quill."),
    ],
)
def test_another_figure_or_post_is_a_near_miss_too(question: str, sentence: str):
    assert other_office(question, sentence)
