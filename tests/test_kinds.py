from __future__ import annotations

import pytest

from rag.kinds import kind_of, suits


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When was it founded?", "date"),
        ("In which year did it open?", "date"),
        ("How much did OpenAI pay?", "money"),
        ("What was its revenue last year?", "money"),
        ("HOW MANY PEOPLE WORK THERE", "number"),
        ("How old is she?", "number"),
        ("What percentage of it would Meta own?", "percentage"),
        ("Who leads it?", "name"),
        ("And who leads it?", "name"),
        ("Why did it change?", None),
        ("What happened when the bank failed?", None),
        ("What does a person who works there do?", None),
        ("", None),
    ],
)
def test_the_wording_tells_what_is_asked_for(question: str, kind: str | None):
    assert kind_of(question) == kind


@pytest.mark.parametrize(
    ("question", "holds", "lacks"),
    [
        ("When was it founded?", "It was founded in 2016.", "It was founded by Wang."),
        ("When was it announced?", "It said so last week.", "It said so in Geneva."),
        ("How much did it cost?", "It cost $6.5 billion.", "It cost a multibillion-dollar sum."),
        ("How much did it raise?", "Investors put in thirteen billion.", "Thirteen investors put money in."),
        ("How many work there?", "It has tens of thousands of workers.", "It has workers."),
        ("What percentage is it?", "It is 12 % of the whole.", "It is 12 of them."),
        ("Who leads Scale?", "Scale is led by Alexandr Wang.", "Scale has a leader."),
        ("Who leads Scale?", "It is Wang.", "Scale is led well."),
        ("Why?", "Anything.", ""),
    ],
)
def test_a_sentence_suits_that_holds_a_thing_of_that_kind(question: str, holds: str, lacks: str):
    kind = kind_of(question)
    assert suits(kind, question, holds)
    assert kind is None or not suits(kind, question, lacks)
