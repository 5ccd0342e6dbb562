"""The same fact in another order of words, and in other words."""

from __future__ import annotations

import pytest

from rag.verification.proof.same_meaning import phrases_at
from rag.verification.proof.turned import adjunct_end, turned
from rag.verification.proof.words import same, words_of


def orders(claim: str, sentence: str) -> set[str]:
    return {" ".join(word.text for word in ours) for ours, _ in turned(words_of(claim), words_of(sentence))}


@pytest.mark.parametrize(
    ("claim", "sentence", "order"),
    [
        ("Halden was bought by Tansy", "Tansy bought Halden", "Tansy bought Halden"),
        ("Halden was sold off", "Tansy sold off Halden", "* sold off Halden"),
        ("On Sunday Tansy lost", "Tansy lost on Sunday", "Tansy lost On Sunday"),
        ("The mayor of Oslo lost", "Oslo's mayor lost", "Oslo 's mayor lost"),
        ("If it rains, Tansy loses", "Tansy loses if it rains", "Tansy loses If it rains"),
    ],
)
def test_a_claim_is_put_into_the_order_of_the_sentence(claim: str, sentence: str, order: str) -> None:
    assert order in orders(claim, sentence)


def test_a_time_is_not_moved_out_of_its_clause_or_its_comparison() -> None:
    assert orders("Tansy lost on Sunday", "Tansy lost after Orbe won on Sunday") == {"Tansy lost on Sunday"}
    claim = "Prices rose faster in June than in May"
    assert orders(claim, "Prices rose faster in May than in June") == {claim}


def test_a_time_or_a_place_ends_with_its_noun() -> None:
    assert adjunct_end(words_of("in the final straight on Sunday"), 0) == 4
    assert adjunct_end(words_of("last week in Lund"), 0) == 2
    assert adjunct_end(words_of("the mill"), 0) == 0


@pytest.mark.parametrize(
    ("one", "other"), [("purchased", "bought"), ("chief executives", "CEO"), ("rose", "increased")]
)
def test_phrases_of_one_meaning_share_a_group(one: str, other: str) -> None:
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
def test_words_are_the_same_by_their_base_and_their_value(one: str, other: str, is_same: bool) -> None:
    assert same(words_of(one)[0], words_of(other)[0]) is is_same


def test_adjuncts_behind_each_others_words_are_not_moved_for_ever() -> None:
    assert orders("the mill on Monday in Oslo in May quickly", "from Oslo to May in Oslo in May Ben last week")
