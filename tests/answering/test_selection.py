from __future__ import annotations

from dataclasses import replace

from rag.answering.selection import Further, further, seen_beside, serves
from rag.types import Passage, Sentence

TEXT = "The bridge opened in 1961. It was closed for repairs in 2019. Rain fell on Monday."


def place(sentence: str, *, reads: float = 0.0, score: float = 1.0) -> tuple[Passage, Sentence]:
    at = TEXT.index(sentence)
    found = Sentence(at, at + len(sentence), sentence, reads=reads, score=score)
    return Passage("a", "0" * 64, 0, len(TEXT), TEXT, 1.0, "T", sentences=(found,)), found


FIRST = place("The bridge opened in 1961.", reads=3.0, score=2.0)


def test_a_neighbour_is_known_and_another_article_too():
    beside = place("It was closed for repairs in 2019.")
    elsewhere = (replace(beside[0], article_id="b"), beside[1])
    assert seen_beside(beside, FIRST)[2:4] == (1.0, 1.0)
    assert seen_beside(elsewhere, FIRST)[2:4] == (0.0, 0.0)


def test_a_sentence_that_says_it_again_is_known():
    again = place("The bridge opened in 1961.")
    assert seen_beside(again, FIRST).repeated == 1.0
    assert seen_beside(place("Rain fell on Monday."), FIRST).repeated == 0.0


def test_what_the_reader_takes_for_an_answer_serves_sooner_than_what_it_does_not():
    sure = seen_beside(place("Rain fell on Monday.", reads=3.0), FIRST)
    unsure = seen_beside(place("Rain fell on Monday.", reads=-3.0), FIRST)
    assert serves(sure) > serves(unsure)


def test_the_probability_is_that_of_a_logistic_regression():
    nothing = Further(*[0.0] * len(Further._fields))
    assert serves(nothing, nothing, 0.0) == 0.5
    assert serves(nothing._replace(reads=1.0), nothing._replace(reads=1.0), 0.0) > 0.7


def also(question: str, sentence: str, *, reads: float, score: float = 1.9) -> list[str]:
    """The further sentences of an answer that begins with Microsoft; the sentence stands in another article."""
    first = replace(FIRST[1], text="Microsoft invests in OpenAI.", reads=3.0, score=2.0)
    other = replace(FIRST[1], text=sentence, reads=reads, score=score)
    keyed = {"1.1": (FIRST[0], first), "2.1": (replace(FIRST[0], article_id="b"), other)}
    return further(question, ["2.1"], keyed, keyed["1.1"])


def test_another_article_adds_to_a_list_what_the_reader_is_sure_of_if_it_names_something_new():
    listing, new = "Which companies invest in OpenAI?", "The rivals Amazon and Google do so too."
    assert also(listing, new, reads=2.0) == ["2.1"]
    assert also(listing, new, reads=0.5) == []
    assert also(listing, new, reads=2.0, score=1.5) == []
    assert also(listing, "Investments were made by Microsoft.", reads=2.0) == []
    assert also("How much did OpenAI get?", new, reads=2.0) == []
