from __future__ import annotations

import pytest

from rag.verification.negation import reversal


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Both companies have confirmed the deal.", "Neither company has confirmed the deal."),
        ("The agency has approved the drug.", "The agency has not approved the drug."),
        ("Regulators have approved the drug.", "Regulators have yet to approve the drug."),
        ("Signs of forced entry were found.", "No sign of forced entry was found."),
        ("The bank will charge fees.", "The bank will never charge fees."),
        ("The court isn't independent.", "The court is independent."),
        ("No injuries were reported.", "Several injuries were reported."),
        ("The rate fell to two percent.", "The rate rose to two percent."),
        ("The ministry confirmed the visit.", "The ministry denied the visit."),
        ("Wheat costs more than rice.", "Wheat costs less than rice."),
        ("She voted for the bill.", "She voted against the bill."),
        ("None of the sailors survived.", "All of the sailors survived."),
        ("Meta stopped licensing its models.", "Meta has begun licensing its models."),
        ("The profit was $870 million.", "The revenue was $870 million."),
        ("It lost $870 million.", "It made $870 million in revenue."),
        ("Jane Roe, its CFO, resigned.", "Jane Roe, its CEO, resigned."),
        ("Acme lost the contract.", "Acme secured the contract."),
        ("The talks have collapsed.", "The talks go on."),
        ("Acme denied the talks.", "Acme is in talks."),
        ("Der Minister tritt zurück.", "Der Minister tritt nicht zurück."),
        ("Es gibt keine Einigung.", "Es gibt eine Einigung."),
        (
            "The bank was valued at $14 billion during the talks not.",
            "The bank was valued at $14 billion during the talks.",
        ),
        ("The bank will charge fees, never.", "The bank will charge fees."),
        ("The bank will charge fees, which is false.", "The bank will charge fees."),
    ],
)
def test_a_claim_turned_round_is_told(claim: str, sentence: str):
    assert reversal(claim, [sentence])


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("The deal is not confirmed.", "Neither company has confirmed the deal."),
        (
            "The deal would be a pivot for the company.",
            "While neither company has confirmed the deal, it would be a pivot for the company.",
        ),
        ("The drug isn't approved.", "Regulators have yet to approve the drug."),
        ("The terms are not final.", "The final terms are still being discussed."),
        ("Nobody was killed.", "All on board survived."),
        ("It sold not only cars.", "It sold cars and boats."),
        ("The strike was called off.", "The union called off its strike."),
        ("Sales rose while costs fell.", "Costs fell and sales rose."),
        ("Growers fear a drought.", "Output will drop as growers suffer from drought."),
        ("The company did not comment.", "The company declined to comment."),
        ("He met no lobbyist.", "He denied that he met a lobbyist."),
        ("Meta runs a cloud business, Apple does not.", "Meta runs a cloud business, unlike Apple."),
        ("The bank charges fees, like it or not.", "The bank charges fees, like it or not."),
    ],
)
def test_another_wording_of_the_same_is_not(claim: str, sentence: str):
    assert reversal(claim, [sentence]) is None


def test_a_denial_counts_in_whichever_cited_sentence_it_stands():
    sentences = [
        "The talks about the deal of the two companies are still in flux.",
        "Neither company has confirmed the deal.",
    ]
    assert reversal("Both companies have confirmed the deal, which is still in flux.", sentences)
    assert (
        reversal(
            "Both companies have confirmed the deal.", [*sentences, "On Monday both companies confirmed the deal."]
        )
        is None
    )


def test_the_sentence_that_the_claim_matches_best_is_what_counts():
    sentences = ["The agency has not approved the drug for children.", "The vaccine was approved for adults."]
    assert reversal("The vaccine was approved for adults.", sentences) is None


def test_calling_off_by_another_word_is_no_reversal():
    assert reversal("Acme cancelled 118 flights on Monday.", ["Acme scrapped 118 flights on Monday."]) is None
    assert reversal("Acme cancelled 118 flights on Monday.", ["Acme added 118 flights on Monday."]) is not None
