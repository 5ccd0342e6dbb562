from random import Random

import pytest

from rag.training.near_misses import (
    Exchange,
    another_name,
    another_number,
    another_word,
    asks_why,
    names_in,
)

PASSAGE = "In 1998 Nora Lindqvist, the CEO of Halden Water, opened the plant. Its CFO, Emil Strand, left in 2003."


def test_names_are_runs_of_capitals_and_not_what_opens_a_sentence():
    text = "Yesterday the mayor met Nora Lindqvist. Protests followed. He likes Oslo."
    assert names_in(text) == ["Nora Lindqvist", "Oslo"]


def test_an_exchange_keeps_the_case_of_a_question_without_capitals():
    exchange = Exchange("Nora Lindqvist", "Emil Strand")
    assert exchange.of("when did nora lindqvist open it") == "when did emil strand open it"
    assert exchange.of("When did Nora Lindqvist open it?") == "When did Emil Strand open it?"


def test_an_exchange_leaves_longer_words_alone():
    assert Exchange("art", "music").of("The art of starting Art") == "The music of starting music"


@pytest.mark.parametrize("seed", range(20))
def test_another_name_stands_in_no_answer_and_not_in_the_question(seed: int):
    question = "When did Nora Lindqvist open the plant of Halden Water?"
    found = another_name(question, PASSAGE, ["In 1998"], ["Tove Berg", "Acme"], Random(seed))
    assert found is None or (found.old in question and found.new not in question)


def test_no_name_is_exchanged_that_the_passage_does_not_have():
    assert another_name("Who is Tove Berg?", PASSAGE, ["x"], ["Acme"], Random(1)) is None


def test_a_year_becomes_another_year():
    found = another_number("Who left in 2003?", PASSAGE, ["Emil Strand"], Random(2))
    assert found is not None
    assert found.old == "2003"
    assert len(found.new) == 4
    assert found.new != "2003"


def test_the_number_that_answers_is_not_exchanged():
    assert another_number("What happened in 1998?", PASSAGE, ["1998"], Random(1)) is None


def test_a_word_becomes_one_of_its_group_that_the_passage_does_not_have():
    found = another_word("Who is the CEO of Halden Water?", PASSAGE, Random(3))
    assert found is not None
    assert found.old == "CEO"
    assert found.new.casefold() not in PASSAGE.casefold()


def test_of_the_passage_a_word_is_exchanged_only_if_it_stands_there():
    assert another_word("Who is the mayor?", PASSAGE, Random(1), of_passage=True) is None


def test_a_question_of_time_becomes_one_of_the_reason():
    asked = {asks_why("When did it close?", Random(seed)) for seed in range(9)}
    assert asked == {"Why did it close?", None}
    assert asks_why("Who closed it?", Random(1)) is None
