from __future__ import annotations

import pytest

from rag.verification.denial import denies, says_none, says_none_of


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Did the mayor resign?", "The mayor has not resigned."),
        ("Did the mayor resign?", "The mayor denied that he had resigned."),
        ("Did Acme buy Beta?", "Acme said it had no plans to buy Beta."),
        ("Will Acme close the mill?", "Acme ruled out closing the mill."),
        ("Did profits rise?", "Profits fell by 3 percent."),
        ("Is Anna Quill still the CEO of Acme?", "Anna Quill is no longer CEO of Acme."),
        ("Will the council restore the mill?", "The council will instead sell the mill."),
        ("Was anyone hurt in the fire?", "No one was hurt in the fire."),
        ("Has Meta confirmed the deal?", "Neither company has confirmed the deal."),
        ("Is the vaccine unsafe?", "Reports that the vaccine is unsafe are false."),
    ],
)
def test_a_sentence_denies_what_is_asked(question: str, sentence: str):
    assert denies(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("When was the bridge sold?", "The bridge was not sold."),
        ("When will the concert take place?", "The concert was cancelled."),
        ("When will the council restore the mill?", "Instead of restoring the mill, the council will sell it."),
        ("Who bought the mill?", "Nobody bought the mill."),
        ("Why did the mayor resign?", "The mayor did not resign."),
    ],
)
def test_a_sentence_denies_what_the_question_assumes(question: str, sentence: str):
    assert denies(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("When was the bridge opened?", "The bridge, opened in 1999, was not damaged."),
        ("When did the bridge open?", "The bridge did not open until 1999."),
        ("Did the mayor resign?", "The mayor resigned on Monday."),
        ("Why did the mayor resign?", "The mayor, who denied wrongdoing, resigned on Friday."),
        ("Who is the CFO of Acme?", "Anna Quill is the CEO of Acme."),
        ("Was the mill sold?", "The mill was sold not only to Acme but to Beta."),
        ("Did sales rise?", "Sales rose 5 percent, not 6."),
        ("When did Acme buy Beta?", "Acme bought Beta in 2019, after it failed to buy Gamma."),
        ("How many were killed?", "Three people were killed; nobody was arrested."),
        ("Did Acme deny the deal?", "Acme denied the deal."),
        ("Why did the bank not pay?", "The bank did not pay because it was insolvent."),
        ("What did Acme say about Beta?", "Gamma has not paid Delta."),
    ],
)
def test_a_negation_of_something_else_denies_nothing(question: str, sentence: str):
    assert not denies(question, sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Nobody was injured.",
        "No injuries were reported.",
        "There were no serious injuries.",
        "There were zero arrests.",
        "None of the sailors survived.",
        "0 deaths were recorded.",
        "Everyone escaped without injuries.",
        "Not a single ship was lost.",
    ],
)
def test_none_is_a_number(sentence: str):
    assert says_none(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "There is no evidence of a leak.",
        "No. 5 was sold.",
        "The plan aims at net zero emissions.",
        "It rose by 0.5 percent.",
        "They won 3-0 in Leeds.",
        "The bridge is no longer open to cars.",
        "No fewer than 50 people died.",
        "None other than Anna came.",
        "No one knows how many died.",
        "Three people were hurt.",
    ],
)
def test_other_negations_count_nothing(sentence: str):
    assert not says_none(sentence)


def test_none_of_what_is_asked_for_answers_and_none_of_something_else_does_not():
    assert says_none_of("Which of the three factories will be closed?", "None of them will be closed, Quist said.")
    assert says_none_of("How many people were hurt?", "The roof fell in, but nobody was hurt.")
    assert not says_none_of("How many people were hurt?", "No flights were cancelled.")
    assert not says_none_of("How much is a ticket in Graven?", "No buses will run in Graven.")
    assert not says_none_of("Why was nobody hurt?", "Nobody was hurt.")
