"""A claim is proved only by steps that are each exact."""

from __future__ import annotations

import random

import pytest

from rag.verification.proof.derivation import LONGEST, unproved

SALE = "Tansy bought the dairy Halden for 3 million euros in May, and the union welcomed the sale."
STORM = "A storm killed two people in Bergen and injured ten in Oslo on Friday, police said."
PLANT = "The firm may close its plant in Lund if sales fall, chief executive Anna Berg said on Monday."


def is_proved(claim: str, sentence: str, before: str = "", title: str = "") -> bool:
    return unproved(claim, sentence, before, title) is None


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        # What is left out changes no truth.
        ("Tansy bought Halden.", SALE),
        ("Tansy bought the dairy Halden in May.", SALE),
        ("The union welcomed the sale.", SALE),
        ("Anna Berg opened the bridge.", "Anna Berg, 45, opened the bridge near Lund on Friday."),
        ("The company employs 300 people.", "The company, which employs 300 people, makes pumps."),
        ("The team will play Lund next week.", "The team won 3-1 in Oslo on Sunday and will play Lund next week."),
        ("Twelve pupils fell ill.", "The school closed on Monday after twelve pupils fell ill."),
        # The same in other words, or in another notation.
        ("Tansy acquired Halden for €3,000,000.", SALE),
        ("Oil fell 3% to $60.", "Oil fell by three percent to 60 dollars."),
        ("One in ten pupils failed.", "10 percent of pupils failed."),
        ("It lasted 3 minutes and 34 seconds.", "It lasted 214 seconds."),
        ("It weighs 2 tonnes.", "It weighs 2,000 kilograms."),
        ("The vote is on June 3.", "The vote is on 3 June."),
        # Times and places are in no order.
        ("In May, Tansy bought Halden for 3 million euros.", SALE),
        ("On Sunday, voters rejected the plan in Oslo.", "Voters rejected the plan in Oslo on Sunday."),
        # Active and passive, with the roles kept.
        ("Halden was bought by Tansy in May.", SALE),
        ("The plan was rejected by voters.", "Voters rejected the plan in a referendum on Sunday."),
        ("The plan was rejected.", "Voters rejected the plan in a referendum on Sunday."),
        ("The rate could be cut by the bank.", "The bank could cut the rate in June."),
        # The speaker is kept, however it is said.
        ("Police said a storm killed two people in Bergen.", STORM),
        ("According to police, a storm killed two people in Bergen.", STORM),
        ("Anna Berg said the firm may close its plant in Lund if sales fall.", PLANT),
        ("On Monday, Anna Berg said the firm may close its plant if sales fall.", PLANT),
        ("Holt said that Berg took the money.", "Holt accused Berg of having taken the money."),
        ("According to the papers, Holt took the money.", "Holt took the money from the club, the papers show."),
        # Who somebody is may stand before or behind the name.
        ("On Sunday, former pilot Ann Lee won.", "Ann Lee, a former pilot who had never won, won on Sunday."),
        ("Deputy mayor Ann Lee, the candidate, lost.", "The candidate, deputy mayor Ann Lee, lost on Sunday."),
        ("About 80 of the 300 workers at Orbe left.", "About 80 of Orbe's 300 workers left."),
        # Two things at once, and one of two things.
        (
            "100 guests were stranded when the airline scrapped two flights.",
            "The airline scrapped two flights, stranding 100 guests.",
        ),
        ("A car has been offered by the firm.", "The firm has offered a house by the sea and a car."),
        (
            "Parents who break the law are fined.",
            "Under the law, pupils must stay, and parents who break it are fined.",
        ),
        ("Ann Lee allegedly drove the car.", "Ann Lee is alleged to have driven the car."),
    ],
)
def test_what_follows_by_exact_steps_is_proved(claim: str, sentence: str) -> None:
    assert unproved(claim, sentence) is None


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        # Roles, and what belongs to another clause.
        ("Halden bought Tansy.", SALE),
        ("Halden was bought by the union.", SALE),
        ("A storm injured ten people in Bergen, police said.", STORM),
        ("Orbe was bought in May.", "Tansy bought Halden in May and Orbe in June."),
        ("Tansy sold Orbe in May.", "Tansy bought Halden in May and sold Orbe in June."),
        ("Sales fell 3 percent in Norway.", "Sales rose 5 percent in Norway and fell 3 percent in Sweden."),
        ("Tansy agreed to sell Orbe in May.", "Tansy agreed in May to sell Orbe."),
        ("Anna Berg said that the plant will close in May.", "Anna Berg said in May that the plant will close."),
        ("The minister paid a fine.", "The minister said the firm broke the law, but paid a fine."),
        ("The bank resigned in May.", "The head of the bank, who resigned in May, sold the shares."),
        ("The bank lost money.", "The bank sued the firm after it lost money."),
        ("The mill closed when the bridge fell.", "The bridge fell after the mill closed."),
        (
            "The bridge fell in Oslo and ten people died.",
            "The bridge fell in Oslo, a court ruled, and ten people died.",
        ),
        # A hedge, a condition, a denial, a speaker or a quantifier is missing.
        ("A storm killed two people in Bergen.", STORM),
        ("Anna Berg said the firm will close its plant if sales fall.", PLANT),
        ("Anna Berg said the firm may close its plant.", PLANT),
        ("Ben Holt took the money.", "Anna Berg accused Ben Holt of taking the money."),
        ("Ann Lee drove the car.", "Ann Lee is alleged to have driven the car."),
        ("The agency said a valve failed.", "The agency said engineers believed a valve failed."),
        ("The 40 schools reopened on Monday.", "Only 12 of the 40 schools reopened on Monday."),
        ("200 people were killed, officials said.", "Up to 200 people were killed, officials said."),
        ("The mayor Anna Berg opened the hall.", "The former mayor Anna Berg opened the hall."),
        ("The thief, Tom Holt, was freed.", "The suspected thief, Tom Holt, was freed."),
        # Something is added, or is another.
        ("Tansy bought Halden to avoid tax.", SALE),
        ("Tansy bought Halden for 4 million euros.", SALE),
        ("Tansy bought Halden for 3 million dollars.", SALE),
        ("Tansy bought Halden in June.", SALE),
        ("The firm claimed that it lost money.", "The firm said that it lost money."),
        ("", SALE),
    ],
)
def test_what_needs_another_step_is_not_proved(claim: str, sentence: str) -> None:
    assert unproved(claim, sentence) is not None


