from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.confidence import WORDS_AT_MOST, CosineSignals, Signals, WordSignals, probability, signals
from rag.types import Passage, Sentence


def passage(*sentences: Sentence, dense: float = 0.5, lexical: float = 0.5, text: str = "Some text") -> Passage:
    return Passage("a", "0" * 64, 0, len(text), text, 1.0, "T", sentences=sentences, dense=dense, lexical=lexical)


def likeness(question: str, text: str) -> float:
    return 0.5


def test_the_signals_are_those_of_the_best_sentence():
    poor, best = Sentence(0, 4, "Some", 0.1, 0.2, score=0.3), Sentence(5, 9, "text", 0.7, 0.8, False, score=0.9)
    found = signals("who?", [passage(poor, dense=0.9), passage(poor, best, dense=0.4, lexical=0.6)], likeness)
    assert found == CosineSignals(0.7, 0.8, 0.6, topic=0, unsuited=1, unknown_name=0, absent_name=0, alone=0.5)


def test_the_reader_speaks_of_the_best_passage_and_another_office_is_another_thing():
    best = Sentence(0, 9, "The CEO of Meta is Mark.", 0.7, 0.8, score=0.9, reads=1.0)
    found = signals(
        "Who is the CFO of Meta?",
        [replace(passage(best), reads=2.0), replace(passage(replace(best, score=0.1)), reads=3.0)],
        likeness,
    )
    assert found == Signals(0.7, 0.8, topic=0, unknown_name=1, alone=0.5, passage_reads=3.0, other_thing=1)


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("What did Meta pay in 2025?", 0),
        ("What did Nvidia pay?", 1),
        ("What did Meta pay in 2024?", 1),
        ("what did nvidia pay", 0),
        ("WHAT DID NVIDIA PAY", 0),
        ("How is Meta's German unit, in the 25s?", 0),
        ("Nvidia?", 0),
    ],
)
def test_a_name_or_number_that_no_passage_has_is_a_signal(question: str, unknown: int):
    found = signals(
        question, [passage(Sentence(0, 4, "Meta"), text="Meta paid for a plant in Germany in 2025.")], likeness
    )
    assert found is not None
    assert found.unknown_name == unknown


@pytest.mark.parametrize("question", ["Who met Simsek?", "Who met Şimşek?", "Who met Waerk in 6412?", "Who met Wærk?"])
def test_a_name_may_lack_its_accents(question: str):
    text = "Meta met Şimşek and Wærk at ６４１２."
    found = signals(question, [passage(Sentence(0, 4, text), text=text)], likeness)
    assert found is not None
    assert (found.unknown_name, found.absent_name) == (0, 0)


def test_a_name_that_stands_outside_the_sentence_and_its_title_is_another_signal():
    found = signals("What did Meta pay?", [passage(Sentence(0, 4, "It paid"), text="It paid. Meta did.")], likeness)
    assert found is not None
    assert (found.unknown_name, found.absent_name) == (0, 1)


def test_a_headline_does_not_say_of_whom_its_sentences_speak():
    def absent(title: str) -> float:
        found = signals("What did Meta pay?", [replace(passage(Sentence(0, 4, "It paid")), title=title)], likeness)
        assert found is not None
        return found.absent_name

    assert absent("Meta Platforms") == 0
    assert absent("Meta in Talks to Invest Over $10bn in Scale AI") == 1


def test_nothing_found_is_certainly_no_answer():
    assert signals("who?", [], likeness) is None
    assert probability(None) == 0


def test_where_the_model_does_not_know_the_language_no_cosine_counts():
    best = Sentence(5, 9, "text", 0.7, 0.8, False, score=0.9)
    found = signals("Wer?", [passage(best, dense=0.4, lexical=0.6)], lambda question, text: None)
    assert found == WordSignals(0.8, 0.6, unsuited=1, unknown_name=0, absent_name=0)
    assert probability(WordSignals(1, 1, 0, 0, 0)) == WORDS_AT_MOST  # a near miss may have all words too
    assert probability(WordSignals(0.1, 0.1, 0, 0, 1)) < 0.17


def test_a_german_noun_is_no_name_although_it_has_a_capital():
    def absent(question: str) -> float:
        found = signals(question, [passage(Sentence(0, 4, "Petra Hollenkamp sprach im Rathaus."))], likeness)
        assert found is not None
        return found.absent_name

    assert absent("Wer sprach bei der Versammlung über den Neubau?") == 0
    assert absent("Sprach Petra Hollenkamp bei der Versammlung?") == 0
    assert absent("Sprach Jens Ahlborn bei der Versammlung?") == 1


@given(st.tuples(*[st.floats(-1, 1)] * 8))
def test_a_probability_lies_between_nought_and_one(seen: tuple[float, ...]):
    assert 0 < probability(CosineSignals(*seen)) < 1
    assert 0 < probability(Signals(*seen[:7])) < 1
    assert 0 < probability(WordSignals(*seen[:5])) < 1


def test_a_sentence_that_matches_in_everything_is_likely_and_one_that_matches_in_nothing_is_not():
    assert probability(CosineSignals(0.8, 1.0, 1.0, 0.3, 0, 0, 0, 0.8)) > 0.9
    assert probability(CosineSignals(0.1, 0.0, 0.0, 0, 0, 0, 0, 0.1)) == pytest.approx(0, abs=0.05)
    assert probability(Signals(0.8, 1.0, 0.3, 0, 0.8, 5.0, 0)) > 0.9
    assert probability(Signals(0.1, 0.0, 0, 0, 0.1, -5.0, 0)) == pytest.approx(0, abs=0.05)


def test_an_unknown_name_and_an_unsuited_sentence_lower_the_probability():
    seen = CosineSignals(0.6, 0.6, 0.6, 0.3, 0, 0, 0, 0.6)
    assert probability(seen._replace(unknown_name=1)) < probability(seen._replace(unsuited=1)) < probability(seen)


def test_an_unknown_name_and_another_thing_lower_the_probability_of_what_was_read():
    seen = Signals(0.6, 0.6, 0.3, 0, 0.6, 1.0, 0)
    assert probability(seen._replace(unknown_name=1)) < probability(seen)
    assert probability(seen._replace(other_thing=1)) < probability(seen)
