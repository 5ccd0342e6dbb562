"""Who does what to whom in a sentence, whatever its order."""

from __future__ import annotations

import pytest

from rag.verification.proof.analysis import graph_of
from rag.verification.proof.same_meaning import phrases_at
from rag.verification.proof.words import same, words_of


def said(sentence: str) -> set[tuple[str, str, str]]:
    graph = graph_of(sentence)
    return {(graph.nodes[of].form, role, graph.nodes[other].form) for of, role, other in graph.arcs | graph.shared}


def governors(sentence: str) -> dict[str, str | None]:
    graph = graph_of(sentence)
    return {
        graph.nodes[at].form: None if above is None else graph.nodes[above].form for at, above in graph.governor.items()
    }


@pytest.mark.parametrize(
    ("sentence", "arc"),
    [
        ("The firm was bought by the bank.", ("bought", "SUBJ", "bank")),
        ("The firm was bought by the bank.", ("bought", "OBJ", "firm")),
        ("The bank, which bought the firm, closed.", ("bought", "SUBJ", "bank")),
        ("The bridge, built in 1932, was closed.", ("built", "OBJ", "bridge")),
        ("The bank bought the firm and closed the plant.", ("closed", "SUBJ", "bank")),
        ("According to police, the bridge was closed.", ("said", "SUBJ", "police")),
        ("The driver allegedly stole the car.", ("alleged", "COMP", "stole")),
    ],
)
def test_a_word_has_its_role_in_any_order(sentence: str, arc: tuple[str, str, str]):
    assert arc in said(sentence)


def test_a_speaker_and_a_condition_answer_for_a_clause():
    assert governors("The bridge will close, police said.")["close"] == "said"
    assert governors("The bank bought the firm after it had closed the plant.")["closed"] is None
    assert governors("The bank will buy the firm if it closes the plant.")["closes"] == "buy"


def test_a_pronoun_names_the_subject_before_it():
    graph = graph_of("The company said it would close.")
    assert graph.things[1] == graph.things[3]
    graph = graph_of("The ministers said it would close.")
    assert graph.things[1] != graph.things[3]


def test_words_that_would_depend_on_each_other_do_not():
    for sentence in ("", ".", "2-1", "3 June 2025 5 km", "take over up to", "According to", "As of of of the the"):
        graph = graph_of(sentence)
        for at in range(len(graph.nodes)):
            assert graph.nodes[graph.verb_above(at)]


@pytest.mark.parametrize(
    ("one", "other"), [("purchased", "bought"), ("chief executives", "CEO"), ("rose", "increased")]
)
def test_phrases_of_one_meaning_share_a_group(one: str, other: str):
    groups = [{group for group, _ in phrases_at(words_of(text), 0)} for text in (one, other)]
    assert groups[0] & groups[1]


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("overtaken", "overtook", True),
        ("cancelled", "cancel", True),
        ("3,000 kg", "3 tonnes", True),
        ("half", "50 percent", True),
        ("June", "3 June", True),
        ("3 June", "June", False),
        ("employer", "employed", False),
        ("3 euros", "3 dollars", False),
    ],
)
def test_words_are_the_same_by_their_base_and_their_value(one: str, other: str, is_same: bool):
    assert same(words_of(one)[0], words_of(other)[0]) is is_same