def test_a_pronoun_stands_for_the_only_name_before_it() -> None:
    before = "Anna Berg runs the bakery."
    assert is_proved("Anna Berg bought a mill in May.", "She bought a mill in May.", before)
    assert not is_proved("Tom Holt bought a mill in May.", "She bought a mill in May.", before)


def test_a_pronoun_with_two_possible_names_proves_neither() -> None:
    before = "The row began when Anna Berg met Ruth Holt."
    assert not is_proved("Ruth Holt bought a mill.", "Later she bought a mill.", before)


def test_its_belongs_to_the_subject_if_nothing_else_is_named() -> None:
    assert is_proved(
        "Services at the trust's hospitals resumed.", "Services at the trust's hospitals resumed on Friday."
    )
    sentence = "The trust restored services at three of its hospitals on Friday."
    assert is_proved("The trust restored services at three hospitals.", sentence)
    assert is_proved("Services at three of the trust's hospitals were restored.", sentence)


def test_the_failed_step_is_told() -> None:
    assert unproved("Tansy secretly bought Halden.", SALE) == "“secretly” is not in the sentence"
    assert unproved("The union bought Halden.", SALE) == "“bought Halden” does not follow from the sentence"


def test_what_is_too_long_is_not_compared() -> None:
    long = " ".join(["word"] * (LONGEST + 1))
    assert unproved(long, long) == "it is too long to be compared"


def test_a_claim_equal_to_its_sentence_is_proved_and_one_with_a_foreign_word_is_not() -> None:
    chance = random.Random(7)
    names = ["Anna Berg", "The bank", "A farmer in Lund", "Police", "Ten of the 40 schools", "Nobody"]
    verbs = ["sold", "may close", "did not visit", "was told to leave", "says it owns"]
    things = ["the mill", "two ships, which sank", "its plant in Oslo if prices fall", "half of the 3% stake"]
    times = ["on Monday", "in May 2021", "after the storm", "as prices fell", ""]
    for _ in range(200):
        words = [chance.choice(part) for part in (names, verbs, things, times)]
        sentence = " ".join(word for word in words if word) + "."
        assert is_proved(sentence, sentence), sentence
        spaces = [at for at, mark in enumerate(sentence) if mark == " "]
        at = chance.choice(spaces)
        assert not is_proved(f"{sentence[:at]} zebra{sentence[at:]}", sentence), sentence
